"""Pages of mdt.blueprints.answers: an invitation opened by its link."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.invitations import links
from mdt.models import (
    Answer,
    AuditRecord,
    Channel,
    EventRecord,
    Invitation,
    Language,
    Person,
    Reply,
    Role,
    SubstituteProposal,
)
from mdt.models.base import metadata
from mdt.web import digits
from tests import pages
from tests.conftest import NOON
from tests.factories import Make
from tests.pages import Browser

SECRET = "t" * 32
HOUR = timedelta(hours=1)

Asked = Callable[..., Invitation]


@pytest.fixture
def visitor(app: Flask, session: Session) -> Browser:
    """Return the browser of somebody who signed in nowhere."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = session
    return browser


@pytest.fixture
def asked(make: Make) -> Asked:
    """Return a function that invites somebody to a conference of tomorrow."""

    def invite(person: Person | None = None, **columns: object) -> Invitation:
        return make.invitation(make.convened(), person or make.person(), **columns)

    return invite


def address(invitation: Invitation) -> str:
    return f"/u/{links.locator(invitation, SECRET)}"


def answer(
    browser: Browser, invitation: Invitation, reply: str = "yes", **fields: str
) -> TestResponse:
    """Send the form as the invitee would fill it in."""
    form: dict[str, Any] = {
        "reply": reply,
        "code": links.code(invitation, SECRET),
        "sequence": str(invitation.sequence),
    }
    return pages.send(browser, address(invitation), **form | fields)


def wrong(invitation: Invitation) -> str:
    """Return four digits that are not these."""
    return f"{(int(links.code(invitation, SECRET)) + 1) % 10000:04}"


def fingerprint(engine: Engine) -> str:
    """Return a hash of everything that the database holds."""
    with engine.connect() as connection:
        rows = [
            sorted(map(repr, connection.execute(table.select()).all()))
            for table in metadata.sorted_tables
        ]
    return sha256(repr(rows).encode()).hexdigest()


def test_the_link_shows_the_moment_and_the_minutes(visitor: Browser, asked: Asked) -> None:
    invitation = asked(ends_at=NOON + timedelta(days=1, minutes=45))

    page = visitor.get(address(invitation)).text

    assert "woensdag 11 februari" in page
    assert "45 minuten" in page


def test_the_link_shows_no_name_no_alias_and_no_answer(
    visitor: Browser, session: Session, make: Make
) -> None:
    person = make.person(name="Kanarie Kok")
    conference = make.convened(make.case(alias="Kanarieboom", reference="KANARIE-1"))
    conference.items[0].question = "Kanarievraag"
    invitation = make.invitation(conference, person, reply=Reply.NO)
    session.flush()

    page = visitor.get(address(invitation)).text

    assert "anarie" not in page
    assert "checked" not in page


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_link_changes_nothing(
    visitor: Browser, session: Session, engine: Engine, asked: Asked, method: str
) -> None:
    invitation = asked()
    session.commit()
    before = fingerprint(engine)

    for _ in range(3):
        assert visitor.open(address(invitation), method=method).status_code == 200

    assert fingerprint(engine) == before


def test_a_judge_is_asked_for_an_impediment(visitor: Browser, make: Make, asked: Asked) -> None:
    page = visitor.get(address(asked(make.person(Role.JUDGE)))).text

    assert "Uitnodiging Rechtspraak" in page
    assert "Geen belemmering" in page


def test_a_judge_reads_her_answer_in_the_words_that_she_chose(
    visitor: Browser, make: Make, asked: Asked
) -> None:
    invitation = asked(make.person(Role.JUDGE))

    answer(visitor, invitation, Reply.YES)

    assert "bewaard: geen belemmering." in visitor.get(address(invitation)).text


def test_the_page_speaks_the_language_of_the_mail(
    visitor: Browser, make: Make, asked: Asked
) -> None:
    page = visitor.get(address(asked(make.person(language=Language.EN)))).text

    assert '<html lang="en">' in page
    assert "Wednesday 11 February" in page


@pytest.mark.parametrize("reply", Reply)
def test_an_answer_with_the_right_digits_counts(
    visitor: Browser, session: Session, asked: Asked, reply: Reply
) -> None:
    invitation = asked()

    response = answer(visitor, invitation, reply)

    assert (response.status_code, response.location) == (303, address(invitation))
    assert invitation.reply is reply
    assert session.exec(select(Answer)).one().channel is Channel.LINK
    assert "Uw antwoord is bewaard" in visitor.get(address(invitation)).text


