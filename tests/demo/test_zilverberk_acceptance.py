"""Scenario "Zilverberk" through pages: whom the case is shut to, and what stays in the vault.

The demo plays the story on the real database; people then look, search, ask and type. What a phone
does in the night of the judge is in tests/browser/test_judge_on_a_phone.py.

Source: scenarios.md, scenario 2 and checks 2.2, 2.3, 2.4, 2.7 and 2.10.
"""

import re
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import clock
from mdt.config import Settings
from mdt.demo import loading, merwestad
from mdt.demo.zilverberk_data import HIDING_PLACE
from mdt.models import (
    Invitation,
    Note,
    Role,
    SealedPart,
    SealedValue,
    Seat,
    SeatDomain,
    SubstituteProposal,
)
from tests import pages
from tests.conftest import AsPerson
from tests.demo.sunday import BEFORE, LOOKING, Region
from tests.pages import Browser

TOWN = HIDING_PLACE.says[SealedPart.TOWN]
NOWHERE = "00000000-0000-4000-8000-000000000000"
IN_EACH_ANSWER = re.compile(
    rb'(?<=name="csrf_token" value=")[^"]*|(?<=name="once" value=")[^"]*|(?<="challenge": ")[^"]*'
    rb'|<option value="[^"]*"></option>|<input id="(?:alias|reference)"[^>]*'
)
"""What is new in each answer: the token of a form, its key, the challenge of a passkey, and the
words and number that are offered for a new case."""


@pytest.fixture
def region(
    app: Flask, engine: Engine, session: Session, settings: Settings, as_person: AsPerson
) -> Iterator[Region]:
    """Return the region as it is five minutes before the case is opened, on Sunday's clock."""
    kept = clock.offset()
    world = loading.load(engine, "zilverberk", at=BEFORE, settings=settings)
    clock.shift(clock.offset() + LOOKING - clock.now())
    yield Region(app, session, world, settings, as_person)
    clock.shift(kept)


@pytest.fixture
def played(region: Region) -> Region:
    """Return the region ten minutes before the table begins."""
    region.plays_on()
    return region


def everything(app: Flask, browser: Browser) -> Mapping[str, bytes]:
    """Return every page that has an address of its own, without what differs in each answer."""
    found = {}
    for rule in app.url_map.iter_rules():
        is_ours = rule.endpoint.partition(".")[0] not in {"health", "postvak"}
        if is_ours and "GET" in (rule.methods or ()) and not rule.arguments:
            answer = browser.get(rule.rule)
            found[rule.rule] = IN_EACH_ANSWER.sub(b"", answer.data)
    return found


def test_nothing_changes_for_whom_it_is_shut_to_when_the_case_is_opened(region: Region) -> None:
    """No page, count, figure, search or feed of his own unit, or of the administrator it lends out.

    Two of them organise for the whole region: without the wall they would see every case.
    """
    region.join("petra", SeatDomain.POLICE, Role.COORDINATOR)
    region.join("wout", SeatDomain.PROCESS, Role.COORDINATOR)
    walled = {key: region.browser(key) for key in ("dennis", "petra", "wout")}
    feeds = {key: _feed(browser) for key, browser in walled.items()}
    entries = {key: walled[key].get(feeds[key]).data for key in walled}
    before = {key: everything(region.app, walled[key]) for key in walled}

    region.plays_on()

    assert region.case().alias == "Zilverberk"
    for key, browser in walled.items():
        after = everything(region.app, browser)
        assert [one for one in after if after[one] != before[key][one]] == []
        assert browser.get(feeds[key]).data == entries[key]
        nothing = _plain(browser, "zzzzz")
        for words in ("Zilverberk", "MW-2026-071", "Kuiper", TOWN):
            assert _plain(browser, words) == nothing


def _plain(browser: Browser, words: str) -> bytes:
    """Return what a search for these words answers, without them."""
    found = pages.send(browser, "/search/", q=words)
    return IN_EACH_ANSWER.sub(b"", found.data).replace(words.encode(), b"")


def _feed(browser: Browser) -> str:
    """Subscribe to one's own conferences, and return the address."""
    shown = pages.send(browser, "/feeds/conferences")
    found = re.search(r"/feeds/conferences/[\w-]+\.ics", shown.text)
    assert found
    return found[0]


def test_whom_it_is_shut_to_gets_at_every_address_of_the_case_what_an_unknown_one_gives(
    played: Region,
) -> None:
    browser, tried = played.browser("wout"), 0
    values = {
        "case_id": played.case().id,
        "conference_id": played.emergency().id,
        "item_id": played.item().id,
        "seat_id": played.item().seats[0].id,
        "invitation_id": played.session.exec(select(Invitation.id)).first(),
        "value_id": played.session.exec(select(SealedValue.id)).one(),
    }
    for rule in played.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments and rule.arguments <= values.keys():
            address, unknown = (_filled(rule.rule, one) for one in (values, dict.fromkeys(values)))
            answers = [browser.get(one) for one in (address, unknown)]
            assert [one.status_code for one in answers] == [404, 404], address
            assert answers[0].data == answers[1].data
            tried += 1
    assert tried > 50


