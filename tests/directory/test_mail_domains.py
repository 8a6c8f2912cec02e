"""Rules of mdt.directory.mail_domains."""

from datetime import timedelta

import pytest
from sqlalchemy import true
from sqlmodel import Session, select

from mdt.directory import mail_domains, people
from mdt.directory.mail_domains import TooFarAhead
from mdt.errors import StaleVersion
from mdt.models import EventRecord, MailDomain, OutboxState
from tests.conftest import NOON
from tests.factories import Make

TODAY = NOON.date()
DAY = timedelta(days=1)


def recorded(session: Session) -> list[str]:
    return [row.name for row in session.exec(select(EventRecord))]


def test_a_domain_that_is_agreed_on_gets_what_was_held_for_it(session: Session, make: Make) -> None:
    here = make.message(make.person(mail="kok@politie.example"), state=OutboxState.HELD)
    under = make.message(make.person(mail="bos@sub.politie.example"), state=OutboxState.HELD)

    mail_domains.agree(session, "politie.example", TODAY + DAY, by=make.person(), now=NOON)

    session.expire_all()
    assert (here.state, here.due_at) == (OutboxState.PENDING, NOON)
    assert under.state is OutboxState.HELD
    assert recorded(session) == ["MailDomainAgreed"]


def test_the_same_twice_is_done_once(session: Session, make: Make) -> None:
    for _ in range(2):
        mail_domains.agree(session, "politie.example", TODAY, by=make.person(), now=NOON)

    assert len(session.exec(select(MailDomain)).all()) == 1
    assert recorded(session) == ["MailDomainAgreed"]


def test_a_stale_page_changes_nothing(session: Session, make: Make) -> None:
    who = make.person()
    row = mail_domains.agree(session, "politie.example", TODAY, by=who, now=NOON)
    mail_domains.agree(session, "politie.example", TODAY + DAY, version=1, by=who, now=NOON)

    with pytest.raises(StaleVersion):
        mail_domains.agree(session, "politie.example", TODAY - DAY, version=1, by=who, now=NOON)

    assert (row.checked_until, row.version) == (TODAY + DAY, 2)


def test_nobody_vouches_for_a_domain_for_longer_than_two_years(
    session: Session, make: Make
) -> None:
    too_far = TODAY + mail_domains.LONGEST + DAY

    with pytest.raises(TooFarAhead):
        mail_domains.agree(session, "politie.example", too_far, by=make.person(), now=NOON)

    assert not session.exec(select(MailDomain)).all()


def test_the_list_tells_what_ended_what_ends_soon_and_what_waits(
    session: Session, make: Make
) -> None:
    for name, until in (
        ("lang.example", TODAY + mail_domains.SOON),
        ("kort.example", TODAY),
        ("over.example", TODAY - DAY),
    ):
        make.add(MailDomain(name=name, checked_until=until))
    make.message(make.person(mail="a@over.example"), state=OutboxState.HELD)

    found = mail_domains.all_agreed(session, true(), now=NOON)

    assert [(one.row.name, one.is_over, one.is_soon, one.held) for one in found] == [
        ("over.example", True, False, 1),
        ("kort.example", False, True, 0),
        ("lang.example", False, False, 0),
    ]


def test_one_sees_which_domains_of_the_region_nobody_agreed_on(
    session: Session, make: Make
) -> None:
    make.add(MailDomain(name="politie.example", checked_until=TODAY))
    make.person(mail="a@politie.example")
    kept_out = make.person(mail="b@weg.example")
    kept_out.is_active = False
    for name in ("c", "d"):
        make.person(mail=f"{name}@opvang.example")
    stranger = make.stranger()
    stranger.mail = "e@elders.example"
    guest = make.person(role=None, mail="f@arts.example")
    make.message(guest, state=OutboxState.HELD)

    found = mail_domains.not_agreed(session, {make.region.id}, true(), now=NOON)

    assert [(one.name, one.people, one.held) for one in found] == [
        ("arts.example", 0, 1),
        ("opvang.example", 2, 0),
    ]


def test_another_address_is_looked_at_anew(session: Session, make: Make) -> None:
    person = make.person()
    held = make.message(person, state=OutboxState.HELD)

    people.change(
        session,
        person,
        name=person.name,
        mail="nieuw@partner.example",
        phone="",
        language=person.language,
        version=person.version,
        by=person,
        now=NOON,
    )

    session.expire_all()
    assert held.state is OutboxState.PENDING
