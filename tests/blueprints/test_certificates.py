"""Pages of mdt.blueprints.certificates: what a judge attended and saw, for the court's file."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt.conferences import meeting
from mdt.models import (
    AuditRecord,
    Case,
    CasePerson,
    CaseRole,
    Conference,
    ConferenceState,
    Invitation,
    JudgeMode,
    Note,
    Person,
    Procedure,
    ProcedureKind,
    Reply,
    Role,
    Seat,
    SeatDomain,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send

pytestmark = pytest.mark.usefixtures("at_noon")

CANARIES = (
    *(
        "ILSE-CANARY",
        "dienstwapen",
        "Slot vervangen",
        "10/7-CANARY",
        "Zilverberk",
        "NOTITIE-CANARY",
    ),
    "QUESTION-CANARY",
)


class Table:
    """A sitting about a family, with a judge who opened it and was there for eight minutes."""

    def __init__(self, make: Make, session: Session) -> None:
        self.case: Case = make.case(alias="Zilverberk", reference="MW-2026-071")
        case_id = self.case.id
        make.add(CasePerson(case_id=case_id, name="ILSE-CANARY", case_role=CaseRole.VICTIM))
        make.add(Procedure(case_id=case_id, kind=ProcedureKind.CRIMINAL, number="10/7-CANARY"))
        make.risk(self.case, name="dienstwapen")
        make.action(self.case, title="Slot vervangen")
        self.sitting: Conference = make.convened(self.case)
        court = make.organisation(SeatDomain.JUDICIARY, name="Rechtbank Merwestad")
        self.judge: Person = make.person(Role.JUDGE, court, name="mr. Hester Zijlstra")
        self.item = self.sitting.items[0]
        self.item.question = "QUESTION-CANARY"
        self.seat: Seat = make.seat(
            self.sitting,
            self.judge,
            domain=SeatDomain.JUDICIARY,
            mode=JudgeMode.RC,
            quorum=False,
        )
        self.asked: Invitation = make.invitation(self.sitting, self.judge)
        self.samira = make.coordinator()
        self.own = f"/invitations/{self.asked.id}/certificate.pdf"
        self.theirs = f"/conferences/{self.sitting.id}{self.own}"
        self.session = session

    def open(self, browser: Browser) -> None:
        send(browser, f"/invitations/{self.asked.id}/answer", reply=Reply.YES.value, sequence="0")
        send(browser, f"/invitations/{self.asked.id}/opening")
        browser.get(f"/cases/{self.case.id}/procedures")

    def attend(self) -> None:
        self.sitting.state = ConferenceState.IN_SESSION
        self.session.flush()
        meeting.come(self.session, self.item, self.judge, by=self.samira, now=NOON)
        meeting.write(self.session, self.item, "NOTITIE-CANARY", by=self.samira, now=NOON)
        later = NOON + timedelta(minutes=8)
        meeting.go(self.session, self.item, self.judge, by=self.samira, now=later)
        self.session.commit()


@pytest.fixture
def table(make: Make, session: Session) -> Table:
    return Table(make, session)


def text_of(response: TestResponse) -> str:
    pages = PdfReader(BytesIO(response.data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_says_what_she_attended_and_saw_and_no_fact_of_the_case(
    table: Table, as_person: AsPerson
) -> None:
    hers = as_person(table.judge)
    table.open(hers)
    table.attend()

    response = hers.get(table.own)

    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == "attachment; filename=verklaring.pdf"
    text = text_of(response)
    for words in (
        "mr. Hester Zijlstra",
        "Rechtbank Merwestad",
        "MW-2026-071",
        "Rechter-commissaris",
        "van 13.00 tot 13.08 uur (8 minuten)",
        "procedures bekijken",
        "behandelt niets van dit gezin sinds",
        "2026",
    ):
        assert words in text, words
    found = [one for one in CANARIES if one in text or one.encode() in response.data]
    assert not found


def test_coordinator_and_officer_get_it_and_it_is_in_the_log(
    table: Table, as_person: AsPerson, make: Make, session: Session
) -> None:
    table.open(as_person(table.judge))
    for person in (table.samira, make.person(Role.DPO)):
        response = as_person(person).get(table.theirs)
        assert response.status_code == 200
        assert "mr. Hester Zijlstra" in text_of(response)

    rows = session.exec(
        select(AuditRecord.case_id).where(AuditRecord.action == "certificate:view")
    ).all()
    assert rows.count(table.case.id) == 2


@pytest.mark.parametrize(
    "role", [Role.CHAIR, Role.ADMINISTRATOR, Role.AUDITOR, Role.PROFESSIONAL, Role.JUDGE]
)
def test_it_is_nobody_elses(table: Table, as_person: AsPerson, make: Make, role: Role) -> None:
    table.open(as_person(table.judge))
    browser = as_person(make.person(role))

    assert browser.get(table.own).status_code == 404
    assert browser.get(table.theirs).status_code == 404


def test_without_anything_to_certify_there_is_none_and_no_page_offers_it(
    table: Table, as_person: AsPerson
) -> None:
    hers, samira = as_person(table.judge), as_person(table.samira)
    board = table.theirs.removesuffix("/certificate.pdf")

    assert hers.get(table.own).status_code == 404
    assert samira.get(table.theirs).status_code == 404
    assert "certificate.pdf" not in samira.get(board).text
    table.open(hers)
    assert "certificate.pdf" in samira.get(board).text
    assert "certificate.pdf" in hers.get(f"/invitations/{table.asked.id}/opening").text


def test_after_a_no_the_bar_and_what_she_saw_still_stand_in_it(
    table: Table, as_person: AsPerson
) -> None:
    hers = as_person(table.judge)
    table.open(hers)
    send(hers, f"/invitations/{table.asked.id}/impediment", reason="acquaintance", sequence="0")
    table.seat.holder_id = None
    table.session.commit()

    text = text_of(hers.get(table.own))

    for words in ("kent iemand in de zaak", "MW-2026-071", "behandelt niets van dit gezin sinds"):
        assert words in text, words


def test_who_is_no_judge_has_none_of_their_own(
    table: Table, as_person: AsPerson, make: Make
) -> None:
    guest = make.seated(table.sitting, make.person(Role.PROFESSIONAL), domain=SeatDomain.JUDICIARY)
    table.sitting.state = ConferenceState.IN_SESSION
    table.session.flush()
    meeting.come(table.session, table.item, guest, by=guest, now=NOON)
    asked = table.session.exec(select(Invitation).where(Invitation.person_id == guest.id)).one()

    assert as_person(guest).get(f"/invitations/{asked.id}/certificate.pdf").status_code == 404


def test_an_invitation_of_another_conference_is_not_here(
    table: Table, as_person: AsPerson, make: Make, app: Flask
) -> None:
    table.open(as_person(table.judge))
    other = make.convened()
    path = table.theirs.replace(str(table.sitting.id), str(other.id))

    assert as_person(table.samira).get(path).status_code == 404
    assert app.test_client().get(table.theirs).status_code == 303


def test_no_note_of_the_minutes_is_read_for_it(table: Table, as_person: AsPerson) -> None:
    hers = as_person(table.judge)
    table.open(hers)
    table.attend()
    assert table.session.exec(select(Note)).all()

    assert "NOTITIE-CANARY" not in text_of(hers.get(table.own))