def test_an_answer_leaves_its_audit_row(visitor: Browser, session: Session, asked: Asked) -> None:
    invitation = asked()

    answer(visitor, invitation)

    row = session.exec(select(AuditRecord)).one()
    assert (row.actor_id, row.subject_id) == (invitation.person_id, invitation.id)
    assert (row.action, row.allowed) == ("invitation:answer", True)


def test_an_answer_can_be_changed(visitor: Browser, asked: Asked) -> None:
    invitation = asked()
    answer(visitor, invitation, "yes")

    answer(visitor, invitation, "no")

    assert invitation.reply is Reply.NO


def test_what_is_not_filled_in_is_asked_again_and_the_rest_kept(
    visitor: Browser, asked: Asked
) -> None:
    invitation = asked()

    response = answer(visitor, invitation, "maybe", code="")

    assert response.status_code == 422
    assert 'id="code-problem"' in response.text
    assert 'value="maybe" checked' in response.text
    assert invitation.wrong_codes == 0


def test_without_a_choice_the_digits_are_not_even_looked_at(visitor: Browser, asked: Asked) -> None:
    invitation = asked()

    response = answer(visitor, invitation, "", code=wrong(invitation))

    assert response.status_code == 422
    assert 'id="reply-problem"' in response.text
    assert invitation.wrong_codes == 0


def test_wrong_digits_change_nothing_but_the_count(
    visitor: Browser, session: Session, asked: Asked
) -> None:
    invitation = asked()

    response = answer(visitor, invitation, code=wrong(invitation))

    assert response.status_code == 422
    assert "U kunt het nog 4 keer proberen." in response.text
    assert (invitation.reply, invitation.wrong_codes) == (None, 1)
    assert not session.exec(select(Answer)).all()
    row = session.exec(select(AuditRecord)).one()
    assert (row.actor_id, row.allowed) == (None, False)


def test_right_digits_forgive_the_wrong_ones_before(visitor: Browser, asked: Asked) -> None:
    invitation = asked()
    for _ in range(4):
        answer(visitor, invitation, code=wrong(invitation))

    answer(visitor, invitation)

    assert (invitation.reply, invitation.wrong_codes) == (Reply.YES, 0)


def test_five_wrong_digits_lock_the_link_for_good(
    visitor: Browser, session: Session, asked: Asked
) -> None:
    invitation = asked()
    statuses = [answer(visitor, invitation, code=wrong(invitation)).status_code for _ in range(5)]

    after = answer(visitor, invitation)

    assert statuses == [422, 422, 422, 422, 423]
    assert after.status_code == 423
    assert visitor.get(address(invitation)).status_code == 423
    assert invitation.locked_at is not None
    assert invitation.reply is None
    assert session.exec(select(EventRecord.name)).all() == ["LinkLocked"]


def test_of_many_wrong_digits_at_once_five_are_looked_at(
    app: Flask, session: Session, asked: Asked
) -> None:
    invitation = asked()
    session.commit()
    digits = wrong(invitation)

    def guess(_: int) -> int:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        return answer(browser, invitation, code=digits).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(16)))

    session.expire_all()
    assert sum(status == 422 for status in statuses) <= 4
    assert invitation.wrong_codes == 5


def test_an_answer_to_an_older_moment_says_so_and_does_not_count(
    visitor: Browser, session: Session, asked: Asked
) -> None:
    invitation = asked(sequence=2, asked_sequence=2)

    answer(visitor, invitation, sequence="1")

    assert invitation.reply is None
    assert len(session.exec(select(Answer)).all()) == 1
    assert "Het moment is net gewijzigd." in visitor.get(address(invitation)).text


def test_somebody_else_is_proposed_to_the_coordinator(
    visitor: Browser, session: Session, asked: Asked
) -> None:
    invitation = asked()

    response = answer(visitor, invitation, "somebody_else", mail="Collega@Partner.example")

    assert response.status_code == 303
    assert session.exec(select(SubstituteProposal)).one().mail == "collega@partner.example"
    assert invitation.reply is None


def test_a_known_and_an_unknown_address_hear_the_same(
    visitor: Browser, make: Make, asked: Asked
) -> None:
    person = make.person()
    known = make.colleague(person)
    invitation = asked(person)

    shown = []
    for mail in (known.mail, "niemand@partner.example"):
        answer(visitor, invitation, "somebody_else", mail=mail)
        page = visitor.get(address(invitation)).text
        shown.append(page[page.index("<h1") : page.index("csrf_token")])

    assert shown[0] == shown[1]


