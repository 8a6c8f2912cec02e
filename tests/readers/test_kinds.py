"""Every kind of calendar that we send is read as it was meant, by three readers nobody here wrote.

libical judges them too, in `make faults`: it is a library of the machine (tests/readers/libical).
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from faults import readers
from mdt.models import MessageKind
from mdt.models.base import AMSTERDAM
from tests.readers import ical_js, kinds, libical, node_ical
from tests.readers.kinds import WITH_CALENDAR, WITHOUT_CALENDAR, Kind
from tests.readers.moments import EDGES, SEASONS, SWITCHES

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def sent() -> list[Kind]:
    return [kind for at in EDGES for kind in kinds.of(at)]


def _shown(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def _component(calendar: bytes) -> Any:
    [found] = [
        one for one in Calendar.from_ical(calendar).walk() if one.name in ("VEVENT", "VTODO")
    ]
    return found


def _says(kind: Kind) -> tuple[str, datetime | None]:
    return str(_component(kind.written)["UID"]), kind.starts_at


def test_whoever_adds_a_kind_of_message_says_whether_a_calendar_reads_it() -> None:
    assert set(MessageKind) == WITH_CALENDAR | WITHOUT_CALENDAR
    assert not WITH_CALENDAR & WITHOUT_CALENDAR


def test_the_moments_are_in_both_seasons_and_around_the_four_changes_of_the_clock() -> None:
    assert {at.astimezone(AMSTERDAM).utcoffset() for at in SEASONS} == {HOUR, 2 * HOUR}
    for at in SWITCHES:
        before, after = (
            one.astimezone(AMSTERDAM).utcoffset() for one in (at - timedelta(minutes=15), at)
        )
        assert before != after
    assert len(set(EDGES)) == len(EDGES) == 18


def test_ical_js_reads_every_kind_at_every_moment(sent: list[Kind]) -> None:
    events = [kind for kind in sent if b"BEGIN:VEVENT" in kind.written]

    read = ical_js.read(*(kind.written for kind in events))

    for kind, found in zip(events, read, strict=True):
        [event] = found["events"]
        assert found["method"] == kind.method, kind.name
        assert event["uid"] == _says(kind)[0], kind.name
        if kind.starts_at:
            assert _shown(event["start"]["utc"]) == kind.starts_at, kind.name


def test_node_ical_reads_every_kind_at_every_moment(sent: list[Kind]) -> None:
    read = node_ical.read(*(kind.written for kind in sent))

    for kind, found in zip(sent, read, strict=True):
        [one] = found
        shown = one.get("due") if one["type"] == "VTODO" else one.get("start")
        assert (one["uid"], _shown(shown)) == _says(kind), kind.name


def test_vobject_reads_every_kind_at_every_moment(sent: list[Kind]) -> None:
    for kind in sent:
        [read] = [
            one
            for one in vobject.readOne(kind.written.decode()).components()
            if one.name in ("VEVENT", "VTODO")
        ]
        shown = getattr(read, "due", None) or getattr(read, "dtstart", None)
        found = shown.value.astimezone(UTC) if shown else None
        assert (read.uid.value, found) == _says(kind), kind.name


def test_a_trial_tells_that_libical_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libical, "find_library", lambda _name: None)

    [verdict] = readers.trials()

    assert not verdict.holds
    assert "install libical3" in str(verdict)


def test_a_trial_tells_what_libical_complains_of(monkeypatch: pytest.MonkeyPatch) -> None:
    class Strict:
        def complaints(self, _calendar: bytes) -> list[str]:
            return ["too short"]

    monkeypatch.setattr(libical, "Libical", Strict)

    [verdict] = readers.trials()

    assert "CANCEL 0 NEEDS-ACTION: too short" in verdict.broken
