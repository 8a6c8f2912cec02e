"""How the seats of many sittings stand at once."""

from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from mdt.invitations import standing
from mdt.models import (
    Conference,
    Invitation,
    Language,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Reply,
    SeatDomain,
    SubstituteProposal,
)
from mdt.seats.cover import SeatState
from tests.conftest import NOON
from tests.factories import Make
from tests.queries import counted


def states(session: Session, *tables: Conference) -> list[SeatState]:
    items = [item.id for table in tables for item in table.items]
    found = standing.of(session, items)
    return [seat.state for table in tables for seat in found.get(table.id, [])]


def message(make: Make, invitation: Invitation, **columns: Any) -> None:
    values: dict[str, Any] = {
        "kind": MessageKind.INVITATION,
        "dedupe": f"{invitation.id}:{columns.get('sequence', 0)}",
        "person_id": invitation.person_id,
        "conference_id": invitation.conference_id,
        "invitation_id": invitation.id,
        "message_id": "<x@portaal.example>",
        "language": Language.NL,
        "stamped_at": NOON,
        "created_at": NOON,
        "due_at": NOON,
    }
    make.add(OutboxMessage(**values | columns))


def test_each_seat_says_how_it_stands(session: Session, make: Make) -> None:
    table = make.convened()
    make.seat(table, domain=SeatDomain.JUDICIARY)
    make.seat(table, make.person())
    for reply in (None, Reply.YES, Reply.MAYBE, Reply.NO):
        person = make.person()
        make.seat(table, person)
        make.invitation(table, person, reply=reply)

    assert sorted(states(session, table)) == sorted(
        [
            *(SeatState.EMPTY, SeatState.CHOSEN, SeatState.ASKED),
            *(SeatState.YES, SeatState.MAYBE, SeatState.NO),
        ]
    )


def test_a_seat_whose_last_mail_was_refused_failed(session: Session, make: Make) -> None:
    table, person = make.convened(), make.person()
    make.seat(table, person)
    invitation = make.invitation(table, person)
    message(make, invitation, state=OutboxState.SENT)
    assert states(session, table) == [SeatState.ASKED]
    message(make, invitation, state=OutboxState.DEAD, sequence=1)
    assert states(session, table) == [SeatState.FAILED]
    message(make, invitation, state=OutboxState.SENT, sequence=2)
    assert states(session, table) == [SeatState.ASKED]
    message(make, invitation, last_error="SMTPServerBusy", sequence=3)
    assert states(session, table) == [SeatState.FAILED]


def test_seats_stand_with_their_own_sitting(session: Session, make: Make) -> None:
    first, second, other = make.convened(), make.convened(), make.convened()
    for table in (first, second, other):
        make.seat(table)
    found = standing.of(session, [first.items[0].id, second.items[0].id])
    assert set(found) == {first.id, second.id}
    assert [seat.item_id for seat in found[first.id]] == [first.items[0].id]


def test_open_proposals_are_counted_by_sitting(session: Session, make: Make) -> None:
    table, other = make.convened(), make.convened()
    for settled_at in (None, None, NOON):
        invitation = make.invitation(table, make.person())
        proposal = SubstituteProposal(invitation_id=invitation.id, mail="a@b.example", at=NOON)
        proposal.settled_at = settled_at
        make.add(proposal)
    gone = make.invitation(other, make.person(), withdrawn_at=NOON)
    make.add(SubstituteProposal(invitation_id=gone.id, mail="a@b.example", at=NOON))

    assert standing.proposals(session, [table.id, other.id]) == {table.id: 2}


def test_the_number_of_queries_does_not_grow(session: Session, make: Make, engine: Engine) -> None:
    numbers = []
    for size in (1, 5):
        tables = [make.convened() for _ in range(size)]
        items = [table.items[0].id for table in tables]
        for table in tables:
            make.seated(table)
        session.commit()
        with Session(engine) as reader, counted(engine) as statements:
            standing.of(reader, items)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
