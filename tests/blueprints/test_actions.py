"""Pages of mdt.blueprints.actions: agreeing and changing; see also test_actions_state."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from mdt.models import ActionChange, AuditRecord, Person, PlanHeading, Risk, SafetyAction
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

DAY = timedelta(days=1)


def fields(risk: Risk | None, owner: Person, **changed: Any) -> dict[str, Any]:
    typed = {
        "title": "Slot vervangen",
        "heading": "safe_now",
        "owner_id": str(owner.id),
        "due_day": "2026-02-17",
    }
    return typed | ({"risk_id": str(risk.id)} if risk else {}) | changed


def terms_of(action: SafetyAction, **changed: Any) -> dict[str, Any]:
    """Return what the form of the action sends, made when it had its version."""
    return {
        "title": action.title,
        "heading": action.heading.value,
        "owner_id": str(action.owner_id),
        "risk_id": str(action.risk_id),
        "due_day": "2026-02-11",
        "due_time": "13:00",
        "version": str(action.version),
    } | changed


def test_an_action_is_agreed_and_one_comes_back_to_its_row(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    risk, owner = make.risk(case, name="wapen"), make.person(name="Dennis Kok")
    browser = as_person(make.coordinator())

    page = soup(browser.get(f"/cases/{case.id}/actions/new"))
    answer = send(browser, f"/cases/{case.id}/actions", **fields(risk, owner))

    action = session.exec(select(SafetyAction)).one()
    assert (answer.status_code, answer.location) == (
        303,
        f"/cases/{case.id}/plan#action-{action.id}",
    )
    assert action.heading is PlanHeading.SAFE_NOW
    assert str(action.due_on) == "2026-02-17"
    assert [option.text for option in page.select("#risk_id option")] == [
        "Kies een risico",
        "wapen",
    ]


def test_those_at_the_table_are_offered_first(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    make.seated(make.convened(case), make.person(name="Zara"))
    make.person(name="Aart")

    page = soup(as_person(make.coordinator()).get(f"/cases/{case.id}/actions/new"))

    at_table, others = page.select("#owner_id optgroup")
    assert "Zara" in at_table.text
    assert "Aart" in others.text


def test_a_new_risk_is_added_to_the_case_with_the_action(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person()
    browser = as_person(make.coordinator())

    send(browser, f"/cases/{case.id}/actions", **fields(None, owner, new_risk="tablet"))

    action = session.exec(select(SafetyAction)).one()
    risk = session.get_one(Risk, action.risk_id)
    assert (risk.name, risk.case_id) == ("tablet", case.id)


def test_a_refused_action_adds_no_risk_either(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, judge = make.case(), make.stranger()

    answer = send(
        as_person(make.coordinator()),
        f"/cases/{case.id}/actions",
        **fields(None, judge, new_risk="tablet"),
    )

    assert answer.status_code == 422
    assert not session.exec(select(Risk)).all()


def test_sending_the_form_twice_agrees_once(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person()
    typed = fields(make.risk(case), owner, once=str(uuid4()))
    browser = as_person(make.coordinator())

    first, second = (send(browser, f"/cases/{case.id}/actions", **typed) for _ in range(2))

    assert first.location == second.location
    assert len(session.exec(select(SafetyAction)).all()) == 1


@pytest.mark.parametrize(
    "problem",
    [
        ({"title": ""}, "title", "wat er gaat gebeuren"),
        ({"title": "x" * 201}, "title", "ten hoogste 200 tekens"),
        ({"owner_id": "", "title": ""}, "owner_id", "Kies wie het doet."),
        ({"due_day": "morgen"}, "due_day", "Vul een datum in"),
        ({"due_time": "25:00"}, "due_time", "Vul een tijd in"),
        ({"risk_id": ""}, "risk_id", "Kies welk risico"),
        ({"heading": "onzin"}, "heading", "Kies een van de mogelijkheden."),
        ({"due_day": "2026-03-29", "due_time": "02:30"}, "due_time", "bestaat niet"),
    ],
)
def test_a_problem_is_said_at_its_field_and_nothing_typed_is_lost(
    session: Session,
    make: Make,
    as_person: AsPerson,
    problem: tuple[dict[str, Any], str, str],
) -> None:
    typed, field, words = problem
    case, owner = make.case(), make.person()
    sent = fields(make.risk(case), owner, title="Bel de school") | typed

    answer = send(as_person(make.coordinator()), f"/cases/{case.id}/actions", **sent)

    page = soup(answer)
    assert answer.status_code == 422
    assert words in text_of(answer, f"#{field}-problem")
    assert page.select_one(f'.error-summary a[href="#{field}"]')
    assert page.select_one("#title").text.strip() == sent["title"]  # type: ignore[union-attr]
    assert not session.exec(select(SafetyAction)).all()


def test_in_the_repeated_hour_one_says_which_of_the_two(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person()
    sent = fields(make.risk(case), owner, due_day="2026-10-25", due_time="02:30")
    browser = as_person(make.coordinator())

    asked = send(browser, f"/cases/{case.id}/actions", **sent)
    assert asked.status_code == 422
    assert "De tweede keer (wintertijd)" in text_of(asked)
    send(browser, f"/cases/{case.id}/actions", **sent, due_fold="1")

    action = session.exec(select(SafetyAction)).one()
    assert action.due_at is not None
    assert action.due_at.isoformat() == "2026-10-25T01:30:00+00:00"


def test_a_change_is_saved_and_told_in_the_history(make: Make, as_person: AsPerson) -> None:
    case, owner = make.case(), make.person(name="Dennis Kok")
    action, other = make.action(case, owner), make.person(name="Petra Smit")
    browser = as_person(make.coordinator())
    assert browser.get(f"/actions/{action.id}/terms").status_code == 200

    answer = send(
        browser,
        f"/actions/{action.id}/terms",
        **terms_of(action, owner_id=str(other.id), due_day="2026-02-20", due_time=""),
    )

    assert answer.location == f"/actions/{action.id}"
    history = text_of(browser.get(answer.location), "#history")
    assert "Wie: eerst ‘Dennis Kok’, nu ‘Petra Smit’" in history
    assert "Klaar op: eerst ‘wo 11 feb, 13.00 uur’, nu ‘vr 20 feb’" in history


def test_the_second_of_two_who_change_the_same_sees_both_texts_and_keeps_theirs(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    action = make.action(case, title="Eerst")
    typed = terms_of(action)
    first, second = make.person(name="Samira"), make.coordinator()
    case.lead_id = first.id
    path = f"/actions/{action.id}/terms"
    send(as_person(first), path, **typed | {"title": "Van de eerste", "due_day": "2026-02-20"})
    browser = as_person(second)

    answer = send(browser, path, **typed | {"title": "Van de tweede"})

    page = soup(answer)
    assert answer.status_code == 409
    assert "Van de tweede" in text_of(answer, ".is-mine")
    assert "Van de eerste" in text_of(answer, ".is-theirs")
    assert "De tekst van Samira" in text_of(answer, ".is-theirs")
    session.refresh(action)
    assert action.title == "Van de eerste"
    kept = {
        one["name"]: one.get("value") or one.text.strip()
        for one in page.select("main form :is(input, textarea)[name]")
    }
    assert kept["title"] == "Van de tweede"
    assert kept["due_day"] == "2026-02-20", "what only the other changed stays"

    version = page.select_one("main form input[name=version]")["value"]  # type: ignore[index]
    again = typed | {"title": "Samen", "due_day": "2026-02-20", "version": str(version)}
    assert send(browser, path, **again).status_code == 303
    session.refresh(action)
    assert (action.title, str(action.late_after.date())) == ("Samen", "2026-02-20")


def test_a_stale_form_that_touches_another_field_is_simply_saved(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    action = make.action(case)
    typed = terms_of(action)
    path = f"/actions/{action.id}/terms"
    send(as_person(make.coordinator()), path, **typed | {"title": "Nieuwe tekst"})

    send(as_person(make.coordinator()), path, **typed | {"heading": "law"})

    session.refresh(action)
    assert (action.title, action.heading) == ("Nieuwe tekst", PlanHeading.LAW)


def test_only_who_keeps_the_plan_may_agree_and_change(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person()
    make.seated(make.convened(case), owner)
    action = make.action(case, owner)

    for person in (owner, make.stranger()):
        browser = as_person(person)
        for path in (f"/cases/{case.id}/actions/new", f"/actions/{action.id}/terms"):
            assert browser.get(path).status_code == 404
        sent = fields(make.risk(case), owner)
        assert send(browser, f"/cases/{case.id}/actions", **sent).status_code == 404
        assert send(browser, f"/actions/{action.id}/terms", **sent).status_code == 404
    assert len(session.exec(select(SafetyAction)).all()) == 1


def test_every_write_leaves_its_audit_row_and_every_denial_too(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, coordinator, stranger = make.case(), make.coordinator(), make.stranger()
    action = make.action(case)

    send(as_person(coordinator), f"/actions/{action.id}/terms", **terms_of(action, title="Anders"))
    send(as_person(stranger), f"/actions/{action.id}/terms", **terms_of(action, title="Stiekem"))

    rows = {
        (row.actor_id, row.action, row.subject_id, row.allowed)
        for row in session.exec(select(AuditRecord))
    }
    assert (coordinator.id, "action:edit", action.id, True) in rows
    assert (stranger.id, "action:edit", action.id, False) in rows
    assert len(session.exec(select(ActionChange)).all()) == 1


def test_a_case_without_risks_asks_for_the_first(make: Make, as_person: AsPerson) -> None:
    case, owner = make.case(), make.person()
    browser = as_person(make.coordinator())

    answer = send(browser, f"/cases/{case.id}/actions", **fields(None, owner))

    assert answer.status_code == 422
    assert soup(answer).select_one('.error-summary a[href="#new_risk"]')
    assert "Kies welk risico" in text_of(answer, "#new_risk-problem")
