"""Pages of mdt.blueprints.conferences."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.models import (
    AuditRecord,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    MessageKind,
    Reply,
    Role,
    SeatDomain,
)
from mdt.polls import asking
from tests.conferences import cast
from tests.conferences.cast import Table, seat_of
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import soup, text_of
from tests.polls.cast import asking_of
from tests.queries import counted

TOMORROW = NOON + timedelta(days=1)


def convened(make: Make, at: Table, **columns: Any) -> Conference:
    """Return a conference of the table to which everybody is asked."""
    conference = cast.draft(make, at)
    conference.state, conference.starts_at = ConferenceState.CONVENED, TOMORROW
    for name, value in columns.items():
        setattr(conference, name, value)
    for seat in conference.items[0].seats:
        make.invitation(conference, make.session.get_one(type(at.chair), seat.holder_id))
    return conference


def test_a_coordinator_sees_what_is_ahead_with_the_quorum_named_and_the_rest_counted(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    case = conference.items[0].case
    seat_of(conference, SeatDomain.OM).holder_id = None

    page = as_person(at.coordinator).get("/conferences/")

    row = text_of(page, "tbody tr")
    assert f"Zaak {case.alias} Eerste overleg" in row
    assert "wo 11 feb, 13.00 uur 45 min · Videogesprek" in row
    assert "OM nog leeg en 4 andere stoelen: 4 gevraagd" in row
    assert text_of(page, "[role=status]") == "1 overleg"


def test_a_draft_of_which_people_are_asked_when_they_can_leads_to_that_until_it_closes(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    found = asking_of(make)
    browser = as_person(found.coordinator)

    asked = soup(browser.get("/conferences/")).select_one("tbody tr")
    asking.close(session, found.poll, by=found.coordinator, now=NOON)
    session.commit()
    closed = text_of(browser.get("/conferences/"), "tbody tr")

    assert asked is not None
    assert asked.select_one(f"a[href='/conferences/{found.conference.id}/poll']")
    assert "antwoorden tot wo 11 feb, 13.00 uur" in " ".join(asked.get_text(" ").split())
    assert "nog geen moment" in closed


def test_a_knowledge_session_lacks_no_seats_in_the_list(make: Make, as_person: AsPerson) -> None:
    by = make.coordinator()
    make.conference(kind=ConferenceKind.KNOWLEDGE, coordinator_id=by.id, topic="Stalking")

    row = text_of(as_person(by).get("/conferences/"), "tbody tr")

    assert "Op uitnodiging" in row
    assert "stoelen" not in row


def test_the_list_is_narrowed_by_state_and_by_week(make: Make, as_person: AsPerson) -> None:
    by = make.coordinator()
    make.conference(make.case(alias="Alsem"))
    make.convened(make.case(alias="Berk"))
    make.convened(make.case(alias="Ceder"), starts_at=NOON + timedelta(days=7))
    make.conference(make.case(alias="Den"), state=ConferenceState.HELD, starts_at=NOON)
    browser = as_person(by)

    def shown(query: str) -> list[str]:
        rows = soup(browser.get(f"/conferences/{query}")).select("tbody th a")
        return [row.text.removeprefix("Zaak ") for row in rows]

    assert shown("") == ["Alsem", "Berk", "Ceder"]
    assert shown("?state=held") == ["Den"]
    assert shown("?state=convened&week=2026-02-09") == ["Berk"]
    assert shown("?week=2026-02-18") == ["Ceder"]
    assert shown("?state=nonsense&week=nonsense&page=nonsense") == ["Alsem", "Berk", "Ceder"]


def test_htmx_gets_the_list_alone(make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.coordinator())

    answer = browser.get("/conferences/", headers={"HX-Request": "true"})

    assert not soup(answer).select("html")
    assert soup(answer).select_one("#conferences")


def test_a_long_list_has_pages(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    for _ in range(26):
        make.conference(case)
    browser = as_person(make.coordinator())

    first, last = browser.get("/conferences/"), browser.get("/conferences/?page=9")

    assert len(soup(first).select("tbody tr")) == 25
    assert len(soup(last).select("tbody tr")) == 1
    assert "Bladzijde 2 van 2" in text_of(last)


def test_an_empty_list_says_what_will_be_there(make: Make, as_person: AsPerson) -> None:
    coordinator, professional = as_person(make.coordinator()), as_person(make.person())

    assert soup(coordinator.get("/conferences/")).select_one(".empty a[href='/conferences/new']")
    assert "Wordt u gevraagd" in text_of(professional.get("/conferences/"), ".empty")
    assert "Niets gevonden" in text_of(coordinator.get("/conferences/?state=held"), ".empty")


def test_who_is_asked_sees_own_moment_and_case_and_no_marks(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    officer = at.people[SeatDomain.POLICE]
    browser = as_person(officer)

    row = text_of(browser.get("/conferences/"), "tbody tr")

    assert f"Zaak {conference.items[0].case.alias}" in row
    assert "Uitgenodigd" in row
    assert "stoelen" not in row


def test_a_judge_sees_her_own_minutes_and_no_alias_anywhere(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    judge = at.people[SeatDomain.JUDICIARY]
    alias, key = conference.items[0].case.alias, conference.id
    invitation = next(row for row in _invitations(session, conference) if row.person_id == judge.id)
    invitation.ends_at = TOMORROW + timedelta(minutes=9)
    browser = as_person(judge)

    for path in ("/conferences/", f"/conferences/{key}", f"/conferences/{key}/agenda"):
        page = browser.get(path)
        assert page.status_code == 200
        assert alias not in page.text
        assert cast.QUESTION not in page.text
    assert "9 min" in text_of(browser.get("/conferences/"), "tbody tr")
    assert "13.00 tot 13.09 uur" in text_of(browser.get(f"/conferences/{key}"), "#facts")


def _invitations(session: Session, conference: Conference) -> list[Invitation]:
    return list(session.exec(select(Invitation).where(Invitation.conference_id == conference.id)))


def test_who_is_asked_for_one_case_learns_nothing_of_the_other(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    other = make.item(conference, make.case(alias="Geheim"), question="Wat is er nog meer?")
    officer = at.people[SeatDomain.POLICE]
    browser = as_person(officer)

    for path in ("", "/agenda"):
        page = browser.get(f"/conferences/{conference.id}{path}")
        assert cast.QUESTION in page.text
        assert "Geheim" not in page.text
        assert "Wat is er nog meer?" not in page.text
    seen = session.exec(
        select(AuditRecord.subject_id).where(
            AuditRecord.actor_id == officer.id, AuditRecord.action == "item:view"
        )
    ).all()
    assert set(seen) == {conference.items[0].id}
    assert other.id not in seen


def test_a_stranger_and_a_visitor_find_no_conference(
    make: Make, as_person: AsPerson, client: object
) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    stranger, professional = as_person(make.stranger()), as_person(make.person())
    paths = [f"/conferences/{conference.id}{path}" for path in ("", "/agenda")]

    for path in paths:
        assert stranger.get(path).status_code == 404
        assert professional.get(path).status_code == 404
        assert client.get(path).status_code == 303  # type: ignore[attr-defined] # a browser
    assert stranger.get(f"/conferences/{uuid4()}").status_code == 404
    assert text_of(stranger.get("/conferences/"), ".empty")
    assert stranger.get("/conferences/new").status_code == 404


def test_a_page_shows_each_seat_with_its_answer_to_who_leads_the_table(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    replies = dict(
        zip(
            (SeatDomain.VT, SeatDomain.POLICE, SeatDomain.VLAW),
            (Reply.YES, Reply.MAYBE, Reply.NO),
            strict=True,
        )
    )
    for row in _invitations(session, conference):
        for domain, reply in replies.items():
            if row.person_id == at.people[domain].id:
                row.reply = reply
        if row.person_id == at.people[SeatDomain.OM].id:
            make.message(
                at.people[SeatDomain.OM],
                kind=MessageKind.INVITATION,
                invitation_id=row.id,
                conference_id=conference.id,
                state="dead",
            )

    for person in (at.coordinator, at.chair):
        page = soup(as_person(person).get(f"/conferences/{conference.id}"))
        table = [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]
        assert any(row.startswith("Veilig Thuis quorum") and row.endswith("Komt") for row in table)
        assert any(row.startswith("Politie") and row.endswith("Misschien") for row in table)
        assert any(
            row.startswith("OM") and row.endswith("Uitnodiging niet bezorgd") for row in table
        )
        assert any(
            row.startswith("Slachtofferadvocaat nodig · alleen bij haar eigen woorden")
            and row.endswith("Kan niet")
            for row in table
        )
    officer = soup(as_person(at.people[SeatDomain.POLICE]).get(f"/conferences/{conference.id}"))
    assert "Antwoord" not in officer.get_text()


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (ConferenceState.DRAFT, "Kies een moment"),
        (ConferenceState.CONVENED, "Iedereen is gevraagd Er komen nog 7 antwoorden."),
        (ConferenceState.IN_SESSION, "Het overleg is bezig"),
        (ConferenceState.HELD, "Het verslag is nog niet vastgesteld"),
    ],
)
def test_the_page_says_what_to_do_next(
    make: Make, as_person: AsPerson, state: ConferenceState, wanted: str
) -> None:
    at = cast.table(make)
    conference = convened(make, at, state=state)
    if state is ConferenceState.DRAFT:
        conference = cast.draft(make, at)

    page = as_person(at.coordinator).get(f"/conferences/{conference.id}")

    assert wanted in text_of(page, ".todo")
    assert len(soup(page).select("main .btn:not(.btn-2)")) <= 1


@pytest.mark.parametrize("reply", [None, Reply.NO])
def test_the_next_step_is_a_quorum_seat_that_nobody_can_be_counted_on_for(
    session: Session, make: Make, as_person: AsPerson, reply: Reply | None
) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    seat = seat_of(conference, SeatDomain.OM)
    if reply is None:
        conference.state, seat.holder_id = ConferenceState.DRAFT, None
    for row in _invitations(session, conference):
        if row.person_id == seat.holder_id:
            row.reply = reply

    page = as_person(at.coordinator).get(f"/conferences/{conference.id}")

    said = "OM kan niet komen" if reply else "De stoel van OM is nog leeg"
    assert said in text_of(page, ".todo")
    where = f"/conferences/{conference.id}/seats/{seat.id}{'/search' if reply else ''}"
    assert soup(page).select_one(f".todo a[href='{where}']")


def test_it_is_time_an_hour_before_the_moment(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference = convened(make, at, starts_at=NOON + timedelta(minutes=59))

    page = as_person(at.chair).get(f"/conferences/{conference.id}")

    assert "Het is tijd voor het overleg" in text_of(page, ".todo")


def test_who_leads_can_begin_before_the_moment(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    path = f"/conferences/{convened(make, at).id}"

    for leader in (at.coordinator, at.chair):
        page = soup(as_person(leader).get(path))
        assert page.select_one(f"a[href='{path}/meeting']")
    officer = soup(as_person(at.people[SeatDomain.POLICE]).get(path))
    assert not officer.select(f"a[href='{path}/meeting']")


def test_who_arranges_sees_how_the_invitations_stand_and_who_is_asked_how_to_answer(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    path = f"/conferences/{conference.id}"

    coordinator = soup(as_person(at.coordinator).get(path))
    chair = soup(as_person(at.chair).get(path))
    officer = as_person(at.people[SeatDomain.POLICE]).get(path)

    assert coordinator.select_one("#invitations")
    assert not chair.select("#invitations")
    assert "De coördinator wacht op uw antwoord." in text_of(officer, ".todo")
    assert soup(officer).select_one(".todo a[href$='/answer']")


def test_the_agenda_on_paper_has_times_parts_and_who_sits_there(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = convened(make, at)

    page = text_of(as_person(at.chair).get(f"/conferences/{conference.id}/agenda"), "main")

    assert "wo 11 feb, 13.00 tot 13.45 uur" in page
    assert "13.09 Haar eigen woorden 5 min" in page
    assert f"Politie ({at.people[SeatDomain.POLICE].name})" in page
    assert "Vertrouwelijk." in page


def test_the_title_names_no_case(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    alias, browser = conference.items[0].case.alias, as_person(at.coordinator)

    for path in ("/conferences/", f"/conferences/{conference.id}"):
        assert alias not in text_of(browser.get(path), "title")


def test_pages_ask_as_much_of_the_database_for_many_as_for_few(
    make: Make, as_person: AsPerson, engine: Engine
) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    browser, path = as_person(at.coordinator), f"/conferences/{conference.id}"

    def queries() -> list[int]:
        found = []
        for asked in ("/conferences/", path):
            with counted(engine) as seen:
                browser.get(asked)
            found.append(sum(statement.startswith("SELECT") for statement in seen))
        return found

    browser.get(path)
    few = queries()
    for _ in range(5):
        convened(make, at)
    assert queries() == few


def test_administrators_auditors_and_officers_have_no_list(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference = convened(make, at)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.DPO):
        browser = as_person(make.person(role))
        assert browser.get(f"/conferences/{conference.id}").status_code == 404
        assert "Zaak" not in text_of(browser.get("/conferences/"), "main")
