"""The page "Vandaag" of mdt.blueprints.home."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.models import (
    ActionState,
    AuditRecord,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Language,
    Measure,
    MeasureKind,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Panel,
    Person,
    Regime,
    Reply,
    Role,
    SeatDomain,
    SubstituteProposal,
    WorkingPattern,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of
from tests.polls.cast import asking_of
from tests.queries import counted

DAY = timedelta(days=1)


def led(make: Make, samira: Person, alias: str, **columns: Any) -> Conference:
    """Return a sitting about a case of that alias, convened by samira for tomorrow."""
    return make.convened(make.case(alias=alias), coordinator_id=samira.id, **columns)


def answered(make: Make, table: Conference, domain: SeatDomain, reply: Reply) -> Person:
    """Return someone on a seat who gave that answer."""
    person = make.person()
    make.seat(table, person, domain=domain)
    make.invitation(table, person, reply=reply, replied_at=NOON)
    return person


def todo(browser: Browser) -> str:
    return text_of(browser.get("/"), "#todo")


def test_a_coordinator_hears_of_an_empty_seat(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    table = led(make, samira, "Linde")
    make.seat(table, domain=SeatDomain.JUDICIARY, quorum=False)
    words = todo(as_person(samira))
    assert "De stoel van Rechtspraak is nog leeg" in words
    assert "Zaak Linde" in words
    assert "morgen" in words
    assert "1 ding" in words


def test_an_empty_seat_that_nobody_needs_is_left_alone(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    table = led(make, samira, "Linde")
    make.seat(table, domain=SeatDomain.PROBATION, required=False, quorum=False)
    assert "Niets dat nu op u wacht" in todo(as_person(samira))


def test_a_sitting_far_away_does_not_ask_yet(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    make.seat(led(make, samira, "Linde", starts_at=NOON + 15 * DAY))
    assert "Niets dat nu op u wacht" in todo(as_person(samira))


def test_who_said_no_leaves_a_seat_to_fill(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    table = led(make, samira, "Linde")
    answered(make, table, SeatDomain.OM, Reply.NO)
    assert "OM kan niet komen" in todo(as_person(samira))
    answered(make, table, SeatDomain.POLICE, Reply.NO)
    assert "2 stoelen vragen aandacht" in todo(as_person(samira))


def test_a_mail_that_did_not_arrive_is_said(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    table = led(make, samira, "Linde")
    person = make.person()
    make.seat(table, person, domain=SeatDomain.OM)
    asked = make.invitation(table, person)
    make.add(
        OutboxMessage(
            kind=MessageKind.INVITATION,
            dedupe="x",
            person_id=person.id,
            conference_id=table.id,
            invitation_id=asked.id,
            message_id="<x@portaal.example>",
            language=Language.NL,
            state=OutboxState.DEAD,
            stamped_at=NOON,
            created_at=NOON,
            due_at=NOON,
        )
    )
    assert "De uitnodiging voor OM kwam niet aan" in todo(as_person(samira))


def test_a_sitting_that_is_going_on_comes_first(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    led(make, samira, "Iep", starts_at=NOON, state=ConferenceState.IN_SESSION)
    make.seat(led(make, samira, "Linde"))
    words = todo(as_person(samira))
    assert words.index("Het overleg is bezig") < words.index("nog leeg")
    assert "vandaag" in words


def test_several_empty_seats_are_one_thing(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    table = led(make, samira, "Linde")
    for domain in (SeatDomain.OM, SeatDomain.POLICE):
        make.seat(table, domain=domain)
    words = todo(as_person(samira))
    assert "2 stoelen zijn nog leeg" in words
    assert "1 ding" in words


def test_a_draft_asks_for_a_moment_once_its_quorum_can_be_asked(
    make: Make, as_person: AsPerson
) -> None:
    samira = make.coordinator()
    draft = make.conference(make.case(alias="Haven"), coordinator_id=samira.id)
    make.seat(draft, domain=SeatDomain.VT)
    browser = as_person(samira)
    assert "De stoel van Veilig Thuis is nog leeg" in todo(browser)
    draft.items[0].seats[0].holder_id = make.person().id
    make.session.flush()
    assert "Kies een moment voor zaak Haven" in todo(browser)


def test_a_draft_says_until_when_it_must_sit_and_is_red_when_that_is_near(
    make: Make, as_person: AsPerson
) -> None:
    samira, days = make.coordinator(), {"Haven": 2, "Linde": 20, "Iep": -1}
    for alias, ahead in days.items():
        kind = ConferenceKind.EMERGENCY if alias == "Iep" else ConferenceKind.REVIEW
        draft = make.conference(
            make.case(alias=alias),
            coordinator_id=samira.id,
            kind=kind,
            signal_at=NOON + (ahead - 1) * DAY,
        )
        make.seat(draft, make.person())
        if alias != "Iep":
            case_id, ends_at = draft.items[0].case_id, NOON + ahead * DAY
            ban = MeasureKind.HOUSE_BAN
            make.add(Measure(case_id=case_id, kind=ban, starts_at=NOON, ends_at=ends_at))
    page = as_person(samira).get("/")

    rows = {row.select_one("h3").get_text(): row for row in soup(page).select("#todo li")}  # type: ignore[union-attr]
    words = {name: " ".join(row.get_text(" ").split()) for name, row in rows.items()}
    haven, linde, iep = (f"Kies een moment voor zaak {alias}" for alias in days)
    assert "Uiterlijk do 12 feb, 13.00 uur." in words[haven]
    assert "Uiterlijk ma 2 mrt, 13.00 uur." in words[linde]
    assert "Het uiterste moment is voorbij: ma 9 feb, 13.00 uur." in words[iep]
    red = {name for name, row in rows.items() if row.select(".dot.bad")}
    assert red == {haven, iep}
    assert "uiterlijk do 12 feb, 13.00 uur" in text_of(page, "#week")


def test_a_proposed_substitute_waits_for_the_coordinator(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    table = led(make, samira, "Linde")
    asked = make.invitation(table, make.person())
    make.add(SubstituteProposal(invitation_id=asked.id, mail="a@b.example", at=NOON))
    assert "Iemand stelt een vervanger voor" in todo(as_person(samira))


def test_a_shut_link_waits_for_the_coordinator_until_it_is_replaced(
    make: Make, as_person: AsPerson
) -> None:
    samira = make.coordinator()
    chair = make.person(Role.CHAIR)
    table = led(make, samira, "Linde", chair_id=chair.id)
    asked = make.invitation(table, make.person(), locked_at=NOON, wrong_codes=5)
    browser = as_person(samira)
    words = todo(browser)
    assert "Een link is op slot Zaak Linde" in words
    assert "Stuur een nieuwe link" in words
    assert "op slot" not in todo(as_person(chair))

    send(browser, f"/conferences/{table.id}/invitations/{asked.id}/repeat")

    assert "op slot" not in todo(browser)


def test_a_shut_link_of_a_poll_waits_for_the_coordinator_until_it_is_replaced(
    make: Make, as_person: AsPerson
) -> None:
    found = asking_of(make, now=NOON)
    asked = found.row(found.officer)
    asked.locked_at = NOON
    browser = as_person(found.coordinator)
    assert "Een link is op slot" in todo(browser)

    send(browser, f"/conferences/{found.conference.id}/poll/people/{asked.id}/repeat")

    assert "op slot" not in todo(browser)


def test_a_chair_is_asked_for_the_minutes_and_an_own_answer(
    make: Make, as_person: AsPerson
) -> None:
    chair = make.person(Role.CHAIR)
    held = {"state": ConferenceState.HELD, "starts_at": NOON - DAY, "held_at": NOON - DAY}
    led(make, make.coordinator(), "Eik", chair_id=chair.id, **held)
    asked = led(make, make.coordinator(), "Iep", chair_id=chair.id)
    make.invitation(asked, chair)
    words = todo(as_person(chair))
    assert "Stel het verslag vast Zaak Eik" in words
    assert "Laat weten of u komt Zaak Iep" in words


def test_a_sitting_that_was_held_today_is_not_yet_to_come(make: Make, as_person: AsPerson) -> None:
    chair = make.person(Role.CHAIR)
    held = {"state": ConferenceState.HELD, "starts_at": NOON, "held_at": NOON}
    led(make, make.coordinator(), "Eik", chair_id=chair.id, **held)

    browser = as_person(chair)
    assert "Het overleg was vandaag." in todo(browser)
    assert "Videogesprek · Gehouden · u zit voor" in text_of(browser.get("/"), "#day")


def test_late_actions_of_one_s_own_cases_are_one_thing(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    table = led(make, samira, "Berk")
    case = make.session.get_one(Case, table.items[0].case_id)
    for days in (4, 2):
        due_at = NOON - days * DAY
        make.action(case, title=f"Slot {days}", due_at=due_at, late_after=due_at)
    make.action(make.case(), title="Van een ander", late_after=NOON - DAY)
    browser = as_person(samira)

    assert "2 acties zijn te laat Zaak Berk." in todo(browser)
    late = text_of(browser.get("/"), "#late")
    assert "4 dagen te laat" in late
    assert late.index("Slot 4") < late.index("Slot 2")
    assert "Van een ander" not in late


def test_today_and_the_coming_week_stand_apart(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    today = led(make, samira, "Berk", starts_at=NOON + timedelta(hours=2))
    answered(make, today, SeatDomain.VT, Reply.YES)
    led(make, samira, "Linde", starts_at=NOON + 3 * DAY)
    led(make, samira, "Els", starts_at=NOON + 7 * DAY)
    led(make, samira, "Ver", starts_at=NOON + 8 * DAY)
    make.conference(make.case(alias="Haven"), coordinator_id=samira.id)
    page = as_person(samira).get("/")

    assert "15.00 60 min Zaak Berk, eerste overleg" in text_of(page, "#day")
    assert "Veilig Thuis : komt" in text_of(page, "#day")
    week = text_of(page, "#week")
    assert "Zaak Linde" in week
    assert "Zaak Els" in week, "the same weekday, a week from now"
    assert "Zaak Haven Eerste overleg nog geen moment" in week
    assert "Ver" not in week
    assert "Berk" not in week


def test_a_day_without_anything_says_so(make: Make, as_person: AsPerson) -> None:
    page = as_person(make.coordinator()).get("/")
    assert "Geen overleg vandaag" in text_of(page, "#day")
    assert "Niets gepland in de komende week" in text_of(page, "#week")
    assert "Niets is te laat" in text_of(page, "#late")


def test_a_professional_sees_invitations_actions_and_what_comes_next(
    make: Make, as_person: AsPerson
) -> None:
    dennis = make.person(name="Dennis Kok")
    asked = led(make, make.coordinator(), "Linde", starts_at=NOON + 2 * DAY)
    make.seated(asked, dennis)
    coming = led(make, make.coordinator(), "Berk", starts_at=NOON + DAY)
    make.seat(coming, dennis)
    make.invitation(coming, dennis, reply=Reply.YES)
    case = make.session.get_one(Case, coming.items[0].case_id)
    make.action(case, dennis, title="Wapens innemen")
    make.action(case, dennis, title="Al gedaan", state=ActionState.DONE)
    page = as_person(dennis).get("/")

    assert "Goedemiddag, Dennis" in text_of(page, "h1")
    assert "Zaak Linde" in text_of(page, "#asked")
    assert "1 uitnodiging" in text_of(page, "#asked")
    assert "Zaak Berk" in text_of(page, "#upcoming")
    assert "u zei ja" in text_of(page, "#upcoming")
    assert "Wapens innemen" in text_of(page, "#own")
    assert "Al gedaan" not in page.text
    assert soup(page).select("#todo, #week") == []


def test_a_case_lead_sees_what_is_late_in_their_cases(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case(alias="Berk")
    make.action(case, title="Slot", due_at=NOON - DAY, late_after=NOON - DAY)
    assert "Slot" in text_of(as_person(session.get_one(Person, case.lead_id)).get("/"), "#late")
    assert soup(as_person(make.person()).get("/")).select("#late") == []


def test_a_judge_sees_her_invitations_and_no_case(make: Make, as_person: AsPerson) -> None:
    hester = make.person(Role.JUDGE, name="mr. Hester Zijlstra")
    table = led(make, make.coordinator(), "Populier")
    make.seated(table, hester, domain=SeatDomain.JUDICIARY)
    page = as_person(hester).get("/")

    assert "Goedemiddag, mr. Hester Zijlstra" in text_of(page, "h1")
    assert "Uitnodiging Rechtspraak" in text_of(page, "#asked")
    assert "Is er een belemmering?" in text_of(page, "#asked")
    assert "Populier" not in page.text
    assert soup(page).select("#own, #late, #todo") == []


def test_who_answered_everywhere_reads_so(make: Make, as_person: AsPerson) -> None:
    page = as_person(make.person()).get("/")
    assert "U gaf overal antwoord op" in text_of(page, "#asked")
    assert "Alles gedaan" in text_of(page, "#own")
    assert "niets gepland" in text_of(page, "#upcoming")


def test_an_invitation_that_is_over_or_withdrawn_asks_no_more(
    make: Make, as_person: AsPerson
) -> None:
    person = make.person()
    over = led(make, make.coordinator(), "Eik", starts_at=NOON - 2 * DAY)
    make.seated(over, person)
    gone = led(make, make.coordinator(), "Iep")
    make.seat(gone, person)
    make.invitation(gone, person, withdrawn_at=NOON)
    assert "U gaf overal antwoord op" in text_of(as_person(person).get("/"), "#asked")


@pytest.mark.parametrize(
    ("role", "part"),
    [(Role.ADMINISTRATOR, "#setup"), (Role.AUDITOR, "#watch"), (Role.DPO, "#watch")],
)
def test_who_sets_up_or_watches_gets_where_to_go(
    make: Make, as_person: AsPerson, role: Role, part: str
) -> None:
    led(make, make.coordinator(), "Populier")
    page = as_person(make.person(role)).get("/")
    assert soup(page).select_one(part)
    assert "Populier" not in page.text
    assert soup(page).select("#todo, #asked, #own, #late") == []


def test_the_first_time_shows_a_checklist_until_it_is_done(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    samira = make.coordinator()
    browser = as_person(samira)
    assert "0 van 3 klaar" in text_of(browser.get("/"), "#steps")

    start, end = NOON.time().replace(tzinfo=None), NOON.time().replace(hour=17)
    make.add(WorkingPattern(person_id=samira.id, weekday=0, starts=start, ends=end))
    assert "1 van 3 klaar" in text_of(browser.get("/"), "#steps")
    session.get_one(Person, samira.id).phone = "06 12345678"
    make.conference(coordinator_id=samira.id)
    assert soup(browser.get("/")).select("#steps") == []


def test_an_administrator_s_checklist_ends_with_a_table(make: Make, as_person: AsPerson) -> None:
    wout = make.person(Role.ADMINISTRATOR, phone="06 12345678")
    browser = as_person(wout)
    assert "Zet een vaste tafel klaar" in text_of(browser.get("/"), "#steps")
    make.add(Panel(region_id=make.region.id, name="Tafel", regime=Regime.WGS_ZVH))
    assert soup(browser.get("/")).select("#steps") == []


def test_what_the_page_names_is_audited(session: Session, make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    table = led(make, samira, "Berk")
    led(make, make.coordinator(), "Van een ander")
    case_id = table.items[0].case_id
    as_person(samira).get("/")
    rows = session.exec(select(AuditRecord).where(AuditRecord.actor_id == samira.id)).all()
    assert [(row.action, row.case_id) for row in rows] == [("home:view", case_id)]


def test_the_page_asks_the_same_of_the_database_however_much_there_is(
    make: Make, as_person: AsPerson, engine: Engine
) -> None:
    samira, dennis = make.coordinator(), make.person()
    numbers: dict[int, list[int]] = {}
    for size in (1, 6):
        for hours in range(size):
            table = led(make, samira, f"Boom {size}{hours}", starts_at=NOON + DAY * (hours + 1))
            make.seated(table, dennis)
            case = make.session.get_one(Case, table.items[0].case_id)
            make.action(case, dennis, late_after=NOON - DAY, due_at=NOON - DAY)
        for person in (samira, dennis):
            browser = as_person(person)
            browser.get("/")
            with counted(engine) as statements:
                browser.get("/")
            reads = [one for one in statements if not one.startswith("INSERT")]
            numbers.setdefault(size, []).append(len(reads))
    assert max(numbers[6]) <= max(numbers[1]) + 2, "counting what is cut off may take one each"


def test_signed_out_one_is_led_to_the_sign_in(client: FlaskClient) -> None:
    assert client.get("/").status_code == 303


def test_somebody_without_anything_is_greeted_all_the_same(make: Make, as_person: AsPerson) -> None:
    page = as_person(make.person(None, name="Gast")).get("/")
    assert page.status_code == 200
    assert "Goedemiddag, Gast" in text_of(page, "h1")
    assert "dinsdag 10 februari" in text_of(page, ".page-head").lower()
