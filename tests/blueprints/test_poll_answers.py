"""Pages of mdt.blueprints.poll_answers: saying when one can."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.conferences import lifecycle
from mdt.models import (
    Absence,
    AuditRecord,
    Channel,
    EventRecord,
    Language,
    Person,
    PollAnswer,
    PollOption,
    Reply,
    Role,
)
from mdt.polls import asking
from mdt.polls.links import PURPOSE
from tests import pages
from tests.blueprints.test_answers import SECRET, fingerprint
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser
from tests.polls.cast import FIRST, MAYBE, NO, YES, Asking, asking_of


@pytest.fixture
def visitor(app: Flask, session: Session) -> Browser:
    """Return the browser of somebody who signed in nowhere."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = session
    return browser


@pytest.fixture
def found(make: Make) -> Asking:
    return asking_of(make)


def address(found: Asking, person: Person) -> str:
    return f"/p/{PURPOSE.locator(found.row(person), SECRET)}"


def own(found: Asking, person: Person) -> str:
    return f"/polls/{found.row(person).id}"


def fields(found: Asking, *said: Reply | None) -> dict[str, Any]:
    return {f"moment-{key}": reply.value for key, reply in found.replies(*said).items()}


def answer(
    browser: Browser, found: Asking, person: Person, *said: Reply | None, **more: str
) -> TestResponse:
    """Send the form as the person would fill it in."""
    form = {"code": PURPOSE.digits(found.row(person), SECRET), **fields(found, *said)}
    return pages.send(browser, address(found, person), **form | more)


def given(session: Session) -> list[tuple[Reply, Channel]]:
    session.expire_all()
    rows = session.exec(
        select(PollAnswer)
        .join(PollOption, col(PollOption.id) == PollAnswer.option_id)
        .order_by(col(PollOption.starts_at))
    )
    return [(row.reply, row.channel) for row in rows]


def wrong(found: Asking, person: Person) -> str:
    digits = PURPOSE.digits(found.row(person), SECRET)
    return f"{(int(digits) + 1) % 10000:04}"


def test_the_link_shows_the_moments_and_until_when(visitor: Browser, found: Asking) -> None:
    page = visitor.get(address(found, found.officer))

    assert "12 feb, 13.00 tot 13.45\N{NO-BREAK SPACE}uur" in page.text
    assert "wo 11 feb, 13.00\N{NO-BREAK SPACE}uur" in page.text
    assert len(pages.soup(page).select("input[type=radio]")) == 6


def test_the_link_shows_no_name_no_case_and_no_answer(
    visitor: Browser, session: Session, found: Asking
) -> None:
    found.say(found.officer, YES, MAYBE)
    found.officer.name, found.coordinator.name = "Kanarie Kok", "Kanarie Smit"
    found.conference.items[0].question = "Kanarievraag"
    found.conference.items[0].case.alias = "Kanarieboom"
    session.flush()

    page = visitor.get(address(found, found.officer))

    assert "anarie" not in page.text
    assert not pages.soup(page).select("input[checked]")
    assert "agenda: " not in page.text


def test_looking_changes_nothing(visitor: Browser, engine: Engine, found: Asking) -> None:
    path = address(found, found.officer)
    found.session.commit()
    before = fingerprint(engine)

    for method in (visitor.get, visitor.head, visitor.options):
        method(path)

    assert fingerprint(engine) == before


def test_the_digits_prove_the_answer(visitor: Browser, session: Session, found: Asking) -> None:
    response = answer(visitor, found, found.officer, YES, NO)

    assert response.status_code == 303
    assert given(session) == [(YES, Channel.LINK), (NO, Channel.LINK)]
    thanks = visitor.get(response.location)
    assert "1 keer ja, 1 keer nee" in thanks.text
    assert visitor.get(response.location).status_code == 303, "said once"


def test_the_answer_is_audited_as_the_persons(
    visitor: Browser, session: Session, found: Asking
) -> None:
    answer(visitor, found, found.officer, YES, NO)

    [row] = session.exec(select(AuditRecord)).all()
    assert (row.actor_id, row.action, row.allowed) == (found.officer.id, "poll:answer", True)


def test_wrong_digits_keep_nothing_and_five_lock_the_link(
    visitor: Browser, session: Session, found: Asking
) -> None:
    responses = [
        answer(visitor, found, found.officer, YES, YES, code=wrong(found, found.officer))
        for _ in range(5)
    ]

    assert [one.status_code for one in responses] == [422, 422, 422, 422, 423]
    assert "4 keer" in responses[0].text
    assert pages.soup(responses[0]).select("input[checked]"), "typing is kept"
    assert answer(visitor, found, found.officer, YES, YES).status_code == 423
    assert visitor.get(address(found, found.officer)).status_code == 423
    assert given(session) == []
    assert "PollLinkLocked" in session.exec(select(EventRecord.name)).all()


def test_a_scanner_that_sends_the_form_without_digits_answers_nothing(
    visitor: Browser, session: Session, found: Asking
) -> None:
    assert answer(visitor, found, found.officer, YES, YES, code="").status_code == 422
    assert given(session) == []


def test_a_moment_without_an_answer_is_asked_for_at_its_place(
    visitor: Browser, session: Session, found: Asking
) -> None:
    response = answer(visitor, found, found.officer, YES)

    assert response.status_code == 422
    missing = found.options[1].id
    assert pages.soup(response).select_one(f".error-summary a[href='#moment-{missing}']")
    assert pages.soup(response).select_one("input[name=code]")
    assert given(session) == []
    assert found.row(found.officer).wrong_codes == 0, "the digits were right"


