"""Pages of mdt.blueprints.knowledge, and every other page that shows a knowledge session."""

from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.conferences import knowledge
from mdt.models import Conference, ConferenceKind, ConferenceState, Invitation, Person, Reply, Role
from mdt.scheduling import local_time
from tests.conferences.test_knowledge import NEXT_WEEK, TOPIC, judge, planned
from tests.conftest import AsPerson
from tests.factories import Make
from tests.invitations import guests
from tests.pages import send, soup, text_of

WEEK = f"{local_time.local(NEXT_WEEK):%G-W%V}"


def form(**fields: Any) -> dict[str, Any]:
    here = local_time.local(NEXT_WEEK)
    return {
        "topic": TOPIC,
        "starts_day": f"{here:%Y-%m-%d}",
        "starts_time": f"{here:%H:%M}",
        "minutes": "60",
        "place_kind": "video",
        "video_url": "https://video.example/kennis",
    } | fields


def test_a_coordinator_plans_a_session_finds_people_and_invites_several_at_once(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    kok, mol, judith = make.person(name="Kok"), make.person(name="Mol"), judge(make)
    browser = as_person(make.coordinator())
    assert soup(browser.get("/conferences/new")).select_one("a[href='/conferences/knowledge/new']")
    assert browser.get("/conferences/knowledge/new").status_code == 200

    answer = send(browser, "/conferences/knowledge", **form())

    assert answer.status_code == 303
    page = browser.get(answer.location)
    assert TOPIC in text_of(page, "#facts")
    assert TOPIC not in text_of(page, "title")
    path = f"{answer.location}/knowledge"
    found = send(browser, f"{path}/people", q="Kok")
    assert [one["value"] for one in soup(found).select("input[name=people]")] == [str(kok.id)]

    answer = send(browser, f"{path}/guests", people=[str(kok.id), str(mol.id), str(judith.id)])

    assert answer.status_code == 303
    asked = {one.person_id for one in session.exec(select(Invitation))}
    assert asked == {kok.id, mol.id, judith.id}
    shown = text_of(browser.get(answer.location), "#guests")
    assert all(one.name in shown for one in (kok, mol, judith))

    send(browser, f"{path}/guests/{mol.id}/removal")
    assert mol.name not in text_of(browser.get(answer.location), "#guests")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"topic": ""}, "Schrijf op waar de sessie over gaat."),
        ({"starts_day": "2020-01-01"}, "Dit moment is al geweest."),
        ({"starts_day": "2999-01-01"}, "jaar"),
        ({"video_url": "http://video.example"}, "Vul een adres in dat met https:// begint."),
        ({"place_kind": "room"}, "Kies een zaal die nu in gebruik is."),
        ({"starts_day": "2027-03-28", "starts_time": "02:30"}, "bestaat niet"),
    ],
)
def test_what_is_wrong_comes_back_beside_what_was_typed(
    make: Make, as_person: AsPerson, fields: dict[str, str], said: str
) -> None:
    typed = form(**fields)

    answer = send(as_person(make.coordinator()), "/conferences/knowledge", **typed)

    assert answer.status_code == 422
    assert said in text_of(answer, ".error-summary")
    shown = soup(answer).select_one("input[name=minutes]")
    assert shown
    assert shown["value"] == "60"


