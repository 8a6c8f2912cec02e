"""Pages of mdt.blueprints.judges."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.config import Settings
from mdt.models import (
    Cascade,
    Case,
    CasePerson,
    CaseRole,
    Conference,
    Invitation,
    JudgeMode,
    JudgeOpening,
    Person,
    Procedure,
    ProcedureKind,
    Reply,
    Role,
    Seat,
    SeatDomain,
    SeeksFor,
)
from tests.conftest import AsPerson
from tests.databases import Database
from tests.factories import Make
from tests.pages import Browser, send, text_of

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def settings(database: Database) -> Settings:
    """Return the settings of an installation whose court agreed to every mode."""
    ours = Settings(database_url=database.url, secret_key="t" * 32)
    return replace(ours, judge_modes="kennis-proces-rc-niet_zittend")


class Table:
    """A convened sitting about a family, with a judge who was asked."""

    def __init__(self, make: Make, mode: JudgeMode = JudgeMode.PROCES) -> None:
        self.case: Case = make.case(alias="Zilverberk")
        make.add(CasePerson(case_id=self.case.id, name="Ilse", case_role=CaseRole.VICTIM))
        make.add(Procedure(case_id=self.case.id, kind=ProcedureKind.CRIMINAL, number="10/7"))
        self.sitting: Conference = make.convened(self.case, seeks_for=SeeksFor.EVERY_SEAT)
        self.judge: Person = make.person(Role.JUDGE)
        self.seat: Seat = make.seat(
            self.sitting, self.judge, domain=SeatDomain.JUDICIARY, mode=mode, quorum=False
        )
        self.invitation: Invitation = make.invitation(self.sitting, self.judge)
        self.own = f"/invitations/{self.invitation.id}"
        self.content = (
            f"/cases/{self.case.id}/procedures",
            f"/cases/{self.case.id}",
            f"/cases/{self.case.id}/plan",
        )
        self.mode = f"/conferences/{self.sitting.id}/seats/{self.seat.id}/mode"

    def statuses(self, browser: Browser) -> list[int]:
        return [browser.get(path).status_code for path in self.content]

    def answer(self, browser: Browser, reply: Reply) -> None:
        send(browser, f"{self.own}/answer", reply=reply.value, sequence="0")


def test_in_two_steps_a_judge_in_proces_sees_the_procedures_and_of_the_rest_a_404(
    make: Make, as_person: AsPerson
) -> None:
    table = Table(make)
    browser = as_person(table.judge)
    home = text_of(browser.get("/"), "#asked")
    assert "Vorm: Proces. Ziet de lopende procedures" in home
    before = browser.get(f"{table.own}/opening")
    assert "Zeg eerst of er een belemmering is" in text_of(before)
    assert send(browser, f"{table.own}/opening").status_code == 422
    assert table.statuses(browser) == [404, 404, 404]

    table.answer(browser, Reply.YES)
    step = browser.get(f"{table.own}/opening")
    assert "Zilverberk" not in step.text
    assert table.statuses(browser) == [404, 404, 404]

    assert send(browser, f"{table.own}/opening").status_code == 303
    assert "Zilverberk" in text_of(browser.get(f"{table.own}/opening"))
    assert table.statuses(browser) == [200, 404, 404]
    page = browser.get(table.content[0])
    assert "Strafzaak (10/7)" in text_of(page)
    assert not [link for link in ("/plan", "/measures", "/new") if link in page.text]


def test_niet_zittend_gives_the_case_and_no_minutes(make: Make, as_person: AsPerson) -> None:
    table = Table(make, JudgeMode.NIET_ZITTEND)
    browser = as_person(table.judge)
    table.answer(browser, Reply.YES)
    send(browser, f"{table.own}/opening")

    assert table.statuses(browser) == [200, 200, 200]
    assert "Ilse" in text_of(browser.get(table.content[1]), "#people")
    assert browser.get(f"/cases/{table.case.id}/history").status_code == 404


def test_an_impediment_found_in_step_b_closes_at_once_tells_what_was_seen_and_seeks_another(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = Table(make, JudgeMode.RC)
    browser, samira = as_person(table.judge), as_person(make.coordinator())
    table.answer(browser, Reply.YES)
    send(browser, f"{table.own}/opening")
    browser.get(table.content[0])

    reason: dict[str, Any] = {"reason": "earlier_involvement", "sequence": "0"}
    assert send(browser, f"{table.own}/impediment", **reason).status_code == 303

    assert table.statuses(browser) == [404, 404, 404]
    assert "Zilverberk" not in browser.get(f"{table.own}/opening").text
    [search] = session.exec(select(Cascade)).all()
    assert search.seat_id == table.seat.id
    board = f"/conferences/{table.sitting.id}/invitations/{table.invitation.id}"
    told = text_of(samira.get(board), "#judge")
    for words in ("procedures bekijken", "eerdere betrokkenheid"):
        assert words in told
    assert "dicht na" in told


def test_declining_asks_no_reason_and_nothing_typed_wrong_is_obeyed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = Table(make)
    browser = as_person(table.judge)
    table.answer(browser, Reply.YES)
    send(browser, f"{table.own}/opening")

    wrong = send(browser, f"{table.own}/impediment", reason="because", sequence="0")
    assert wrong.status_code == 422
    assert text_of(wrong, "#reason-problem")
    assert send(browser, f"{table.own}/impediment", sequence="0").status_code == 303
    [opening] = session.exec(select(JudgeOpening)).all()
    assert opening.reason is None
    assert opening.closed_at


def test_the_coordinator_chooses_the_mode_and_whoever_is_second_is_told(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = Table(make)
    browser = as_person(make.coordinator())
    seat = text_of(browser.get(f"/conferences/{table.sitting.id}/seats/{table.seat.id}"), "#mode")
    assert "Ziet de lopende procedures" in seat
    assert "Niet zittend" in text_of(browser.get(table.mode))
    assert send(browser, table.mode, version="1").status_code == 422
    assert send(browser, table.mode, mode="rc", version="1").status_code == 303
    assert session.get_one(Seat, table.seat.id).mode is JudgeMode.RC

    stale = send(browser, table.mode, mode="kennis", version="1")
    assert stale.status_code == 409
    assert "Kennis" in text_of(stale, ".is-mine")
    assert "Rechter-commissaris" in text_of(stale, ".is-theirs")


def test_a_mode_without_an_agreement_is_neither_offered_nor_taken(
    make: Make, as_person: AsPerson, app: Any
) -> None:
    app.extensions["mdt.settings"] = replace(
        app.extensions["mdt.settings"], judge_modes="kennis-proces"
    )
    table = Table(make)
    browser = as_person(make.coordinator())

    assert "Niet zittend" not in text_of(browser.get(table.mode))
    refused = send(browser, table.mode, mode="niet_zittend", version="1")
    assert refused.status_code == 422
    assert "gerechtsbestuur" in text_of(refused, "#mode-problem")


def test_step_b_is_the_judges_own_and_the_mode_the_coordinators(
    make: Make, as_person: AsPerson
) -> None:
    table = Table(make)
    other = as_person(make.person(Role.JUDGE))
    for path in (f"{table.own}/opening", table.mode):
        assert other.get(path).status_code == 404
        assert send(other, path).status_code == 404
    assert send(other, f"{table.own}/impediment", sequence="0").status_code == 404
    partner = make.seated(table.sitting)
    mine = make.session.exec(select(Invitation).where(Invitation.person_id == partner.id)).one()
    assert as_person(partner).get(f"/invitations/{mine.id}/opening").status_code == 404
