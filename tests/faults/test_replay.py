"""Rules of faults/replay.py, in a short form: what ended opens nothing, guesses count together."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from faults import guesser
from faults import replay as trial
from mdt import clock
from mdt.directory import people
from mdt.models import Membership, Organisation, Role
from tests.conftest import AsPerson
from tests.databases import Database
from tests.factories import Make


def test_no_cookie_of_a_session_that_ended_opens_anything(database: Database) -> None:
    verdict = trial.replayed("here", database, 2 * len(trial.ENDINGS))

    assert verdict.holds, verdict
    assert verdict.counted["accepted"] == 0


def test_a_session_that_did_not_end_would_be_seen(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "ENDINGS", {"nothing": lambda *_: None})

    assert trial.replayed("here", database, 2).counted["accepted"] == 2


def test_four_processes_look_at_five_guesses_and_a_later_one_at_none(database: Database) -> None:
    verdict = trial.guessed("here", database)

    assert verdict.holds, verdict


def test_guesses_count_in_this_process_too(engine: Engine) -> None:
    assert guesser.guess(engine, 8) == 5


def test_joining_moving_and_leaving_count_from_the_next_request_on(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    anna, by = make.person(Role.PROFESSIONAL), make.person(Role.ADMINISTRATOR)
    organisation = session.get_one(Organisation, make.organisation_of(anna))
    browser = as_person(anna)
    assert browser.get(trial.PAGE).status_code == 404

    people.join(session, anna, organisation, Role.ADMINISTRATOR, by=by, now=clock.now())
    assert browser.get(trial.PAGE).status_code == 200

    rows = session.exec(select(Membership).where(Membership.person_id == anna.id))
    for one in rows.all():
        if one.role is Role.ADMINISTRATOR:
            people.leave(session, one, by=by, now=clock.now())
    assert browser.get(trial.PAGE).status_code == 404
