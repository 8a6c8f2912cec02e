"""Rules of mdt.invitations.joining."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.errors import DomainError
from mdt.identity import visits
from mdt.identity.answer_links import LinkLocked
from mdt.identity.join_codes import CodeSpent
from mdt.invitations import joining, resend
from mdt.invitations.joining import SaidNo, SittingOver
from mdt.invitations.replies import InvitationWithdrawn, SeatFilled
from mdt.models import (
    CodeWay,
    ConferenceState,
    EventRecord,
    Invitation,
    JoinCode,
    Reply,
    Visit,
)
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import convened, deliver, invitation_of
from tests.invitations.guests import SECRET, another

HOUR = timedelta(hours=1)


@pytest.fixture
def asked(make: Make) -> Invitation:
    """Return an invitation for tomorrow."""
    return make.invitation(make.convened(), make.person())


def make_code(session: Session, asked: Invitation) -> str:
    return joining.make_code(session, asked, CodeWay.SPOKEN, secret=SECRET, by=None, now=NOON)


def admit(session: Session, asked: Invitation, code: str) -> str | None:
    return joining.admit(session, asked, code, secret=SECRET, device="", now=NOON)


def happened(session: Session) -> list[str]:
    return list(session.exec(select(EventRecord.name).order_by(EventRecord.id)))  # type: ignore[arg-type]


def test_the_right_code_lets_in_and_says_who_it_was(session: Session, asked: Invitation) -> None:
    key = admit(session, asked, make_code(session, asked))

    assert key
    assert visits.find(session, key, now=NOON)
    assert happened(session) == ["JoinCodeMade", "GuestAdmitted"]
    [_, admitted] = session.exec(select(EventRecord).order_by(EventRecord.id)).all()  # type: ignore[arg-type]
    assert (admitted.actor_id, admitted.subject_id) == (asked.person_id, asked.id)


def test_the_fifth_wrong_code_shuts_the_link_and_the_coordinator_is_told_once(
    session: Session, asked: Invitation
) -> None:
    code = make_code(session, asked)
    for _ in range(5):
        assert admit(session, asked, another(code)) is None

    assert asked.locked_at == NOON
    assert happened(session) == ["JoinCodeMade", "LinkLocked"]
    assert session.exec(select(JoinCode)).one().revoked_at == NOON
    with pytest.raises(LinkLocked):
        admit(session, asked, code)
    with pytest.raises(LinkLocked):
        make_code(session, asked)
    assert happened(session) == ["JoinCodeMade", "LinkLocked"]


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"withdrawn_at": NOON}, InvitationWithdrawn),
        ({"withdrawn_at": NOON, "seat_filled": True}, SeatFilled),
        ({"starts_at": NOON - HOUR, "ends_at": NOON - visits.AFTERWARDS}, SittingOver),
        ({"wrong_codes": 5}, LinkLocked),
        ({"locked_at": NOON}, LinkLocked),
    ],
)
def test_no_code_is_made_and_none_opens_what_is_over(
    session: Session, make: Make, columns: dict[str, object], refusal: type[DomainError]
) -> None:
    asked = make.invitation(make.convened(), make.person())
    code = make_code(session, asked)
    for name, value in columns.items():
        setattr(asked, name, value)
    session.flush()

    with pytest.raises(refusal):
        make_code(session, asked)
    with pytest.raises(refusal):
        admit(session, asked, code)
    assert happened(session) == ["JoinCodeMade"]


@pytest.mark.parametrize("state", [ConferenceState.DRAFT, ConferenceState.CANCELLED])
def test_a_sitting_that_is_not_convened_lets_nobody_in(
    session: Session, make: Make, state: ConferenceState
) -> None:
    asked = make.invitation(make.convened(state=state), make.person())

    with pytest.raises(SittingOver):
        make_code(session, asked)


def test_who_said_no_does_not_come_in_and_keeps_the_code(
    session: Session, asked: Invitation
) -> None:
    code = make_code(session, asked)
    session.commit()
    asked.reply = Reply.NO
    session.commit()

    with pytest.raises(SaidNo):
        admit(session, asked, code)
    session.rollback()

    asked.reply = Reply.YES
    assert admit(session, asked, code)


def test_a_lost_link_is_replaced_and_everything_of_the_old_one_dies(
    session: Session, make: Make
) -> None:
    person = make.person()
    convened(session, make, person)
    deliver(session)
    asked = invitation_of(session, person)
    key = admit(session, asked, make_code(session, asked))
    pending = make_code(session, asked)
    asked.wrong_join_codes = 4

    resend.send_again(session, asked, by=make.coordinator(), now=NOON)

    assert key
    assert visits.find(session, key, now=NOON) is None
    assert asked.wrong_join_codes == 0
    with pytest.raises(CodeSpent):
        admit(session, asked, pending)


def test_leaving_ends_the_visit_once(session: Session, make: Make, asked: Invitation) -> None:
    admit(session, asked, make_code(session, asked))
    coordinator = make.coordinator()

    joining.leave(session, asked, by=coordinator, now=NOON)
    joining.leave(session, asked, by=coordinator, now=NOON)

    assert session.exec(select(Visit)).one().ended_at == NOON
    assert happened(session) == ["JoinCodeMade", "GuestAdmitted", "GuestLeft"]
