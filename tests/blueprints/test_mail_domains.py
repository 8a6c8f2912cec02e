"""Pages of mdt.blueprints.mail_domains, and what a coordinator sees of them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.models import (
    Conference,
    Invitation,
    MailDomain,
    Membership,
    MessageKind,
    OutboxState,
    Person,
    Role,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

PAGE = "/delivery/domains/"
TODAY = NOON.date()
pytestmark = pytest.mark.usefixtures("at_noon")


def administrator(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


def test_without_a_list_the_page_says_that_mail_goes_everywhere(
    make: Make, as_person: AsPerson
) -> None:
    answer = as_person(administrator(make)).get(PAGE)

    assert "Er is geen lijst" in text_of(answer, ".notice")
    assert "partner.example" in text_of(answer, "#others")
    assert soup(answer).select(f'a[href="{PAGE}new?name=partner.example"]')


def test_an_administrator_agrees_on_a_domain_and_later_until_another_day(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    held = make.message(make.person(mail="a@politie.example"), state=OutboxState.HELD)
    browser = as_person(administrator(make))
    form = soup(browser.get(f"{PAGE}new?name=politie.example"))
    assert form.select("#name")[0]["value"] == "politie.example"
    assert form.select("#checked_until")[0]["value"] == "2027-02-10"

    added = send(browser, PAGE, name="Politie.example", checked_until="2026-12-31")
    row = session.exec(select(MailDomain)).one()
    assert added.location == PAGE
    assert held.state is OutboxState.PENDING
    assert "tot en met donderdag 31 december" in text_of(browser.get(PAGE), "#agreed")
    renewed = send(browser, f"{PAGE}{row.id}", checked_until="2026-02-09", version="1")

    assert renewed.location == PAGE
    assert "niet meer afgesproken" in text_of(browser.get(PAGE), "#agreed")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "checked_until": "2026-12-31"}, "Vul het deel van het mailadres"),
        ({"name": "kok@politie.example", "checked_until": "2026-12-31"}, "Vul een maildomein in"),
        ({"name": "politie", "checked_until": "2026-12-31"}, "Vul een maildomein in"),
        ({"name": "politie.example"}, "Vul de laatste dag in."),
        ({"name": "politie.example", "checked_until": "ooit"}, "Vul een datum in"),
        ({"name": "politie.example", "checked_until": "2029-01-01"}, "binnen twee jaar"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_kept(
    make: Make, as_person: AsPerson, typed: dict[str, Any], said: str
) -> None:
    answer = send(as_person(administrator(make)), PAGE, **typed)

    assert answer.status_code == 422
    assert said in text_of(answer, ".problem")
    assert soup(answer).select("#name")[0]["value"] == typed["name"]


def test_a_stale_page_is_told(make: Make, as_person: AsPerson) -> None:
    row = make.add(MailDomain(name="politie.example", checked_until=TODAY, version=2))
    browser = as_person(administrator(make))

    answer = send(browser, f"{PAGE}{row.id}", checked_until="2026-12-31", version="1")

    assert answer.status_code == 409


def test_the_pages_are_for_administrators(make: Make, as_person: AsPerson) -> None:
    row = make.add(MailDomain(name="politie.example", checked_until=TODAY))

    for who in (make.coordinator(), make.person()):
        browser = as_person(who)
        for path in (PAGE, f"{PAGE}new", f"{PAGE}{row.id}"):
            assert browser.get(path).status_code == 404


def test_the_coordinator_is_told_which_invitation_is_held_and_why(
    make: Make, as_person: AsPerson
) -> None:
    coordinator = make.coordinator()
    conference = make.convened(coordinator_id=coordinator.id)
    person = make.seated(conference, make.person(mail="kok@politie.example"))
    _held(make, conference, person)
    browser = as_person(coordinator)

    board = text_of(browser.get(f"/conferences/{conference.id}/invitations"))

    assert "niet verstuurd" in board
    assert "het maildomein politie.example is niet (meer) afgesproken" in board
    assert "De uitnodiging voor Politie is vastgehouden" in text_of(browser.get("/"))


def test_the_conference_says_that_mail_is_held_and_whom_to_ask_and_not_to_look_for_another(
    make: Make, as_person: AsPerson
) -> None:
    coordinator, keeper = make.coordinator(), administrator(make)
    conference = make.convened(coordinator_id=coordinator.id)
    person = make.seated(conference, make.person(mail="kok@politie.example"))
    _held(make, conference, person)

    page = as_person(coordinator).get(f"/conferences/{conference.id}")

    shown = text_of(page)
    assert "Vastgehouden: maildomein niet afgesproken" in text_of(page, ".seat-held")
    assert "maildomein politie.example is niet afgesproken" in shown
    assert f"Vraag de beheerder om dat te doen: {keeper.name}." in shown
    for wrong in ("kwam niet aan", "niet bezorgd", "Zoek vervanging"):
        assert wrong not in shown
    assert not soup(page).select(f'main a[href="{PAGE}"]')


def test_who_may_agree_on_domains_is_led_there(make: Make, as_person: AsPerson) -> None:
    both = make.coordinator()
    make.add(
        Membership(
            person_id=both.id,
            organisation_id=make.organisation_of(both),
            role=Role.ADMINISTRATOR,
            from_at=NOON - timedelta(days=1),
        )
    )
    conference = make.convened(coordinator_id=both.id)
    _held(make, conference, make.seated(conference, make.person(mail="kok@politie.example")))

    page = as_person(both).get(f"/conferences/{conference.id}")

    assert soup(page).select(f'main a[href="{PAGE}"]')


def _held(make: Make, conference: Conference, person: Person) -> None:
    make.message(
        person,
        kind=MessageKind.INVITATION,
        conference_id=conference.id,
        invitation_id=_invitation_id(make, person),
        state=OutboxState.HELD,
        ends_at=NOON + timedelta(days=2),
    )


def _invitation_id(make: Make, person: Person) -> object:
    return make.session.exec(select(Invitation.id).where(Invitation.person_id == person.id)).one()
