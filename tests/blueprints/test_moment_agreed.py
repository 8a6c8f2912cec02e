"""Pages of mdt.blueprints.moment: agreeing one, and what comes in between."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlmodel import Session, select

from mdt.conferences import agenda, lifecycle
from mdt.conferences.agenda import Terms
from mdt.models import (
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    OutboxMessage,
    PlaceKind,
    SeatDomain,
    SeatFill,
)
from tests.blueprints.choosing import (
    FIRST,
    WEDNESDAY,
    at,
    busy,
    checked,
    choose,
    iso,
    offered,
    path,
    slot,
    words,
)
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.invitations.cast import deliver
from tests.pages import Browser, send, soup, text_of


def test_agreeing_convenes_and_owes_every_invitation_once(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    browser = as_person(table.coordinator)

    answer = choose(browser, conference, minutes=60)
    again = choose(browser, conference, minutes=60)

    assert answer.status_code == again.status_code == 303
    assert answer.location == again.location == f"/conferences/{conference.id}"
    session.refresh(conference)
    assert conference.state is ConferenceState.CONVENED
    assert conference.starts_at == at("13.30", WEDNESDAY)
    assert (conference.minutes, conference.items[0].minutes) == (60, 60)
    assert len(session.exec(select(Invitation)).all()) == 7
    assert len(session.exec(select(OutboxMessage)).all()) == 7


def test_a_convened_conference_is_moved(session: Session, make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    lifecycle.convene(session, conference, at("10.00"), by=table.coordinator, now=NOON)
    browser = as_person(table.coordinator)

    page = browser.get(path(conference))
    answer = choose(browser, conference, iso("14.00"))

    assert "Nu gepland" in words(slot(page, iso("10.00")))
    assert checked(page) == []
    assert "7 mensen krijgen over 60 seconden het nieuwe moment" in text_of(page, ".choice")
    assert "Verplaats het overleg" in text_of(page, ".choice")
    assert answer.status_code == 303
    session.refresh(conference)
    assert conference.starts_at == at("14.00")
    assert {one.starts_at for one in session.exec(select(Invitation))} >= {at("14.00")}


def test_an_emergency_is_sent_at_once(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table, kind=ConferenceKind.EMERGENCY)

    page = as_person(table.coordinator).get(path(conference))

    assert checked(page) == [iso("13.30", date(2026, 2, 10))]
    assert "7 uitnodigingen gaan meteen de deur uit." in text_of(page, ".choice")


def test_nothing_chosen_comes_back_with_the_page(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    answer = choose(as_person(table.coordinator), conference, "", minutes=90, week="2026-02-23")

    assert answer.status_code == 422
    for field in ("#week option[selected]", "form[method=post] input[name=week]"):
        assert soup(answer).select(field)[0]["value"] == "2026-02-23"
    assert text_of(answer, ".error-summary a") == "Kies een moment."
    assert "Fout:" in text_of(answer, "title")
    assert text_of(answer, "#minutes option[selected]") == "90 minuten"


@pytest.mark.parametrize(
    ("moment", "words_"),
    [
        ("2026-02-09T10:00:00+01:00", "Dit moment is al geweest."),
        ("2030-02-12T10:00:00+01:00", "Kies een dag binnen een jaar."),
    ],
)
def test_a_moment_that_cannot_be_agreed_is_refused(
    session: Session, make: Make, as_person: AsPerson, moment: str, words_: str
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    answer = choose(as_person(table.coordinator), conference, moment)

    assert answer.status_code == 422
    assert words_ in text_of(answer, ".error-summary")
    session.refresh(conference)
    assert conference.state is ConferenceState.DRAFT


def test_without_its_quorum_it_is_not_convened_and_the_choice_is_kept(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    seat_of(conference, SeatDomain.OM).holder_id = None

    answer = choose(as_person(table.coordinator), conference, iso("10.00"))

    assert answer.status_code == 422
    assert "Zonder deze stoelen kan het overleg niet doorgaan: OM" in text_of(
        answer, ".error-summary"
    )
    assert checked(answer) == [iso("10.00")]


def test_a_moment_that_was_taken_meanwhile_answers_with_the_new_grid(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference, other = cast.draft(make, table), cast.draft(make, table)
    browser = as_person(table.coordinator)
    assert checked(browser.get(path(conference))) == [FIRST]
    lifecycle.convene(session, other, at("13.30", WEDNESDAY), by=table.coordinator, now=NOON)

    answer = choose(browser, conference)

    assert answer.status_code == 409
    summary = text_of(answer, ".error-summary")
    assert summary.startswith(
        "Dit moment is net bezet woensdag 11 februari, 13.30 uur Een ander overleg vraagt dan"
    )
    assert "Fout:" in text_of(answer, "title")
    gone = slot(answer, FIRST)
    assert "Net bezet" in words(gone)
    assert gone.select("input[disabled]")
    assert FIRST not in offered(answer)
    assert checked(answer) == []
    assert text_of(answer, "#keuze").startswith("Nog geen moment gekozen")
    session.refresh(conference)
    assert conference.state is ConferenceState.DRAFT


def test_a_moment_for_which_somebody_has_too_far_to_go_asks_once_more(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    make.region.travel_minutes = 40
    conference = cast.draft(make, table)
    conference.place_kind, conference.room_id = PlaceKind.ROOM, make.room().id
    there = make.room(name="Zaal ver weg")
    other = make.convened(
        starts_at=at("12.30", WEDNESDAY), place_kind=PlaceKind.ROOM, room_id=there.id, minutes=60
    )
    make.seated(other, table.people[SeatDomain.POLICE])
    browser = as_person(table.coordinator)

    answer = choose(browser, conference)

    assert answer.status_code == 409
    summary = text_of(answer, ".error-summary")
    assert summary.startswith("De weg is te lang")
    assert "De weg van of naar een andere zaal is te lang voor de politie." in summary
    assert there.name not in answer.text
    assert other.items[0].case.alias not in answer.text
    session.refresh(conference)
    assert conference.state is ConferenceState.DRAFT
    assert choose(browser, conference, overlap="1").status_code == 303


def test_a_taken_moment_can_be_agreed_all_the_same(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference, other = cast.draft(make, table), cast.draft(make, table)
    browser = as_person(table.coordinator)
    lifecycle.convene(session, other, at("13.30", WEDNESDAY), by=table.coordinator, now=NOON)
    refused = choose(browser, conference, minutes=60)

    fields: dict[str, Any] = {
        str(field["name"]): str(field["value"])
        for field in soup(refused).select(".error-summary input[name]")
        if field["name"] != "csrf_token"
    }
    answer = send(browser, path(conference), **fields)

    assert answer.status_code == 303
    session.refresh(conference)
    assert (conference.overlap_allowed, conference.minutes) == (True, 60)


def test_what_a_colleague_changed_meanwhile_is_shown_before_it_is_changed_again(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    browser = as_person(table.coordinator)
    seen = conference.version
    lifecycle.convene(session, conference, at("10.00"), by=table.coordinator, now=NOON)

    refused = choose(browser, conference, iso("14.00"), version=seen)
    answer = choose(browser, conference, iso("14.00"))

    assert refused.status_code == 409
    assert "Het staat nu op donderdag 12 februari, 10.00 uur" in text_of(refused, ".error-summary")
    assert checked(refused) == [iso("14.00")]
    assert answer.status_code == 303


def test_a_conference_that_is_over_has_no_moment_to_choose(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    lifecycle.cancel(session, conference, by=table.coordinator, now=NOON)
    browser = as_person(table.coordinator)

    assert browser.get(path(conference)).location == f"/conferences/{conference.id}"
    assert choose(browser, conference).status_code == 422


def test_several_cases_keep_the_length_of_their_agenda(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    agenda.add(
        session,
        conference,
        cast.case_of(make, table),
        Terms(question=cast.QUESTION, minutes=30),
        by=table.coordinator,
        now=NOON,
    )
    browser = as_person(table.coordinator)

    page = browser.get(path(conference, "?minutes=30"))

    assert not soup(page).select("#minutes")
    assert "75 minuten, volgens de agenda" in text_of(page, ".filters")
    assert "V Veilig Thuis · P politie · O OM" in text_of(page, ".legend")
    assert choose(browser, conference, minutes=30).status_code == 422
    assert choose(browser, conference).status_code == 303


def test_of_two_who_take_the_last_moment_one_wins_and_the_other_sees_the_new_grid(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conferences = [cast.draft(make, table) for _ in range(2)]
    wanted = [(as_person(make.coordinator()), conference) for conference in conferences]
    sent = [(browser, path(one), one.minutes, one.version) for browser, one in wanted]
    session.commit()
    start = Barrier(len(sent))

    def click(one: tuple[Browser, str, int, int]) -> Any:
        browser, address, minutes, version = one
        browser.session = None  # the test's own session belongs to one thread
        start.wait(10)
        return send(browser, address, starts_at=FIRST, minutes=minutes, version=version)

    with ThreadPoolExecutor(len(sent)) as threads:
        won, lost = sorted(threads.map(click, sent), key=lambda answer: answer.status_code)

    assert (won.status_code, lost.status_code) == (303, 409)
    assert "Net bezet" in words(slot(lost, FIRST))
    assert FIRST not in offered(lost)
    session.expire_all()
    states = sorted(one.state.value for one in session.exec(select(Conference)))
    assert states == ["convened", "draft"]


def test_who_comes_out_of_a_pool_is_named_with_the_spares_and_then_invited(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    seat = seat_of(conference, SeatDomain.POLICE)
    seat.holder_id, seat.fill = None, SeatFill.ORGANISATION
    busy(make, table.deputy, "13.00", "18.00", WEDNESDAY)
    browser = as_person(table.coordinator)
    officer = table.people[SeatDomain.POLICE]

    page = browser.get(path(conference))
    assert f"Politie: {officer.name}, en verder niemand." in text_of(page, "#keuze")
    assert "7 uitnodigingen" in text_of(page, ".choice")
    page = browser.get(path(conference, f"/choice?starts_at={quote(iso('10.00'))}"))
    assert "nog 1 kan." in text_of(page, "#keuze")

    choose(browser, conference, FIRST)

    session.expire_all()
    assert seat.holder_id == officer.id
    invited = session.exec(select(Invitation.person_id)).all()
    assert officer.id in invited
    assert table.deputy.id not in invited


def test_who_moves_a_conference_too_often_reads_so_and_it_stays_where_it_was(
    app: Flask, session: Session, make: Make, as_person: AsPerson
) -> None:
    ours = app.extensions["mdt.settings"]
    app.extensions["mdt.settings"] = replace(ours, invitations_of_conference=7)
    table = cast.table(make)
    conference = cast.draft(make, table)
    browser = as_person(table.coordinator)
    assert choose(browser, conference, FIRST).status_code == 303
    session.expire_all()
    deliver(session)
    session.commit()
    starts_at, version = conference.starts_at, conference.version
    page = browser.get(path(conference))
    another = next(one for one in offered(page) if one != FIRST)

    answer = choose(browser, conference, another)

    session.expire_all()
    assert answer.status_code == 422
    assert "Er zijn in een uur tijd 7 uitnodigingen verstuurd." in " ".join(
        soup(answer).get_text(" ").split()
    )
    assert (conference.starts_at, conference.version) == (starts_at, version)
    assert conference.state is ConferenceState.CONVENED
    assert len(session.exec(select(OutboxMessage)).all()) == 7
