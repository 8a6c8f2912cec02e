"""An action's changes in words: fields by their labels, keys by the names they stand for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlmodel import Session, col

from mdt.models import ActionChange, ActionState, Person, PlanHeading, Risk, SafetyAction
from mdt.safety_plan import changes
from mdt.safety_plan.changes import AGREED, REMARK, STATE
from mdt.web import dates, words

LABELS: dict[str, LazyString] = {
    "title": _l("Wat"),
    "owner": _l("Wie"),
    "due": _l("Klaar op"),
    "risk": _l("Risico"),
    "heading": _l("Kopje"),
    STATE: _l("Stand"),
    REMARK: _l("Toelichting"),
}


@dataclass(frozen=True)
class Step:
    """One field of one change: its label, and its words before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """What one person changed at one moment; steps is empty for the agreement itself."""

    at: datetime
    who: str
    who_id: UUID
    steps: tuple[Step, ...]

    @property
    def is_agreement(self) -> bool:
        """True for the first line of the history."""
        return not self.steps


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: both texts, in words."""

    field: str
    label: str
    mine: str
    theirs: str
    who: str
    at: datetime


class Reader:
    """Turns kept values into words; reads all the names it needs with two queries."""

    def __init__(
        self,
        session: Session,
        values: Iterable[tuple[str, str]],
        people: set[UUID],
        today: date,
    ) -> None:
        """Read the names of people and of whatever the values point at."""
        pairs = [(field, UUID(text)) for field, text in values if field in KEYED and text]
        owners = {key for field, key in pairs if field == "owner"}
        risks = {key for field, key in pairs if field == "risk"}
        self.today = today
        self.people = _names(session, Person, owners | people)
        self.risks = _names(session, Risk, risks)

    def words(self, field: str, text: str) -> str:
        """Return a kept value in words; nothing for what is no longer there."""
        if not text or field in {"title", REMARK}:
            return text
        if field in KEYED:
            return (self.people if field == "owner" else self.risks).get(UUID(text), "")
        if field == "due":
            return _due(text, self.today)
        return words.word(PlanHeading(text) if field == "heading" else ActionState(text))


KEYED = frozenset({"owner", "risk"})


def history(session: Session, action: SafetyAction, *, today: date) -> list[Entry]:
    """Return who changed what of the action and when, the newest first."""
    rows = changes.of(session, action)
    kept = [(row.field, text) for row in rows for text in (row.before, row.after)]
    reader = Reader(session, kept, {row.by_id for row in rows}, today)
    return [_entry(list(group), reader) for _, group in groupby(rows, key=lambda row: row.version)]


def clashes(
    session: Session, meanwhile: changes.ActionChangedMeanwhile, *, today: date
) -> list[Clash]:
    """Return the fields that two people changed, in words."""
    found = meanwhile.conflicts
    kept = [(one.field, text) for one in found for text in (one.mine, one.theirs)]
    reader = Reader(session, kept, {one.by_id for one in found}, today)
    return [
        Clash(
            one.field,
            str(LABELS[one.field]),
            reader.words(one.field, one.mine),
            reader.words(one.field, one.theirs),
            reader.people[one.by_id],
            one.at,
        )
        for one in found
    ]


def _entry(rows: list[ActionChange], reader: Reader) -> Entry:
    steps = (
        Step(str(label), reader.words(field, row.before), reader.words(field, row.after))
        for field, label in LABELS.items()
        for row in rows
        if row.field == field != AGREED
    )
    first = rows[0]
    return Entry(first.at, reader.people[first.by_id], first.by_id, tuple(steps))


def _names(session: Session, model: type[Person | Risk], keys: set[UUID]) -> dict[UUID, str]:
    if not keys:
        return {}
    rows = session.execute(select(col(model.id), col(model.name)).where(col(model.id).in_(keys)))
    return {row.id: row.name for row in rows}


def _due(text: str, today: date) -> str:
    locale = str(get_locale() or "nl")
    if "T" in text:
        return dates.moment(datetime.fromisoformat(text), today=today, locale=locale)
    return dates.day(date.fromisoformat(text), today=today, locale=locale)
