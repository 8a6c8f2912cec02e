"""Rules of mdt.identity.visits: what ends a visit ends it at once, by whatever way it came."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.identity import visits
from mdt.models import Conference, ConferenceState, Invitation, Person, Reply, Visit
from tests.conftest import NOON
from tests.factories import Make

MINUTE = timedelta(minutes=1)


@pytest.fixture
def asked(make: Make) -> Invitation:
    """Return an invitation for one o'clock to a quarter to two of the same day."""
    starts_at = NOON + timedelta(hours=1)
    sitting = make.convened(starts_at=starts_at, minutes=45)
    return make.invitation(sitting, make.person())


def is_in(session: Session, key: str, *, after: timedelta = MINUTE) -> bool:
    return visits.find(session, key, now=NOON + after) is not None


def test_the_key_finds_who_it_is_and_where(session: Session, asked: Invitation) -> None:
    key = visits.start(session, asked, device="Firefox, Android", now=NOON)

    found = visits.find(session, key, now=NOON)

    assert found is not None
    assert (found.invitation, found.person.id) == (asked, asked.person_id)
    assert found.conference.id == asked.conference_id
    assert key not in repr(session.exec(select(Visit)).one())
    assert visits.find(session, key + "x", now=NOON) is None


def test_the_next_browser_ends_the_one_before_it(session: Session, asked: Invitation) -> None:
    first = visits.start(session, asked, device="", now=NOON)
    second = visits.start(session, asked, device="", now=NOON)

    assert not is_in(session, first)
    assert is_in(session, second)


def test_a_visit_ends_half_an_hour_after_ones_own_span(session: Session, asked: Invitation) -> None:
    key = visits.start(session, asked, device="", now=asked.ends_at)
    end = asked.ends_at + visits.AFTERWARDS

    assert visits.find(session, key, now=end - MINUTE)
    assert not visits.find(session, key, now=end)


def test_a_visit_ends_after_an_hour_in_which_nothing_was_asked(
    session: Session, asked: Invitation
) -> None:
    key = visits.start(session, asked, device="", now=NOON)

    assert is_in(session, key, after=timedelta(minutes=59))
    assert not is_in(session, key, after=timedelta(minutes=60))


def test_a_visit_ends_after_eight_hours_whatever_is_asked(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person())
    key = visits.start(session, asked, device="", now=NOON)
    row = session.exec(select(Visit)).one()
    for minutes in range(30, 8 * 60, 30):
        now = NOON + minutes * MINUTE
        session.execute(visits.touched(row.id, now=now))
        session.refresh(row)
        assert visits.find(session, key, now=now)

    assert not is_in(session, key, after=timedelta(hours=8))


def test_what_ended_is_not_brought_back_by_using_it(session: Session, asked: Invitation) -> None:
    key = visits.start(session, asked, device="", now=NOON)
    row = session.exec(select(Visit)).one()
    assert visits.end_all(session, asked, now=NOON) == 1

    session.execute(visits.touched(row.id, now=NOON + MINUTE))
    session.refresh(row)

    assert not is_in(session, key)
    assert row.seen_at == NOON


def _declined(asked: Invitation, _: Conference, __: Person) -> None:
    asked.reply = Reply.NO


def _off_the_seat(asked: Invitation, _: Conference, __: Person) -> None:
    asked.withdrawn_at = NOON


def _moved(asked: Invitation, _: Conference, __: Person) -> None:
    asked.sequence = asked.asked_sequence = 1


def _another_link(asked: Invitation, _: Conference, __: Person) -> None:
    asked.public_key = "another"


def _locked(asked: Invitation, _: Conference, __: Person) -> None:
    asked.locked_at = NOON


def _shortened(asked: Invitation, _: Conference, __: Person) -> None:
    asked.ends_at = NOON - timedelta(hours=1)


def _cancelled(_: Invitation, conference: Conference, __: Person) -> None:
    conference.state = ConferenceState.CANCELLED


def _taken_back(_: Invitation, conference: Conference, __: Person) -> None:
    conference.state = ConferenceState.DRAFT


def _adopted(_: Invitation, conference: Conference, __: Person) -> None:
    conference.state, conference.adopted_at = ConferenceState.HELD, NOON


def _kept_out(_: Invitation, __: Conference, person: Person) -> None:
    person.is_active = False


@pytest.mark.parametrize(
    "change",
    [
        *(_declined, _off_the_seat, _moved, _another_link, _locked, _shortened),
        *(_cancelled, _taken_back, _adopted, _kept_out),
    ],
)
def test_a_visit_ends_with_what_it_was_opened_for(
    session: Session, asked: Invitation, change: Callable[[Invitation, Conference, Person], None]
) -> None:
    key = visits.start(session, asked, device="", now=NOON)
    assert is_in(session, key)
    assert visits.live(session, asked, now=NOON)
    conference = session.get_one(Conference, asked.conference_id)

    change(asked, conference, session.get_one(Person, asked.person_id))
    session.flush()

    assert not is_in(session, key)
    assert visits.live(session, asked, now=NOON) is None


def test_a_mail_that_changes_nothing_of_the_moment_ends_no_visit(
    session: Session, asked: Invitation
) -> None:
    key = visits.start(session, asked, device="", now=NOON)

    asked.sequence = 3
    session.flush()

    assert is_in(session, key)
