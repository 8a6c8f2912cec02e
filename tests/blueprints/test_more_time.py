"""Pages of mdt.blueprints.more_time: the third button in a mail, and what comes of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.models import ActionState, Case, MoreTime, Person, Role, SafetyAction
from mdt.safety_plan.changes import due_of
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

pytestmark = pytest.mark.usefixtures("at_noon")
FIELDS: dict[str, Any] = {"due_on": "2026-02-20", "reason": "De slotenmaker\nis <ziek>"}
LATER = date(2026, 2, 20)


@dataclass
class Plan:
    """An action, its owner, the lead of its case and a coordinator, each at a browser."""

    action: SafetyAction
    owner: FlaskClient
    lead: FlaskClient
    coordinator: FlaskClient

    def path(self, rest: str = "") -> str:
        return f"/actions/{self.action.id}/more-time{rest}"

    def asked(self, session: Session) -> MoreTime:
        """Return the request, once the owner asked."""
        assert send(self.owner, self.path(), **FIELDS).status_code == 303
        session.expire_all()
        return session.exec(select(MoreTime)).one()


@pytest.fixture
def plan(session: Session, make: Make, as_person: AsPerson) -> Plan:
    owner, lead, coordinator = make.person(), make.person(), make.person(Role.COORDINATOR)
    case = make.case(alias="Populier", lead_id=lead.id)
    action = make.action(case, owner, title="Slot vervangen")
    session.commit()
    return Plan(action, as_person(owner), as_person(lead), as_person(coordinator))


@pytest.mark.parametrize("verb", ["get", "head"])
def test_opening_the_link_changes_nothing(session: Session, plan: Plan, verb: str) -> None:
    assert getattr(plan.owner, verb)(plan.path()).status_code == 200
    assert session.exec(select(MoreTime)).all() == []


def test_who_keeps_the_plan_sees_it_at_the_plan_at_the_action_and_today(
    session: Session, plan: Plan
) -> None:
    before = due_of(plan.action)
    plan.asked(session)

    for browser in (plan.lead, plan.coordinator):
        for page in (f"/cases/{plan.action.case_id}/plan", f"/actions/{plan.action.id}"):
            shown = browser.get(page)
            assert "vraagt tijd tot" in text_of(shown, "#more-time")
            assert "<ziek>" in text_of(shown, "#more-time")
            assert "<ziek>" not in shown.text
    assert "meer tijd gevraagd" in text_of(plan.lead.get("/"), "#requests")
    session.refresh(plan.action)
    assert due_of(plan.action) == before


def test_one_click_grants_it_and_one_takes_that_back(session: Session, plan: Plan) -> None:
    row, before = plan.asked(session), due_of(plan.action)
    fields: dict[str, Any] = {"request_id": str(row.id), "back": "plan"}

    answers = [
        send(plan.coordinator, plan.path("/answer"), is_granted="1", **fields) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == f"/cases/{plan.action.case_id}/plan#more-time"
    assert "toegestaan" in text_of(plan.coordinator.get(answers[0].location), "#more-time")
    session.expire_all()
    assert due_of(plan.action) == LATER

    send(plan.coordinator, plan.path("/answer/undo"), **fields)
    session.expire_all()
    assert due_of(plan.action) == before
    assert row.open_key == plan.action.id


def test_refused_it_stays_as_it_was(session: Session, plan: Plan) -> None:
    row, before = plan.asked(session), due_of(plan.action)

    send(plan.lead, plan.path("/answer"), is_granted="0", request_id=str(row.id))

    session.expire_all()
    assert due_of(plan.action) == before
    assert "niet toegestaan" in text_of(plan.owner.get(f"/actions/{plan.action.id}"))


def test_the_owner_sees_the_request_and_takes_it_back(session: Session, plan: Plan) -> None:
    row = plan.asked(session)
    page = plan.owner.get(f"/actions/{plan.action.id}")
    assert "Trek het verzoek in" in text_of(page, "#more-time")
    assert "Sta toe" not in text_of(page, "#more-time")

    send(plan.owner, plan.path("/withdrawal"), request_id=str(row.id))

    session.expire_all()
    assert row.open_key is None


def test_problems_are_said_and_what_was_typed_stays(plan: Plan) -> None:
    for day in ("2026-02-10", ""):
        answer = send(plan.owner, plan.path(), due_on=day, reason="Ziek")
        assert answer.status_code == 422
        assert soup(answer).select_one("#due_on-problem")
        assert "Ziek" in text_of(answer, "#reason")


def test_late_it_still_works_and_settled_nothing_is_asked(session: Session, plan: Plan) -> None:
    plan.action.due_at = plan.action.late_after = NOON - timedelta(days=3)
    session.commit()
    assert send(plan.owner, plan.path(), **FIELDS).status_code == 303

    plan.action.state, plan.action.settled_at = ActionState.DONE, NOON
    session.commit()
    assert "U hoeft niets te doen" in text_of(plan.owner.get(plan.path()))
    assert send(plan.owner, plan.path(), **FIELDS).status_code == 422


def test_nobody_but_the_owner_asks_and_the_owner_decides_nothing(
    session: Session, make: Make, as_person: AsPerson, plan: Plan
) -> None:
    row = plan.asked(session)
    stranger = as_person(make.stranger())

    for browser in (plan.lead, plan.coordinator, stranger):
        assert browser.get(plan.path()).status_code == 404
        assert send(browser, plan.path(), **FIELDS).status_code == 404
    for browser in (plan.owner, stranger):
        fields: dict[str, Any] = {"request_id": str(row.id), "is_granted": "1"}
        assert send(browser, plan.path("/answer"), **fields).status_code == 404
        assert send(browser, plan.path("/answer/undo"), **fields).status_code == 404
    assert send(stranger, plan.path("/withdrawal"), request_id=str(row.id)).status_code == 404


def test_a_request_of_another_action_is_not_found(session: Session, make: Make, plan: Plan) -> None:
    row = plan.asked(session)
    case = session.get_one(Case, plan.action.case_id)
    other = make.action(case, make.person())
    session.commit()

    for key in (row.id, uuid4()):
        answer = send(
            plan.coordinator,
            f"/actions/{other.id}/more-time/answer",
            request_id=str(key),
            is_granted="1",
        )
        assert answer.status_code == 404


def test_signed_out_one_signs_in_first(client: FlaskClient, plan: Plan) -> None:
    assert client.get(plan.path()).status_code == 303


def test_what_others_ask_is_not_shown_to_who_only_sees_the_plan(
    session: Session, make: Make, as_person: AsPerson, plan: Plan
) -> None:
    plan.asked(session)
    victims_contact: Person = make.person()
    case = session.get_one(Case, plan.action.case_id)
    case.victim_contact_id = victims_contact.id
    session.commit()

    shown = as_person(victims_contact).get(f"/cases/{case.id}/plan")

    assert shown.status_code == 200
    assert "vraagt tijd tot" not in shown.text
