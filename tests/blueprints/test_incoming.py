"""Pages of mdt.blueprints.incoming."""

from uuid import UUID

import pytest
from sqlmodel import Session

from mdt.config import Settings
from mdt.incoming import applying, checking, keeping, reading
from mdt.models import (
    Channel,
    Conference,
    IncomingMail,
    IncomingProblem,
    IncomingState,
    Invitation,
    Person,
    Reply,
    Role,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import HOUR, answers_to, asked_of
from tests.pages import Browser, send, soup, text_of

PAGE = "/incoming/"
PROSE = (
    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    "Beste, ik kan pas om elf uur. <script>alert(1)</script> {{ 6 * 7 }}\r\n"
)
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def asked(make: Make) -> Invitation:
    return make.invitation(make.convened(), make.person(name="Dennis Kok"))


@pytest.fixture
def coordinator(make: Make) -> Person:
    return make.coordinator()


def receive(session: Session, settings: Settings, raw: bytes) -> IncomingMail:
    """Let a mail come in, kept under the secret of the portal."""
    mail = keeping.keep(session, raw, secret=settings.secret_key, now=NOON)
    assert mail is not None
    applying.handle(session, mail, reading.read(raw), authenticator="none", now=NOON)
    session.commit()
    return mail


@pytest.fixture
def mail(session: Session, settings: Settings, asked: Invitation) -> IncomingMail:
    """Return a mail in prose to the address of an invitation."""
    return receive(session, settings, mails.mail(asked_of(session, asked), PROSE))


@pytest.fixture
def lost(session: Session, settings: Settings, asked: Invitation) -> IncomingMail:
    """Return a mail to an address that is of nobody."""
    known = asked_of(session, asked, token="f" * 32, written_at=NOON)
    return receive(session, settings, mails.outlook(known, sender="iemand@elders.example"))


def now_is(session: Session, mail: IncomingMail) -> IncomingState:
    session.rollback()
    session.refresh(mail)
    return mail.state


def test_what_came_back_stands_in_the_list_with_what_it_belongs_to(
    coordinator: Person, mail: IncomingMail, as_person: AsPerson
) -> None:
    browser = as_person(coordinator)

    listed = text_of(browser.get(PAGE), "#waiting")
    assert "Gewone mail: " in listed
    assert "hoort bij Dennis Kok, wo 11 feb, 13.00 uur" in listed
    assert "Kijk een mail na" in text_of(browser.get("/"))
    assert mail.state is IncomingState.CHECK


def test_a_mail_is_shown_as_text_and_nothing_of_it_is_alive(
    coordinator: Person, mail: IncomingMail, as_person: AsPerson
) -> None:
    answer = as_person(coordinator).get(f"{PAGE}{mail.id}")

    assert "ik kan pas om elf uur. <script>alert(1)</script> {{ 6 * 7 }}" in text_of(answer)
    assert "<script>alert" not in answer.text


def test_settled_leaves_the_list_and_can_be_taken_back_and_a_second_click_does_nothing(
    session: Session, coordinator: Person, mail: IncomingMail, as_person: AsPerson
) -> None:
    browser = as_person(coordinator)
    for _ in range(2):
        assert send(browser, f"{PAGE}{mail.id}/settlement").location == PAGE
    page = browser.get(PAGE)
    assert "Niets na te kijken" in text_of(page, "#waiting")
    assert "Zet terug" in text_of(page, "#settled")
    assert now_is(session, mail) is IncomingState.SETTLED
    assert mail.settled_by_id == coordinator.id

    for _ in range(2):
        send(browser, f"{PAGE}{mail.id}/reopening")
    assert now_is(session, mail) is IncomingState.CHECK


def test_without_anything_the_page_says_what_would_come_here(
    coordinator: Person, as_person: AsPerson, session: Session
) -> None:
    session.commit()

    assert "Niets na te kijken" in text_of(as_person(coordinator).get(PAGE), "#waiting")


def test_of_more_mail_than_the_page_shows_it_tells_how_much_waits(
    make: Make, coordinator: Person, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST", 2)
    for number in range(3):
        make.add(
            IncomingMail(
                digest=f"{number}" * 64,
                sealed="x",
                received_at=NOON,
                state=IncomingState.CHECK,
                region_id=make.region.id,
                problem=IncomingProblem.NO_CALENDAR,
            )
        )

    page = as_person(coordinator).get(PAGE)

    assert len(soup(page).select("#waiting li")) == 2
    assert "3 mails" in text_of(page, "#waiting .card-head")
    assert "Hier staan de oudste 2." in text_of(page, "#waiting")


def belong(browser: Browser, mail: IncomingMail, invitation: object) -> int:
    return send(browser, f"{PAGE}{mail.id}/invitation", invitation_id=str(invitation)).status_code


def test_a_coordinator_says_to_whom_a_mail_belongs_and_takes_it_back(
    session: Session,
    asked: Invitation,
    lost: IncomingMail,
    coordinator: Person,
    as_person: AsPerson,
) -> None:
    browser = as_person(coordinator)
    assert lost.conference_id is None

    assert belong(browser, lost, asked.id) == 303
    page = browser.get(f"{PAGE}{lost.id}")
    assert "Dennis Kok" in text_of(page, "#belongs")

    send(browser, f"{PAGE}{lost.id}/loosening")
    assert now_is(session, lost) is IncomingState.CHECK
    assert (lost.invitation_id, lost.region_id) == (None, _region_of(session, asked))


def _region_of(session: Session, asked: Invitation) -> UUID:
    return session.get_one(Conference, asked.conference_id).region_id


@pytest.mark.parametrize("chosen", ["", "5b0f4f0a-3f0e-4c57-9d1c-2f6f2f0c1a11"])
def test_a_choice_that_is_none_is_said_at_the_field(
    lost: IncomingMail, coordinator: Person, as_person: AsPerson, chosen: str
) -> None:
    assert belong(as_person(coordinator), lost, chosen) == 422


def test_a_mail_cannot_be_tied_to_a_conference_of_another_region(
    session: Session, make: Make, lost: IncomingMail, coordinator: Person, as_person: AsPerson
) -> None:
    elsewhere = make.convened(region_id=make.another_region().id)
    other = make.invitation(elsewhere, make.person())
    session.commit()

    assert belong(as_person(coordinator), lost, other.id) == 404


def test_an_answer_from_another_address_is_taken_over_with_one_click(
    session: Session,
    settings: Settings,
    asked: Invitation,
    coordinator: Person,
    as_person: AsPerson,
) -> None:
    raw = mails.outlook(asked_of(session, asked), "DECLINED", attendee="d.kok@prive.example")
    mail = receive(session, settings, raw)
    browser = as_person(coordinator)
    assert "Neem dit antwoord over" in text_of(browser.get(f"{PAGE}{mail.id}"))

    for _ in range(2):
        assert send(browser, f"{PAGE}{mail.id}/answer").location == PAGE

    assert now_is(session, mail) is IncomingState.SETTLED
    session.refresh(asked)
    assert asked.reply is Reply.NO
    [answer] = answers_to(session, asked)
    assert (answer.channel, answer.noted_by_id) == (Channel.COORDINATOR, coordinator.id)


def test_what_holds_no_answer_to_this_moment_cannot_be_taken_over(
    session: Session,
    settings: Settings,
    asked: Invitation,
    coordinator: Person,
    as_person: AsPerson,
) -> None:
    known = asked_of(session, asked, starts_at=asked.starts_at + HOUR)
    mail = receive(session, settings, mails.outlook(known))
    browser = as_person(coordinator)

    assert "Neem dit antwoord over" not in text_of(browser.get(f"{PAGE}{mail.id}"))
    assert send(browser, f"{PAGE}{mail.id}/answer").status_code == 422
    assert answers_to(session, asked) == []


def test_mail_of_a_conference_is_not_an_administrators_but_what_is_nobodys_is(
    session: Session, make: Make, mail: IncomingMail, lost: IncomingMail, as_person: AsPerson
) -> None:
    browser = as_person(make.person(Role.ADMINISTRATOR))

    listed = [link["href"] for link in soup(browser.get(PAGE)).select("#waiting h3 a")]
    assert listed == [f"{PAGE}{lost.id}"]
    assert browser.get(f"{PAGE}{lost.id}").status_code == 200
    for path in ("", "/settlement", "/reopening", "/loosening", "/answer", "/invitation"):
        answer = (
            send(browser, f"{PAGE}{mail.id}{path}") if path else browser.get(f"{PAGE}{mail.id}")
        )
        assert answer.status_code == 404, path
    assert now_is(session, mail) is IncomingState.CHECK


def test_nobody_else_sees_any_of_it(
    make: Make, mail: IncomingMail, lost: IncomingMail, as_person: AsPerson
) -> None:
    elsewhere = make.organisation(region_id=make.another_region().id)
    others = [make.person(), make.stranger(), make.person(Role.COORDINATOR, elsewhere)]
    for person in others:
        assert as_person(person).get(f"{PAGE}{mail.id}").status_code == 404
    for person in others[:2]:
        assert as_person(person).get(PAGE).status_code == 404
        assert as_person(person).get(f"{PAGE}{lost.id}").status_code == 404


def test_a_mail_that_our_secret_no_longer_opens_is_said_to_be_unreadable(
    session: Session, coordinator: Person, mail: IncomingMail, as_person: AsPerson
) -> None:
    mail.sealed = "v1.onzin"
    session.commit()

    assert "onbekende afzender" in text_of(as_person(coordinator).get(PAGE))
