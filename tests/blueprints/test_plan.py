"""Pages of mdt.blueprints.plan; its live stream is in test_plan_live."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.models import (
    ActionState,
    AuditRecord,
    Case,
    MeasureKind,
    Person,
    PlanHeading,
    Procedure,
    ProcedureKind,
    Role,
    SafetyAction,
    SeatDomain,
)
from mdt.safety_plan import actions, folding, measures, versions
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of
from tests.queries import counted

DAY = timedelta(days=1)


def test_the_plan_shows_each_action_with_owner_risk_due_day_and_state(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case(alias="Populier")
    owner = make.person(organisation=make.organisation(name="Politie"), name="Dennis Kok")
    risk = make.risk(case, name="wapen")
    action = make.action(
        case, owner, title="Wapencontrole", risk_id=risk.id, heading=PlanHeading.CHILDREN
    )

    page = as_person(make.coordinator()).get(f"/cases/{case.id}/plan")

    assert page.status_code == 200
    row = text_of(page, f"#action-{action.id}")
    for words in (
        "Wapencontrole",
        "Risico: wapen",
        "Dennis Kok",
        "Politie",
        "wo 11 feb, 13.00 uur",
    ):
        assert words in row
    assert "De kinderen" in text_of(page, "#heading-children")
    assert soup(page).select_one(f"#action-{action.id} option[selected]").text == "Nog niet"  # type: ignore[union-attr]


def test_the_title_has_no_alias(make: Make, as_person: AsPerson) -> None:
    case = make.case(alias="Populier")

    page = soup(as_person(make.coordinator()).get(f"/cases/{case.id}/plan"))

    assert "Populier" not in page.title.text  # type: ignore[union-attr]
    assert "Populier" in page.h1.text  # type: ignore[union-attr]


def test_a_late_action_says_how_many_days_and_a_settled_one_does_not(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    late = NOON - 4 * DAY
    open_one = make.action(case, due_at=late, late_after=late)
    done = make.action(case, due_at=late, late_after=late, state=ActionState.DONE)

    page = as_person(make.coordinator()).get(f"/cases/{case.id}/plan")

    assert "4 dagen te laat" in text_of(page, f"#action-{open_one.id}")
    assert "te laat" not in text_of(page, f"#action-{done.id}")
    assert "1 te laat" in text_of(page, "#plan-standing")
    assert "1 van 2 acties klaar" in text_of(page, "#plan-standing")


def test_measures_stand_in_time_with_a_table_beside_the_picture(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, by = make.case(), make.coordinator()
    ban = measures.Terms(kind=MeasureKind.HOUSE_BAN, starts_at=NOON - DAY, ends_at=NOON + 9 * DAY)
    measures.add(session, case, ban, by=by, now=NOON)
    old = measures.Terms(
        kind=MeasureKind.CUSTODY, starts_at=NOON - 90 * DAY, ends_at=NOON - 80 * DAY
    )
    measures.add(session, case, old, by=by, now=NOON)

    page = as_person(by).get(f"/cases/{case.id}/plan")

    region = text_of(page, "#plan-measures")
    assert "Huisverbod tot do 19 feb, 13.00 uur · nog 9 dagen" in region
    assert "Toon als tabel" in region
    assert "1 eerdere maatregel" in region
    assert len(soup(page).select("#plan-measures .gantt li")) == 1


def test_an_empty_plan_says_what_will_be_here(make: Make, as_person: AsPerson) -> None:
    case = make.case()

    page = text_of(as_person(make.coordinator()).get(f"/cases/{case.id}/plan"), "main")

    assert "Er loopt nu geen maatregel" in page
    assert "Er zijn nog geen acties" in page
    assert "Nog niet vastgelegd na een overleg" in page


def test_the_side_tells_who_did_what_and_who_sits_at_the_table(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person(name="Dennis Kok")
    make.seated(make.convened(case), owner, domain=SeatDomain.POLICE)
    action = make.action(case, owner, title="Slot")
    actions.move(session, action, ActionState.DONE, version=1, by=owner, now=NOON)

    to_coordinator = as_person(make.coordinator()).get(f"/cases/{case.id}/plan")
    to_owner = as_person(owner).get(f"/cases/{case.id}/plan")

    assert "Dennis Kok zette ‘Slot’ op klaar." in text_of(to_coordinator, "#plan-standing")
    assert "Dennis Kok , Politie" in text_of(to_coordinator, "#table")
    assert "U zette ‘Slot’ op klaar." in text_of(to_owner, "#plan-standing")


def test_only_who_may_move_an_action_gets_its_select(make: Make, as_person: AsPerson) -> None:
    case, owner = make.case(), make.person()
    conference = make.convened(case)
    make.seated(conference, owner)
    own, other = make.action(case, owner), make.action(case)

    page = soup(as_person(owner).get(f"/cases/{case.id}/plan"))

    assert page.select_one(f"#action-{own.id} select")
    assert not page.select_one(f"#action-{other.id} select")
    assert not page.select_one(f'a[href="/cases/{case.id}/actions/new"]')


def test_the_case_lead_keeps_the_plan(session: Session, make: Make, as_person: AsPerson) -> None:
    case = make.case()
    action = make.action(case)
    lead = session.get_one(Person, case.lead_id)

    page = soup(as_person(lead).get(f"/cases/{case.id}/plan"))

    assert page.select_one(f"#action-{action.id} select")
    assert page.select_one(f'a[href="/cases/{case.id}/actions/new"]')


def test_an_owner_without_a_seat_sees_the_action_and_not_the_plan(
    make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person(Role.SPECIALIST)
    own, other = make.action(case, owner), make.action(case)
    browser = as_person(owner)

    assert browser.get(f"/cases/{case.id}/plan").status_code == 404
    assert browser.get(f"/cases/{case.id}/plan/live").status_code == 404
    assert browser.get(f"/actions/{other.id}").status_code == 404
    page = browser.get(f"/actions/{own.id}")
    assert page.status_code == 200
    assert not soup(page).select_one(f'a[href="/cases/{case.id}/plan"]')


def test_a_judge_gets_the_same_404_as_a_stranger(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    judge = make.person(Role.JUDGE)
    make.seated(make.convened(case), judge)
    version = versions.freeze(session, make.convened(case), by=make.coordinator(), now=NOON)[0]

    for path in (f"/cases/{case.id}/plan", f"/plan-versions/{version.id}"):
        answers = [as_person(one).get(path) for one in (judge, make.stranger())]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].data == answers[1].data


def test_who_is_signed_out_is_asked_to_sign_in(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    browser.delete_cookie("s")

    answer = browser.get(f"/cases/{case.id}/plan")

    assert answer.status_code == 303
    assert answer.location.startswith("/account/sign-in")


@pytest.mark.parametrize("has_proceedings", [False, True], ids=["none", "proceedings"])
def test_opening_the_plan_leaves_one_audit_row_and_one_of_proceedings_that_stand_beside_it(
    session: Session,
    make: Make,
    as_person: AsPerson,
    has_proceedings: bool,  # noqa: FBT001 - pytest passes it by name
) -> None:
    case, coordinator = make.case(), make.coordinator()
    make.action(case)
    if has_proceedings:
        make.add(Procedure(case_id=case.id, kind=ProcedureKind.FAMILY))

    as_person(coordinator).get(f"/cases/{case.id}/plan")

    records = session.exec(select(AuditRecord)).all()
    told = sorted((one.action, one.case_id, one.actor_id, one.allowed) for one in records)
    seen = ["plan:view", *(["procedures:view"] if has_proceedings else [])]
    assert told == [(action, case.id, coordinator.id, True) for action in seen]


def test_an_old_version_shows_the_plan_as_it_was(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, by = make.case(), make.coordinator()
    action = make.action(case, title="Zoals het was", state=ActionState.BUSY)
    measures.add(
        session, case, measures.Terms(kind=MeasureKind.AWARE, starts_at=NOON), by=by, now=NOON
    )
    [version] = versions.freeze(session, make.convened(case), by=by, now=NOON)
    action.title = "Zoals het is"
    browser = as_person(by)

    page = browser.get(f"/plan-versions/{version.id}")

    words = text_of(page, "main")
    assert "Zoals het was" in words
    assert "Zoals het is" not in words
    assert "AWARE-knop" in words
    assert not soup(page).select("main select")
    assert f"/plan-versions/{version.id}" in browser.get(f"/cases/{case.id}/plan").text


def test_the_page_takes_the_same_queries_however_many_actions(
    session: Session, engine: Engine, make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.coordinator())
    counts = []
    for number in (2, 60):
        case = make.case()
        conference = make.convened(case)
        for _ in range(number):
            make.action(case, risk_id=make.risk(case).id)
        make.seated(conference)
        session.commit()
        with counted(engine) as statements:
            page = browser.get(f"/cases/{case.id}/plan?show=all")
        assert len(soup(page).select("tr[id^=action-]")) == number
        counts.append(len(statements))

    assert counts[0] == counts[1]


def long_plan(make: Make) -> tuple[Case, SafetyAction, SafetyAction]:
    """Return a case with 42 actions: 40 due tomorrow, one late, and one that is due much later."""
    case = make.case()
    risk = make.risk(case)
    owner = make.person()
    for _ in range(folding.FITS):
        make.action(case, owner, risk_id=risk.id, heading=PlanHeading.LAW)
    late, later = (
        make.action(
            case, owner, risk_id=risk.id, heading=PlanHeading.LAW, due_at=due_at, late_after=due_at
        )
        for due_at in (NOON - DAY, NOON + 90 * DAY)
    )
    return case, late, later


def test_a_long_plan_counts_what_it_does_not_show_and_links_to_it(
    make: Make, as_person: AsPerson
) -> None:
    case, late, later = long_plan(make)
    browser = as_person(make.coordinator())
    page = browser.get(f"/cases/{case.id}/plan")
    assert soup(page).select_one(f"#action-{late.id}")
    assert not soup(page).select_one(f"#action-{later.id}")
    foot = soup(page).select_one("#heading-law .card-foot")
    assert foot is not None
    assert "Nog 2 acties: 2 voor later." in " ".join(foot.text.split())

    for link in ("#heading-law .card-foot a", "[data-whole]"):
        href = str(soup(page).select_one(link)["href"])  # type: ignore[index] # it is there
        whole = soup(browser.get(href))
        assert len(whole.select("tr[id^=action-]")) == folding.FITS + 2

    assert not whole.select("[data-whole]")
    folded = str(whole.select_one("#heading-law .card-foot a")["href"])  # type: ignore[index]
    assert "show=law" not in folded
    assert not soup(browser.get(folded)).select_one(f"#action-{later.id}")


def test_a_plan_that_fits_has_nothing_to_unfold(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    make.action(case, state=ActionState.DONE)

    page = soup(as_person(make.coordinator()).get(f"/cases/{case.id}/plan?show=nonsense"))

    assert not page.select("#plan-actions .card-foot, [data-whole]")
    assert page.select("[data-print]")


def test_who_comes_back_to_a_long_plan_finds_the_action_they_left(
    make: Make, as_person: AsPerson
) -> None:
    case, _, later = long_plan(make)
    browser = as_person(make.coordinator())

    moved = send(browser, f"/actions/{later.id}/state", state="busy", version=1, back="plan")

    assert moved.location == f"/cases/{case.id}/plan?show=law#action-{later.id}"
    assert soup(browser.get(moved.location)).select_one(f"#action-{later.id}")


def test_a_long_plan_is_printed_whole(make: Make, as_person: AsPerson) -> None:
    case, _, later = long_plan(make)
    browser = as_person(make.coordinator())
    page = soup(browser.get(f"/cases/{case.id}/plan"))
    [button] = [one for one in page.select("a.btn") if "Alles afdrukken" in one.text]
    assert not page.select("[data-print-now]")

    printed = soup(browser.get(str(button["href"])))

    assert printed.select_one(f"#action-{later.id}")
    assert printed.select("[data-print-now]")
