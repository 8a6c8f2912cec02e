"""The judge's second step as its pages show it, signed in or by an invitation's link."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask_babel import LazyString
from sqlmodel import SQLModel

from mdt import clock
from mdt.invitations import replies
from mdt.invitations.replies import MomentPassed
from mdt.judiciary import openings
from mdt.models import (
    Channel,
    DeclineReason,
    Invitation,
    JudgeMode,
    Person,
    Reply,
    Seat,
)
from mdt.web import judges, words
from mdt.web.database import get_session


class ImpedimentForm(SQLModel):
    """Why she cannot, in one word; sequence is that of the moment she saw."""

    reason: DeclineReason | None = None
    sequence: int


@dataclass(frozen=True)
class Step:
    """What she may open or has opened. lines: each case by its alias, and where it is read."""

    invitation: Invitation
    modes: Sequence[JudgeMode]
    may_open: bool
    is_open: bool
    lines: Sequence[tuple[str, str]]
    always: LazyString
    reasons: Sequence[tuple[str, str]]


def of(invitation: Invitation, *, look: Callable[[Seat], str]) -> Step:
    """Return how far she is. look: the address at which what a seat gives is read."""
    session = get_session()
    seats = openings.seats_of(session, invitation)
    is_open = invitation.reply is Reply.YES and openings.live(session, invitation) is not None
    shown = [one for one in seats if is_open and one.mode is not JudgeMode.KENNIS]
    return Step(
        invitation=invitation,
        modes=list(dict.fromkeys(seat.mode for seat in seats)),
        may_open=invitation.is_live and invitation.reply is Reply.YES,
        is_open=is_open,
        lines=[(seat.item.case.alias, look(seat)) for seat in shown],
        always=judges.ALWAYS,
        reasons=words.options(DeclineReason),
    )


def decline(
    invitation: Invitation, form: ImpedimentForm, *, channel: Channel, by: Person | None
) -> None:
    """Close everything and answer no: she found that something stands in the way after all.

    Raises InvitationWithdrawn, SeatFilled.
    """
    session, now = get_session(), clock.now()
    openings.give_reason(session, invitation, form.reason, now=now)
    # When her span is over nobody has to be found; what was open closes all the same.
    with suppress(MomentPassed):
        replies.note(
            session,
            invitation,
            Reply.NO,
            channel=channel,
            sequence=max(form.sequence, invitation.asked_sequence),
            by=by,
            now=now,
        )
