"""Pages of mdt.blueprints.one_tap: what a button in a mail opens, and what it does not do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.models import ActionChange, ActionState, Case, EventRecord, Person, SafetyAction
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

DAY = timedelta(days=1)
STEPS = ("done", "not-done")

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def owner(make: Make) -> Person:
    return make.person()


@pytest.fixture
def action(make: Make, owner: Person) -> SafetyAction:
    return make.action(make.case(alias="Populier"), owner, title="Slot vervangen")


@pytest.fixture
def browser(as_person: AsPerson, owner: Person) -> FlaskClient:
    return as_person(owner)


def path(action: SafetyAction, step: str) -> str:
    return f"/actions/{action.id}/{step}"


def changes(session: Session) -> int:
    return len(session.exec(select(ActionChange)).all())


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("verb", ["get", "head"])
def test_opening_a_link_changes_nothing(
    session: Session, browser: FlaskClient, action: SafetyAction, step: str, verb: str
) -> None:
    assert getattr(browser, verb)(path(action, step)).status_code == 200

    session.refresh(action)
    assert (action.state, action.version, changes(session)) == (ActionState.OPEN, 1, 0)
    assert session.exec(select(EventRecord)).all() == []


def test_the_page_shows_the_step_and_one_tap_settles_it(
    session: Session, browser: FlaskClient, action: SafetyAction
) -> None:
    page = text_of(browser.get(path(action, "done")))
    assert "Slot vervangen" in page
    assert "Populier" in page

    answer = send(browser, path(action, "done"), version="1")

    assert answer.location == f"/actions#action-{action.id}"
    session.refresh(action)
    assert action.state is ActionState.DONE


def test_a_second_tap_does_nothing_twice(
    session: Session, browser: FlaskClient, action: SafetyAction
) -> None:
    answers = [send(browser, path(action, "done"), version="1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert changes(session) == 1
    assert len(session.exec(select(EventRecord)).all()) == 1


def test_who_cannot_says_why(session: Session, browser: FlaskClient, action: SafetyAction) -> None:
    empty = send(browser, path(action, "not-done"), version="1", remark=" ")
    assert empty.status_code == 422
    assert soup(empty).select_one("#remark-problem")

    send(browser, path(action, "not-done"), version="1", remark="De slotenmaker is ziek.")

    session.refresh(action)
    assert (action.state, action.remark) == (ActionState.NOT_DONE, "De slotenmaker is ziek.")


def test_too_many_words_are_kept(browser: FlaskClient, action: SafetyAction) -> None:
    answer = send(browser, path(action, "not-done"), version="1", remark="x" * 601)

    assert answer.status_code == 422
    assert "x" * 601 in answer.text


@pytest.mark.parametrize("step", STEPS)
def test_a_form_without_its_version_is_asked_again(
    session: Session, browser: FlaskClient, action: SafetyAction, step: str
) -> None:
    assert send(browser, path(action, step), remark="waarom").status_code == 422
    assert changes(session) == 0


@pytest.mark.parametrize("step", STEPS)
def test_what_its_owner_settled_today_needs_nothing_more(
    session: Session, browser: FlaskClient, action: SafetyAction, step: str
) -> None:
    action.state, action.settled_at = ActionState.DONE, NOON
    session.commit()

    page = browser.get(path(action, step))

    assert "U hoeft niets te doen" in text_of(page)
    assert soup(page).select("main form") == []


def test_a_closed_case_asks_nothing(
    session: Session, make: Make, as_person: AsPerson, action: SafetyAction
) -> None:
    session.get_one(Case, action.case_id).closed_at = NOON
    session.commit()
    coordinator = as_person(make.coordinator())

    assert "De zaak is gesloten" in text_of(coordinator.get(path(action, "done")))
    assert send(coordinator, path(action, "done"), version="1").status_code == 422
    assert changes(session) == 0


@pytest.mark.parametrize("became", ["reassigned", "settled", "removed"])
def test_what_is_ones_own_no_more_looks_like_what_never_was(
    session: Session, make: Make, browser: FlaskClient, action: SafetyAction, became: str
) -> None:
    address = path(action, "done")
    match became:
        case "reassigned":
            action.owner_id = make.person().id
        case "settled":
            action.state, action.settled_at = ActionState.DONE, NOON - 2 * DAY
        case "removed":
            session.delete(action)
    session.commit()

    found, never = browser.get(address), browser.get(f"/actions/{uuid4()}/done")

    assert (found.status_code, found.data) == (404, never.data)


@pytest.mark.parametrize("step", STEPS)
def test_a_stranger_finds_and_changes_nothing(
    session: Session, make: Make, as_person: AsPerson, action: SafetyAction, step: str
) -> None:
    stranger = as_person(make.stranger())

    assert stranger.get(path(action, step)).status_code == 404
    assert send(stranger, path(action, step), version="1", remark="x").status_code == 404
    assert changes(session) == 0


@pytest.mark.parametrize("step", STEPS)
def test_signed_out_one_signs_in_and_comes_back(
    session: Session, client: FlaskClient, action: SafetyAction, step: str
) -> None:
    session.commit()

    answer = client.get(path(action, step))

    assert answer.location == f"/account/sign-in?next=/actions/{action.id}/{step}"


def test_of_two_people_the_second_sees_what_the_first_said(
    session: Session, make: Make, as_person: AsPerson, browser: FlaskClient, action: SafetyAction
) -> None:
    send(
        as_person(make.coordinator()),
        path(action, "not-done"),
        version="1",
        remark="De woning is leeg.",
    )

    answer = send(browser, path(action, "done"), version="1")

    assert answer.status_code == 409
    session.refresh(action)
    assert action.state is ActionState.NOT_DONE