def test_who_is_taken_then_is_named_and_can_be_invited_all_the_same(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    kok = make.person(name="Kok")
    planned(make, kok)
    other = planned(make)
    by = session.get_one(Person, other.coordinator_id)
    browser, path = as_person(by), f"/conferences/{other.id}/knowledge/guests"

    answer = send(browser, path, people=str(kok.id))

    assert answer.status_code == 409
    assert "Kok" in text_of(answer, ".error-summary")
    assert send(browser, path, people=str(kok.id), overlap="1").status_code == 303
    assert knowledge.guests(session, other) == {kok.id}


def test_a_session_is_moved_taken_up_and_ended(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    conference = planned(make, make.person())
    browser = as_person(session.get_one(Person, conference.coordinator_id))
    path = f"/conferences/{conference.id}/knowledge"
    assert browser.get(path).status_code == 200

    moved = send(browser, path, **form(starts_time="16:00", version=str(conference.version)))
    assert moved.status_code == 303
    assert send(browser, f"{path}/opening").status_code == 422
    assert send(browser, f"{path}/opening", early="1").status_code == 303
    assert browser.get(f"/conferences/{conference.id}").status_code == 200
    assert send(browser, f"{path}/ending").status_code == 303

    session.refresh(conference)
    assert conference.state is ConferenceState.HELD
    assert browser.get(f"/conferences/{conference.id}").status_code == 200


@pytest.mark.parametrize(
    ("page", "status"),
    [
        *(("agenda", 404), ("order", 404), ("polls", 404)),
        *(("arrangements", 303), ("meeting", 303), ("moment", 303)),
    ],
)
def test_pages_of_a_table_are_none_of_a_session_or_lead_to_its_own(
    session: Session, make: Make, as_person: AsPerson, page: str, status: int
) -> None:
    conference = planned(make, make.person())
    browser = as_person(session.get_one(Person, conference.coordinator_id))

    answer = browser.get(f"/conferences/{conference.id}/{page}")

    assert answer.status_code == status
    if status == 303:
        assert answer.location.startswith(f"/conferences/{conference.id}")


@pytest.mark.parametrize(
    "path", ["/", "/conferences/", f"/agenda/?week={local_time.local(NEXT_WEEK):%G-W%V}"]
)
def test_lists_lead_its_coordinator_and_whoever_is_invited_to_a_session(
    session: Session, make: Make, as_person: AsPerson, path: str
) -> None:
    judith = judge(make)
    conference = planned(make, judith)
    coordinator = session.get_one(Person, conference.coordinator_id)

    for person in (coordinator, judith):
        page = as_person(person).get(path)
        assert page.status_code == 200
        links = {str(one["href"]) for one in soup(page).select("main a[href]")}
        assert any(str(conference.id) in link for link in links), (path, person.name, links)
        assert TOPIC not in page.text or person.id in {coordinator.id, judith.id}


@pytest.mark.parametrize("path", ["/", f"/agenda/?week={WEEK}", f"/conferences/?week={WEEK}"])
def test_a_judge_is_not_asked_for_impediments_where_there_is_no_case(
    make: Make, as_person: AsPerson, path: str
) -> None:
    judith = judge(make)
    planned(make, judith)

    page = text_of(as_person(judith).get(path), "main")

    assert "Kennissessie" in page
    for word in ("Uitnodiging Rechtspraak", "van de zaak", "belemmering"):
        assert word not in page


def test_who_was_ticked_stays_ticked_while_somebody_else_is_looked_for(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    kok, mol = make.person(name="Kok"), make.person(name="Mol")
    conference = planned(make, make.person(name="Vos"))
    browser = as_person(session.get_one(Person, conference.coordinator_id))
    path = f"/conferences/{conference.id}"
    assert not soup(browser.get(path)).select("input[name=people]")

    found = soup(send(browser, f"{path}/knowledge/people", q="Mol", people=[str(kok.id), "zo"]))

    boxes = {one["value"]: one.has_attr("checked") for one in found.select("input[name=people]")}
    assert boxes == {str(kok.id): True, str(mol.id): False}
    nobody = send(browser, f"{path}/knowledge/people", q="Vos")
    assert "Niemand gevonden." in text_of(nobody, "#invite")


def test_calling_a_session_off_speaks_of_a_session(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    conference = planned(make, make.person())
    browser = as_person(session.get_one(Person, conference.coordinator_id))
    path = f"/conferences/{conference.id}"

    assert "Zeg de sessie af" in text_of(browser.get(f"{path}/cancellation"), "h1")
    assert send(browser, f"{path}/cancellation").status_code == 303
    page = text_of(browser.get(path), "main")
    assert "De sessie is afgezegd." in page
    assert "Deze sessie gaat niet door" in page


def test_an_invited_judge_sees_topic_moment_and_link_and_nothing_to_open(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    judith = judge(make)
    conference = planned(make, judith)
    invitation = session.exec(select(Invitation)).one()
    browser = as_person(judith)

    page = browser.get(f"/conferences/{conference.id}")
    assert TOPIC in text_of(page, "#facts")
    assert soup(page).select_one("a[href='https://video.example/kennis']")
    assert not soup(page).select("#guests, #invite, form[action*=knowledge]")
    path = f"/invitations/{invitation.id}"
    asked = browser.get(f"{path}/answer")
    assert asked.status_code == 200
    assert "Geen belemmering" not in text_of(asked, "main")
    send(browser, f"{path}/answer", reply="yes", sequence=str(invitation.sequence))
    session.refresh(invitation)
    assert invitation.reply is Reply.YES
    assert "Bekijk wat u mag zien" not in text_of(browser.get(f"{path}/answer"), "main")
    assert browser.get(f"{path}/opening").status_code == 404
    assert TOPIC not in page.request.path


def test_who_comes_in_with_a_code_sees_the_topic_and_moment(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    planned(make, judge(make))
    invitation = session.exec(select(Invitation)).one()
    browser = as_person(make.person())
    guests.come_in(browser, session, invitation)

    page = browser.get("/joined/")
    assert TOPIC in page.text
    assert "Er is geen belemmering: open" not in page.text
    assert send(browser, "/joined/opening").status_code in {303, 404, 409, 422}
    assert browser.get("/joined/moment").status_code == 200


@pytest.mark.parametrize("who", [None, Role.PROFESSIONAL, Role.ADMINISTRATOR])
def test_who_is_not_invited_finds_no_session(
    make: Make, as_person: AsPerson, who: Role | None
) -> None:
    conference = planned(make, make.person())
    person = make.stranger() if who is None else make.person(who)
    browser, path = as_person(person), f"/conferences/{conference.id}"

    assert browser.get(path).status_code == 404
    assert browser.get(f"{path}/knowledge").status_code == 404
    assert send(browser, f"{path}/knowledge", **form()).status_code == 404
    for deed in ("people", "guests", "opening", "ending", f"guests/{conference.id}/removal"):
        assert send(browser, f"{path}/knowledge/{deed}").status_code == 404


def test_a_conference_about_a_case_has_no_page_of_a_session(
    make: Make, as_person: AsPerson
) -> None:
    by = make.coordinator()
    conference = make.convened(coordinator_id=by.id)
    assert conference.kind is not ConferenceKind.KNOWLEDGE

    assert as_person(by).get(f"/conferences/{conference.id}/knowledge").status_code == 404


def test_no_case_conference_is_made_a_session(
    make: Make, as_person: AsPerson, session: Session
) -> None:
    browser, case = as_person(make.coordinator()), make.case()
    fields: dict[str, Any] = {
        "case_id": str(case.id),
        "kind": "knowledge",
        "question": "Waarom?",
        "minutes": "30",
    }
    assert not soup(browser.get("/conferences/new")).select("input[value=knowledge]")

    answer = send(browser, "/conferences/", **fields)

    assert answer.status_code in {409, 422}
    assert not session.exec(select(Conference)).all()
