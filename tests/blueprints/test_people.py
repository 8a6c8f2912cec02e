"""Pages of mdt.blueprints.people."""

from sqlmodel import Session, select

from mdt.blueprints.people import PAGE_SIZE
from mdt.models import Membership, Person, Region, Role
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, text_of


def _membership(session: Session, person: Person) -> Membership:
    return session.exec(select(Membership).where(Membership.person_id == person.id)).one()


def test_someone_new_gets_a_first_role_and_stands_in_the_list(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    organisation = make.organisation(name="Politie Merwestad")
    browser = as_person(make.person(Role.ADMINISTRATOR, organisation))

    answer = send(
        browser,
        "/people/",
        name="Dennis de Vries",
        mail="Dennis@Politie.example",
        organisation_id=str(organisation.id),
        role="professional",
    )

    assert answer.status_code == 303
    person = session.exec(select(Person).where(Person.name == "Dennis de Vries")).one()
    assert person.mail == "dennis@politie.example"
    assert _membership(session, person).role is Role.PROFESSIONAL
    assert "Dennis de Vries" in text_of(browser.get("/people/"))
    assert "Dennis de Vries" in text_of(browser.get(answer.location))


def test_a_form_with_problems_keeps_everything_typed(make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.person(Role.ADMINISTRATOR))

    answer = send(browser, "/people/", name="D", mail="geen adres", phone="06 1", function="agent")

    assert answer.status_code == 422
    assert "Vul een mailadres in" in text_of(answer, ".error-summary")
    for typed in ("geen adres", "06 1", "agent"):
        assert f'value="{typed}"' in answer.text


def test_a_number_is_kept_in_one_form_and_masked_in_the_list(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    person = make.person(name="Marijke Bos")
    browser = as_person(make.person(Role.ADMINISTRATOR))
    path = f"/people/{person.id}"

    send(browser, path, name=person.name, mail=person.mail, phone="06-1234 5678", version="1")

    session.refresh(person)
    assert person.phone == "+31612345678"
    assert 'value="06 12345678"' in browser.get(path).text
    shown = browser.get("/people/").text
    assert "** ******78" in shown
    assert "345678" not in shown


def test_a_stale_change_answers_409_and_changes_nothing(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    organisation = make.organisation()
    person = make.person(organisation=organisation, name="Marijke Bos")
    browser = as_person(make.person(Role.ADMINISTRATOR, organisation))
    path = f"/people/{person.id}"
    assert send(browser, path, name="Marijke", mail=person.mail, version="1").status_code == 303

    answer = send(browser, path, name="M. Bos", mail=person.mail, version="1")

    assert answer.status_code == 409
    assert 'value="M. Bos"' in answer.text
    assert session.get_one(Person, person.id).name == "Marijke"


def test_a_role_is_added_and_ended(session: Session, make: Make, as_person: AsPerson) -> None:
    organisation = make.organisation()
    person = make.person(organisation=organisation)
    browser = as_person(make.person(Role.ADMINISTRATOR, organisation))
    path = f"/people/{person.id}"

    send(browser, f"{path}/memberships", organisation_id=str(organisation.id), role="chair")
    again = send(browser, f"{path}/memberships", organisation_id=str(organisation.id), role="chair")
    first = session.exec(
        select(Membership).where(
            Membership.person_id == person.id, Membership.role == Role.PROFESSIONAL
        )
    ).one()
    send(browser, f"{path}/memberships/{first.id}/end")

    assert again.status_code == 422
    session.refresh(first)
    assert first.until_at is not None
    assert "Voorzitter" in text_of(browser.get(path), "#posts")


def test_a_case_lead_cannot_be_kept_out(session: Session, make: Make, as_person: AsPerson) -> None:
    organisation = make.organisation()
    lead = make.person(organisation=organisation)
    make.case(lead_id=lead.id)
    browser = as_person(make.person(Role.ADMINISTRATOR, organisation))

    answer = send(browser, f"/people/{lead.id}/activity", is_active="0")

    assert answer.status_code == 422
    assert "Draag eerst de zaken over" in text_of(answer)
    assert session.get_one(Person, lead.id).is_active


def test_someone_kept_out_is_out_on_the_next_request(make: Make, as_person: AsPerson) -> None:
    organisation = make.organisation()
    person = make.person(organisation=organisation)
    theirs = as_person(person)
    browser = as_person(make.person(Role.ADMINISTRATOR, organisation))
    assert theirs.get("/").status_code == 200

    send(browser, f"/people/{person.id}/activity", is_active="0")

    assert theirs.get("/").status_code == 303


def test_someone_who_is_let_in_again_signs_in_anew(make: Make, as_person: AsPerson) -> None:
    organisation = make.organisation()
    person = make.person(organisation=organisation)
    theirs = as_person(person)
    browser = as_person(make.person(Role.ADMINISTRATOR, organisation))

    send(browser, f"/people/{person.id}/activity", is_active="0")
    send(browser, f"/people/{person.id}/activity", is_active="1")

    assert person.is_active
    assert theirs.get("/").status_code == 303


def test_an_administrator_reaches_nobody_outside_the_region(
    make: Make, as_person: AsPerson
) -> None:
    here = make.person(organisation=make.organisation())
    elsewhere = make.organisation(region_id=make.add(Region(name="Ver weg")).id)
    browser = as_person(make.person(Role.ADMINISTRATOR, elsewhere))

    assert browser.get(f"/people/{here.id}").status_code == 404
    assert send(browser, f"/people/{here.id}/activity", is_active="0").status_code == 404
    assert here.name not in browser.get("/people/").text


def test_more_people_than_fit_on_a_page_stand_on_the_next_one(
    make: Make, as_person: AsPerson
) -> None:
    organisation = make.organisation()
    browser = as_person(make.person(Role.ADMINISTRATOR, organisation, name="Ada Aalders"))
    for number in range(PAGE_SIZE):
        make.person(organisation=organisation, name=f"Bo {number:02}")

    first, second = browser.get("/people/"), browser.get("/people/?page=2")

    assert "Volgende" in text_of(first, ".pages")
    assert "Ada Aalders" in text_of(first, "main")
    assert "Bo 49" in text_of(second, "main")
    assert text_of(second, ".pages") == "Vorige"


def test_a_number_that_no_database_knows_does_no_harm(make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.person(Role.ADMINISTRATOR))

    for page in ("-1", "99", "x", "9" * 30):
        assert browser.get(f"/people/?page={page}").status_code == 200
