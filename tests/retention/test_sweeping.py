"""Rules of mdt.retention.sweeping: what goes by itself, when, and what never does."""

from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.incoming import keeping
from mdt.models import (
    ActionState,
    Case,
    CasePerson,
    CaseRole,
    Conference,
    IncomingMail,
    MessageKind,
    MomentProposal,
    OutboxMessage,
    OutboxState,
    Person,
    Reminder,
    SessionLevel,
    SubjectLine,
    SubjectRequest,
    SubjectReview,
    SubjectSection,
    WebSession,
)
from mdt.models.base import Row
from mdt.retention import sweeping
from mdt.retention.sweeping import Terms
from tests.conftest import NOON
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import SECRET, asked_of, kept, receive
from tests.incoming.mails import Asked
from tests.incoming.test_counters import countering
from tests.reminders.cast import desk

DAY = timedelta(days=1)
RAW = mails.outlook(Asked())


@pytest.fixture
def sweep(engine: Engine, session: Session) -> "Sweep":
    return Sweep(engine, session)


class Sweep:
    """A sweep at an instant, with a worker's own sessions."""

    def __init__(self, engine: Engine, session: Session) -> None:
        self._engine, self._session = engine, session

    def __call__(self, now: datetime, chosen: Terms | None = None) -> int:
        self._session.commit()
        gone = sweeping.sweep(desk(self._engine, now), chosen or Terms(), Event())
        self._session.expire_all()
        return gone


def _of_conference(session: Session, make: Make) -> Conference:
    asked = make.invitation(make.convened(), make.person())
    receive(session, mails.outlook(asked_of(session, asked)))
    return session.get_one(Conference, asked.conference_id)


def _left(session: Session, kind: type[Row]) -> int:
    return len(session.exec(select(kind)).all())


def _reminder(make: Make, state: ActionState) -> Reminder:
    action = make.action(make.case(), state=state, created_at=NOON)
    message = make.message(
        kind=MessageKind.REMINDER, state=OutboxState.SENT, conference_id=None, created_at=NOON
    )
    reminder = Reminder(
        key=f"action:{action.id}",
        person_id=action.owner_id,
        message_id=message.id,
        case_id=action.case_id,
        action_id=action.id,
        at=NOON,
    )
    make.add(reminder)
    return reminder


def test_mail_that_belongs_to_nothing_goes_after_ninety_days(
    session: Session, sweep: Sweep
) -> None:
    receive(session, RAW, now=NOON)

    assert sweep(NOON + 89 * DAY) == 0
    assert sweep(NOON + 91 * DAY) == 1
    assert kept(session) == []


def test_mail_of_a_conference_goes_a_year_after_the_sitting(
    session: Session, make: Make, sweep: Sweep
) -> None:
    sits_at = NOON + 100 * DAY
    _of_conference(session, make).starts_at = sits_at

    assert sweep(sits_at + 364 * DAY) == 0
    assert sweep(sits_at + 366 * DAY) == 1
    assert kept(session) == []


def test_mail_that_came_in_after_the_sitting_is_kept_a_year_too(
    session: Session, make: Make, sweep: Sweep
) -> None:
    conference = _of_conference(session, make)
    conference.starts_at = NOON - 300 * DAY

    assert sweep(NOON + 364 * DAY) == 0


def test_mail_about_holds_of_a_moment_that_was_never_chosen_goes_a_year_after_it_came(
    session: Session, make: Make, sweep: Sweep
) -> None:
    _of_conference(session, make).starts_at = None

    assert sweep(NOON + 364 * DAY) == 0
    assert sweep(NOON + 366 * DAY) == 1


def test_mail_that_was_not_handled_yet_is_never_swept(session: Session, sweep: Sweep) -> None:
    keeping.keep(session, RAW, secret=SECRET, now=NOON)

    assert sweep(NOON + 9999 * DAY) == 0


def test_a_moment_that_was_proposed_outlives_the_mail_that_proposed_it(
    session: Session, make: Make, sweep: Sweep
) -> None:
    asked = make.invitation(make.convened(), make.person())
    receive(session, countering(asked_of(session, asked)))
    assert session.exec(select(MomentProposal)).one().mail_id

    assert sweep(NOON + 999 * DAY) == 1
    assert session.exec(select(MomentProposal)).one().mail_id is None


def test_a_reminder_of_what_is_settled_goes_after_a_year_and_its_message_with_it(
    session: Session, make: Make, sweep: Sweep
) -> None:
    _reminder(make, ActionState.DONE)

    assert sweep(NOON + 364 * DAY) == 0
    assert sweep(NOON + 366 * DAY) == 2
    assert _left(session, Reminder) == _left(session, OutboxMessage) == 0


def test_a_reminder_of_what_is_still_open_stays_for_it_keeps_from_saying_it_again(
    session: Session, make: Make, sweep: Sweep
) -> None:
    _reminder(make, ActionState.OPEN)

    assert sweep(NOON + 9999 * DAY) == 0
    assert _left(session, OutboxMessage) == 1


def test_a_reminder_in_a_closed_case_goes_whatever_became_of_its_action(
    session: Session, make: Make, sweep: Sweep
) -> None:
    reminder = _reminder(make, ActionState.OPEN)
    session.get_one(Case, reminder.case_id).closed_at = NOON

    assert sweep(NOON + 366 * DAY) == 2


