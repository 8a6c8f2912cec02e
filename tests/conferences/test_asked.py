"""What became of asking people, for many conferences at once."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from mdt.conferences import asked
from mdt.models import OutboxChannel, OutboxState, Reply
from mdt.seats.cover import Asked
from tests.conftest import NOON
from tests.factories import Make
from tests.queries import counted


@pytest.mark.parametrize(
    ("columns", "is_undelivered"),
    [
        ({"state": OutboxState.SENT}, False),
        ({"state": OutboxState.PENDING}, False),
        ({"state": OutboxState.PENDING, "last_error": "451 4.7.1"}, True),
        ({"state": OutboxState.DEAD, "last_error": "550 5.1.1"}, True),
        ({"state": OutboxState.DEAD, "sequence": 1}, False),
        ({"state": OutboxState.DEAD, "channel": OutboxChannel.TEXT}, False),
    ],
)
def test_whom_the_last_mail_did_not_reach_is_known(
    session: Session, make: Make, columns: dict[str, Any], *, is_undelivered: bool
) -> None:
    conference, person = make.convened(), make.person()
    invitation = make.invitation(conference, person, sequence=2)
    last = {"sequence": 2} | columns
    make.message(person, conference_id=conference.id, invitation_id=invitation.id, **last)

    found = asked.of(session, [conference.id])

    assert found == {(conference.id, person.id): Asked(None, is_undelivered)}


def test_whose_mail_waits_for_its_domain_is_held_and_not_undelivered(
    session: Session, make: Make
) -> None:
    conference, person = make.convened(), make.person()
    invitation = make.invitation(conference, person)
    make.message(
        person,
        conference_id=conference.id,
        invitation_id=invitation.id,
        state=OutboxState.HELD,
    )

    found = asked.of(session, [conference.id])

    assert found == {(conference.id, person.id): Asked(is_held=True)}


def test_each_conference_has_its_own_answers(session: Session, make: Make, engine: Engine) -> None:
    tables, person = [make.convened() for _ in range(3)], make.person()
    for conference, reply in zip(tables, (Reply.YES, Reply.NO, Reply.YES), strict=True):
        make.invitation(conference, person, reply=reply)
    make.invitation(tables[0], make.person(), withdrawn_at=NOON)
    session.commit()

    with counted(engine) as statements:
        found = asked.of(session, [conference.id for conference in tables[:2]])

    assert [found[conference.id, person.id].reply for conference in tables[:2]] == [
        Reply.YES,
        Reply.NO,
    ]
    assert len(found) == 2
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
