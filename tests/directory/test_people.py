"""Rules of mdt.directory.people."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.access import actor
from mdt.directory import people
from mdt.directory.people import AlreadyMember, KeepsCases, MailTaken
from mdt.errors import StaleVersion
from mdt.models import Language, Person, Role
from tests.conftest import NOON
from tests.factories import Make


def test_mail_addresses_are_kept_in_lower_case_and_never_shared(
    session: Session, make: Make
) -> None:
    first = people.enlist(session, name="A", mail="Noor@Partner.example", by=None, now=NOON)

    assert first.mail == "noor@partner.example"
    with pytest.raises(MailTaken):
        people.enlist(session, name="B", mail="NOOR@partner.example", by=make.person(), now=NOON)


def test_someone_may_hold_different_roles_in_several_organisations(
    session: Session, make: Make
) -> None:
    person = make.person(Role.PROFESSIONAL)
    people.join(session, person, make.organisation(), Role.CHAIR, by=make.person(), now=NOON)

    found = actor.load(session, person, now=NOON)

    assert found.roles == {Role.PROFESSIONAL, Role.CHAIR}


def test_the_same_role_in_the_same_organisation_is_held_once(session: Session, make: Make) -> None:
    organisation = make.organisation()
    person = make.person(Role.PROFESSIONAL, organisation)

    with pytest.raises(AlreadyMember):
        people.join(session, person, organisation, Role.PROFESSIONAL, by=person, now=NOON)


def test_leaving_an_organisation_takes_the_rights_at_once(session: Session, make: Make) -> None:
    person = make.person(Role.COORDINATOR)
    [membership] = people.memberships(session, person, now=NOON)

    people.leave(session, membership, by=make.person(), now=NOON)

    assert not actor.load(session, person, now=NOON).posts
    assert actor.load(session, person, now=NOON - timedelta(seconds=1)).posts


@pytest.mark.parametrize("keeper", ["lead_id", "victim_contact_id"])
def test_nobody_leaves_an_open_case_without_its_lead_or_contact(
    session: Session, make: Make, keeper: str
) -> None:
    person = make.person()
    make.case(**{keeper: person.id})
    [membership] = people.memberships(session, person, now=NOON)

    with pytest.raises(KeepsCases, match="1"):
        people.leave(session, membership, by=make.person(), now=NOON)
    with pytest.raises(KeepsCases):
        people.set_active(session, person, is_active=False, by=make.person(), now=NOON)

    assert membership.until_at is None
    assert person.is_active


def test_a_stale_change_of_a_person_is_refused(session: Session, make: Make) -> None:
    person = make.person()
    _change(session, person, name="Eerst", version=1)

    with pytest.raises(StaleVersion):
        _change(session, person, name="Daarna", version=1)

    assert person.name == "Eerst"


def test_someone_may_keep_their_own_address_when_they_change(session: Session, make: Make) -> None:
    person = make.person()

    _change(session, person, name=person.name, version=1)

    assert person.version == 2


def _change(session: Session, person: Person, *, name: str, version: int) -> None:
    people.change(
        session,
        person,
        name=name,
        mail=person.mail,
        phone="",
        language=Language.NL,
        version=version,
        by=person,
        now=NOON,
    )
