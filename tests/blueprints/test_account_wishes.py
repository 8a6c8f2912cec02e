"""Pages of mdt.blueprints.account_wishes, a guest's own page and Vandaag."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlmodel import Session, select

from mdt.models import AccountWish, Invitation, Person, Role, SeatDomain, WishState
from tests.conftest import AsPerson
from tests.factories import Make
from tests.invitations.guests import come_in
from tests.pages import Browser, send, text_of

WISH = "/joined/account-wish"


@pytest.fixture
def visitor(app: Flask, session: Session) -> Browser:
    """Return the browser of somebody who signed in nowhere."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = session
    return browser


@pytest.fixture
def iris(make: Make) -> Person:
    return make.person(Role.SPECIALIST, name="Iris Lam")


def asked_again(make: Make, person: Person, *, before: int) -> Invitation:
    """Return an invitation of somebody who came to so many conferences before."""
    for _ in range(before):
        make.visit(make.invitation(make.convened(), person))
    conference = make.convened()
    make.seat(conference, person, domain=SeatDomain.FORENSIC)
    return make.invitation(conference, person)


def test_the_third_time_the_page_offers_an_account_and_asking_shows_that_one_asked(
    visitor: Browser, session: Session, make: Make, iris: Person
) -> None:
    browser = come_in(visitor, session, asked_again(make, iris, before=2))
    assert "Vraag een account" in text_of(browser.get("/joined/"), "#account")

    assert send(browser, WISH, wanted="1").status_code == 303

    page = browser.get("/joined/")
    assert "De procesregisseur beslist" in text_of(page, "#account")
    assert "Vraag een account" not in text_of(page, "#account")
    assert session.exec(select(AccountWish.state)).all() == [WishState.ASKED]
    send(browser, WISH, wanted="0")
    assert 'id="account"' not in browser.get("/joined/").text


def test_the_second_time_there_is_no_offer_and_asking_all_the_same_makes_nothing(
    visitor: Browser, session: Session, make: Make, iris: Person
) -> None:
    browser = come_in(visitor, session, asked_again(make, iris, before=1))
    assert 'id="account"' not in browser.get("/joined/").text

    assert send(browser, WISH, wanted="1").status_code == 303

    assert not session.exec(select(AccountWish)).all()


def test_who_refuses_hears_no_more_of_it(
    visitor: Browser, session: Session, make: Make, iris: Person
) -> None:
    browser = come_in(visitor, session, asked_again(make, iris, before=2))

    send(browser, WISH, wanted="0")

    assert 'id="account"' not in browser.get("/joined/").text
    again = come_in(visitor, session, asked_again(make, iris, before=0))
    assert 'id="account"' not in again.get("/joined/").text


def test_an_installation_says_after_how_many(
    app: Flask, visitor: Browser, session: Session, make: Make, iris: Person
) -> None:
    settings = app.extensions["mdt.settings"]
    app.extensions["mdt.settings"] = replace(settings, account_offer_visits=1)

    browser = come_in(visitor, session, asked_again(make, iris, before=0))

    assert 'id="account"' in browser.get("/joined/").text


def test_a_coordinator_reads_it_on_vandaag_agrees_and_then_the_administrator_does(
    make: Make, as_person: AsPerson, iris: Person
) -> None:
    wish = make.account_wish(iris)
    wish_href, link_href = f"/account-wishes/{wish.id}", f"/recovery/people/{iris.id}"
    coordinator, wout = as_person(make.coordinator()), make.person(Role.ADMINISTRATOR)
    assert wish_href in coordinator.get("/").text
    assert link_href not in as_person(wout).get("/").text
    assert "Iris Lam" in text_of(coordinator.get(wish_href))

    assert send(coordinator, wish_href, agrees="1").status_code == 303

    assert wish_href not in coordinator.get("/").text
    assert "ging akkoord" in text_of(coordinator.get(wish_href))
    browser = as_person(wout)
    assert link_href in browser.get("/").text
    assert browser.get(link_href).status_code == 200
    send(browser, f"{link_href}/first-link")
    assert link_href not in browser.get("/").text


def test_what_was_decided_is_not_decided_again(
    make: Make, session: Session, as_person: AsPerson, iris: Person
) -> None:
    wish = make.account_wish(iris)
    browser, path = as_person(make.coordinator()), f"/account-wishes/{wish.id}"
    assert send(browser, path).status_code == 422
    assert send(browser, path, agrees="0").status_code == 303

    late = send(browser, path, agrees="1")

    assert late.status_code == 409
    assert "al beslist" in text_of(late)
    session.refresh(wish)
    assert wish.state is WishState.DECLINED
