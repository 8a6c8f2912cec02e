"""Rules of mdt.feeds.writing: what calendar programs get to read."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mdt.feeds import conferences, writing
from mdt.feeds.facts import LINE
from mdt.feeds.wording import WORDINGS
from mdt.models import ActionState, FeedKind, Language, Reply
from tests.feeds.lines import (
    BASE,
    CONFERENCE,
    START,
    UID,
    action,
    invitation,
    invitations,
    kept,
)
from tests.feeds.lines import conferences as lines_of
from tests.readers import ical_js, node_ical

NIGHTS = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
"""When the clock changes."""

QUARTERS = [night + timedelta(minutes=15 * number) for night in NIGHTS for number in range(-12, 12)]
SEASONS = {
    datetime(2026, 2, 12, 12, 0, tzinfo=UTC): "2026-02-12T13:00:00",
    datetime(2026, 7, 7, 7, 30, tzinfo=UTC): "2026-07-07T09:30:00",
    datetime(2026, 3, 29, 8, 0, tzinfo=UTC): "2026-03-29T10:00:00",
    datetime(2026, 10, 25, 9, 30, tzinfo=UTC): "2026-10-25T10:30:00",
}


def written(*invited: str, holds: tuple[str, ...] = ()) -> bytes:
    lines = lines_of(*invited, holds=holds)
    return writing.write(FeedKind.CONFERENCES, lines, Language.NL, BASE)


def tasks(*owned: str) -> bytes:
    return writing.write(FeedKind.TASKS, LINE.join(owned), Language.NL, BASE)


def unfolded(calendar: bytes) -> list[str]:
    return calendar.decode().replace("\r\n ", "").splitlines()


def entries(calendar: bytes, name: str = "VEVENT") -> Sequence[Any]:
    return Calendar.from_ical(calendar).walk(name)


def test_a_feed_says_this_and_nothing_else() -> None:
    """When these bytes change, so must writing.FORM: programs compare its hash."""
    lines = unfolded(written(invitation(reply=Reply.YES)))

    assert lines[:10] == [
        "BEGIN:VCALENDAR",
        "PRODID:-//overlegportaal//feed 1//NL",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Overlegportaal",
        "X-WR-CALNAME:Overlegportaal",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VTIMEZONE",
    ]
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        f"UID:{conferences.uid(UID)}",
        "DTSTAMP:20260210T120000Z",
        "SEQUENCE:0",
        "DTSTART;TZID=Europe/Amsterdam:20260212T130000",
        "DTEND;TZID=Europe/Amsterdam:20260212T134500",
        "SUMMARY:Overleg (besloten)",
        "LOCATION:Online (link in portaal)",
        f"DESCRIPTION:{WORDINGS[Language.NL].agreed}\\n{BASE}/conferences/{CONFERENCE}",
        f"URL:{BASE}/conferences/{CONFERENCE}",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    assert writing.FORM == "1"


def test_a_task_says_this_and_nothing_else() -> None:
    lines = unfolded(tasks(action(due_at=START, version=3)))

    assert lines[lines.index("BEGIN:VTODO") + 2 :] == [
        "DTSTAMP:20260211T120000Z",
        "SEQUENCE:2",
        "DUE;TZID=Europe/Amsterdam:20260212T130000",
        "SUMMARY:Actie (besloten)",
        f"DESCRIPTION:Open het portaal om te zien wat u zou doen.\\n{BASE}/actions/{CONFERENCE}",
        f"URL:{BASE}/actions/{CONFERENCE}",
        "STATUS:NEEDS-ACTION",
        "CLASS:PRIVATE",
        "END:VTODO",
        "END:VCALENDAR",
    ]


def test_a_task_for_a_day_is_due_on_that_day() -> None:
    [task] = entries(tasks(action(due_on="2026-02-13", state=ActionState.BUSY)), "VTODO")

    assert task["DUE"].dt == date(2026, 2, 13)
    assert task["STATUS"] == "IN-PROCESS"


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, "TENTATIVE"),
        ({"reply": Reply.MAYBE}, "TENTATIVE"),
        ({"reply": Reply.YES}, "CONFIRMED"),
        ({"withdrawn_at": START - timedelta(days=2), "sequence": 1}, "CANCELLED"),
    ],
)
def test_only_a_yes_makes_it_certain(changes: dict[str, Any], standing: str) -> None:
    [event] = entries(written(invitation(**changes)))

    assert event["STATUS"] == standing


def test_what_was_taken_back_before_anybody_heard_is_left_out() -> None:
    stamped_at = START - timedelta(days=2)
    line = invitation(withdrawn_at=stamped_at + timedelta(seconds=40), sequence=2)

    assert not entries(written(line))


def test_a_moment_that_is_kept_free_is_tentative_and_leads_to_its_poll() -> None:
    [event] = entries(written(holds=(kept(),)))

    assert event["STATUS"] == "TENTATIVE"
    assert event["URL"] == f"{BASE}/polls/{CONFERENCE}"


def test_an_answer_is_a_change_that_is_stamped() -> None:
    answered_at = START - timedelta(hours=3)

    [event] = entries(written(invitation(reply=Reply.YES, replied_at=answered_at)))

    assert event["DTSTAMP"].dt == answered_at


def test_a_feed_has_other_uids_than_the_invitations() -> None:
    """An invitation in the same account keeps its buttons, and its updates by mail."""
    [event] = entries(written(invitation()))

    assert event["UID"] != UID


def test_a_feed_speaks_the_language_of_its_owner() -> None:
    english = writing.write(FeedKind.CONFERENCES, lines_of(invitation()), Language.EN, BASE)

    assert "SUMMARY:Conference (closed)" in unfolded(english)


@given(st.lists(invitations(), max_size=5), st.randoms(use_true_random=False))
def test_the_same_lines_give_the_same_bytes_in_whatever_order(
    lines: list[str], random: Random
) -> None:
    before = written(*lines)
    writing._written.cache_clear()  # noqa: SLF001 - what is remembered must make no difference
    random.shuffle(lines)

    assert written(*lines) == before


@given(st.lists(invitations(), max_size=5))
def test_nobody_stands_in_a_feed(lines: list[str]) -> None:
    calendar = written(*lines)

    assert b"ATTENDEE" not in calendar
    assert b"ORGANIZER" not in calendar
    assert b"mailto" not in calendar
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))


@given(st.lists(invitations(), max_size=5))
def test_vobject_and_icalendar_read_the_same_moments(lines: list[str]) -> None:
    calendar = written(*lines)

    seen = vobject.readOne(calendar.decode()).contents.get("vevent", [])

    moments = {(one.dtstart.value.astimezone(UTC), one.dtend.value.astimezone(UTC)) for one in seen}
    assert moments == {(one.start, one.end) for one in entries(calendar)}


def test_ical_js_and_node_ical_show_the_local_time_in_both_seasons() -> None:
    feed = written(*(invitation(uid=str(at), starts_at=at) for at in SEASONS))

    [by_ical_js], [by_node_ical] = ical_js.read(feed), node_ical.read(feed)

    assert {event["start"]["local"] for event in by_ical_js["events"]} == set(SEASONS.values())
    assert {datetime.fromisoformat(event["start"]) for event in by_node_ical} == set(SEASONS)


def test_every_reader_places_every_quarter_of_the_nights_on_which_the_clock_changes() -> None:
    feed = written(*(invitation(uid=str(at), starts_at=at, minutes=15) for at in QUARTERS))

    [by_ical_js], [by_node_ical] = ical_js.read(feed), node_ical.read(feed)

    seen = {datetime.fromisoformat(event["start"]["utc"]) for event in by_ical_js["events"]}
    assert seen == set(QUARTERS)
    assert {datetime.fromisoformat(event["start"]) for event in by_node_ical} == set(QUARTERS)
    assert {one.start for one in entries(feed)} == set(QUARTERS)


def test_node_ical_finds_the_tasks_with_their_due_date() -> None:
    [found] = node_ical.read(tasks(action(due_at=START)))

    assert [datetime.fromisoformat(task["due"]) for task in found] == [START]
