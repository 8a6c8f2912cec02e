"""Rules of mdt.feeds.addresses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from mdt.feeds import addresses
from mdt.models import EventRecord, Feed, FeedKind, Person
from tests.conftest import NOON
from tests.factories import Make

KIND = FeedKind.CONFERENCES


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person()


def test_an_address_is_kept_as_a_hash_only(session: Session, anna: Person) -> None:
    token = addresses.token("s" * 32, anna, KIND, uuid4())

    addresses.make(session, anna, KIND, token, now=NOON)

    [feed] = session.exec(select(Feed))
    assert len(token) == 22  # 128 bits
    assert token not in repr(feed)
    assert feed.token_hash == addresses.hashed(token)


def test_every_form_gives_another_address_and_the_same_one_each_time(anna: Person) -> None:
    first, second = uuid4(), uuid4()

    tokens = [addresses.token("s" * 32, anna, KIND, key) for key in (first, second, first)]

    assert tokens[0] == tokens[2] != tokens[1]


def test_one_has_one_address_a_kind(session: Session, anna: Person) -> None:
    addresses.make(session, anna, KIND, "old", now=NOON)
    addresses.make(session, anna, FeedKind.TASKS, "tasks", now=NOON)
    addresses.make(session, anna, KIND, "new", now=NOON + timedelta(hours=1))

    feed = addresses.find(session, anna, KIND)

    assert feed is not None
    assert feed.token_hash == addresses.hashed("new")
    assert len(session.exec(select(Feed)).all()) == 2


def test_an_address_that_is_taken_away_leaves_nothing(session: Session, anna: Person) -> None:
    addresses.make(session, anna, KIND, "old", now=NOON)

    addresses.revoke(session, anna, KIND, now=NOON)
    addresses.revoke(session, anna, KIND, now=NOON)

    assert session.exec(select(Feed)).all() == []
    assert [row.name for row in session.exec(select(EventRecord))] == ["FeedChanged"] * 2


def test_an_address_lives_as_long_as_it_is_used(session: Session, anna: Person) -> None:
    addresses.make(session, anna, KIND, "old", now=NOON)
    [feed] = session.exec(select(Feed))

    feed.used_at = NOON + timedelta(days=80)

    assert addresses.is_live(feed, now=NOON + timedelta(days=169))
    assert not addresses.is_live(feed, now=NOON + timedelta(days=170))
