"""Handing a case over."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.access import actor, guard
from mdt.access.policy import Action
from mdt.cases import hand_over
from mdt.cases.closing import CaseIsClosed
from mdt.cases.hand_over import NothingToHandOver
from mdt.cases.keepers import CannotKeep
from mdt.errors import StaleVersion
from mdt.models import Case, Membership, Person, Role
from tests.cases.test_opening import events_of
from tests.conftest import NOON
from tests.factories import Make


def give(session: Session, case: Case, lead: Person, contact: Person, version: int = 1) -> None:
    hand_over.hand_over(
        session, case, lead=lead, victim_contact=contact, version=version, by=lead, now=NOON
    )


def test_both_go_over_in_one_step_and_who_had_it_stays_known(session: Session, make: Make) -> None:
    case = make.case()
    before = (case.lead_id, case.victim_contact_id)
    lead, contact = make.person(), make.person()

    give(session, case, lead, contact)

    (row,) = hand_over.of(session, case)
    assert (row.lead_before_id, row.contact_before_id) == before
    assert (row.lead_after_id, row.contact_after_id) == (lead.id, contact.id)
    assert (case.lead_id, case.victim_contact_id) == (lead.id, contact.id)
    assert (case.version, events_of(session, case)) == (2, ["CaseHandedOver"])


def test_who_hands_over_loses_the_case_and_who_takes_it_gets_it(
    session: Session, make: Make
) -> None:
    case = make.case()
    old, contact = session.get_one(Person, case.lead_id), make.person()
    new = make.person()

    def sees(person: Person) -> bool:
        who = actor.load(session, person, now=NOON)
        return guard.permits_case(session, who, Action.CASE_VIEW, case)

    assert (sees(old), sees(new)) == (True, False)
    give(session, case, new, contact)
    session.flush()
    assert (sees(old), sees(new)) == (False, True)


def test_handing_over_to_the_same_people_is_refused(session: Session, make: Make) -> None:
    lead, contact = make.person(), make.person()
    case = make.case(lead_id=lead.id, victim_contact_id=contact.id)
    with pytest.raises(NothingToHandOver):
        give(session, case, lead, contact)


def test_the_new_one_works_here_now(session: Session, make: Make) -> None:
    case = make.case()
    contact = session.get_one(Person, case.victim_contact_id)
    gone = make.person(None)
    make.add(
        Membership(
            person_id=gone.id,
            organisation_id=make.organisation().id,
            role=Role.PROFESSIONAL,
            from_at=NOON - timedelta(days=9),
            until_at=NOON,
        )
    )
    for person in (gone, make.person(is_active=False), make.person(Role.JUDGE), make.stranger()):
        with pytest.raises(CannotKeep, match=person.name):
            give(session, case, person, contact)
    assert case.version == 1
    assert hand_over.of(session, case) == []


def test_a_contact_who_left_does_not_keep_the_lead_from_changing(
    session: Session, make: Make
) -> None:
    left = make.person(is_active=False)
    case = make.case(victim_contact_id=left.id)
    lead = make.person()
    give(session, case, lead, left)
    assert (case.lead_id, case.victim_contact_id) == (lead.id, left.id)


def test_a_stale_hand_over_is_refused(session: Session, make: Make) -> None:
    case = make.case()
    give(session, case, make.person(), make.person())
    with pytest.raises(StaleVersion):
        give(session, case, make.person(), make.person(), version=1)


def test_a_closed_case_is_not_handed_over(session: Session, make: Make) -> None:
    case = make.case(closed_at=NOON)
    with pytest.raises(CaseIsClosed):
        give(session, case, make.person(), make.person())
