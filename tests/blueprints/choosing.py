"""What tests of "Kies een moment" share: a clock, a choice, and the cards on the page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bs4 import Tag

from mdt.models import (
    Absence,
    Conference,
    Measure,
    MeasureKind,
    Person,
)
from mdt.scheduling import local_time
from tests.conferences import cast
from tests.conferences.cast import Table
from tests.conftest import NOON
from tests.factories import Make
from tests.pages import Browser, send, soup

WEDNESDAY, THURSDAY = date(2026, 2, 11), date(2026, 2, 12)
FIRST = "2026-02-11T13:30:00+01:00"
"""The first moment that is offered: everybody can, and a day ahead."""

BAN_ENDS = datetime(2026, 2, 20, 0, 20, tzinfo=UTC)


def at(clock: str, day: date = THURSDAY) -> datetime:
    hour, minute = map(int, clock.split("."))
    return local_time.resolve_local(datetime(day.year, day.month, day.day, hour, minute), 0)  # noqa: DTZ001 - wall clock


def iso(clock: str, day: date = THURSDAY) -> str:
    return local_time.local(at(clock, day)).isoformat()


def busy(make: Make, person: Person, start: str, end: str, day: date = THURSDAY) -> None:
    make.add(Absence(person_id=person.id, starts_at=at(start, day), ends_at=at(end, day)))


def path(conference: Conference, rest: str = "") -> str:
    return f"/conferences/{conference.id}/moment{rest}"


def choose(browser: Browser, conference: Conference, starts_at: str = FIRST, **fields: Any) -> Any:
    sent: dict[str, Any] = {
        "starts_at": starts_at,
        "minutes": conference.minutes,
        "version": conference.version,
    }
    return send(browser, path(conference), **(sent | fields))


def slot(page: Any, starts_at: str) -> Tag:
    """Return the card of a moment."""
    [radio] = soup(page).select(f'input[type=radio][value="{starts_at}"]')
    card = radio.find_parent("label")
    assert isinstance(card, Tag)
    return card


def offered(page: Any) -> list[str]:
    return [str(radio["value"]) for radio in soup(page).select("input[type=radio]:enabled")]


def checked(page: Any) -> list[str]:
    return [str(radio["value"]) for radio in soup(page).select("input[name=starts_at][checked]")]


def words(part: Tag) -> str:
    return " ".join(part.get_text(" ").split())


def banned(make: Make, table: Table, **columns: Any) -> Conference:
    """Return a draft about a case with a house ban until 20 February, 01.20."""
    conference = cast.draft(make, table, **columns)
    make.add(
        Measure(
            case_id=conference.items[0].case_id,
            kind=MeasureKind.HOUSE_BAN,
            starts_at=NOON - timedelta(hours=10),
            ends_at=BAN_ENDS,
        )
    )
    return conference
