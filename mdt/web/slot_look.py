"""What somebody looks at in the slot finder, read from an address or a form.

A filter that makes no sense is none; a moment that was typed must be a moment, and says what is
wrong with it when it is not.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, Literal
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

from mdt.conferences import moments
from mdt.conferences.agenda import LONGEST_MINUTES
from mdt.conferences.lifecycle import SlotNotFuture
from mdt.errors import N_, AmbiguousTime, DomainError, NonexistentTime
from mdt.scheduling import local_time
from mdt.web import forms
from mdt.web.errors import sentence
from mdt.web.forms import Problems

SHORTEST_MINUTES = 5
YEAR = timedelta(days=366)

Sent = MultiDict[str, str]


@dataclass(frozen=True)
class Look:
    """The length and the week that were asked for, the moment that is chosen, and one that is gone.

    may_suggest: the best moment may be chosen for who chose none. was_minutes: how long the
    sitting took before it was made shorter to find a moment. instead: a seat, and who would sit
    there in the stead of its holder; nothing has changed yet.
    """

    minutes: int | None = None
    monday: date | None = None
    chosen: datetime | None = None
    gone: datetime | None = None
    may_suggest: bool = True
    was_minutes: int | None = None
    instead: tuple[UUID, UUID] | None = None

    @property
    def with_gone(self) -> "Look":
        """Return the same look after the moment that was chosen turned out to be taken."""
        return replace(self, chosen=None, gone=self.chosen, may_suggest=False)


class SlotTooFar(DomainError):
    """The moment lies further away than anybody plans."""

    text = N_("Kies een dag binnen een jaar.")


class TypedForm(BaseModel):
    """A moment by the clock on the wall; fold: the first (0) or the second (1) time it shows it."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "on": _l("Vul de dag in."),
        "at": _l("Vul de tijd in."),
    }

    on: date
    at: time
    fold: Literal["0", "1"] | None = None


def of(sent: Sent, *, now: datetime) -> tuple[Look, Problems]:
    """Return what one looks at, and what is wrong with a moment that was typed."""
    moment, problems = _typed(sent, now) if _is_typed(sent) else (_moment(sent, now), {})
    week = sent.get("week", type=date.fromisoformat)
    monday = moments.monday_of(week) if week and _is_near(week, now) else None
    if moment and _is_near(day := local_time.local(moment).date(), now):
        monday = moments.monday_of(day)
    look = Look(
        _minutes(sent, "minutes"),
        monday,
        moment,
        may_suggest=not problems,
        was_minutes=_minutes(sent, "was"),
        instead=_instead(sent),
    )
    return look, problems


def typed(sent: Sent) -> dict[str, str]:
    """Return what was typed of a moment, to show it again."""
    return {name: sent.get(name, "") for name in TypedForm.model_fields}


def require_near(moment: datetime, *, now: datetime) -> None:
    """Raise SlotTooFar when a moment is so far away that it must be a slip of the pen."""
    if moment > now + YEAR:
        raise SlotTooFar


def _minutes(sent: Sent, name: str) -> int | None:
    minutes = sent.get(name, type=int)
    return minutes if minutes and SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES else None


def _instead(sent: Sent) -> tuple[UUID, UUID] | None:
    seat_id, person_id = sent.get("seat", type=UUID), sent.get("person", type=UUID)
    return (seat_id, person_id) if seat_id and person_id else None


def _moment(sent: Sent, now: datetime) -> datetime | None:
    """Return the moment that was chosen in the grid: an instant that carries its offset."""
    moment = sent.get("starts_at", type=datetime.fromisoformat)
    is_sound = moment and moment.tzinfo and now - YEAR < moment < now + YEAR
    return moment.astimezone(UTC) if moment and is_sound else None


def _is_typed(sent: Sent) -> bool:
    return bool(sent.get("on", "").strip() or sent.get("at", "").strip())


def _typed(sent: Sent, now: datetime) -> tuple[datetime | None, Problems]:
    form, problems = forms.parse(TypedForm, sent)
    if form is None:
        return None, problems
    wall = datetime.combine(form.on, form.at.replace(second=0, microsecond=0, tzinfo=None))
    try:
        moment = local_time.resolve_local(wall, None if form.fold is None else int(form.fold))
    except NonexistentTime as refusal:
        return None, {"at": sentence(refusal)}
    except AmbiguousTime as refusal:
        return None, {"fold": sentence(refusal)}
    if moment <= now:
        return None, {"on": sentence(SlotNotFuture())}
    if moment > now + YEAR:
        return None, {"on": sentence(SlotTooFar())}
    return moment, {}


def _is_near(day: date, now: datetime) -> bool:
    """Tell whether a day lies between this week and a year from now."""
    today = local_time.local(now).date()
    return moments.monday_of(today) <= day <= today + YEAR
