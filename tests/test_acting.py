"""Row-level security by itself: the matrix once more, with every rule of the portal switched off.

The expected side is the hand-written table of test_policy_matrix: whoever has something to do with
a case, or with something in it, may know that there is one. Everybody else finds no row of it.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, Table
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session, col, select

from mdt import acting
from mdt import engine as engines
from mdt.errors import DomainError
from mdt.models import Case, Membership, Organisation, Person, Regime, Risk, Role
from mdt.models.base import metadata
from tests import every_table
from tests.access.test_policy_matrix import EXPECTED, HEAD, THING, World, set_scene
from tests.conftest import NOON
from tests.factories import Make

OF_A_CASE = {"action", "case", "document", "emergency", "item", "sealed"}
"""Things of the table that are of a case."""

KNOWS = {column: any(THING[action] in OF_A_CASE for action in EXPECTED[column]) for column in HEAD}
"""Who may know that there is a case, by column of the table."""

NOT_OF_A_CASE = {"audit_record", "outbox_message", "reminder"}
"""Have a case_id and stay in sight: whoever reads the trail or looks after mail sees no case."""

pytestmark = [
    pytest.mark.usefixtures("at_noon"),
    pytest.mark.postgresql,
]


def walled_tables() -> list[Table]:
    """Return every table with rows of a case: by its case_id, or as a part of such a row."""
    found = {"case"}
    for table in metadata.sorted_tables:
        owners = {key.column.table.name for key in table.foreign_keys} - {"case"}
        keys = {key.parent.name for key in table.foreign_keys if key.column.table.name in found}
        is_part = bool(owners & found) and all(
            not key.parent.nullable for key in table.foreign_keys
        )
        if table.name not in NOT_OF_A_CASE and ("case_id" in table.c or (keys and is_part)):
            found.add(table.name)
    return [table for table in metadata.sorted_tables if table.name in found]


@pytest.fixture
def world(make: Make) -> World:
    """Return the scene of the matrix, stored, and a risk in its case."""
    scene = set_scene(make)
    make.risk(_case(scene))
    make.session.commit()
    return scene


def acting_as(engine: Engine, who: Person | None) -> Session:
    """Return a session in which a person acts; nobody when there is none."""
    session = Session(engines.writing(acting.nobody(engine)))
    if who:
        acting.become(session, acting.person(who.id, at=NOON))
    return session


def seen(session: Session, case: Case | None = None) -> dict[str, int]:
    """Return how many rows a session finds in each table, of one case or of all."""
    return {
        table.name: session.scalar(_counted(table, case.id if case else None)) or 0
        for table in walled_tables()
        if case is None or table.name == "case" or "case_id" in table.c
    }


def _counted(table: Table, case_id: UUID | None) -> sa.Select[Any]:
    counted = sa.select(sa.func.count()).select_from(table)
    if case_id is None:
        return counted
    return counted.where((table.c.id if table.name == "case" else table.c.case_id) == case_id)


def _case(world: World) -> Case:
    found = world.things["case"]
    assert isinstance(found, Case)
    return found


def test_the_table_says_who_knows_of_a_case() -> None:
    assert {column for column, knows in KNOWS.items() if not knows} == {
        *("adm", "aud", "jud", "pro", "spe", "jsd", "sel")
    }


def test_every_table_with_rows_of_a_case_is_behind_the_wall(session: Session) -> None:
    rows = session.execute(
        sa.text(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
            "WHERE relrowsecurity AND relforcerowsecurity AND polname = 'mdt_second_wall'"
        )
    )

    assert {name for (name,) in rows} == {table.name for table in walled_tables()}


@pytest.mark.parametrize("column", HEAD)
def test_rows_of_a_case_are_there_for_whom_the_table_says(
    world: World, engine: Engine, column: str
) -> None:
    there = seen(world.make.session, _case(world))
    assert min(there[name] for name in ("agenda_item", "case", "document", "risk", "seat")) > 0

    with acting_as(engine, world.cast[column]) as session:
        found = seen(session, _case(world))

    assert found == (there if KNOWS[column] else dict.fromkeys(there, 0))


@pytest.mark.parametrize("column", HEAD)
def test_behind_a_wall_nobody_finds_anything(world: World, engine: Engine, column: str) -> None:
    make, person = world.make, world.cast[column]
    post = make.session.exec(select(Membership).where(Membership.person_id == person.id)).one()
    place = make.session.get_one(Organisation, post.organisation_id)
    unit = make.unit(place)
    post.unit_id = unit.id

    for whom in (person, place, unit):
        wall = make.wall(_case(world), whom)
        make.session.commit()
        with acting_as(engine, person) as session:
            assert set(seen(session, _case(world)).values()) == {0}, type(whom).__name__
        wall.lifted_at = NOON
    make.session.commit()

    with acting_as(engine, person) as session:
        assert bool(seen(session, _case(world))["case"]) is KNOWS[column]


def test_whoever_left_a_walled_organisation_stays_behind_it(world: World, engine: Engine) -> None:
    make, person = world.make, world.cast["lea"]
    place = make.session.get_one(Organisation, make.organisation_of(person))
    make.wall(_case(world), place)
    post = make.session.exec(select(Membership).where(Membership.person_id == person.id)).one()
    other = make.organisation()
    make.add(
        Membership(
            person_id=person.id, organisation_id=other.id, role=Role.PROFESSIONAL, from_at=NOON
        )
    )
    post.until_at = NOON + timedelta(minutes=1)
    make.session.commit()

    with acting_as(engine, person) as session:
        assert seen(session, _case(world))["case"] == 0


def test_who_says_nothing_finds_nothing_also_on_a_connection_that_was_used(
    world: World, engine: Engine
) -> None:
    with acting_as(engine, world.cast["coo"]) as session:
        assert seen(session)["case"] > 0
    with acting_as(engine, None) as session:
        found = seen(session)

    assert {name for name, number in found.items() if number} <= {"event_record"}
    assert found["case"] == found["risk"] == 0


def test_a_transaction_after_the_first_says_again_who_acts(world: World, engine: Engine) -> None:
    with acting_as(engine, world.cast["coo"]) as session:
        session.commit()
        assert seen(session)["case"] > 0
        session.rollback()
        assert seen(session)["case"] > 0


def test_a_row_in_every_table_is_for_the_lead_and_for_no_stranger(
    make: Make, engine: Engine
) -> None:
    stranger = make.stranger()
    every_table.fill(make.session.connection())
    lead = make.session.get_one(Case, make.session.exec(select(Case.id)).one()).lead_id
    make.session.execute(
        sa.update(Membership)
        .where(col(Membership.person_id) == lead)
        .values(role=Role.PROFESSIONAL, from_at=NOON, until_at=None)
    )
    make.session.commit()

    with acting_as(engine, make.session.get_one(Person, lead)) as session:
        assert set(seen(session).values()) == {1}
    with acting_as(engine, stranger) as session:
        assert set(seen(session).values()) == {0}


def test_nobody_writes_into_a_case_that_they_may_not_know(world: World, engine: Engine) -> None:
    risk = Risk(case_id=_case(world).id, name="Wapen in huis")
    with acting_as(engine, world.cast["pro"]) as session:
        session.add(risk)
        with pytest.raises(ProgrammingError, match="row-level security"):
            session.commit()
        session.rollback()
        for statement in (sa.update(Risk).values(name="Anders"), sa.delete(Risk)):
            assert session.execute(statement).rowcount == 0  # type: ignore[attr-defined]


def test_a_row_is_not_moved_to_a_case_that_one_may_not_know(world: World, engine: Engine) -> None:
    make = world.make
    elsewhere = make.case(region_id=make.another_region().id)
    make.session.commit()

    with acting_as(engine, world.cast["coo"]) as session:
        moved = sa.update(Risk).values(case_id=elsewhere.id)
        with pytest.raises(ProgrammingError, match="row-level security"):
            session.execute(moved)


def test_a_coordinator_opens_a_case_in_the_own_region_and_in_no_other(
    make: Make, engine: Engine
) -> None:
    coordinator, keeper = make.coordinator(), make.person()
    other = make.another_region()
    make.session.commit()

    for region_id in (make.region.id, other.id):
        case = Case(
            region_id=region_id,
            alias="Wilg",
            reference="MW-1",
            regime=Regime.WGS_ZVH,
            opened_at=NOON,
            lead_id=keeper.id,
            victim_contact_id=keeper.id,
        )
        with acting_as(engine, coordinator) as session:
            session.add(case)
            if region_id == other.id:
                with pytest.raises(ProgrammingError, match="row-level security"):
                    session.flush()
                return
            session.flush()
            session.add(Risk(case_id=case.id, name="Wapen in huis"))
            session.commit()
            assert seen(session)["risk"] == 1


def test_who_gives_a_case_away_ends_what_they_began(world: World, engine: Engine) -> None:
    case, lead = _case(world), world.cast["lea"]
    with acting_as(engine, lead) as session:
        session.execute(sa.update(Case).values(lead_id=world.cast["vic"].id))
        session.execute(sa.update(Risk).values(name="Anders"))
        session.commit()
        assert seen(session, case)["case"] == 0


def test_after_an_event_it_is_found_out_again_what_somebody_reaches(
    world: World, engine: Engine
) -> None:
    with acting_as(engine, world.cast["lea"]) as session:
        session.execute(sa.update(Case).values(lead_id=world.cast["vic"].id))
        with acting.as_portal(session):
            assert seen(session, _case(world))["case"] == 1
        assert seen(session, _case(world))["case"] == 1
        with acting.as_portal(session, anew=True):
            assert seen(session, _case(world))["case"] == 1
        assert seen(session, _case(world))["case"] == 0


def test_the_portal_acts_in_between_and_then_it_is_the_person_again(
    world: World, engine: Engine
) -> None:
    with acting_as(engine, world.cast["pro"]) as session:
        assert seen(session)["case"] == 0
        with acting.as_portal(session):
            assert seen(session)["case"] > 0
        assert seen(session)["case"] == 0


@pytest.mark.parametrize("breaks", [DomainError, ProgrammingError])
def test_also_when_it_goes_wrong_in_between(
    world: World, engine: Engine, breaks: type[Exception]
) -> None:
    with acting_as(engine, world.cast["pro"]) as session:
        with pytest.raises(breaks):
            _break(session, breaks)
        if breaks is ProgrammingError:
            session.rollback()
        assert seen(session)["case"] == 0


def _break(session: Session, how: type[Exception]) -> None:
    with acting.as_portal(session):
        if how is DomainError:
            raise DomainError
        session.execute(sa.text("SELECT nothing FROM nowhere"))
