"""Thirty people with one code at once: the limits hold for all of them together."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.errors import DomainError
from mdt.invitations import joining
from mdt.models import EventRecord, Invitation, Visit
from mdt.web import database
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.guests import SECRET, another, code_for

AT_ONCE = 30
WAIT_SECONDS = 60


def together(engine: Engine, asked: Invitation, code: str) -> list[str | None]:
    """Let thirty type the code at one moment; return what each got: a key, nothing, a refusal."""
    gate, got = Barrier(AT_ONCE), list[str | None]()

    def enter() -> None:
        gate.wait(WAIT_SECONDS)
        with database.open_session(engines.writing(engine)) as own:
            row = own.get_one(Invitation, asked.id)
            try:
                got.append(joining.admit(own, row, code, secret=SECRET, device="", now=NOON))
            except DomainError as refusal:
                got.append(type(refusal).__name__)
            own.commit()

    _all_of([enter] * AT_ONCE)
    return got


def _all_of(work: list[Callable[[], None]]) -> None:
    threads = [Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()


@pytest.mark.parametrize("_round", range(2))
def test_of_thirty_with_one_code_exactly_one_comes_in(
    engine: Engine, session: Session, make: Make, _round: int
) -> None:
    asked = make.invitation(make.convened(), make.person())
    code = code_for(session, asked)

    got = together(engine, asked, code)

    assert None not in got
    assert got.count("CodeSpent") == AT_ONCE - 1
    session.expire_all()
    assert len(session.exec(select(Visit)).all()) == 1
    assert asked.wrong_join_codes == 0


def test_of_thirty_wrong_codes_five_are_looked_at_and_one_shuts_the_link(
    engine: Engine, session: Session, make: Make
) -> None:
    asked = make.invitation(make.convened(), make.person())
    code = code_for(session, asked)

    got = together(engine, asked, another(code))

    assert got.count(None) == 5
    assert got.count("LinkLocked") == AT_ONCE - 5
    session.expire_all()
    assert asked.wrong_join_codes == 5
    names = session.exec(select(EventRecord.name)).all()
    assert names.count("LinkLocked") == 1
