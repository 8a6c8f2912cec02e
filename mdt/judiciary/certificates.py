"""What a judge attended and saw, for the court's file: read from the rows, with no fact of a case.

Source: domain.md 3.4 (a note goes to the file so that the defence can know; presence per item, in
and out times); issue of the judge's place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from mdt import acting
from mdt.errors import N_, DomainError
from mdt.judiciary import openings
from mdt.judiciary.openings import Seen
from mdt.models import (
    AgendaItem,
    Attendance,
    Case,
    Conference,
    Invitation,
    JudgeBar,
    JudgeMode,
    Membership,
    Organisation,
    Person,
    Role,
    Seat,
)


class NothingToCertify(DomainError):
    """Who neither opened anything nor was there has nothing for a file."""

    text = N_("Deze rechter opende niets en was nergens bij. Er is niets te verklaren.")


@dataclass(frozen=True)
class Part:
    """One item of hers: the case by its reference, her mode, and when she was there.

    there: from when until when; no end while she is there.
    """

    reference: str
    mode: JudgeMode
    there: Sequence[tuple[datetime, datetime | None]]
    bar: JudgeBar | None


@dataclass(frozen=True)
class Certificate:
    """Everything that the certificate says."""

    judge: Person
    courts: Sequence[str]
    conference: Conference
    invitation: Invitation
    parts: Sequence[Part]
    openings: Sequence[Seen]
    made_at: datetime


@dataclass(frozen=True)
class Sheet:
    """A document in words: a title, a line under it, blocks of facts, and a foot.

    made_at: stands in the file's own data; the same sheet gives the same bytes.
    """

    title: str
    lead: str
    blocks: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    foot: str
    language: str
    made_at: datetime


Write = Callable[[Sheet], bytes]
"""How a sheet becomes a file; an adapter does it."""


@acting.by_portal
def of(session: Session, invitation: Invitation, *, now: datetime) -> Certificate:
    """Return what the judge of the invitation attended and saw. Raises NothingToCertify."""
    judge = session.get_one(Person, invitation.person_id)
    parts = [_part(session, seat, judge) for seat in openings.seats_of(session, invitation)]
    seen = openings.seen(session, invitation, now=now)
    if not seen and not any(part.there for part in parts):
        raise NothingToCertify
    return Certificate(
        judge=judge,
        courts=_courts(session, judge),
        conference=session.get_one(Conference, invitation.conference_id),
        invitation=invitation,
        parts=parts or _lost(session, invitation, judge),
        openings=seen,
        made_at=now,
    )


@acting.by_portal
def is_due(session: Session, invitation: Invitation) -> bool:
    """Tell whether there is something to certify."""
    if openings.has_opened(session, invitation):
        return True
    came = select(Attendance.id).join(AgendaItem, col(AgendaItem.id) == Attendance.item_id)
    here = AgendaItem.conference_id == invitation.conference_id
    query = came.where(here, Attendance.person_id == invitation.person_id)
    return bool(openings.seats_of(session, invitation)) and session.exec(query).first() is not None


def _part(session: Session, seat: Seat, judge: Person) -> Part:
    case = session.get_one(Case, seat.case_id)
    return _of_case(session, case, seat.item_id, seat.mode, judge)


def _lost(session: Session, invitation: Invitation, judge: Person) -> list[Part]:
    """Return the cases of which a bar stayed with a judge who holds no seat any more."""
    rows = session.exec(
        select(AgendaItem, JudgeBar)
        .join(JudgeBar, col(JudgeBar.case_id) == AgendaItem.case_id)
        .where(AgendaItem.conference_id == invitation.conference_id, JudgeBar.person_id == judge.id)
        .order_by(col(AgendaItem.position))
    )
    return [_of_case(session, item.case, item.id, bar.mode, judge) for item, bar in rows]


def _of_case(session: Session, case: Case, item_id: object, mode: JudgeMode, judge: Person) -> Part:
    there = session.exec(
        select(Attendance.in_at, Attendance.out_at)
        .where(Attendance.item_id == item_id, Attendance.person_id == judge.id)
        .order_by(col(Attendance.in_at))
    ).all()
    bar = session.exec(
        select(JudgeBar).where(JudgeBar.case_id == case.id, JudgeBar.person_id == judge.id)
    ).first()
    return Part(case.reference, mode, there, bar)


def _courts(session: Session, judge: Person) -> Sequence[str]:
    """Return the courts that she is a judge of, by name."""
    return session.exec(
        select(Organisation.name)
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .where(Membership.person_id == judge.id, Membership.role == Role.JUDGE)
        .order_by(Organisation.name)
    ).all()
