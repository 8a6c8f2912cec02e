"""The acceptance checks of scenario "Populier" (scenarios.md 1), as far as these parts exist.

Every letter that the demo owes is written by the worker's own pen, and its calendar is read
by ical.js. That none of them says anything of a case is in tests/canaries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import clock
from mdt.adapters.letters import Letters
from mdt.cases import closing
from mdt.config import Settings
from mdt.demo import loading, merwestad, populier_data
from mdt.models import (
    Case,
    Conference,
    ConferenceState,
    Incident,
    Measure,
    MeasureKind,
    OutboxMessage,
    Person,
)
from mdt.scheduling import local_time
from tests.conftest import AsPerson
from tests.pages import text_of
from tests.readers import ical_js

NO_SHIFT = timedelta(0)
AFTER_THE_REVIEW = datetime(2026, 2, 19, 12, tzinfo=UTC)
SEASONS = {
    "winter": datetime(2026, 2, 16, 12, tzinfo=UTC),
    "summer": datetime(2026, 7, 13, 12, tzinfo=UTC),
}


@pytest.fixture(autouse=True)
def _the_real_clock_again() -> Iterator[None]:
    yield
    clock.shift(NO_SHIFT)


def test_the_message_of_the_spring_night_breaks_the_order_and_stands_at_ten_past_one_utc(
    engine: Engine,
) -> None:
    loading.load(engine, "populier", at=datetime(2026, 3, 29, 6, tzinfo=UTC))

    with Session(engine) as session:
        [(happened_at, kind)] = session.exec(
            select(Incident.happened_at, Measure.kind).join(
                Measure, col(Measure.id) == Incident.measure_id
            )
        ).all()
    assert happened_at == datetime(2026, 3, 29, 1, 10, tzinfo=UTC)
    assert kind is MeasureKind.ORDER_509HH


@dataclass(frozen=True)
class Letter:
    """One mail that the demo owes, and to whom."""

    to: str
    asks_for: datetime | None
    mail: EmailMessage

    @property
    def calendar(self) -> bytes:
        [part] = [one for one in self.mail.walk() if one.get_content_type() == "text/calendar"]
        return decoded(part)

    @property
    def words(self) -> str:
        """Return all that the mail says, without the recipient's own address."""
        texts = [str(value) for value in self.mail.values()]
        texts += [decoded(part).decode() for part in self.mail.walk() if not part.is_multipart()]
        return "\n".join(texts).replace("\r\n ", "").replace(self.to, "")


def decoded(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def letters(engine: Engine, settings: Settings) -> list[Letter]:
    """Return every mail that was ever owed, as the worker writes it."""
    pen = Letters(settings)
    with Session(engine) as session:
        owed = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.due_at))).all()
        written = [(one.starts_at, pen.compose(session, one)) for one in owed]
    return [
        Letter(mail.recipient, at, message_from_bytes(mail.content, policy=default))
        for at, mail in written
    ]


@pytest.mark.parametrize("now", SEASONS.values(), ids=SEASONS.keys())
def test_ical_js_shows_every_invitation_at_its_local_time_in_summer_and_in_winter(
    engine: Engine, settings: Settings, now: datetime
) -> None:
    clock.shift(now - clock.now())
    loading.load(engine, "populier", settings=settings)

    sent = [letter for letter in letters(engine, settings) if letter.asks_for]
    read = ical_js.read(*(letter.calendar for letter in sent))

    shown = {
        letter.to: (event["start"]["local"][11:16], event["end"]["local"][11:16])
        for letter, calendar in zip(sent, read, strict=True)
        for event in calendar["events"]
        if local_time.local(letter.asks_for or now).hour >= 12
    }
    assert len(sent) == 2 * len(merwestad.TABLE)
    assert shown.pop(merwestad.mail_of("hester")) == ("13:00", "13:09")
    assert shown.pop(merwestad.mail_of("karin")) == ("13:09", "13:45")
    assert set(shown.values()) == {("13:00", "13:45")}
    for letter, calendar in zip(sent, read, strict=True):
        [event] = calendar["events"]
        assert datetime.fromisoformat(event["start"]["utc"]) == letter.asks_for
        assert [who["address"] for who in event["attendees"]] == [f"mailto:{letter.to}"]


def test_a_judge_in_her_first_step_reads_no_alias_in_any_letter(
    engine: Engine, settings: Settings
) -> None:
    loading.load(engine, "populier", at=AFTER_THE_REVIEW)

    to_her = [
        letter for letter in letters(engine, settings) if letter.to == merwestad.mail_of("hester")
    ]

    assert to_her
    assert not [letter for letter in to_her if populier_data.ALIAS in letter.words]


@pytest.fixture
def played(app: Flask, engine: Engine) -> Case:
    """Return the case after the review, with the portal at that hour."""
    loading.load(engine, "populier", at=AFTER_THE_REVIEW)
    assert app.testing
    with Session(engine) as session:
        return session.exec(select(Case)).one()


def test_a_judge_gets_the_same_404_as_a_stranger_on_risks_minutes_and_plan(
    played: Case, session: Session, as_person: AsPerson
) -> None:
    conference = session.exec(select(Conference.id)).first()
    judge, stranger = (
        as_person(session.exec(select(Person).where(Person.mail == merwestad.mail_of(key))).one())
        for key in ("hester", "wout")
    )
    for path in (
        f"/cases/{played.id}",
        f"/cases/{played.id}/risks/",
        f"/cases/{played.id}/plan",
        f"/conferences/{conference}/meeting",
    ):
        hers, nobodys = judge.get(path), stranger.get("/cases/00000000-0000-4000-8000-000000000000")
        assert hers.status_code == 404
        assert text_of(hers, "main") == text_of(nobodys, "main")


def test_the_case_stays_open_while_an_action_is(played: Case, session: Session) -> None:
    case = session.get_one(Case, played.id)
    by = session.exec(select(Person).where(Person.mail == merwestad.mail_of("samira"))).one()
    with pytest.raises(closing.ActionsOpen) as refused:
        closing.close(session, case, version=case.version, by=by, now=clock.now())

    assert refused.value.params == {"count": 3}


@pytest.mark.parametrize(
    ("at", "proposed"),
    [
        # The house ban ends on 20 February, 01.20; the table sits the day before.
        ("2026-02-12 12:46", "donderdag 19 februari 7 dagen na het begin"),
        # The ban was extended and 509hh runs on; day 30 is a Saturday.
        ("2026-02-19 12:00", "vrijdag 13 maart 30 dagen na het begin"),
    ],
)
def test_the_end_of_each_sitting_proposes_when_populier_comes_back(
    engine: Engine, session: Session, as_person: AsPerson, at: str, proposed: str
) -> None:
    loading.load(engine, "populier", at=datetime.fromisoformat(f"{at}+00:00"))
    held = select(Conference).where(Conference.state == ConferenceState.HELD)
    last = session.exec(held.order_by(col(Conference.starts_at).desc())).first()
    samira = session.exec(select(Person).where(Person.name == "Samira el Idrissi")).one()
    assert last is not None

    shown = text_of(as_person(samira).get(f"/conferences/{last.id}/meeting"), "#reviews")
    assert f"Zaak Populier {proposed}" in shown
