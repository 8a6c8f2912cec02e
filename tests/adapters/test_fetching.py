"""Rules of mdt.adapters.fetching, against a server that behaves badly."""

import time
from collections.abc import Iterator

import pytest

from mdt.adapters import fetching
from mdt.adapters.fetching import Request
from mdt.models import BusyProblem
from mdt.scheduling.busy_reading import NotRead
from tests import calendar_server
from tests.calendar_server import Page, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with calendar_server.serving() as site:
        yield site


def problem(site: Site, path: str = "/a.ics", *, seconds: float = 5.0) -> BusyProblem:
    with pytest.raises(NotRead) as refusal:
        site.web(whole_seconds=seconds).ask(Request(site.address(path), authorization="Basic x"))
    return refusal.value.problem


def test_a_page_comes_with_its_etag(site: Site) -> None:
    site.pages["/a.ics?k=1"] = Page(b"text", headers={"ETag": '"1"'})

    answer = site.web().ask(Request(site.address("/a.ics?k=1")))

    assert (answer.status, answer.body, answer.etag) == (200, b"text", '"1"')


def test_a_redirect_is_followed_with_the_password_on_the_same_server_only(site: Site) -> None:
    with calendar_server.serving() as other:
        other.pages["/b.ics"] = Page(b"there")
        site.pages["/a.ics"] = Page(status=307, headers={"Location": "/c.ics"})
        site.pages["/c.ics"] = Page(status=302, headers={"Location": other.address("/b.ics")})
        web = fetching.Web(inside={site.host, other.host})

        answer = web.ask(Request(site.address(), authorization="Basic x"))

    assert answer.body == b"there"
    assert [headers.get("Authorization") for _, _, headers in site.asked] == ["Basic x"] * 2
    assert "Authorization" not in other.asked[0][2]


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:1/", "https://169.254.169.254/latest/meta-data", "file:///etc"]
)
def test_a_redirect_may_not_lead_inside(site: Site, location: str) -> None:
    site.pages["/a.ics"] = Page(status=302, headers={"Location": location})

    assert problem(site) is BusyProblem.FORBIDDEN_ADDRESS


def test_a_redirect_without_end_is_given_up(site: Site) -> None:
    site.pages["/a.ics"] = Page(status=302, headers={"Location": "/a.ics"})

    assert problem(site) is BusyProblem.UNREACHABLE
    assert len(site.asked) == fetching.MOST_REDIRECTS + 1


def test_a_page_too_large_is_not_read_to_its_end(site: Site) -> None:
    site.pages["/a.ics"] = Page(b"x" * (fetching.MOST_BYTES + 1))
    site.pages["/said"] = Page(b"x", length=fetching.MOST_BYTES + 1)

    assert problem(site) is BusyProblem.TOO_LARGE
    assert problem(site, "/said") is BusyProblem.TOO_LARGE


def test_a_server_that_dribbles_is_cut_off_in_time(site: Site) -> None:
    site.pages["/a.ics"] = Page(b"x" * 1000, dribble=0.1)
    start = time.monotonic()

    assert problem(site, seconds=0.6) is BusyProblem.TOO_SLOW
    assert time.monotonic() - start < 2


def test_a_page_cut_short_or_packed_or_nowhere_is_not_taken(site: Site) -> None:
    site.pages["/short"] = Page(b"x", length=10)
    site.pages["/packed"] = Page(b"x", headers={"Content-Encoding": "gzip"})

    assert problem(site, "/short", seconds=1) in {BusyProblem.UNREACHABLE, BusyProblem.TOO_SLOW}
    assert problem(site, "/packed") is BusyProblem.NO_CALENDAR
    with calendar_server.serving() as gone:
        pass
    assert problem(gone) is BusyProblem.UNREACHABLE
