"""Pages of mdt.blueprints.emergency_access, and what breaking the glass opens and leaves shut."""

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.identity import sessions
from mdt.models import (
    AuditRecord,
    Case,
    CasePerson,
    CaseRole,
    EmergencyAccess,
    MessageKind,
    OutboxMessage,
    Person,
    Role,
    WebSession,
)
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of
from tests.vault.sealed import kept_sealed

PAGE = "/emergency-access/"
REASON = "Zij belt dat hij voor de deur staat."
UNKNOWN = "Met dit kenmerk kunt u geen zaak openen."
EMPTY = {
    "Nog niemand in deze zaak": "Zet erin over wie het gaat.",
    "Nog geen risico's": "Zet ze er daarom eerst in.",
    "Nog geen incidenten": "Schrijf op wat er gebeurde, en wanneer.",
    "Er loopt geen procedure": "Zet erin wat er bij de rechtbank loopt.",
}
"""What an empty section says to everybody, and to whoever can fill it."""


@pytest.fixture
def lead(make: Make) -> Person:
    return make.person(name="Dennis")


@pytest.fixture
def case(make: Make, lead: Person) -> Case:
    return make.case(alias="Populier", reference="MW-2026-014", lead_id=lead.id)


@pytest.fixture
def officer(make: Make) -> Person:
    return make.person(Role.DPO, name="Hanneke")


@pytest.fixture
def watchers(lead: Person, officer: Person) -> tuple[Person, Person]:
    return lead, officer


@pytest.fixture
def femke(make: Make) -> Person:
    """Return a policewoman on duty in another region."""
    place = make.organisation(region_id=make.another_region().id)
    return make.person(name="Femke", organisation=place)


def ask(browser: Browser, reference: str = "MW-2026-014", reason: str = REASON) -> TestResponse:
    return send(browser, PAGE, reference=reference, reason=reason)


def mails(session: Session) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == MessageKind.ALERT)
    return list(session.exec(query))


def tries(session: Session) -> list[AuditRecord]:
    refused = select(AuditRecord).where(~col(AuditRecord.allowed))
    return list(session.exec(refused.order_by(col(AuditRecord.number))))


def test_whoever_has_nothing_to_do_with_a_case_reads_it_for_an_hour_and_changes_nothing(
    session: Session, make: Make, as_person: AsPerson, case: Case, femke: Person
) -> None:
    make.add(CasePerson(case_id=case.id, name="Ilse Kuiper", case_role=CaseRole.VICTIM))
    browser, page = as_person(femke), f"/cases/{case.id}"
    assert browser.get(page).status_code == 404

    answer = ask(browser, " mw-2026-014 ")

    assert answer.location == page
    shown = browser.get(page)
    assert "Ilse Kuiper" in shown.text
    assert "U bent hier met noodtoegang" in shown.text
    for path in (f"{page}/incidents", f"{page}/plan", f"{page}/procedures"):
        assert browser.get(path).status_code == 200, path
    for path in (f"{page}/history", f"{page}/walls", f"{page}/phase", f"{page}/people/new"):
        assert browser.get(path).status_code == 404, path
    [access] = session.exec(select(EmergencyAccess)).all()
    assert access.until_at - access.opened_at == timedelta(hours=1)


def test_every_link_that_the_page_offers_in_an_emergency_leads_somewhere(
    make: Make, as_person: AsPerson, case: Case, femke: Person
) -> None:
    make.action(case, make.person())
    make.convened(case)
    browser = as_person(femke)
    ask(browser)

    for page in (f"/cases/{case.id}", f"/cases/{case.id}/plan"):
        for found in soup(browser.get(page)).select("main a[href^='/']"):
            answer = browser.get(str(found["href"]))
            assert answer.status_code == 200, found["href"]


def test_who_only_reads_in_an_emergency_is_not_told_to_put_anything_in(
    as_person: AsPerson, femke: Person, lead: Person, case: Case
) -> None:
    reading, keeping = as_person(femke), as_person(lead)
    ask(reading)

    for title, call in EMPTY.items():
        read, kept = (
            text_of(reading.get(f"/cases/{case.id}")),
            text_of(keeping.get(f"/cases/{case.id}")),
        )
        assert title in read
        assert title in kept
        assert call in kept
        assert call not in read


