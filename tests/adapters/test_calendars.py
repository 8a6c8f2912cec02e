"""Rules of mdt.adapters.calendars and caldav; CalDAV against Radicale, a server that people use."""

import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from socket import create_server

import pytest

from mdt.adapters.calendars import OwnCalendars
from mdt.adapters.fetching import Web
from mdt.models import BusyKind, BusyProblem
from mdt.scheduling.busy_reading import Asked, Found, NotRead
from mdt.scheduling.busy_sources import Place
from tests import calendar_server
from tests.adapters.test_ics import calendar
from tests.calendar_server import Page, Site

WITHIN = (datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 4, 6, tzinfo=UTC))
EVENT = "DTSTART:20260324T090000Z | DURATION:PT1H"
CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
[storage]
filesystem_folder = {folder}/store
[logging]
level = error
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with calendar_server.serving() as site:
        yield site


def shown(found: Found) -> list[str]:
    assert found.busy is not None
    return sorted(
        f"{one.starts_at:%d %H.%M}-{one.ends_at:%H.%M}{'?' * one.is_tentative}"
        for one in found.busy
    )


def asked(site: Site, **changes: object) -> Asked:
    return replace(Asked(BusyKind.ICS, Place(site.address()), WITHIN), **changes)  # type: ignore[arg-type] # fields


def problem(reader: OwnCalendars, wanted: Asked) -> BusyProblem:
    with pytest.raises(NotRead) as refusal:
        reader.read(wanted)
    return refusal.value.problem


def test_a_subscription_is_read_and_not_again_while_it_did_not_change(site: Site) -> None:
    site.pages["/a.ics"] = Page(calendar(EVENT), headers={"ETag": '"1"'})
    reader = OwnCalendars(site.web())

    found = reader.read(asked(site))

    assert (shown(found), found.etag) == (["24 09.00-10.00"], '"1"')
    assert reader.read(asked(site, etag='"1"')) == Found(None, '"1"')


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, BusyProblem.REFUSED),
        (404, BusyProblem.NOT_FOUND),
        (500, BusyProblem.UNREACHABLE),
        (304, BusyProblem.UNREACHABLE),
    ],
)
def test_a_refusal_is_named(site: Site, status: int, expected: BusyProblem) -> None:
    site.pages["/a.ics"] = Page(status=status)

    assert problem(OwnCalendars(site.web()), asked(site)) is expected


def test_a_calendar_that_takes_too_long_to_work_out_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each is small and allowed; together they are years of moments in every second of work.
    # The first alarm may come while Python collects rubbish, and is told and lost there; the
    # next one is heard (test_time_limit.py).
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    events = ["DTSTART:19910101T000000Z | DURATION:PT1H | RRULE:FREQ=DAILY"] * 3000
    site.pages["/a.ics"] = Page(calendar(*events))
    start = time.process_time()

    assert (
        problem(OwnCalendars(site.web(), expand_seconds=0.5), asked(site)) is BusyProblem.TOO_SLOW
    )
    assert time.process_time() - start < 5


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Return the port of a CalDAV server with one user, anna."""
    folder = tmp_path_factory.mktemp("radicale")
    with closing(create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
    (folder / "users").write_text("anna:geheim\n", encoding="utf-8")
    config = folder / "config"
    config.write_text(CONFIG.format(port=port, folder=folder), encoding="utf-8")
    with subprocess.Popen([sys.executable, "-m", "radicale", "--config", str(config)]) as server:
        _await(port)
        _send(port, "MKCALENDAR", "/anna/werk/")
        yield port
        server.terminate()


@pytest.fixture
def werk(radicale: int) -> Iterator[Asked]:
    """Return the question to anna's calendar, with one appointment a test, taken away after it."""
    address = f"http://127.0.0.1:{radicale}/anna/werk/"
    yield Asked(BusyKind.CALDAV, Place(address, "anna", "geheim"), WITHIN)
    for name in ("0", "1", "2", "3"):
        _send(radicale, "DELETE", f"/anna/werk/{name}.ics")


def _put(port: int, *events: str) -> None:
    for number, event in enumerate(events):
        body = calendar(event, zone=ZONE).replace(b"UID:0", b"UID:%d" % number)
        body = body.replace(b"TRIGGER:nonsense", b"ACTION:AUDIO\r\nTRIGGER:-PT5M")
        body = body.replace(b"VERSION:2.0", b"VERSION:2.0\r\nPRODID:-//mdt//tests//NL")
        assert _send(port, "PUT", f"/anna/werk/{number}.ics", body) == 201


def _send(port: int, method: str, path: str, body: bytes = b"") -> int:
    headers = {
        "Authorization": "Basic " + b64encode(b"anna:geheim").decode(),
        "Content-Type": "text/calendar",
    }
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def _await(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            _send(port, "GET", "/")
        except OSError:
            time.sleep(0.05)
        else:
            return


def _reader(port: int) -> OwnCalendars:
    return OwnCalendars(Web(inside={f"127.0.0.1:{port}"}))


ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
"""Without it Radicale's report is an hour off after the clock changes."""

EVENTS = (
    "DTSTART;TZID=Europe/Amsterdam:20260323T090000 | DURATION:PT1H | RRULE:FREQ=WEEKLY;COUNT=2",
    "DTSTART:20260324T110000Z | DURATION:PT1H | STATUS:TENTATIVE",
    "DTSTART:20260325T110000Z | DURATION:PT1H | TRANSP:TRANSPARENT",
    "DTSTART:20260326T110000Z | DURATION:PT1H | STATUS:CANCELLED",
)
TIMES = ["23 08.00-09.00", "24 11.00-12.00?", "30 07.00-08.00"]


def test_a_caldav_calendar_is_read_by_its_report(radicale: int, werk: Asked) -> None:
    _put(radicale, *EVENTS)

    assert shown(_reader(radicale).read(werk)) == TIMES


def test_it_is_read_by_its_events_when_one_of_them_is_ours(radicale: int, werk: Asked) -> None:
    _put(radicale, *EVENTS)
    reader = _reader(radicale)

    assert shown(reader.read(replace(werk, ours={"elsewhere"}))) == TIMES
    assert shown(reader.read(replace(werk, ours={"1"}))) == [TIMES[0], TIMES[2]]


def test_an_empty_caldav_calendar_is_free(radicale: int, werk: Asked) -> None:
    for ours in (frozenset[str](), {"elsewhere"}):
        assert shown(_reader(radicale).read(replace(werk, ours=ours))) == []


def test_a_wrong_password_or_a_wrong_address_is_named(radicale: int, werk: Asked) -> None:
    reader = _reader(radicale)
    wrong = replace(werk, place=replace(werk.place, password="anders"))
    nowhere = replace(werk, place=replace(werk.place, address=werk.place.address + "weg/"))

    assert problem(reader, wrong) is BusyProblem.REFUSED
    assert problem(reader, nowhere) in {BusyProblem.NOT_FOUND, BusyProblem.NO_CALENDAR}


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
        b"<multistatus",
        b"<html>Meld u aan</html",
    ],
)
def test_an_answer_that_is_no_plain_xml_is_refused(site: Site, body: bytes) -> None:
    site.pages["/a.ics"] = Page(body, status=207)
    wanted = asked(site, kind=BusyKind.CALDAV)

    assert problem(OwnCalendars(site.web()), wanted) is BusyProblem.NO_CALENDAR
