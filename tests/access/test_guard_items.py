"""The items of one conference: exactly those that a list over all conferences would show."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlmodel import Session, select

from mdt.access import actor as actors
from mdt.access import guard
from mdt.access.policy import Action
from mdt.models import AgendaItem, Conference, Person, Role
from tests.conftest import NOON
from tests.factories import Make


def chairing(make: Make, conference: Conference) -> Person:
    """Return a person of another region who chairs this conference."""
    person = make.stranger()
    conference.chair_id = person.id
    return make.add(person)


VIEWERS: dict[str, tuple[Callable[[Make, Conference], Person], int]] = {
    "coordinator": (lambda make, _: make.coordinator(), 2),
    "elsewhere": (lambda make, _: make.stranger(), 0),
    "its chair, of elsewhere": (chairing, 2),
    "on a seat": (lambda make, conference: make.seated(conference), 1),
    "judge on a seat": (lambda make, here: make.seated(here, make.person(Role.JUDGE)), 0),
    "stranger": (lambda make, _: make.person(), 0),
}


def seen(session: Session, person: Person, conference: Conference) -> set[UUID]:
    """Return what both conditions keep: they may not differ."""
    actor = actors.load(session, person, now=NOON)
    here = select(AgendaItem.id).where(AgendaItem.conference_id == conference.id)
    found = set(session.exec(here.where(guard.items_of(actor, Action.ITEM_VIEW, conference))))
    listed = here.join(Conference).where(guard.visible_items(actor, Action.ITEM_VIEW))
    assert found == set(session.exec(listed))
    return found


@pytest.mark.parametrize("viewer", VIEWERS)
def test_one_sees_of_a_conference_what_a_list_of_items_shows(
    session: Session, make: Make, viewer: str
) -> None:
    who, number = VIEWERS[viewer]
    conference = make.convened()
    person = who(make, conference)
    make.item(conference, make.case(), position=2)
    make.convened()

    assert len(seen(session, person, conference)) == number
