"""Rules of mdt.feeds.reading: who gets a calendar, and that it is always the right one."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import update
from sqlmodel import Session, col, select

from mdt.feeds import addresses, reading, writing
from mdt.feeds.reading import Reading
from mdt.models import (
    ActionState,
    Feed,
    FeedKind,
    Invitation,
    Language,
    Membership,
    Person,
    Poll,
    PollHold,
    PollOption,
    PollPerson,
    Reply,
    SafetyAction,
)
from tests.conftest import NOON
from tests.factories import Make

BASE = "https://portaal.example"
TOKEN = "t" * 22
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CONFERENCES, TASKS = FeedKind


@pytest.fixture
def anna(session: Session, make: Make) -> Person:
    """Return somebody with both feeds, each at TOKEN and its kind."""
    person = make.person()
    for kind in FeedKind:
        addresses.make(session, person, kind, f"{TOKEN}{kind}", now=NOON)
    return person


def find(session: Session, kind: FeedKind = CONFERENCES, **changes: Any) -> Reading | None:
    session.flush()
    asked: dict[str, Any] = {"base_url": BASE, "now": NOON} | changes
    return reading.find(session.connection(), kind, f"{TOKEN}{kind}", **asked)


def found(session: Session, kind: FeedKind = CONFERENCES, **changes: Any) -> Reading:
    reading = find(session, kind, **changes)
    assert reading is not None
    return reading


def statuses(one: Reading) -> list[str]:
    names = "VEVENT" if one.kind is CONFERENCES else "VTODO"
    return sorted(str(part["STATUS"]) for part in Calendar.from_ical(one.write()).walk(names))


def invite(make: Make, person: Person, **columns: Any) -> Invitation:
    return make.invitation(make.convened(), person, **columns)


def test_one_finds_what_one_is_asked_to_and_nobody_elses(
    session: Session, make: Make, anna: Person
) -> None:
    invite(make, anna)
    invite(make, anna, reply=Reply.YES, replied_at=NOON)
    invite(make, anna, reply=Reply.NO, replied_at=NOON)
    invite(make, make.person())

    assert statuses(found(session)) == ["CONFIRMED", "TENTATIVE"]


def test_what_is_called_off_is_shown_as_such_for_a_month(
    session: Session, make: Make, anna: Person
) -> None:
    changes = {"sequence": 1, "starts_at": NOON + 9 * DAY, "ends_at": NOON + 9 * DAY + HOUR}
    invite(make, anna, withdrawn_at=NOON - 29 * DAY, **changes)
    invite(make, anna, withdrawn_at=NOON - 32 * DAY, **changes)

    assert statuses(found(session)) == ["CANCELLED"]


def test_a_feed_looks_a_month_back_and_a_year_ahead(
    session: Session, make: Make, anna: Person
) -> None:
    for days in (-32, -29, 364, 367):
        starts_at = NOON + days * DAY
        invite(make, anna, starts_at=starts_at, ends_at=starts_at + HOUR)

    assert len(statuses(found(session))) == 2


def test_moments_kept_free_are_in_it_until_they_are_agreed_or_let_go(
    session: Session, make: Make, anna: Person
) -> None:
    hold = _hold(make, anna)
    assert statuses(found(session)) == ["TENTATIVE"]

    hold.confirmed_at = NOON
    assert statuses(found(session)) == []


def test_ones_open_actions_are_tasks(session: Session, make: Make, anna: Person) -> None:
    case = make.case()
    make.action(case, anna)
    make.action(case, anna, state=ActionState.BUSY)
    make.action(case, anna, state=ActionState.DONE, settled_at=NOON)
    make.action(case)

    assert statuses(found(session, TASKS)) == ["IN-PROCESS", "NEEDS-ACTION"]


@pytest.mark.usefixtures("anna")
def test_an_address_opens_the_kind_that_it_was_made_for(session: Session) -> None:
    asked = (session.connection(), TASKS, f"{TOKEN}{CONFERENCES}")

    assert reading.find(*asked, base_url=BASE, now=NOON) is None


def _keep_out(_: Session, person: Person) -> None:
    person.is_active = False


def _end_membership(session: Session, person: Person) -> None:
    session.execute(
        update(Membership).where(col(Membership.person_id) == person.id).values(until_at=NOON)
    )


def _replace(session: Session, person: Person) -> None:
    addresses.make(session, person, CONFERENCES, "another", now=NOON)


def _revoke(session: Session, person: Person) -> None:
    addresses.revoke(session, person, CONFERENCES, now=NOON)


@pytest.mark.parametrize("lose", [_keep_out, _end_membership, _replace, _revoke])
def test_who_lost_access_or_the_address_finds_nothing(
    session: Session, anna: Person, lose: Callable[[Session, Person], None]
) -> None:
    assert find(session) is not None

    lose(session, anna)

    assert find(session) is None


@pytest.mark.usefixtures("anna")
def test_an_address_that_no_program_asks_for_is_dead_after_three_months(session: Session) -> None:
    assert find(session, now=NOON + addresses.UNUSED - HOUR) is not None
    assert find(session, now=NOON + addresses.UNUSED) is None


@pytest.mark.usefixtures("anna")
def test_a_use_is_noted_once_an_hour(session: Session) -> None:
    first = found(session)
    assert first.owed is not None
    session.execute(first.owed)

    assert found(session, now=NOON + HOUR - timedelta(seconds=1)).owed is None
    assert found(session, now=NOON + HOUR).owed is not None


def test_a_use_of_an_old_address_is_not_noted_at_the_new_one(
    session: Session, anna: Person
) -> None:
    old = found(session).owed
    assert old is not None
    addresses.make(session, anna, CONFERENCES, "another", now=NOON)

    session.execute(old)

    [feed] = session.exec(select(Feed).where(Feed.kind == CONFERENCES))
    assert feed.used_at is None


def test_a_tag_never_stands_for_other_bytes(session: Session, make: Make, anna: Person) -> None:
    """Whatever changes, and however: the feed is what it is when written anew."""
    random, seen = Random(4), dict[str, bytes]()  # noqa: S311 - the same changes in every run
    for change in random.choices(CHANGES, k=60):
        change(make, anna, random)
        session.flush()
        for kind in FeedKind:
            one = found(session, kind)
            remembered = one.write()
            writing._written.cache_clear()  # noqa: SLF001 - as a process that was just started
            assert one.write() == remembered
            assert seen.setdefault(one.etag, remembered) == remembered

    assert len(set(seen.values())) > 20


def _hold(make: Make, person: Person) -> PollHold:
    conference = make.conference()
    poll = make.add(
        Poll(
            conference_id=conference.id,
            minutes=45,
            asked_by_id=conference.coordinator_id,
            asked_at=NOON,
            closes_at=NOON + DAY,
        )
    )
    option = make.add(PollOption(poll_id=poll.id, starts_at=NOON + DAY))
    asked = make.add(PollPerson(poll_id=poll.id, person_id=person.id))
    return make.add(
        PollHold(
            poll_person_id=asked.id,
            option_id=option.id,
            stamped_at=NOON,
            starts_at=NOON + DAY,
            ends_at=NOON + DAY + HOUR,
            place="video",
        )
    )


def _invite(make: Make, person: Person, random: Random) -> None:
    starts_at = NOON + random.randrange(1, 300) * HOUR
    invite(make, person, starts_at=starts_at, ends_at=starts_at + HOUR)


def _answer(make: Make, person: Person, random: Random) -> None:
    if row := _any(make, select(Invitation).where(Invitation.person_id == person.id), random):
        row.reply, row.replied_at = random.choice([*Reply, None]), NOON + HOUR


def _move(make: Make, person: Person, random: Random) -> None:
    if row := _any(make, select(Invitation).where(Invitation.person_id == person.id), random):
        row.sequence, row.stamped_at = row.sequence + 1, row.stamped_at + HOUR
        row.starts_at, row.ends_at = row.starts_at + HOUR, row.ends_at + HOUR


def _withdraw(make: Make, person: Person, random: Random) -> None:
    if row := _any(make, select(Invitation).where(Invitation.person_id == person.id), random):
        row.sequence, row.stamped_at = row.sequence + 1, row.stamped_at + HOUR
        row.withdrawn_at = row.stamped_at


def _keep_free(make: Make, person: Person, _: Random) -> None:
    _hold(make, person)


def _own(make: Make, person: Person, random: Random) -> None:
    due_at = NOON + random.randrange(300) * HOUR
    make.action(make.case(), person, due_at=due_at, late_after=due_at)


def _settle(make: Make, person: Person, random: Random) -> None:
    if row := _any(make, select(SafetyAction).where(SafetyAction.owner_id == person.id), random):
        row.state, row.version = random.choice([*ActionState]), row.version + 1


def _hand_on(make: Make, person: Person, random: Random) -> None:
    if row := _any(make, select(SafetyAction).where(SafetyAction.owner_id == person.id), random):
        row.owner_id = make.person().id


def _speak(_: Make, person: Person, random: Random) -> None:
    person.language = random.choice([*Language])


def _any(make: Make, query: Any, random: Random) -> Any:
    rows = sorted(make.session.exec(query), key=lambda row: str(row.id))
    return random.choice(rows) if rows else None


CHANGES = [_invite, _answer, _move, _withdraw, _keep_free, _own, _settle, _hand_on, _speak]
