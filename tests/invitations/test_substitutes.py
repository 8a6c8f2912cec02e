"""Rules of mdt.invitations.substitutes."""

import pytest
from sqlmodel import Session, select

from mdt.conferences.candidates import SitsAlready
from mdt.invitations import substitutes, unsettled
from mdt.invitations.replies import InvitationWithdrawn
from mdt.invitations.substitutes import ProposalSettled, SubstituteUnknown
from mdt.models import EventRecord, Invitation, Method, Person, Seat, SeatDomain, SubstituteProposal
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import convened, deliver, invitation_of, owed


def proposed(session: Session, asked: Invitation, mail: str) -> SubstituteProposal:
    substitutes.propose(session, asked, mail, now=NOON)
    found = substitutes.open_proposal(session, asked)
    assert found is not None
    return found


def officer(make: Make) -> Person:
    """Return somebody who can hold the seat that tests make."""
    return make.person(organisation=make.organisation(SeatDomain.POLICE))


def test_a_proposal_changes_no_seat(session: Session, make: Make) -> None:
    person = make.person()
    convened(session, make, person)
    other = make.colleague(person)

    substitutes.propose(session, invitation_of(session, person), other.mail.upper(), now=NOON)

    assert session.exec(select(Seat.holder_id)).one() == person.id
    proposal = session.exec(select(SubstituteProposal)).one()
    assert (proposal.mail, proposal.settled_at) == (other.mail, None)
    assert "SubstituteProposed" in session.exec(select(EventRecord.name)).all()


def test_an_unknown_address_is_taken_in_just_the_same(session: Session, make: Make) -> None:
    person = make.person()
    convened(session, make, person)

    substitutes.propose(session, invitation_of(session, person), "x@elders.example", now=NOON)

    assert session.exec(select(SubstituteProposal)).one().mail == "x@elders.example"


def test_a_second_proposal_replaces_the_open_one(session: Session, make: Make) -> None:
    person = make.person()
    convened(session, make, person)
    asked = invitation_of(session, person)

    proposed(session, asked, "een@partner.example")
    proposed(session, asked, "twee@partner.example")

    assert session.exec(select(SubstituteProposal)).one().mail == "twee@partner.example"


def test_a_withdrawn_invitee_proposes_nobody(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person(), withdrawn_at=NOON)

    with pytest.raises(InvitationWithdrawn):
        substitutes.propose(session, asked, "x@partner.example", now=NOON)


def test_taking_a_proposal_moves_the_seat_and_both_invitations(
    session: Session, make: Make
) -> None:
    person, coordinator = officer(make), make.coordinator()
    convened(session, make, person)
    deliver(session)
    other = make.colleague(person)
    proposal = proposed(session, invitation_of(session, person), other.mail)

    taken = substitutes.take(session, proposal, by=coordinator, now=NOON)

    assert taken == other
    assert session.exec(select(Seat.holder_id)).one() == other.id
    assert owed(session, person) == [(Method.CANCEL, 1)]
    assert owed(session, other) == [(Method.REQUEST, 0)]
    proposal = session.exec(select(SubstituteProposal)).one()
    assert (proposal.accepted, proposal.settled_by_id) == (True, coordinator.id)


def test_somebody_of_another_organisation_is_not_taken(session: Session, make: Make) -> None:
    person, outsider = make.person(), make.person()
    convened(session, make, person)
    proposal = proposed(session, invitation_of(session, person), outsider.mail)

    with pytest.raises(SubstituteUnknown):
        substitutes.take(session, proposal, by=make.coordinator(), now=NOON)

    assert proposal.settled_at is None


def test_nobody_takes_a_second_seat_at_one_item(session: Session, make: Make) -> None:
    person = officer(make)
    other = make.colleague(person)
    convened(session, make, person, other)
    proposal = proposed(session, invitation_of(session, person), other.mail)

    with pytest.raises(SitsAlready):
        substitutes.take(session, proposal, by=make.coordinator(), now=NOON)


def test_a_declined_proposal_leaves_the_seat_and_is_settled(session: Session, make: Make) -> None:
    person = make.person()
    convened(session, make, person)
    proposal = proposed(session, invitation_of(session, person), "x@partner.example")

    substitutes.decline(session, proposal, by=make.coordinator(), now=NOON)

    assert proposal.accepted is False
    assert session.exec(select(Seat.holder_id)).one() == person.id
    with pytest.raises(ProposalSettled):
        substitutes.decline(session, proposal, by=make.coordinator(), now=NOON)
    with pytest.raises(ProposalSettled):
        substitutes.take(session, proposal, by=make.coordinator(), now=NOON)


def test_proposals_that_wait_are_counted_by_sitting(session: Session, make: Make) -> None:
    table, other = make.convened(), make.convened()
    for settled_at, withdrawn_at in ((None, None), (None, None), (NOON, None), (None, NOON)):
        asked = make.invitation(table, make.person(), withdrawn_at=withdrawn_at)
        proposal = SubstituteProposal(invitation_id=asked.id, mail="a@b.example", at=NOON)
        proposal.settled_at = settled_at
        make.add(proposal)

    assert unsettled.of(session, [table.id, other.id], now=NOON).substitutes == {table.id: 2}