def test_it_widens_no_list_no_search_no_number_and_no_agenda(
    make: Make, as_person: AsPerson, case: Case, femke: Person
) -> None:
    make.convened(case)
    make.action(case, make.person(), title="Kanarie voeren")
    browser = as_person(femke)
    pages = ("/cases/", "/conferences/", "/agenda/", "/actions/", "/region-week/", "/search/")
    before = [text_of(browser.get(page), "main") for page in pages]

    ask(browser)
    browser.get("/profile/")  # says that the case is open now

    assert [text_of(browser.get(page), "main") for page in pages] == before
    assert "Populier" not in send(browser, "/search/", q="Popu").text
    assert "Populier" not in send(browser, "/search/", q="MW-2026-014").text


def test_it_ends_by_itself_at_the_next_request_after_the_hour(
    make: Make, as_person: AsPerson, case: Case, femke: Person
) -> None:
    now = clock.now()
    access = make.emergency_access(case, femke, opened_at=now, until_at=now + timedelta(minutes=5))
    browser, page = as_person(femke), f"/cases/{case.id}"
    assert browser.get(page).status_code == 200

    access.until_at = clock.now()
    make.add(access)

    assert browser.get(page).status_code == 404
    assert "Populier" not in browser.get("/").text
    assert "Populier" not in browser.get(PAGE).text


@pytest.mark.parametrize("who", ["femke", "lead", "officer"])
def test_it_is_ended_sooner_by_herself_the_lead_or_the_officer(
    session: Session, as_person: AsPerson, case: Case, request: pytest.FixtureRequest, who: str
) -> None:
    browser = as_person(request.getfixturevalue("femke"))
    ask(browser)
    access = session.exec(select(EmergencyAccess)).one()
    by: Person = request.getfixturevalue(who)
    place = PAGE if who == "femke" else f"/audit/cases/{case.id}"
    button = f"form[action='{PAGE}{access.id}/end'] button"
    other = as_person(by)
    assert soup(other.get(place)).select(button)

    for _ in range(2):
        assert send(other, f"{PAGE}{access.id}/end").location == place

    assert browser.get(f"/cases/{case.id}").status_code == 404
    assert not soup(other.get(place)).select(button)
    session.refresh(access)
    assert access.ended_by_id == by.id


@pytest.mark.usefixtures("case")
def test_the_lead_and_the_officer_hear_of_it_at_once_and_nobody_else(
    make: Make,
    settings: Settings,
    as_person: AsPerson,
    watchers: tuple[Person, Person],
    femke: Person,
) -> None:
    [case], session = make.session.exec(select(Case)).all(), make.session
    walled, gone = make.person(Role.DPO), make.person(Role.DPO, is_active=False)
    make.wall(case, walled)
    browser = as_person(femke)

    ask(browser)
    ask(browser)

    found = mails(session)
    assert {mail.person_id for mail in found} == {one.id for one in watchers}
    assert gone.id not in {mail.person_id for mail in found}
    assert {mail.case_id for mail in found} == {case.id}
    assert len(found) == 2, "a second click is no second mail"
    for mail in found:
        said = message_from_bytes(Letters(settings).compose(session, mail).content)
        whole = str(said.as_string(policy=policy.default))
        for word in ("Populier", "MW-2026", "Femke", "nood", "deur"):
            assert word not in whole


@pytest.mark.usefixtures("case")
def test_the_lead_and_the_officer_have_it_on_vandaag_until_each_said_that_they_looked(
    session: Session, as_person: AsPerson, watchers: tuple[Person, Person], femke: Person
) -> None:
    lead, officer = watchers
    ask(as_person(femke))
    access = session.exec(select(EmergencyAccess)).one()

    for person in watchers:
        browser = as_person(person)
        assert "Femke opende een zaak met noodtoegang" in browser.get("/").text
        page = browser.get(f"/audit/cases/{access.case_id}")
        assert REASON in text_of(page, "section[aria-labelledby=emergencies-h]")
        answer = send(browser, f"{PAGE}{access.id}/check")
        assert answer.location == f"/audit/cases/{access.case_id}"
        assert "Femke" not in text_of(browser.get("/"), "main")

    shown = as_person(officer).get(f"/audit/cases/{access.case_id}").text
    assert "Bekeken door Dennis" in shown
    assert "Bekeken door Hanneke" in shown
    session.refresh(access)
    assert (access.lead_checked_by_id, access.officer_checked_by_id) == (lead.id, officer.id)