def _filled(rule: str, values: Mapping[str, object]) -> str:
    return re.sub(r"<[^>]*?(\w+)>", lambda found: str(values[found[1]] or NOWHERE), rule)


def test_somebody_of_the_walled_unit_is_offered_for_no_seat_and_refused_when_named(
    played: Region,
) -> None:
    samira, petra = played.browser("samira"), played.person("petra")
    seat = _seat(played, SeatDomain.POLICE)
    page = f"/conferences/{played.emergency().id}/seats/{seat.id}"

    offered = pages.soup(samira.get(page)).select("input[name=person_id]")
    refused = pages.send(
        samira, f"{page}/holder", person_id=str(petra.id), seen=str(seat.holder_id)
    )

    assert str(petra.id) not in {str(one["value"]) for one in offered}
    assert refused.status_code == 422
    assert "Petra Smit kan niet op deze stoel." in refused.text
    assert "afgeschermd" not in pages.text_of(refused, "main")
    played.session.expire_all()
    assert _seat(played, SeatDomain.POLICE).holder_id == played.person("roos").id


def test_a_colleague_who_is_walled_is_proposed_as_any_other_and_not_let_in(played: Region) -> None:
    """The chair proposes the administrator of his own organisation, who is kept out."""
    played.join("wout", SeatDomain.PROCESS, Role.PROFESSIONAL)
    joost, samira = played.browser("joost"), played.browser("samira")
    [invitation] = [
        one
        for one in played.session.exec(select(Invitation))
        if one.person_id == played.person("joost").id
    ]
    desk = f"/conferences/{played.emergency().id}/invitations/{invitation.id}"
    own = f"/invitations/{invitation.id}"

    said = []
    for mail in ("niemand@merwestad.example", merwestad.mail_of("wout")):
        said.append(pages.send(joost, f"{own}/substitute", mail=mail))
        played.session.expire_all()
    proposal = played.session.exec(select(SubstituteProposal)).one()
    waits = pages.text_of(samira.get("/"), "main")
    refused = pages.send(samira, f"{desk}/proposal", decision="take")

    assert [one.status_code for one in said] == [303, 303]
    assert proposal.mail == merwestad.mail_of("wout")
    assert "vervanger" in waits
    assert refused.status_code == 422
    assert "kan niet op deze stoel" in refused.text
    played.session.expire_all()
    assert _seat(played, SeatDomain.PROCESS).holder_id == played.person("joost").id
    assert (
        played.session.exec(
            select(Invitation).where(Invitation.person_id == played.person("wout").id)
        ).all()
        == []
    )


def _seat(region: Region, domain: SeatDomain) -> Seat:
    return next(one for one in region.item().seats if one.domain is domain)


def test_another_post_lifts_no_wall_and_who_joins_the_unit_stands_behind_it(
    played: Region,
) -> None:
    wout = played.join("wout", SeatDomain.SHELTER, Role.COORDINATOR)
    new = played.enlist("nieuw", SeatDomain.POLICE)
    ours = played.enlist("ook", SeatDomain.SHELTER)

    shown = ["Zilverberk" in played.as_person(one).get("/cases/").text for one in (wout, new, ours)]

    assert shown == [False, False, True]


def test_the_town_of_the_shelter_in_words_blocks_them_says_how_often_and_offers_a_redacted_text(
    played: Region,
) -> None:
    """In the minutes of the emergency, by whoever may write them."""
    joost, meeting = played.browser("joost"), f"/conferences/{played.emergency().id}/meeting"
    pages.send(joost, f"{meeting}/opening", absent="")
    words = f"Zij is met Lieke in {TOWN.upper()}, en {TOWN} weet van niets."
    notes = f"{meeting}/items/{played.item().id}/notes"

    refused = pages.send(joost, notes, text=words, kind="note")

    assert refused.status_code == 422
    assert "afgeschermd gegeven" in refused.text
    assert "2 plekken" in refused.text
    played.session.expire_all()
    assert not played.session.exec(select(Note).where(col(Note.text).contains("Lieke in"))).all()


def test_everybody_else_reads_a_neutral_name_and_the_keeper_alone_may_open(played: Region) -> None:
    page = f"/cases/{played.case().id}"
    for key in ("samira", "joost", "lotte"):
        shown = played.browser(key).get(page).text
        assert "Locatie 7" in shown
        assert "Opvang De Haven" in shown
        assert TOWN not in shown
    value = played.session.exec(select(SealedValue)).one()
    opened = [
        played.browser(key).get(f"/cases/{value.case_id}/sealed/{value.id}").status_code
        for key in ("lotte", "samira", "joost", "roos")
    ]
    assert opened == [200, 404, 404, 404]
