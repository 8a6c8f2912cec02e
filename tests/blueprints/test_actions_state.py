"""Saying how far an action is: in the plan, in one's own list, and on its own page."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.models import (
    ActionState,
    AuditRecord,
    Case,
    EventRecord,
    Membership,
    Region,
    Role,
    SafetyAction,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

DAY = timedelta(days=1)


def move(action: SafetyAction, state: str, **changed: Any) -> dict[str, Any]:
    return {"state": state, "version": str(action.version), "back": "plan"} | changed


@pytest.mark.parametrize("back", ["plan", "list", "action"])
def test_without_javascript_one_comes_back_to_where_one_was(
    session: Session, make: Make, as_person: AsPerson, back: str
) -> None:
    case, owner = make.case(), make.person()
    action = make.action(case, owner)

    answer = send(
        as_person(owner), f"/actions/{action.id}/state", **move(action, "busy", back=back)
    )

    places = {
        "plan": f"/cases/{case.id}/plan#action-{action.id}",
        "list": f"/actions#action-{action.id}",
        "action": f"/actions/{action.id}",
    }
    assert (answer.status_code, answer.location) == (303, places[back])
    session.refresh(action)
    assert action.state is ActionState.BUSY


def test_htmx_gets_the_row_and_where_the_plan_stands(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    action = make.action(case)

    answer = send(
        as_person(make.coordinator()),
        f"/actions/{action.id}/state",
        htmx=True,
        **move(action, "done"),
    )

    page = soup(answer)
    assert answer.status_code == 200
    assert "HX-Request" in answer.vary
    row = page.select_one("tr")
    assert row is not None
    assert (row["id"], "flash" in row["class"]) == (f"action-{action.id}", True)
    assert row.select_one("option[selected]").text == "Klaar"  # type: ignore[union-attr]
    assert "1 van 1 actie klaar" in text_of(answer, "#plan-standing")
    assert page.select_one("hx-partial")["hx-target"] == "#plan-standing"  # type: ignore[index]


def test_an_owner_without_a_seat_gets_no_part_of_the_plan(make: Make, as_person: AsPerson) -> None:
    case, owner = make.case(), make.person(Role.SPECIALIST)
    action = make.action(case, owner)
    make.action(case, title="Van iemand anders")

    answer = send(
        as_person(owner), f"/actions/{action.id}/state", htmx=True, **move(action, "busy")
    )

    assert answer.status_code == 200
    assert "plan-standing" not in answer.text
    assert "Van iemand anders" not in answer.text


def test_what_cannot_be_done_is_asked_a_reason_on_a_page_of_its_own(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    owner = make.person()
    action = make.action(make.case(), owner)
    browser, path = as_person(owner), f"/actions/{action.id}/state"

    asked = send(browser, path, htmx=True, **move(action, "not_done"))
    assert asked.headers["HX-Redirect"] == f"{path}?back=plan"
    plain = send(browser, path, **move(action, "not_done"))
    assert (plain.status_code, plain.location) == (303, f"{path}?back=plan")

    page = browser.get(plain.location)
    assert "Waarom lukt het niet?" in text_of(page, "h1")
    empty = send(browser, path, **move(action, "not_done", remark=""))
    assert empty.status_code == 422
    assert "Vertel kort waarom" in text_of(empty, "#remark-problem")
    told = send(browser, path, **move(action, "not_done", remark="Wachtlijst."))
    assert told.status_code == 303
    session.refresh(action)
    assert (action.state, action.remark) == (ActionState.NOT_DONE, "Wachtlijst.")


def test_a_state_that_somebody_else_just_changed_is_told_in_the_row(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    owner = make.person(name="Dennis Kok")
    action = make.action(case, owner)
    stale = move(action, "busy")
    send(as_person(owner), f"/actions/{action.id}/state", **move(action, "done"))

    in_row = send(as_person(make.coordinator()), f"/actions/{action.id}/state", htmx=True, **stale)
    on_page = send(as_person(make.coordinator()), f"/actions/{action.id}/state", **stale)

    assert in_row.status_code == on_page.status_code == 409
    assert "Dennis Kok koos intussen: Klaar. U koos: Bezig." in text_of(in_row, "[role=alert]")
    assert soup(in_row).select_one("option[selected]").text == "Klaar"  # type: ignore[union-attr]
    assert "Bezig" in text_of(on_page, ".is-mine")
    assert "Klaar" in text_of(on_page, ".is-theirs")
    session.refresh(action)
    assert action.state is ActionState.DONE


def test_ones_last_move_can_be_taken_back_with_a_button(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    action = make.action(case)
    browser = as_person(make.coordinator())
    moved = send(browser, f"/actions/{action.id}/state", htmx=True, **move(action, "done"))
    form = soup(moved).select_one(f"form[action='/actions/{action.id}/state/undo']")
    assert form is not None

    send(browser, f"/actions/{action.id}/state/undo", back="plan")

    session.refresh(action)
    assert action.state is ActionState.OPEN
    others = as_person(make.coordinator())
    assert f"/actions/{action.id}/state/undo" not in others.get(f"/cases/{case.id}/plan").text
    refused = send(others, f"/actions/{action.id}/state/undo", back="plan")
    assert refused.status_code == 422


def test_an_owner_can_put_a_slip_right_after_settling(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    owner = make.person()
    action = make.action(make.case(), owner)
    browser = as_person(owner)
    send(browser, f"/actions/{action.id}/state", **move(action, "done", back="action"))

    page = browser.get(f"/actions/{action.id}")
    assert page.status_code == 200
    send(browser, f"/actions/{action.id}/state/undo", back="action")

    session.refresh(action)
    assert action.state is ActionState.OPEN


def test_a_remark_is_kept_with_the_state_and_stands_in_the_plan(
    make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person()
    action = make.action(case, owner)

    send(
        as_person(owner),
        f"/actions/{action.id}/state",
        **move(action, "busy", back="action", remark="Afspraak staat op vrijdag."),
    )

    plan = as_person(make.coordinator()).get(f"/cases/{case.id}/plan")
    assert "‘Afspraak staat op vrijdag.’" in text_of(plan, f"#action-{action.id}")


def test_moving_leaves_one_event_and_the_audit_of_who(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    owner = make.person()
    action = make.action(make.case(), owner)

    send(as_person(owner), f"/actions/{action.id}/state", **move(action, "done", back="action"))

    [event] = session.exec(select(EventRecord).where(EventRecord.name == "ActionMoved")).all()
    assert (event.subject_id, event.actor_id) == (action.id, owner.id)
    records = session.exec(select(AuditRecord).where(AuditRecord.action == "action:move")).all()
    assert [(row.subject_id, row.actor_id, row.allowed) for row in records] == [
        (action.id, owner.id, True)
    ]


def test_nobody_else_moves_an_action(session: Session, make: Make, as_person: AsPerson) -> None:
    case, seated = make.case(), make.person()
    make.seated(make.convened(case), seated)
    action = make.action(case)

    for person in (seated, make.stranger(), make.person(Role.JUDGE)):
        browser = as_person(person)
        path = f"/actions/{action.id}/state"
        assert send(browser, path, **move(action, "done")).status_code == 404
        assert send(browser, f"{path}/undo", back="plan").status_code == 404
        assert browser.get(path).status_code == 404
    session.refresh(action)
    assert action.state is ActionState.OPEN


def test_an_unknown_state_is_refused_with_a_sentence(make: Make, as_person: AsPerson) -> None:
    action = make.action(make.case())

    answer = send(
        as_person(make.coordinator()), f"/actions/{action.id}/state", **move(action, "onzin")
    )

    assert answer.status_code == 422
    assert "Kies een van de mogelijkheden." in text_of(answer, ".error-summary")


def _list(make: Make, case: Case, as_person: AsPerson) -> Any:
    """Return the page of someone with one late, one coming and one settled action."""
    owner = make.person()
    late = NOON - 4 * DAY
    make.action(case, owner, title="Al te laat", due_at=late, late_after=late)
    make.action(case, owner, title="Nog te doen")
    make.action(case, owner, title="Net klaar", state=ActionState.DONE, settled_at=NOON)
    old: dict[str, Any] = {"state": ActionState.DONE, "settled_at": NOON - 9 * DAY}
    make.action(case, owner, title="Lang klaar", **old)
    make.action(case, title="Van een ander")
    return as_person(owner).get("/actions")


def test_ones_own_actions_stand_late_first_and_settled_below(
    make: Make, as_person: AsPerson
) -> None:
    page = _list(make, make.case(alias="Populier"), as_person)

    assert "Al te laat" in text_of(page, "#late")
    assert "4 dagen te laat" in text_of(page, "#late")
    assert "Nog te doen" in text_of(page, "#ahead")
    assert "Net klaar" in text_of(page, "#settled")
    assert "Populier" in text_of(page, "#ahead")
    assert "Van een ander" not in text_of(page)
    assert "Lang klaar" not in text_of(page), "what an open action gave has ended with it"


def test_the_menu_counts_ones_own_late_actions(make: Make, as_person: AsPerson) -> None:
    page = _list(make, make.case(), as_person)

    assert "Acties 1 , 1 te laat" in text_of(page, ".nav")


def test_an_empty_list_says_that_all_is_done(make: Make, as_person: AsPerson) -> None:
    page = text_of(as_person(make.person()).get("/actions"), "main")

    assert "Alles gedaan" in page
    assert "Te laat in de regio" not in page


def test_a_coordinator_also_sees_what_is_late_in_the_region(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    elsewhere = make.add(Region(name="Waterland"))
    late: dict[str, Any] = {"due_at": NOON - DAY, "late_after": NOON - DAY}
    action = make.action(case, title="Al te laat", **late)
    make.action(case, title="Nog op tijd")
    make.action(make.case(region_id=elsewhere.id), title="Van een andere regio", **late)
    coordinator = make.coordinator()
    browser = as_person(coordinator)

    page = browser.get("/actions?show=late")

    words = text_of(page, "main")
    assert "Al te laat" in words
    assert "Nog op tijd" not in words
    assert "Van een andere regio" not in words
    answer = send(
        browser, f"/actions/{action.id}/state", htmx=True, **move(action, "busy", back="late")
    )
    assert soup(answer).select_one(f"tr#action-{action.id}")


def test_the_region_is_for_its_coordinator_only(make: Make, as_person: AsPerson) -> None:
    make.action(make.case(), title="Al te laat", due_at=NOON - DAY, late_after=NOON - DAY)

    page = as_person(make.person()).get("/actions?show=late")

    assert "Al te laat" not in text_of(page, "main")


def test_a_long_list_of_the_region_comes_in_pages(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    risk, owner = make.risk(case), make.person()
    late = {"due_at": NOON - DAY, "late_after": NOON - DAY, "risk_id": risk.id}
    for _ in range(51):
        make.action(case, owner, **late)
    browser = as_person(make.coordinator())

    first = browser.get("/actions?show=late")
    second = browser.get("/actions?show=late&page=2")
    beyond = browser.get("/actions?show=late&page=99")

    assert [len(soup(page).select("tr[id^=action-]")) for page in (first, second, beyond)] == [
        50,
        1,
        1,
    ]


def test_the_list_leaves_an_audit_row_a_case(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    owner, cases = make.person(), [make.case(), make.case()]
    for case in cases:
        make.action(case, owner)
        make.action(case, owner)

    as_person(owner).get("/actions")

    seen = session.exec(select(AuditRecord.case_id).where(AuditRecord.action == "action:list"))
    assert sorted(map(str, seen)) == sorted(str(case.id) for case in cases)


@pytest.mark.parametrize("role", [Role.JUDGE, Role.ADMINISTRATOR, Role.AUDITOR, Role.DPO])
def test_who_never_gets_work_has_no_list(make: Make, as_person: AsPerson, role: Role) -> None:
    browser = as_person(make.person(role))

    assert browser.get("/actions").status_code == 404
    assert "/actions" not in browser.get("/").text


def test_an_action_of_someone_who_moved_away_still_shows_its_organisation(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    owner = make.person(organisation=make.organisation(name="Oude baas"))
    action = make.action(make.case(), owner)
    membership = session.exec(select(Membership).where(Membership.person_id == owner.id)).one()
    membership.organisation_id = make.organisation(name="Nieuw").id

    page = as_person(owner).get(f"/actions/{action.id}")

    assert "Oude baas" in text_of(page, "#agreed")