def test_a_reminder_of_a_sitting_goes_a_year_after_it_was_given(make: Make, sweep: Sweep) -> None:
    asked = make.invitation(make.convened(), make.person())
    message = make.message(conference_id=asked.conference_id, state=OutboxState.SENT)
    make.add(
        Reminder(
            key="invitation",
            person_id=asked.person_id,
            message_id=message.id,
            invitation_id=asked.id,
            at=NOON,
        )
    )

    assert sweep(NOON + 364 * DAY) == 0
    assert sweep(NOON + 366 * DAY) == 1


@pytest.mark.parametrize(
    ("state", "gone"),
    [
        (OutboxState.SENT, 1),
        (OutboxState.DEAD, 1),
        (OutboxState.HELD, 0),
        (OutboxState.PENDING, 0),
    ],
)
def test_a_message_of_no_conference_goes_once_it_waits_no_more(
    make: Make, sweep: Sweep, state: OutboxState, gone: int
) -> None:
    make.message(state=state, created_at=NOON, conference_id=None)

    assert sweep(NOON + 364 * DAY) == 0
    assert sweep(NOON + 366 * DAY) == gone


def test_a_message_of_a_conference_stays_with_it(make: Make, sweep: Sweep) -> None:
    make.message(state=OutboxState.SENT, created_at=NOON, conference_id=make.conference().id)

    assert sweep(NOON + 9999 * DAY) == 0


def test_many_rows_go_in_more_than_one_transaction(
    make: Make, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "MANY", 2)
    for _ in range(5):
        make.message(state=OutboxState.SENT, created_at=NOON, conference_id=None)

    assert sweep(NOON + 366 * DAY) == 5


def test_a_request_of_somebody_goes_two_years_after_the_answer_with_what_was_told(
    session: Session, make: Make, sweep: Sweep
) -> None:
    case = make.case()
    person = make.add(CasePerson(case_id=case.id, name="Rick", case_role=CaseRole.SUSPECT))
    by, day = make.person(), NOON.date()
    common: dict[str, Any] = {
        "region_id": make.region.id,
        "name": "Rick",
        "born_on": day,
        "received_on": day,
    }
    common |= {"due_on": day, "registered_by_id": by.id, "registered_at": NOON}
    told, waits = (make.add(SubjectRequest(**common, given_at=at)) for at in (NOON, None))
    keys: dict[str, Any] = {"case_id": case.id, "person_id": person.id, "found_at": NOON}
    review = make.add(SubjectReview(request_id=told.id, **keys))
    section = SubjectSection.PERSON
    make.add(SubjectLine(case_id=case.id, review_id=review.id, position=0, section=section))
    make.add(SubjectReview(request_id=waits.id, **keys))
    session.commit()

    assert sweep(NOON + 729 * DAY) == 0
    assert sweep(NOON + 731 * DAY) == 1
    kinds = (SubjectRequest, SubjectReview, SubjectLine)
    assert [_left(session, kind) for kind in kinds] == [1, 1, 0]


def test_an_installation_has_terms_of_its_own(session: Session, sweep: Sweep) -> None:
    receive(session, RAW, now=NOON)
    own = sweeping.terms("other_mail=40, reminders=60")

    assert (own.conference_mail, own.reminders) == (365, 60)
    assert sweep(NOON + 41 * DAY, own) == 1


@pytest.mark.parametrize("text", ["other_mail=30", "mail=90", "other_mail", "other_mail=x"])
def test_a_term_that_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of three kinds, all said by one sentence
        sweeping.terms(text)


def test_who_is_told_to_stop_sweeps_no_more(engine: Engine, session: Session) -> None:
    receive(session, RAW, now=NOON)
    session.commit()
    stop = Event()
    stop.set()

    assert sweeping.sweep(desk(engine, NOON + 99 * DAY), Terms(), stop) == 0
    assert _left(session, IncomingMail) == 1


def _session(make: Make, person: Person, days: int, mark: str = "kenmerk") -> WebSession:
    """Return a session of so many days before noon, by a browser with this mark."""
    began = NOON - days * DAY
    return make.add(
        WebSession(
            id_hash=f"{person.id}{days}{mark}"[:64],
            person_id=person.id,
            level=SessionLevel.FULL if mark else SessionLevel.PASSWORD_ONLY,
            mark_hash=mark,
            created_at=began,
            seen_at=began,
        )
    )


def test_a_session_goes_after_its_term_and_the_last_of_a_known_browser_stays(
    session: Session, make: Make, sweep: Sweep
) -> None:
    anna, away = make.person(), make.person()
    stays = [_session(make, anna, 365), _session(make, anna, 1), _session(make, away, 500)]
    for person, days, mark in ((anna, 366, "ander"), (away, 501, "kenmerk"), (away, 400, "")):
        _session(make, person, days, mark)

    assert sweep(NOON) == 3

    left = session.exec(select(WebSession.id)).all()
    assert set(left) == {one.id for one in stays}


def test_sessions_are_kept_as_long_as_a_browser_is_known_by_them() -> None:
    assert sweeping.terms("sessions=180").sessions == 180
    with pytest.raises(ValueError, match="known"):
        sweeping.terms("sessions=179")