@pytest.mark.parametrize("mail", ["", "geen adres"])
def test_somebody_else_needs_an_address(visitor: Browser, asked: Asked, mail: str) -> None:
    invitation = asked()

    response = answer(visitor, invitation, "somebody_else", mail=mail)

    assert response.status_code == 422
    assert 'id="mail-problem"' in response.text


@pytest.mark.parametrize(
    ("columns", "status", "message"),
    [
        ({"withdrawn_at": NOON}, 410, "Deze uitnodiging is vervallen."),
        ({"starts_at": NOON - 2 * HOUR, "ends_at": NOON - HOUR}, 410, "is al geweest"),
        ({"wrong_codes": 5, "locked_at": NOON}, 423, "Deze link is op slot."),
    ],
)
def test_an_invitation_that_takes_no_answer_says_why_and_shows_no_moment(
    visitor: Browser, asked: Asked, columns: dict[str, object], status: int, message: str
) -> None:
    invitation = asked(**columns)

    for response in (
        visitor.get(address(invitation)),
        answer(visitor, invitation),
    ):
        assert response.status_code == status
        assert message in response.text
        assert "februari" not in response.text
    assert invitation.reply is None


@pytest.mark.parametrize("locator", ["x", "a" * 44, "../account/sign-in"])
def test_an_unknown_link_is_the_page_of_everything_unknown(visitor: Browser, locator: str) -> None:
    unknown = visitor.get(f"/u/{locator}")

    assert unknown.status_code == 404
    assert unknown.data == visitor.get("/no-such-page").data


def test_a_locator_with_another_ending_is_unknown(visitor: Browser, asked: Asked) -> None:
    forged = address(asked())[:-1] + "!"

    assert visitor.get(forged).status_code == 404


def test_a_replaced_link_is_unknown(visitor: Browser, session: Session, asked: Asked) -> None:
    invitation = asked()
    old = address(invitation)
    invitation.public_key = "another"
    session.flush()

    assert visitor.get(old).status_code == 404
    assert visitor.get(address(invitation)).status_code == 200


def _chosen(browser: Browser, invitation: Invitation) -> list[str]:
    page = pages.soup(browser.get(address(invitation)))
    return [str(one["value"]) for one in page.select("input[name=reply][checked]")]


def test_who_just_answered_sees_what_they_chose(visitor: Browser, asked: Asked) -> None:
    invitation, other = asked(), asked(reply=Reply.YES)
    assert _chosen(visitor, invitation) == []

    answer(visitor, invitation, "maybe")

    assert _chosen(visitor, invitation) == ["maybe"]
    assert _chosen(visitor, other) == [], "the digits of one link open no other"
    answer(visitor, invitation, "no")
    assert _chosen(visitor, invitation) == ["no"]


def test_what_was_answered_is_seen_in_that_browser_only_and_not_for_long(
    app: Flask, visitor: Browser, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = asked()
    answer(visitor, invitation, "yes")

    assert "checked" not in app.test_client().get(address(invitation)).text
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * digits.KEPT_FOR)
    assert _chosen(visitor, invitation) == []


def test_wrong_digits_show_nothing_of_an_answer(visitor: Browser, asked: Asked) -> None:
    invitation = asked(reply=Reply.NO)

    answer(visitor, invitation, "yes", code=wrong(invitation))

    assert _chosen(visitor, invitation) == []


def test_who_answers_by_a_link_may_write_beside_it_and_only_they_see_it_again(
    visitor: Browser, asked: Asked, session: Session
) -> None:
    invitation = asked()
    said = "Ik kom tien minuten later."
    refused = answer(visitor, invitation, code=wrong(invitation), comment=said)
    assert said in pages.text_of(refused, "textarea")

    answer(visitor, invitation, comment=said)

    assert session.exec(select(Answer.comment)).one() == said
    assert said in pages.text_of(visitor.get(address(invitation)), "textarea")
    stranger = visitor.application.test_client()
    assert said not in stranger.get(address(invitation)).text


def test_a_judge_has_no_place_to_write(visitor: Browser, asked: Asked, make: Make) -> None:
    invitation = asked(make.person(Role.JUDGE))
    assert "textarea" not in visitor.get(address(invitation)).text
