"""In what mode a judge is asked: chosen for her seat, before she opened anything.

Callers have checked permission and own the transaction.

Source: domain.md 3.4 (four modes, chosen per invitation).
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from mdt import events
from mdt.directory.courts import ModeNotAgreed
from mdt.errors import N_, DomainError, IllegalTransition, StaleVersion
from mdt.judiciary import openings
from mdt.models import JudgeMode, Person, Seat, SeatDomain


class NoJudgesSeat(DomainError):
    """Only the seat of the judiciary has a mode."""

    text = N_("Alleen de stoel van de rechter heeft een vorm.")


class OpenedAlready(DomainError):
    """What she opened in one mode is not turned into another behind her back."""

    text = N_("De rechter heeft de zaak al geopend. Vraag haar voor een volgend overleg.")


def choose(
    session: Session,
    seat: Seat,
    mode: JudgeMode,
    *,
    agreed: Collection[JudgeMode],
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Let the judge on this seat come in this mode; nothing happens when it is the same.

    agreed: the modes that the court's board agreed to.
    Raises NoJudgesSeat, ModeNotAgreed, IllegalTransition, OpenedAlready, StaleVersion.
    """
    if seat.domain is not SeatDomain.JUDICIARY:
        raise NoJudgesSeat
    if seat.mode is mode:
        return
    if mode not in agreed:
        raise ModeNotAgreed
    if not seat.item.conference.is_open:
        raise IllegalTransition
    if openings.at_seat(session, seat):
        raise OpenedAlready
    if seat.version != version:
        raise StaleVersion
    seat.mode = mode
    seat.version += 1
    session.add(seat)
    events.record(
        session,
        events.SeatsChanged(
            at=now,
            actor_id=by.id,
            case_id=seat.case_id,
            conference_id=seat.item.conference_id,
            subject_id=seat.id,
        ),
    )
