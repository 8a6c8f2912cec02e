"""Pages of mdt.blueprints.invitation_phone."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from mdt.models import Conference, Invitation, Person
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def asked(make: Make) -> Invitation:
    return make.invitation(make.convened(), make.person(name="Dennis Kok", phone="+31612345678"))


@pytest.fixture
def desk(session: Session, asked: Invitation, as_person: AsPerson) -> Browser:
    """Return the coordinator's browser."""
    conference = session.get_one(Conference, asked.conference_id)
    return as_person(session.get_one(Person, conference.coordinator_id))


def invitee(asked: Invitation) -> str:
    return f"/conferences/{asked.conference_id}/invitations/{asked.id}"


def test_a_number_is_read_as_people_write_it_and_shown_at_the_invitee(
    desk: Browser, asked: Invitation
) -> None:
    [link] = soup(desk.get(invitee(asked))).select(f'a[href="{invitee(asked)}/phone"]')
    assert link.text.startswith("Ander nummer")
    assert "06 12345678" in text_of(desk.get(str(link["href"])))

    answer = send(desk, f"{invitee(asked)}/phone", phone="06 87654321", seen="")

    assert answer.location == invitee(asked)
    assert asked.phone == "+31687654321"
    assert "06 87654321" in text_of(desk.get(invitee(asked)), "#stand")


def test_what_is_no_number_is_kept_in_the_form(desk: Browser, asked: Invitation) -> None:
    refused = send(desk, f"{invitee(asked)}/phone", phone="zes", seen="")

    assert refused.status_code == 422
    assert 'value="zes"' in refused.text
    assert "Dit is geen telefoonnummer." in refused.text
    assert asked.phone == ""


def test_the_second_of_two_is_told_the_first_one_s_number_and_may_save_again(
    desk: Browser, asked: Invitation
) -> None:
    page = f"{invitee(asked)}/phone"
    send(desk, page, phone="06 87654321", seen="")

    refused = send(desk, page, phone="06 11111111", seen="")

    assert refused.status_code == 409
    assert "Iemand anders vulde net dit in: 06 87654321." in refused.text
    form = soup(refused)
    [seen], [phone] = form.select("input[name=seen]"), form.select("input[name=phone]")
    assert (seen["value"], phone["value"]) == ("+31687654321", "06 11111111")
    send(desk, page, phone=str(phone["value"]), seen=str(seen["value"]))
    assert asked.phone == "+31611111111"


def test_who_does_not_arrange_it_and_who_is_signed_out_get_nothing(
    make: Make, asked: Invitation, as_person: AsPerson, client: FlaskClient
) -> None:
    page, elsewhere = f"{invitee(asked)}/phone", make.convened()
    make.session.commit()
    for stranger in (make.stranger(), make.person(), make.session.get(Person, asked.person_id)):
        assert stranger
        assert as_person(stranger).get(page).status_code == 404
        assert send(as_person(stranger), page, phone="", seen="").status_code == 404
    assert client.get(page).status_code == 303
    wrong = f"/conferences/{elsewhere.id}/invitations/{asked.id}/phone"
    other = make.session.get_one(Person, elsewhere.coordinator_id)
    assert as_person(other).get(wrong).status_code == 404
