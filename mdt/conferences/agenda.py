"""The agenda of a sitting: cases with their own question, minutes, parts and seats.

Callers have checked permission and own the transaction. The sitting's length follows its items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from mdt import events
from mdt.conferences import changing, parts, seating, turns
from mdt.conferences.parts import Minutes
from mdt.directory import courts
from mdt.errors import N_, DomainError, IllegalTransition, StaleVersion
from mdt.models import AgendaItem, Case, Conference, ConferenceKind, Document, Panel, Person
from mdt.seats import defaults

LONGEST_MINUTES = 480


class CaseIsClosed(DomainError):
    """A closed case is discussed at no table."""

    text = N_("Deze zaak is gesloten. Heropen de zaak eerst.")


class CaseElsewhere(DomainError):
    """The case belongs to another region than the sitting."""

    text = N_("Deze zaak hoort bij een andere regio.")


class CaseTwice(DomainError):
    """A case stands on an agenda once."""

    text = N_("Deze zaak staat al op de agenda.")


class LastItem(DomainError):
    """A sitting without a case is no sitting."""

    text = N_("Een overleg gaat over minstens één zaak. Zeg het overleg af als het niet nodig is.")


class TooLong(DomainError):
    """A sitting ends on the day it starts, while people can still think."""

    text = N_("Een overleg duurt ten hoogste 8 uur. Verdeel de zaken over twee overleggen.")


class LengthFollowsAgenda(DomainError):
    """A sitting of several items is as long as they are."""

    text = N_("De duur volgt uit de agenda. Wijzig de minuten bij de zaken.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is asked of the table in a case, and how long it takes; parts None for the usual.

    like: an earlier item of the case, whose table it gets in place of the panel's.
    """

    question: str
    minutes: int
    parts: Sequence[Minutes] | None = None
    like: AgendaItem | None = None


def add(
    session: Session,
    conference: Conference,
    case: Case,
    terms: Terms,
    *,
    panel: Panel | None = None,
    because: str = "",
    by: Person,
    now: datetime,
) -> AgendaItem:
    """Return a new last item with the panel's seats, else those of the conference's own panel.

    because: why it comes after the cut-off of the table's turn.
    Raises IllegalTransition, CaseIsClosed, CaseElsewhere, CaseTwice, TooLong, TableFull,
    PastCutOff, what parts.lay raises, and for a convened conference what changing.sound raises.
    """
    changing.claim_open(session, conference)
    _require_welcome(conference, case)
    late_because = turns.require_welcome(session, conference, terms.minutes, because, now=now)
    with changing.sound(session, conference):
        item = put(session, conference, case, terms, panel=panel, now=now)
        item.late_because = late_because
        require_bounded(conference)
    _record(session, item, by, now)
    return item


def put(
    session: Session,
    conference: Conference,
    case: Case,
    terms: Terms,
    *,
    panel: Panel | None,
    now: datetime,
) -> AgendaItem:
    """Return a new last item; the caller has checked it and records the event.

    Raises IllegalTransition for a knowledge session: that is about no case.
    """
    if conference.kind is ConferenceKind.KNOWLEDGE:
        raise IllegalTransition
    item = AgendaItem(
        conference=conference,
        case_id=case.id,
        question=terms.question,
        minutes=terms.minutes,
        position=len(conference.items),
    )
    session.add(item)
    session.flush()
    parts.lay(session, item, parts.usual(item.minutes) if terms.parts is None else terms.parts)
    if panel is None and conference.panel_id:
        panel = session.get_one(Panel, conference.panel_id)
    if terms.like:
        defaults.lay_again(session, item, case, terms.like, now=now)
    elif panel:
        defaults.lay(session, item, case, panel, now=now)
    session.flush()
    for seat in item.seats:
        courts.ask_first(session, seat, again=terms.like is not None, now=now)
    return item


def change(
    session: Session,
    item: AgendaItem,
    terms: Terms,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Change an item; without parts, its own keep their proportions.

    Raises StaleVersion when somebody changed it since version, and what add raises.
    """
    conference = item.conference
    changing.claim_open(session, conference)
    session.refresh(item)
    if item.version != version:
        raise StaleVersion
    turns.require_minutes(session, conference, terms.minutes - item.minutes)
    with changing.sound(session, conference):
        item.question = terms.question
        resize(session, item, terms.minutes, terms.parts)
        require_bounded(conference)
    _record(session, item, by, now)


def resize(
    session: Session, item: AgendaItem, minutes: int, wanted: Sequence[Minutes] | None = None
) -> None:
    """Give the item another length; the caller has checked it and records the event."""
    scaled = parts.scaled(item, minutes)
    item.minutes = minutes
    item.version += 1
    parts.lay(session, item, scaled if wanted is None else wanted)


def place(session: Session, item: AgendaItem, position: int, *, by: Person, now: datetime) -> None:
    """Move the item to a position, counted from 0; beyond the end is the end."""
    conference = item.conference
    changing.claim_open(session, conference)
    order = [other for other in conference.items if other.id != item.id]
    order.insert(max(0, position), item)
    if order == list(conference.items):
        return
    with changing.sound(session, conference):
        number(order, [one.pause_minutes for one in conference.items])
    session.refresh(conference, ["items"])
    _record(session, item, by, now)


def remove(session: Session, item: AgendaItem, *, by: Person, now: datetime) -> None:
    """Take a case off the agenda, with its seats. Raises IllegalTransition, LastItem."""
    conference = item.conference
    changing.claim_open(session, conference)
    if len(conference.items) == 1:
        raise LastItem
    documents = update(Document).where(col(Document.item_id) == item.id)
    session.exec(documents.values(item_id=None))  # they stay with the case
    with changing.sound(session, conference):
        for seat in list(item.seats):
            seating.take_out(session, seat)
        session.flush()
        for part in list(item.parts):
            item.parts.remove(part)
            session.delete(part)
        conference.items.remove(item)
        session.delete(item)
        number(conference.items, [0, *(one.pause_minutes for one in conference.items[1:])])
    _record(session, item, by, now)


def require_length(conference: Conference, minutes: int) -> None:
    """Raise LengthFollowsAgenda unless a sitting can be made this long by its one item."""
    if minutes != conference.minutes and len(conference.items) != 1:
        raise LengthFollowsAgenda
    if minutes > LONGEST_MINUTES:
        raise TooLong


def _require_welcome(conference: Conference, case: Case) -> None:
    if not case.is_open:
        raise CaseIsClosed
    if case.region_id != conference.region_id:
        raise CaseElsewhere
    if any(item.case_id == case.id for item in conference.items):
        raise CaseTwice


def require_bounded(conference: Conference) -> None:
    """Raise TooLong when the items and the pauses between them take more than a sitting may."""
    if sum(item.pause_minutes + item.minutes for item in conference.items) > LONGEST_MINUTES:
        raise TooLong


def number(items: Sequence[AgendaItem], pauses: Sequence[int]) -> None:
    """Put the items in this order, with these pauses before them: a pause stays at its place."""
    for position, (item, pause) in enumerate(zip(items, pauses, strict=True)):
        item.position, item.pause_minutes = position, pause


def _record(session: Session, item: AgendaItem, by: Person, now: datetime) -> None:
    events.record(
        session,
        events.AgendaChanged(
            at=now,
            actor_id=by.id,
            case_id=item.case_id,
            conference_id=item.conference_id,
            subject_id=item.id,
        ),
    )
