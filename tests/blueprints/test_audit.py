"""Pages of mdt.blueprints.audit."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.models import AuditRecord, Case, Role
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


@pytest.fixture
def case(make: Make) -> Case:
    return make.case(alias="Populier", reference="MW-2026-014")


@pytest.fixture
def trail(make: Make, case: Case) -> None:
    officer = make.person(name="Dennis")
    for action, allowed in (("plan:view", True), ("risks:view", False)):
        make.add(
            AuditRecord(
                at=NOON,
                actor_id=officer.id,
                action=action,
                ground="aan tafel",
                case_id=case.id if allowed else None,
                allowed=allowed,
            )
        )


@pytest.fixture(params=[Role.AUDITOR, Role.DPO])
def keeper(make: Make, as_person: AsPerson, request: pytest.FixtureRequest) -> FlaskClient:
    return as_person(make.person(request.param))


@pytest.mark.usefixtures("trail")
def test_the_trail_says_who_when_what_why_and_no_content(keeper: FlaskClient) -> None:
    page = text_of(keeper.get("/audit/"), "table")

    for words in ("Dennis", "veiligheidsplan bekijken", "aan tafel", "MW-2026-014", "geweigerd"):
        assert words in page
    assert "Populier" not in page


@pytest.mark.usefixtures("trail")
def test_a_case_is_asked_for_by_its_reference_and_the_address_names_its_key(
    keeper: FlaskClient, case: Case
) -> None:
    answer = send(keeper, "/audit/", reference="mw-2026-014", show="")
    assert answer.location == f"/audit/?case={case.id}"

    page = keeper.get(answer.location)
    assert "veiligheidsplan bekijken" in text_of(page, "table")
    assert "geweigerd" not in text_of(page, "table")
    assert soup(page).select_one("#reference[value='MW-2026-014']")


@pytest.mark.usefixtures("trail")
def test_what_was_denied_can_be_seen_alone(keeper: FlaskClient) -> None:
    answer = send(keeper, "/audit/", reference="", show="denied")
    assert answer.location == "/audit/?show=denied"

    page = text_of(keeper.get(answer.location), "table")
    assert "geweigerd" in page
    assert "veiligheidsplan" not in page


def test_an_unknown_reference_is_told_at_the_field(keeper: FlaskClient) -> None:
    answer = send(keeper, "/audit/", reference="MW-1999-001", show="")

    assert answer.status_code == 422
    assert soup(answer).select_one("#reference-problem")
    assert soup(answer).select_one("#reference[value='MW-1999-001']")
    assert send(keeper, "/audit/", reference="x" * 50).status_code == 422


def test_looking_at_the_trail_leaves_a_trail(
    session: Session, keeper: FlaskClient, case: Case
) -> None:
    keeper.get("/audit/")
    keeper.get(f"/audit/?case={case.id}")

    rows = session.exec(select(AuditRecord).where(AuditRecord.action == "audit:view")).all()
    assert {row.case_id for row in rows} == {None, case.id}


def test_a_case_of_elsewhere_shows_nothing_of_itself(
    make: Make, as_person: AsPerson, case: Case
) -> None:
    elsewhere = make.organisation(region_id=make.another_region().id)
    browser = as_person(make.person(Role.AUDITOR, elsewhere))

    page = browser.get(f"/audit/?case={case.id}")
    assert "MW-2026-014" not in page.text
    assert send(browser, "/audit/", reference="MW-2026-014").status_code == 422


def test_older_lines_are_a_page_away(make: Make, keeper: FlaskClient) -> None:
    officer = make.person()
    for _ in range(51):
        make.add(AuditRecord(at=NOON, actor_id=officer.id, action="plan:view"))

    first = soup(keeper.get("/audit/"))
    older = first.select_one("a[rel=next]")
    assert older is not None
    second = soup(keeper.get(str(older["href"])))

    assert len(first.select("tbody tr")) == 50
    assert not second.select("a[rel=next]")
    assert second.select_one(".pages a[href='/audit/']")


@pytest.mark.parametrize(
    "role",
    sorted(set(Role) - {Role.AUDITOR, Role.DPO}),
)
def test_nobody_else_sees_the_trail(make: Make, as_person: AsPerson, role: Role) -> None:
    browser = as_person(make.person(role))

    assert browser.get("/audit/").status_code == 404
    assert send(browser, "/audit/", reference="MW-2026-014").status_code == 404
