"""Pages of mdt.blueprints.emergencies: three steps, up to the running list."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock
from mdt.config import Settings
from mdt.invitations import replies
from mdt.models import (
    Cascade,
    Channel,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    OutboxMessage,
    Reply,
    SeatDomain,
    WebSession,
)
from mdt.web import conference_news, streams
from mdt.web.emergency_live import EmergencyListener
from tests.conferences import cast
from tests.conferences.cast import QUORUM, Table
from tests.conferences.test_emergencies import on_duty
from tests.conftest import AsPerson
from tests.factories import Make
from tests.invitations.cast import invitation_of
from tests.pages import Browser, send, soup, text_of
from tests.web.test_plan_live import messages


@dataclass
class Help:
    """A coordinator at a browser, with a table of which the quorum is on duty."""

    browser: Browser
    table: Table
    fields: dict[str, Any]

    def draft(self, session: Session) -> Conference:
        answer = send(self.browser, "/conferences/emergency", **self.fields)
        assert answer.status_code == 303, text_of(answer)
        conference = session.exec(select(Conference)).one()
        assert answer.location == f"/conferences/{conference.id}/emergency"
        return conference

    def ask(self, session: Session, **fields: Any) -> Conference:
        conference = self.draft(session)
        page = f"/conferences/{conference.id}/emergency"
        first = soup(self.browser.get(page)).select_one("input[name=starts_at]")
        assert first
        values: dict[str, Any] = {
            "starts_at": str(first["value"]),
            "patience_minutes": "10",
        } | fields
        assert send(self.browser, page, **values).status_code == 303
        session.expire_all()
        return conference


@pytest.fixture
def help_(make: Make, as_person: AsPerson) -> Help:
    table = cast.table(make)
    for domain in (*QUORUM, SeatDomain.JUDICIARY):
        on_duty(make, table.people[domain], domain)
    case = make.case()
    make.session.commit()
    fields = {
        "case_id": str(case.id),
        "panel_id": str(table.panel.id),
        "question": "Is zij vannacht veilig?",
        "signal_day": "2026-02-10",
        "signal_time": "12:40",
    }
    return Help(as_person(table.coordinator), table, fields)


def test_it_is_one_click_away_from_today_and_from_a_new_conference(help_: Help) -> None:
    for page in ("/", "/conferences/new", "/conferences/"):
        assert "/conferences/emergency" in help_.browser.get(page).text


def test_the_form_stands_ready_but_for_the_case(help_: Help) -> None:
    page = soup(help_.browser.get("/conferences/emergency"))

    [question], [when] = page.select("#question"), page.select("#signal_time")
    assert "vannacht veilig" in question.text
    assert when["value"] == "13:00"


def test_what_is_missing_is_said_and_what_was_typed_stays(help_: Help) -> None:
    answer = send(
        help_.browser, "/conferences/emergency", **help_.fields | {"case_id": "", "question": "x"}
    )

    assert answer.status_code == 422
    assert "Kies de zaak" in text_of(answer, ".error-summary")
    assert soup(answer).select_one(f"#panel_id option[value='{help_.table.panel.id}'][selected]")


def test_a_signal_that_must_still_come_is_refused_at_its_field(
    help_: Help, session: Session
) -> None:
    answer = send(
        help_.browser, "/conferences/emergency", **help_.fields | {"signal_time": "14:00"}
    )

    assert answer.status_code == 422
    assert "Dit moment moet nog komen" in text_of(answer, ".problem")
    assert session.exec(select(Conference)).all() == []


def test_the_second_step_shows_who_is_on_duty_and_the_first_moments(
    help_: Help, session: Session
) -> None:
    conference = help_.draft(session)

    page = help_.browser.get(f"/conferences/{conference.id}/emergency")

    assert help_.table.people[SeatDomain.OM].name in text_of(page, "#duty")
    assert "Uiterlijk wo 11 feb, 12.40 uur" in text_of(page)
    first = text_of(page, "form.card .pick")
    assert first.startswith(("di 10 feb, 13.15 uur", "di 10 feb, 13.30 uur"))


def test_everybody_on_duty_is_asked_at_once_and_shown_with_their_patience(
    help_: Help, session: Session
) -> None:
    conference = help_.ask(session)

    people = help_.table.people
    asked = {one.person_id for one in session.exec(select(Invitation))}
    assert {people[one].id for one in QUORUM} <= asked
    assert {one.due_at <= clock.now() for one in session.exec(select(OutboxMessage))} == {True}
    assert conference.state is ConferenceState.CONVENED
    listed = text_of(help_.browser.get(f"/conferences/{conference.id}/emergency"), "#answers")
    assert people[SeatDomain.POLICE].name in listed
    assert "aan de beurt tot 13.10 uur" in listed
    assert "0 van de 7 stoelen zeiden ja" in listed


def test_a_second_click_asks_nobody_twice(help_: Help, session: Session) -> None:
    conference = help_.ask(session)
    before = len(session.exec(select(OutboxMessage)).all())

    again = send(
        help_.browser,
        f"/conferences/{conference.id}/emergency",
        starts_at="2026-02-10T13:15:00+00:00",
        patience_minutes="10",
    )

    assert again.status_code == 303
    assert len(session.exec(select(OutboxMessage)).all()) == before


def test_a_quorum_seat_without_anybody_on_duty_is_said(help_: Help, session: Session) -> None:
    officer, deputy = help_.table.people[SeatDomain.OM], help_.table.deputy
    officer.is_active = deputy.is_active = False
    session.add_all([officer, deputy])
    session.commit()
    conference = help_.draft(session)
    page = f"/conferences/{conference.id}/emergency"
    assert "niemand heeft dienst" in text_of(help_.browser.get(page), "#duty")

    answer = send(help_.browser, page, starts_at="2026-02-10T13:15:00+00:00", patience_minutes="10")

    assert answer.status_code == 422
    assert "OM" in text_of(answer, ".error-summary")
    assert session.exec(select(Invitation)).all() == []


def test_no_moment_chosen_is_said_at_the_field(help_: Help, session: Session) -> None:
    conference = help_.draft(session)

    answer = send(help_.browser, f"/conferences/{conference.id}/emergency", patience_minutes="10")

    assert answer.status_code == 422
    assert "Kies een moment." in text_of(answer, ".error-summary")


def test_another_kind_of_conference_has_its_own_page(help_: Help, make: Make) -> None:
    conference = make.conference(kind=ConferenceKind.FIRST)
    make.session.commit()

    answer = help_.browser.get(f"/conferences/{conference.id}/emergency")

    assert answer.location == f"/conferences/{conference.id}"


def test_an_open_list_hears_an_answer_once(help_: Help, session: Session) -> None:
    conference = help_.ask(session)
    officer = help_.table.people[SeatDomain.POLICE]
    invitation = invitation_of(session, officer)
    mine = session.exec(
        select(WebSession).where(WebSession.person_id == help_.table.coordinator.id)
    ).first()
    assert mine
    later = clock.now() + conference_news.OVERLAP + timedelta(minutes=1)
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    listener = EmergencyListener(engine, conference.id, mine.id, later)
    session.commit()
    assert not listener.look()

    replies.note(
        session,
        invitation,
        Reply.YES,
        channel=Channel.PORTAL,
        sequence=invitation.sequence,
        by=officer,
        now=later,
    )
    session.commit()

    assert [listener.look(), listener.look()] == [True, False]
    listed = help_.browser.get(f"/conferences/{conference.id}/emergency")
    assert "1 van de 7 stoelen zei ja" in text_of(listed, "#answers")


def test_the_stream_ends_for_who_may_not_arrange(
    help_: Help, session: Session, as_person: AsPerson
) -> None:
    conference = help_.ask(session)

    answer = as_person(help_.table.people[SeatDomain.POLICE]).get(
        f"/conferences/{conference.id}/emergency/live"
    )

    assert answer.status_code == 404


def test_the_stream_of_who_is_walled_meanwhile_ends_and_names_nobody(
    help_: Help, session: Session, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LOOK_EVERY", 0.1)
    conference = help_.ask(session)
    officer = help_.table.people[SeatDomain.POLICE]
    invitation = invitation_of(session, officer)
    page = f"/conferences/{conference.id}/emergency/live?{urlencode({'since': clock.now()})}"
    stream = help_.browser.get(page, buffered=False)
    make.wall(conference.items[0].case, help_.table.coordinator)
    replies.note(
        session,
        invitation,
        Reply.YES,
        channel=Channel.PORTAL,
        sequence=invitation.sequence,
        by=officer,
        now=clock.now() + timedelta(seconds=1),
    )
    session.commit()

    told = list(messages(stream))

    assert told[-1]["event"] == "ended"
    assert officer.name not in str(told)
    assert "1 van de 7 stoelen zei ja" not in str(told)
    stream.close()


def test_silence_is_followed_by_the_next_on_the_list(help_: Help, session: Session) -> None:
    help_.ask(session)

    rows = session.exec(select(Cascade)).all()

    assert len(rows) >= len(QUORUM)
    assert {row.due_at for row in rows if row.keeps_holder} == {
        row.started_at + timedelta(minutes=10) for row in rows
    }


def test_before_asking_the_page_says_who_gets_a_text_and_that_without_a_gateway_nobody_does(
    help_: Help, session: Session, app: Flask
) -> None:
    for domain in QUORUM:
        help_.table.people[domain].phone = "+31612345678"
    session.commit()
    conference = help_.draft(session)
    page = f"/conferences/{conference.id}/emergency"

    without = text_of(help_.browser.get(page))
    settings: Settings = app.extensions["mdt.settings"]
    app.extensions["mdt.settings"] = replace(settings, sms_url="https://sms.example/")
    with_gateway = text_of(help_.browser.get(page))

    assert "Er gaat geen sms" in without
    assert "alleen mail" not in without
    assert "Er gaat geen sms" not in with_gateway
    without_number = 1 + len(help_.table.people) - len(QUORUM)
    assert with_gateway.count("alleen mail: geen mobiel nummer") == without_number