def test_what_was_seen_by_it_is_marked_in_the_trail_and_nothing_else_is(
    session: Session, as_person: AsPerson, case: Case, lead: Person, femke: Person
) -> None:
    browser, other = as_person(femke), as_person(lead)
    ask(browser)
    for one in (browser, other):
        one.get(f"/cases/{case.id}")

    rows = session.exec(select(AuditRecord).where(AuditRecord.case_id == case.id)).all()
    marked = {row.action for row in rows if row.emergency}
    sections = {
        *("incidents:view", "persons:view", "plan:view"),
        *("procedures:view", "risks:view"),
    }
    assert marked == {"case:view", *sections}
    assert {row.actor_id for row in rows if row.emergency} == {femke.id}
    assert "noodtoegang" in text_of(other.get(f"/audit/cases/{case.id}"), "table")


def test_what_is_sealed_stays_shut_also_for_who_keeps_it(
    make: Make, as_person: AsPerson, case: Case, femke: Person
) -> None:
    value = kept_sealed(make, case, by=femke)
    browser, page = as_person(femke), f"/cases/{case.id}/sealed/{value.id}"

    ask(browser)

    assert browser.get(f"/cases/{case.id}").status_code == 200
    assert browser.get(page).status_code == 404
    assert send(browser, f"{page}/readings", reason=REASON).status_code == 404


def test_a_reason_that_says_what_is_sealed_is_kept_without_it_and_tells_nobody(
    session: Session, make: Make, as_person: AsPerson, case: Case, femke: Person
) -> None:
    kept_sealed(make, case, by=make.person())
    browser = as_person(femke)

    answer = ask(browser, reason="Hij staat bij haar in oosterwolde.")

    assert answer.status_code == 303
    assert session.exec(select(EmergencyAccess)).one().reason == (
        "Hij staat bij haar in [weggelaten]."
    )


def test_nobody_behind_a_wall_learns_that_there_is_a_case(
    make: Make, as_person: AsPerson, case: Case, femke: Person, lead: Person
) -> None:
    session = make.session
    make.wall(case, femke)
    browser = as_person(femke)

    shut, unknown = ask(browser, "MW-2026-014"), ask(browser, "MW-2026-999")

    assert shut.status_code == unknown.status_code == 422
    assert _without_typed(shut) == _without_typed(unknown)
    assert UNKNOWN in text_of(shut, ".problem")
    assert browser.get(f"/cases/{case.id}").status_code == 404
    assert not session.exec(select(EmergencyAccess)).all()
    assert not mails(session)
    [told, untold] = tries(session)[:2]
    assert (told.action, told.subject_id, untold.subject_id) == ("emergency:open", case.id, None)
    assert "Femke" in text_of(as_person(lead).get(f"/audit/cases/{case.id}"), "table")


def test_a_wall_that_is_set_within_the_hour_ends_it(
    make: Make, as_person: AsPerson, case: Case, femke: Person
) -> None:
    browser = as_person(femke)
    ask(browser)

    make.wall(case, femke)

    assert browser.get(f"/cases/{case.id}").status_code == 404
    for page in ("/", PAGE):
        assert "Populier" not in browser.get(page).text


def _without_typed(answer: TestResponse) -> str:
    text = answer.text.replace("MW-2026-999", "MW-2026-014")
    tokens = [str(one["value"]) for one in soup(answer).select("input[name=csrf_token]")]
    for token in tokens:
        text = text.replace(token, "")
    return text


