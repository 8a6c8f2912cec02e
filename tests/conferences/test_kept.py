"""Rules of mdt.conferences.kept."""

from collections.abc import Callable, Hashable
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import engine as engines
from mdt.conferences.kept import Changes, Shelf
from mdt.models import Organisation, Person, Region
from mdt.scheduling import usual
from mdt.scheduling.usual import Usual
from tests.factories import Make

Names = list[str]
Look = Callable[[Hashable], Names]


@pytest.fixture
def worked() -> list[Names]:
    """Return what was worked out so far, anew each time."""
    return []


@pytest.fixture
def look(engine: Engine, worked: list[Names]) -> Look:
    """Return who looks at the names of the organisations, each time in a snapshot of its own."""
    shelf = Shelf(2)

    def names(session: Session) -> Names:
        worked.append(list(session.exec(select(Organisation.name).order_by(Organisation.name))))
        return worked[-1]

    def ask(key: Hashable) -> Names:
        with Session(engines.reading(engine)) as session:
            return shelf.recall(session, key, names)

    return ask


def named(make: Make, name: str) -> None:
    make.organisation(name=name)
    make.session.commit()


def test_what_was_worked_out_is_kept_while_the_database_answers_the_same(
    make: Make, look: Look, worked: list[Names]
) -> None:
    named(make, "Veilig Thuis")
    assert look("a") is look("a")
    assert worked == [["Veilig Thuis"]]


def test_a_change_that_anybody_makes_is_seen(make: Make, look: Look) -> None:
    named(make, "Veilig Thuis")
    look("a")
    named(make, "Politie")
    assert look("a") == ["Politie", "Veilig Thuis"]
    make.session.exec(select(Organisation).where(Organisation.name == "Politie")).one().name = "OM"
    make.session.commit()
    assert look("a") == ["OM", "Veilig Thuis"]


def test_every_question_counts_not_only_the_first(make: Make, engine: Engine) -> None:
    shelf, person = Shelf(1), make.person(name="Samira")
    make.session.commit()

    def name(session: Session) -> str:
        session.exec(select(Organisation)).all()
        return session.get_one(Person, person.id).name

    def ask() -> str:
        with Session(engines.reading(engine)) as session:
            return shelf.recall(session, "a", name)

    ask()
    person.name = "Samira de Wit"
    make.session.commit()
    assert ask() == "Samira de Wit"


def test_what_the_page_read_already_is_asked_for_once_more(make: Make, engine: Engine) -> None:
    shelf, region_id = Shelf(1), make.region.id
    make.session.commit()

    def ask() -> str:
        with Session(engines.reading(engine)) as session:
            known = session.get_one(Region, region_id)  # as whatever came before on the page
            found = shelf.recall(session, "a", lambda own: own.get_one(Region, region_id).name)
            assert known in session
            return found

    ask()
    make.region.name = "Elders"
    make.session.commit()
    assert ask() == "Elders"


def test_what_changes_while_it_is_worked_out_is_seen_at_the_next_look(
    make: Make, engine: Engine
) -> None:
    shelf, region_id = Shelf(1), make.region.id
    make.session.commit()

    def name(own: Session) -> str:
        found = _name(own, region_id)
        if make.region.name != "Elders":
            make.region.name = "Elders"
            make.session.commit()
        return found

    def ask() -> str:
        with Session(engines.reading(engine)) as session:
            return shelf.recall(session, "a", name)

    assert ask() != "Elders"
    assert ask() == "Elders"


def _name(session: Session, region_id: UUID) -> str:
    return session.exec(select(Region.name).where(col(Region.id) == region_id)).one()


def test_a_transaction_that_may_write_works_it_out_itself(engine: Engine) -> None:
    shelf = Shelf(1)

    def work(_: Session) -> object:
        return object()

    with Session(engines.writing(engine)) as session:
        assert shelf.recall(session, "a", work) is not shelf.recall(session, "a", work)
    with Session(engine) as session:
        assert shelf.recall(session, "a", work) is not shelf.recall(session, "a", work)


def test_only_what_was_used_last_is_kept(look: Look, worked: list[Names]) -> None:
    for key in ("a", "b", "a", "c", "a"):
        look(key)
    assert len(worked) == 3, "a stayed, because it was used after b"
    look("b")
    assert len(worked) == 4


def test_it_is_worked_out_with_what_the_installation_says(engine: Engine) -> None:
    with Session(engines.reading(engine), info={usual.USUAL: Usual(margin_minutes=10)}) as session:
        assert Shelf(1).recall(session, "a", usual.of).margin_minutes == 10


def test_what_changed_alone_is_mended(make: Make, engine: Engine) -> None:
    shelf = Shelf(1)
    told: list[Changes] = []

    def mend(_: Session, names: Names, changes: Changes) -> Names | None:
        told.append(changes)
        return [*names, "mended"] if len(told) < 3 else None

    def ask() -> Names:
        with Session(engines.reading(engine)) as session:
            return shelf.recall(session, "a", _names, mend=mend)

    named(make, "Veilig Thuis")
    assert ask() == ask() == ["Veilig Thuis"]
    named(make, "Politie")
    assert ask() == ask() == ["Veilig Thuis", "mended"]
    [(number, (then, now))] = told[0].items()
    assert (number, len(then), len(now)) == (1, 1, 2), "the second question, and both its answers"
    named(make, "OM")
    assert ask() == ["Veilig Thuis", "mended", "mended"]
    named(make, "Reclassering")
    assert ask() == ["OM", "Politie", "Reclassering", "Veilig Thuis"], "all of it anew"


def test_what_was_made_of_something_else_is_not_mended(make: Make, engine: Engine) -> None:
    shelf = Shelf(1)
    named(make, "Veilig Thuis")
    with Session(engines.reading(engine)) as session:
        first = shelf.recall(session, "a", _names, given=(one := object()))
        assert shelf.recall(session, "a", _names, given=one) is first
        assert shelf.recall(session, "a", _names, given=object()) is not first


def _names(session: Session) -> Names:
    session.exec(select(Region.name)).all()
    return list(session.exec(select(Organisation.name).order_by(Organisation.name)))
