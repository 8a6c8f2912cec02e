"""Pages of mdt.blueprints.joining_judge: a judge's two steps with a link and a code."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from mdt import clock
from mdt.models import (
    Attendance,
    AuditRecord,
    Cascade,
    Case,
    CasePerson,
    CaseRole,
    Conference,
    ConferenceState,
    DeclineReason,
    EventRecord,
    Invitation,
    JudgeBar,
    JudgeMode,
    JudgeOpening,
    Procedure,
    ProcedureKind,
    Reply,
    Role,
    Seat,
    SeatDomain,
)
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.guests import come_in
from tests.pages import Browser, send, text_of

pytestmark = pytest.mark.usefixtures("at_noon")

ENDED = "/joined/end"


class Visit:
    """A judge without an account, in by link and code at a table about a family."""

    def __init__(self, app: Flask, make: Make, mode: JudgeMode) -> None:
        self.case: Case = make.case(alias="Zilverberk")
        make.add(CasePerson(case_id=self.case.id, name="Ilse", case_role=CaseRole.VICTIM))
        make.add(Procedure(case_id=self.case.id, kind=ProcedureKind.CRIMINAL, number="10/7"))
        make.risk(self.case, name="dienstwapen")
        make.action(self.case, title="Slot vervangen")
        self.sitting: Conference = make.convened(self.case)
        judge = make.person(Role.JUDGE)
        self.seat: Seat = make.seat(
            self.sitting, judge, domain=SeatDomain.JUDICIARY, mode=mode, quorum=False
        )
        self.asked: Invitation = make.invitation(self.sitting, judge)
        self.content = f"/joined/items/{self.seat.item_id}/content"
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browser.session = make.session
        self.browser = come_in(browser, make.session, self.asked)

    def say(self, reply: Reply) -> None:
        send(self.browser, "/joined/answer", reply=reply.value, sequence="0")

    def opened(self) -> "Visit":
        self.say(Reply.YES)
        assert send(self.browser, "/joined/opening").location == "/joined/#mode"
        return self

    def status(self) -> int:
        return self.browser.get(self.content).status_code


@pytest.fixture
def proces(app: Flask, make: Make) -> Visit:
    return Visit(app, make, JudgeMode.PROCES)


def test_nothing_of_the_case_is_there_before_she_said_that_nothing_stands_in_the_way(
    proces: Visit, session: Session
) -> None:
    page = proces.browser.get("/joined/").text
    assert "Zeg eerst of er een belemmering is" in page
    refused = send(proces.browser, "/joined/opening")
    assert refused.status_code == 422
    assert proces.status() == 404
    proces.say(Reply.YES)
    step = proces.browser.get("/joined/").text
    assert "Er is geen belemmering: open" in step
    assert proces.status() == 404

    assert not [one for one in (page, refused.text, step) if "Zilverberk" in one]
    assert not session.exec(select(JudgeOpening)).all()


def test_in_proces_she_reads_the_procedures_and_no_name_and_no_fact(
    proces: Visit, session: Session
) -> None:
    proces.opened()
    assert "Zilverberk" in proces.browser.get("/joined/").text
    page = text_of(proces.browser.get(proces.content))

    assert "Strafzaak (10/7)" in page
    assert not [one for one in ("Ilse", "dienstwapen", "Slot vervangen") if one in page]
    seen = session.exec(select(AuditRecord.action).where(AuditRecord.case_id == proces.case.id))
    assert set(seen) == {"procedures:view"}


def test_niet_zittend_gives_the_people_the_risks_and_the_plan_to_read(
    app: Flask, make: Make
) -> None:
    visit = Visit(app, make, JudgeMode.NIET_ZITTEND).opened()
    page = visit.browser.get(visit.content)

    shown = text_of(page)
    for words in ("Strafzaak (10/7)", "Ilse", "dienstwapen", "Slot vervangen"):
        assert words in shown
    assert 'href="/cases' not in page.text, "these pages ask to sign in"


def test_kennis_opens_nothing(app: Flask, make: Make) -> None:
    visit = Visit(app, make, JudgeMode.KENNIS)
    visit.say(Reply.YES)

    assert send(visit.browser, "/joined/opening").status_code == 422
    assert visit.status() == 404


def test_an_impediment_closes_at_once_shows_her_out_and_keeps_one_word(
    app: Flask, make: Make, session: Session
) -> None:
    visit = Visit(app, make, JudgeMode.RC).opened()

    out = send(visit.browser, "/joined/impediment", reason="acquaintance", sequence="0")

    assert out.location == ENDED
    assert "U ziet niets meer van de zaak" in visit.browser.get(ENDED).text
    assert visit.browser.get(visit.content).location == ENDED
    opening = session.exec(select(JudgeOpening)).one()
    assert (opening.reason, visit.asked.reply) == (DeclineReason.ACQUAINTANCE, Reply.NO)
    assert opening.closed_at is not None
    assert session.exec(select(JudgeBar)).one().mode is JudgeMode.RC


def test_a_reason_that_is_none_closes_nothing_and_says_so(proces: Visit) -> None:
    proces.opened()

    refused = send(proces.browser, "/joined/impediment", reason="boos", sequence="0")

    assert refused.status_code == 422
    assert "Kies een van de mogelijkheden." in refused.text
    assert proces.status() == 200


def test_after_her_span_an_impediment_still_closes(proces: Visit, session: Session) -> None:
    proces.opened()
    proces.asked.ends_at = NOON - timedelta(minutes=1)
    session.commit()

    out = send(proces.browser, "/joined/impediment", sequence="0")

    assert out.location == ENDED
    opening = session.exec(select(JudgeOpening)).one()
    assert opening.closed_at is not None
    assert opening.closed_at <= clock.now()


def test_amid_the_meeting_an_impediment_closes_notes_that_she_went_and_asks_nobody_else(
    proces: Visit, session: Session
) -> None:
    """The table goes on without her: a judge is no quorum."""
    proces.opened()
    proces.sitting.state, proces.sitting.opened_at = ConferenceState.IN_SESSION, NOON
    session.commit()
    send(proces.browser, "/joined/moment/presence", here="1")

    out = send(proces.browser, "/joined/impediment", reason="acquaintance", sequence="0")

    assert out.location == ENDED
    assert proces.browser.get(proces.content).location == ENDED
    session.expire_all()
    there = session.exec(select(Attendance)).one()
    assert there.out_at is not None
    assert session.exec(select(JudgeOpening)).one().reason is DeclineReason.ACQUAINTANCE
    assert session.exec(select(Cascade)).all() == []
    noted = select(EventRecord.name).where(EventRecord.conference_id == proces.sitting.id)
    names = session.exec(noted.order_by(col(EventRecord.id))).all()
    assert names[-3:] == ["AttendanceNoted", "AttendanceNoted", "AnswerGiven"]


def test_an_item_without_her_seat_is_not_here(proces: Visit, make: Make, session: Session) -> None:
    other = make.item(proces.sitting, make.case(alias="Beuk"))
    session.commit()
    proces.opened()

    page = proces.browser.get(f"/joined/items/{other.id}/content")

    assert page.status_code == 404


def test_who_is_no_judge_finds_no_second_step(app: Flask, make: Make, session: Session) -> None:
    visit = Visit(app, make, JudgeMode.PROCES)
    guest = make.person(Role.SPECIALIST)
    make.seat(visit.sitting, guest, domain=SeatDomain.FORENSIC)
    browser = come_in(app.test_client(), session, make.invitation(visit.sitting, guest))  # type: ignore[arg-type]

    assert browser.get(visit.content).status_code == 404
    assert send(browser, "/joined/opening").status_code == 404
    assert send(browser, "/joined/impediment", sequence="0").status_code == 404
