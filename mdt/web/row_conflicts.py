"""What two people made of one row, field by field, in the words of its form."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import get_locale, gettext
from sqlmodel import col, select

from mdt import clock
from mdt.conferences.seating import Duties
from mdt.directory import hours, panels
from mdt.directory.hours import Stretch
from mdt.models import (
    DutyRoster,
    Organisation,
    Panel,
    PanelRhythm,
    PanelSeat,
    Person,
    Region,
    Room,
    Seat,
    Unit,
)
from mdt.outbox import numbers
from mdt.scheduling import duty_rosters
from mdt.scheduling.duty_rosters import Terms
from mdt.web import dates, stale, words
from mdt.web.database import get_session
from mdt.web.stale import Conflict

Typed = Mapping[str, Any]
"""What a form parsed, by field."""


def of_person(row: Person, typed: Typed) -> Conflict:
    """Return the conflict over how somebody is called and reached."""
    return stale.between(
        row.id,
        [
            (gettext("Naam"), typed["name"], row.name),
            (gettext("Mailadres"), typed.get("mail", row.mail), row.mail),
            (gettext("Telefoon"), numbers.shown(typed["phone"]), numbers.shown(row.phone)),
            (gettext("Taal"), words.word(typed["language"]), words.word(row.language)),
        ],
    )


def of_week(person: Person, typed: Iterable[Stretch], names: Iterable[str]) -> Conflict:
    """Return the conflict over a working week; names: of the days, Monday first."""
    mine, theirs = list(typed), hours.week_of(get_session(), person)
    return stale.between(
        person.id, [(name, _day(mine, day), _day(theirs, day)) for day, name in enumerate(names)]
    )


def of_organisation(row: Organisation, typed: Typed) -> Conflict:
    """Return the conflict over an organisation."""
    return stale.between(
        row.id,
        [
            (gettext("Naam"), typed["name"], row.name),
            (
                gettext("Wat brengt zij aan tafel?"),
                words.word(typed["domain"]),
                words.word(row.domain),
            ),
            (gettext("In gebruik"), _yes(typed["is_active"]), _yes(row.is_active)),
        ],
    )


def of_unit(row: Unit, typed: Typed) -> Conflict:
    """Return the conflict over a unit of an organisation."""
    return stale.between(
        row.id,
        [
            (gettext("Naam"), typed["name"], row.name),
            (gettext("In gebruik"), _yes(typed["is_active"]), _yes(row.is_active)),
        ],
    )


def of_room(row: Room, typed: Typed) -> Conflict:
    """Return the conflict over a room."""
    return stale.between(
        row.id,
        [
            (gettext("Naam"), typed["name"], row.name),
            (gettext("Adres"), typed["address"], row.address),
            (gettext("In gebruik"), _yes(typed["is_active"]), _yes(row.is_active)),
        ],
    )


def of_panel(row: Panel, typed: Typed) -> Conflict:
    """Return the conflict over a standing table."""
    return stale.between(
        row.id,
        [
            (gettext("Naam van de tafel"), typed["name"], row.name),
            (gettext("Wettelijk kader"), words.word(typed["regime"]), words.word(row.regime)),
            (gettext("Minuten per zaak"), str(typed["minutes"]), str(row.minutes)),
            (gettext("In gebruik"), _yes(typed["is_active"]), _yes(row.is_active)),
        ],
    )


def of_panel_seat(row: PanelSeat, typed: Typed) -> Conflict:
    """Return the conflict over a default seat."""
    deputies = [one.id for one in panels.deputies_of(get_session(), row)]
    names = names_of([typed["holder_id"], row.holder_id, *typed["deputy_ids"], *deputies])
    return stale.between(
        row.id,
        [
            (
                gettext("Alleen van deze organisatie"),
                _organisation(typed["organisation_id"]),
                _organisation(row.organisation_id),
            ),
            (
                gettext("Wie komt er op deze stoel?"),
                words.word(typed["fill"]),
                words.word(row.fill),
            ),
            (
                gettext("Vaste vertegenwoordiger"),
                names.get(typed["holder_id"], ""),
                names.get(row.holder_id, ""),
            ),
            (gettext("Nodig voor het overleg"), _yes(typed["required"]), _yes(row.required)),
            (gettext("Hoort bij het quorum"), _yes(typed["quorum"]), _yes(row.quorum)),
            (
                gettext("Vervangers"),
                ", ".join(sorted(names.get(one, "") for one in typed["deputy_ids"])),
                ", ".join(sorted(names[one] for one in deputies)),
            ),
        ],
    )


def of_duties(row: Seat, typed: Duties) -> Conflict:
    """Return the conflict over what a seat of a conference counts for."""
    kinds = {part.id: part.kind for part in row.item.parts}
    kept = [kinds[held.part_id] for held in row.parts]
    return stale.between(
        row.id,
        [
            (gettext("Nodig voor het overleg"), _yes(typed.required), _yes(row.required)),
            (gettext("Hoort bij het quorum"), _yes(typed.quorum), _yes(row.quorum)),
            (gettext("Alleen bij deze onderdelen"), _all_of(typed.parts), _all_of(kept)),
            (
                gettext("Wie komt er zolang niemand gekozen is?"),
                words.word(typed.fill),
                words.word(row.fill),
            ),
        ],
    )


def of_rhythm(panel: Panel, row: PanelRhythm | None, typed: Typed) -> Conflict:
    """Return the conflict over when a standing table sits."""
    now: Typed = row.model_dump() if row else {}
    return stale.between(
        panel.id,
        [
            (str(label), said(typed.get(name)), said(now.get(name)))
            for name, label, said in (
                ("every", gettext("Hoe vaak zit de tafel?"), _word),
                ("first_on", gettext("Eerste zitting"), day),
                ("starts", gettext("Hoe laat?"), clock_time),
                ("minutes", gettext("Hoeveel minuten?"), _number),
                ("most_cases", gettext("Hoeveel zaken ten hoogste?"), _number),
                ("room_id", gettext("Zaal"), _room),
                ("cutoff_days", gettext("Werkdagen ervoor"), _number),
                ("cutoff_at", gettext("Tijd"), clock_time),
            )
        ],
    )


def of_roster(row: DutyRoster, typed: Terms) -> Conflict:
    """Return the conflict over the rhythm of a duty roster."""
    kept = duty_rosters.turns(get_session(), [row]).get(row.id, [])
    names = names_of([*typed.people, *kept])
    return stale.between(
        row.id,
        [
            (gettext("Eerste dag van week 1"), day(typed.first_on), day(row.first_on)),
            (gettext("Wisseltijd"), clock_time(typed.hands_over), clock_time(row.hands_over)),
            (
                gettext("Elke dag van"),
                _stretch(*(typed.hours or (None, None))),
                _stretch(row.starts, row.ends),
            ),
            (
                gettext("Wie heeft welke week dienst?"),
                ", ".join(names[one] for one in typed.people),
                ", ".join(names[one] for one in kept),
            ),
        ],
    )


def of_times(row: Region, typed: Typed, ways: Iterable[tuple[str, str, str]]) -> Conflict:
    """Return the conflict over lunch and travel; ways: label, typed and kept for two rooms each."""
    return stale.between(
        row.id,
        [
            (
                gettext("Lunch"),
                _stretch(typed["lunch_starts"], typed["lunch_ends"]),
                _stretch(row.lunch_starts, row.lunch_ends),
            ),
            (
                gettext("Minuten reizen tussen twee zalen"),
                str(typed["travel_minutes"]),
                str(row.travel_minutes),
            ),
            *ways,
        ],
    )


def names_of(keys: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Return the names of these people, by their keys."""
    wanted = {key for key in keys if key}
    query = select(Person.id, Person.name).where(col(Person.id).in_(wanted))
    return {row[0]: row[1] for row in get_session().exec(query)}


def day(on: date | None) -> str:
    """Return a day as it is said, nothing for no day."""
    locale = str(get_locale() or "nl")
    return dates.day(on, today=dates.local_date(clock.now()), locale=locale) if on else ""


def clock_time(at: time | None) -> str:
    """Return a time of the day as it is said, nothing for no time."""
    return f"{at:%H.%M}" if at else ""


def _day(week: Iterable[Stretch], weekday: int) -> str:
    return ", ".join(_stretch(one.starts, one.ends) for one in week if one.weekday == weekday)


def _stretch(starts: time | None, ends: time | None) -> str:
    return f"{clock_time(starts)} – {clock_time(ends)}" if starts or ends else ""


def _yes(is_so: object) -> str:
    return str(gettext("ja") if is_so else gettext("nee"))


def _word(member: StrEnum | None) -> str:
    return words.word(member) if member else ""


def _all_of(members: Iterable[StrEnum]) -> str:
    return ", ".join(sorted(words.word(one) for one in members))


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _organisation(key: UUID | None) -> str:
    row = get_session().get(Organisation, key) if key else None
    return row.name if row else gettext("Elke organisatie")


def _room(key: UUID | None) -> str:
    room = get_session().get(Room, key) if key else None
    return room.name if room else ""
