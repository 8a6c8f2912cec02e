"""Rules of faults/joining.py, in a short form: one code opens once, and programs open nothing."""

from sqlalchemy import Engine
from sqlmodel import Session, select

from faults import joining as trial
from mdt.models import EventRecord, Invitation, Visit
from tests.conftest import NOON
from tests.databases import Database
from tests.invitations.guests import another


def test_of_thirty_with_one_code_exactly_one_comes_in(database: Database, session: Session) -> None:
    verdict = trial.one_code("here", database, 2)

    assert verdict.holds, verdict
    assert len(session.exec(select(Visit)).all()) == 2
    assert set(session.exec(select(Invitation.wrong_join_codes))) == {0}


def test_of_thirty_wrong_codes_five_are_looked_at_and_one_shuts_the_link(
    engine: Engine, session: Session
) -> None:
    [(asked, code)] = trial.invite(engine, 1, now=NOON)

    got = trial.together(engine, asked, another(code))

    assert got.count(None) == 5
    assert got.count("LinkLocked") == trial.AT_ONCE - 5
    assert session.get_one(Invitation, asked.id).wrong_join_codes == 5
    names = session.exec(select(EventRecord.name)).all()
    assert names.count("LinkLocked") == 1


def test_programs_that_open_links_use_nothing_and_change_nothing(database: Database) -> None:
    verdict = trial.scanned("here", database, 8)

    assert verdict.holds, verdict
    assert verdict.counted == {"links": 8, "requests": 8 * 12}


def test_a_change_by_a_program_would_be_seen(engine: Engine, session: Session) -> None:
    [(asked, _)] = trial.invite(engine, 1, now=NOON)
    before = trial.contents(engine)

    session.get_one(Invitation, asked.id).wrong_join_codes = 1
    session.commit()

    assert trial.contents(engine) != before