@pytest.mark.usefixtures("case")
def test_of_six_tries_in_a_row_the_sixth_waits_and_a_right_one_gives_no_new_ones(
    session: Session, make: Make, as_person: AsPerson, femke: Person
) -> None:
    own = make.case(reference="EL-1", region_id=make.another_region().id, lead_id=femke.id)
    browser = as_person(femke)

    for reference in ("x-1", own.reference, "x-2", own.reference, "x-3"):
        ask(browser, reference)
    answer = ask(browser)

    assert answer.status_code == 429
    assert not session.exec(select(EmergencyAccess)).all()
    assert len(tries(session)) == 4, "each that came to nothing stands in the trail"
    assert REASON in text_of(answer, "textarea")
    assert ask(as_person(make.stranger())).status_code == 303, "others go on"


def test_a_case_that_is_ones_own_opens_without_breaking_anything(
    session: Session, as_person: AsPerson, case: Case, lead: Person
) -> None:
    browser = as_person(lead)

    answer = ask(browser)

    assert answer.location == f"/cases/{case.id}"
    assert "mag u al zien" in browser.get(answer.location).text
    assert not session.exec(select(EmergencyAccess)).all()


def test_a_reference_of_two_regions_is_that_of_ones_own_and_else_of_none(
    make: Make, as_person: AsPerson, case: Case
) -> None:
    near = make.case(reference=case.reference, region_id=make.another_region().id)
    place = make.organisation(region_id=near.region_id)

    assert ask(as_person(make.person(organisation=place))).location == f"/cases/{near.id}"
    assert ask(as_person(make.stranger())).status_code == 422


@pytest.mark.usefixtures("case")
def test_without_fresh_proof_nothing_opens_and_what_was_typed_stays(
    session: Session, as_person: AsPerson, femke: Person
) -> None:
    browser = as_person(femke)
    assert "/profile/fresh/" not in browser.get(PAGE).text
    for row in session.exec(select(WebSession)):
        row.proven_at = clock.now() - sessions.PROOF_LASTS
        session.add(row)

    answer = ask(browser)

    assert answer.status_code == 422
    assert "Bewijs eerst" in text_of(answer, ".error-summary")
    assert REASON in text_of(answer, "textarea")
    assert f"/profile/fresh/?next={PAGE}" in browser.get(PAGE).text
    assert not session.exec(select(EmergencyAccess)).all()


def test_a_reference_and_a_reason_in_words_are_asked(as_person: AsPerson, femke: Person) -> None:
    answer = send(as_person(femke), PAGE, reference="", reason="spoed")

    assert answer.status_code == 422
    problems = [one.get_text() for one in soup(answer).select(".problem")]
    assert any("hele kenmerk" in one for one in problems)
    assert any("welk gevaar" in one for one in problems)


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.usefixtures("case")
def test_only_who_can_keep_a_case_can_break_its_glass(
    make: Make, as_person: AsPerson, role: Role | None
) -> None:
    may = role in {Role.CHAIR, Role.COORDINATOR, Role.PROFESSIONAL}
    place = make.organisation(region_id=make.another_region().id)
    browser = as_person(make.person(role, place))

    assert browser.get(PAGE).status_code == (200 if may else 404)
    assert ask(browser).status_code == (303 if may else 404)


def test_others_neither_end_it_nor_say_that_they_looked(
    make: Make, as_person: AsPerson, case: Case, femke: Person
) -> None:
    now: Any = {"opened_at": clock.now(), "until_at": clock.now() + timedelta(hours=1)}
    access = make.emergency_access(case, femke, **now)
    make.emergency_access(case, also := make.stranger(), **now)
    walled = make.person(Role.DPO)
    make.wall(case, walled)

    for person in (make.coordinator(), make.stranger(), also, walled, make.person(None)):
        browser = as_person(person)
        for verb in ("end", "check"):
            assert send(browser, f"{PAGE}{access.id}/{verb}").status_code == 404
            assert send(browser, f"{PAGE}{UUID(int=7)}/{verb}").status_code == 404
    assert send(as_person(femke), f"{PAGE}{access.id}/check").status_code == 404


def test_a_search_that_finds_nothing_says_where_to_go_in_danger(
    as_person: AsPerson, femke: Person
) -> None:
    browser = as_person(femke)

    assert f'href="{PAGE}"' in send(browser, "/search/", q="Popu").text
    assert f'href="{PAGE}"' in browser.get("/cases/").text
