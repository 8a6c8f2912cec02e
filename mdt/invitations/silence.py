"""Nothing more is said to whoever a wall keeps out of the only cases that they were asked for.

Not even that they are asked no more: a withdrawal would tell that something happened. The entry
leaves their feed without a word, and whatever waits to be sent to them is not.

Source: scenarios.md, scenario 2 (15:55: no notification, no placeholder); model.md, always true 3.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from mdt.access import walls
from mdt.conferences import leaving
from mdt.events import Event
from mdt.models import AgendaItem, Invitation, Seat
from mdt.outbox import queue


def fall(session: Session, event: Event) -> None:
    """Withdraw the invitations of whom the event brought behind a wall, without telling them.

    Who holds a seat at another case of the sitting stays asked for that one.
    """
    for case_id, shut in walls.shut(session, leaving.cases(session, event)).items():
        for invitation in session.exec(
            select(Invitation).where(
                col(Invitation.person_id).in_(shut.people),
                _stands_on_its_agenda(case_id),
                ~_sits_elsewhere(),
            )
        ):
            invitation.withdrawn_at = invitation.withdrawn_at or event.at
            session.add(invitation)
            queue.drop(session, uid=invitation.uid, person_id=invitation.person_id)
    session.flush()


def _stands_on_its_agenda(case_id: UUID) -> ColumnElement[bool]:
    return exists().where(
        col(AgendaItem.conference_id) == Invitation.conference_id,
        col(AgendaItem.case_id) == case_id,
    )


def _sits_elsewhere() -> ColumnElement[bool]:
    """Return the condition that the invitee holds a seat there at a case that is open to them."""
    return (
        exists()
        .where(
            col(AgendaItem.conference_id) == Invitation.conference_id,
            col(Seat.item_id) == AgendaItem.id,
            col(Seat.holder_id) == Invitation.person_id,
            ~walls.keeps_out(col(AgendaItem.case_id), col(Invitation.person_id)),
        )
        .correlate_except(AgendaItem, Seat)
    )
