"""Rules of mdt.scheduling.listed."""

from datetime import timedelta

from sqlalchemy import select, type_coerce
from sqlmodel import Session, col

from mdt.models import Absence, Person
from mdt.scheduling import listed
from tests.conftest import NOON
from tests.factories import Make


def test_each_row_says_the_how_manieth_of_the_list_it_is_about(
    session: Session, make: Make
) -> None:
    people = [make.person() for _ in range(12)]
    asked = listed.of(session.get_bind().dialect.name)
    query = select(asked.place, col(Person.id)).join_from(
        asked.table, Person, col(Person.id) == asked.key
    )

    def found(some: list[Person]) -> list[tuple[object, ...]]:
        text = listed.text(one.id for one in some)
        return sorted(tuple(row) for row in session.execute(query, {listed.NAME: text}))

    assert found(people[::-1]) == list(enumerate(one.id for one in people[::-1]))
    assert found([]) == []


def test_an_instant_is_read_as_it_was_stored(session: Session, make: Make) -> None:
    starts_at, ends_at = NOON + timedelta(microseconds=1), NOON + timedelta(hours=1)
    make.add(Absence(person_id=make.person().id, starts_at=starts_at, ends_at=ends_at))
    columns = [type_coerce(one, listed.Instant()) for one in (Absence.starts_at, Absence.ends_at)]

    [row] = session.execute(select(*columns))

    assert tuple(row) == (starts_at, ends_at)
    assert all(one.tzinfo is not None for one in row)
    assert session.execute(select(type_coerce(None, listed.Instant()))).scalar_one() is None