def test_an_answer_that_is_none_is_refused(
    visitor: Browser, session: Session, found: Asking
) -> None:
    key = found.options[0].id

    response = answer(visitor, found, found.officer, YES, YES, **{f"moment-{key}": "perhaps"})

    assert response.status_code == 422
    assert given(session) == []


def test_the_link_used_twice_changes_the_answer(
    visitor: Browser, session: Session, found: Asking
) -> None:
    answer(visitor, found, found.officer, YES, YES)
    answer(visitor, found, found.officer, NO)

    assert [reply for reply, _ in given(session)] == [NO, YES]


def test_those_still_answering_see_that_a_moment_fell_and_not_by_whom(
    visitor: Browser, found: Asking
) -> None:
    found.say(found.officer, NO, YES)

    page = visitor.get(address(found, found.prosecutor))

    assert "Dit moment valt af" in page.text
    assert "Viel een moment af door een vergissing van u?" in page.text
    assert len(pages.soup(page).select("input[type=radio]")) == 3
    assert found.officer.name not in page.text


def closings(found: Asking) -> dict[str, Any]:
    """Return what can end somebody's asking, by name."""
    session, by = found.session, found.coordinator
    return {
        "closed": lambda: asking.close(session, found.poll, by=by, now=NOON),
        "withdrawn": lambda: asking.withdraw(session, found.poll, by=by, now=NOON),
        "cancelled": lambda: lifecycle.cancel(session, found.conference, by=by, now=NOON),
        "chosen": lambda: lifecycle.convene(session, found.conference, FIRST, by=by, now=NOON),
        "left": lambda: setattr(found.row(found.officer), "left_at", NOON),
        "late": lambda: setattr(found.poll, "closes_at", NOON - timedelta(seconds=1)),
    }


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("closed", "De tijd om te antwoorden is voorbij"),
        ("late", "De tijd om te antwoorden is voorbij"),
        ("withdrawn", "U hoeft niet meer te antwoorden."),
        ("cancelled", "U hoeft niet meer te antwoorden."),
        ("left", "U hoeft niet meer te antwoorden."),
        ("chosen", "Er is een moment gekozen."),
    ],
)
def test_when_asking_is_over_every_way_in_says_so_and_no_more(
    visitor: Browser, as_person: AsPerson, found: Asking, ending: str, said: str
) -> None:
    path = address(found, found.officer)
    closings(found)[ending]()

    seen = [
        visitor.get(path),
        answer(visitor, found, found.officer, YES, YES),
        as_person(found.officer).get(own(found, found.officer)),
        pages.send(as_person(found.officer), own(found, found.officer), **fields(found, YES, YES)),
    ]

    for response in seen:
        assert response.status_code == 410
        assert said in response.text
        assert "12 feb" not in response.text


def test_a_locator_that_we_never_made_is_not_found(visitor: Browser, found: Asking) -> None:
    assert visitor.get("/p/unknown").status_code == 404
    assert visitor.get(address(found, found.officer)[:-1] + "x").status_code == 404


def test_the_page_is_in_the_language_of_the_mail(visitor: Browser, found: Asking) -> None:
    found.officer.language = Language.EN

    assert "When are you available?" in visitor.get(address(found, found.officer)).text


def test_who_signed_in_sees_their_own_time_and_what_they_said(
    as_person: AsPerson, make: Make, found: Asking
) -> None:
    found.say(found.officer, YES, MAYBE)
    make.add(
        Absence(person_id=found.officer.id, starts_at=FIRST, ends_at=FIRST + timedelta(minutes=30))
    )

    page = as_person(found.officer).get(own(found, found.officer))

    hints = [" ".join(one.get_text().split()) for one in pages.soup(page).select(".hint")]
    assert hints[:2] == ["In uw agenda: bezet", "In uw agenda: vrij"]
    checked = [radio["value"] for radio in pages.soup(page).select("input[type=radio][checked]")]
    assert checked == ["yes", "maybe"]


def test_who_signed_in_answers_without_digits(
    as_person: AsPerson, session: Session, found: Asking
) -> None:
    browser = as_person(found.officer)

    response = pages.send(browser, own(found, found.officer), **fields(found, YES, MAYBE))

    assert response.status_code == 303
    assert given(session) == [(YES, Channel.PORTAL), (MAYBE, Channel.PORTAL)]
    assert "1 keer ja, 1 keer als het moet" in browser.get(response.location).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_wrong_person_finds_nothing(
    as_person: AsPerson, session: Session, make: Make, found: Asking, method: str
) -> None:
    path = own(found, found.officer)
    for other in (found.prosecutor, found.coordinator, make.stranger(), make.person(Role.CHAIR)):
        browser = as_person(other)
        is_post = method == "post"
        response = (
            pages.send(browser, path, **fields(found, YES, YES)) if is_post else browser.get(path)
        )
        assert response.status_code == 404
    assert given(session) == []
    denials = session.exec(select(AuditRecord.allowed).where(AuditRecord.action == "poll:answer"))
    assert denials.all() == [False] * 4


def test_who_signed_out_is_asked_to_sign_in(visitor: Browser, found: Asking) -> None:
    assert visitor.get(own(found, found.officer)).status_code == 303


def test_what_is_asked_stands_on_the_first_page_until_it_is_answered(
    as_person: AsPerson, found: Asking
) -> None:
    browser = as_person(found.teacher)
    assert own(found, found.teacher) in browser.get("/").text

    found.say(found.teacher, YES, YES, now=clock.now())

    assert own(found, found.teacher) not in browser.get("/").text


def test_every_answer_is_one_event(visitor: Browser, session: Session, found: Asking) -> None:
    answer(visitor, found, found.officer, YES, YES)

    names = session.exec(select(EventRecord.name)).all()
    assert sorted(names) == ["PollAnswered", "PollAsked"]
