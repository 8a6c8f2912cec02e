"""Pages of mdt.blueprints.invitations."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.invitations import substitutes
from mdt.models import (
    Answer,
    Channel,
    Conference,
    ConferenceState,
    Invitation,
    Method,
    OutboxState,
    Person,
    Reply,
    Role,
    Seat,
    SeatDomain,
)
from tests import pages
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.invitations.cast import convened, deliver, invitation_of, messages_to, owed

MINUTE = timedelta(minutes=1)


@dataclass
class Scene:
    """A conference to which one officer was just invited, and who arranges it."""

    session: Session
    make: Make
    conference: Conference
    coordinator: Person
    officer: Person
    as_person: AsPerson

    @property
    def invitation(self) -> Invitation:
        return invitation_of(self.session, self.officer)

    @property
    def board(self) -> str:
        return f"/conferences/{self.conference.id}/invitations"

    @property
    def page(self) -> str:
        return f"{self.board}/{self.invitation.id}"

    @property
    def own(self) -> str:
        return f"/invitations/{self.invitation.id}"

    def desk(self) -> pages.Browser:
        """Return the coordinator's browser."""
        return self.as_person(self.coordinator)


@pytest.fixture
def scene(session: Session, make: Make, as_person: AsPerson) -> Scene:
    organisation = make.organisation(SeatDomain.POLICE, name="Politie")
    officer = make.person(name="Dennis Kok", organisation=organisation)
    conference = convened(session, make, officer)
    coordinator = session.get_one(Person, conference.coordinator_id)
    return Scene(session, make, conference, coordinator, officer, as_person)


def test_the_board_names_each_invitee_with_how_it_stands(scene: Scene) -> None:
    deliver(scene.session)

    shown = pages.text_of(scene.desk().get(scene.board), "#invitations")

    assert scene.officer.name in shown
    assert "Politie" in shown
    assert "gevraagd" in shown
    assert "0 van 1 antwoordden" in shown


def test_a_board_without_invitations_says_when_they_come(make: Make, as_person: AsPerson) -> None:
    conference = make.conference()
    desk = as_person(make.session.get_one(Person, conference.coordinator_id))

    shown = desk.get(f"/conferences/{conference.id}/invitations")

    assert "Nog niemand is uitgenodigd" in shown.text


@pytest.mark.parametrize(
    ("last_error", "state", "words"),
    [
        ("550 5.1.1", OutboxState.DEAD, "Dit mailadres bestaat niet. Kijk het adres na, of bel."),
        ("552", OutboxState.DEAD, "De mailbox is vol."),
        ("554 5.7.1", OutboxState.DEAD, "De mailserver van de ontvanger weigert onze mail."),
        ("TooManyAttempts", OutboxState.DEAD, "Het lukte in twee dagen niet."),
        ("451 4.7.1", OutboxState.PENDING, "Wij proberen het weer om 13.30 uur."),
        ("TimeoutError", OutboxState.PENDING, "De mail kon niet worden afgegeven."),
    ],
)
def test_the_board_says_in_words_what_did_not_arrive_and_why(
    scene: Scene, last_error: str, state: OutboxState, words: str
) -> None:
    [message] = messages_to(scene.session, scene.officer)
    message.state, message.last_error, message.attempts = state, last_error, 1
    message.due_at = NOON + 30 * MINUTE

    shown = pages.text_of(scene.desk().get(scene.board), "#invitations")

    assert words in shown
    assert "niet bezorgd" in shown


def test_a_locked_link_is_seen_by_the_coordinator(scene: Scene) -> None:
    scene.invitation.locked_at = NOON

    assert "vijf keer verkeerde cijfers" in scene.desk().get(scene.board).text


def test_what_an_invitee_wrote_beside_the_answer_stands_at_their_seat(scene: Scene) -> None:
    own = f"{scene.own}/answer"
    browser = scene.as_person(scene.officer)
    assert "Schrijf niets over de zaak." in browser.get(own).text
    said: dict[str, Any] = {"reply": "yes", "sequence": "0", "comment": "Ik kom <b>later</b>."}

    assert pages.send(browser, own, **said).status_code == 303

    assert "Ik kom <b>later</b>." in pages.text_of(browser.get(own), "textarea")
    for page in (scene.board, scene.page):
        assert "Ik kom <b>later</b>." in pages.text_of(scene.desk().get(page))
    told: dict[str, Any] = {"reply": "no", "sequence": "0", "comment": "Belde: ziek."}
    pages.send(scene.desk(), f"{scene.page}/reply", **told)
    assert "Belde: ziek." in pages.text_of(scene.desk().get(scene.page), "#stand")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_comment_that_is_too_long_is_kept_and_answers_nothing(
    scene: Scene, *, htmx: bool
) -> None:
    own = f"{scene.own}/answer"
    said: dict[str, Any] = {"reply": "yes", "sequence": "0", "comment": "a" * 501}

    refused = pages.send(scene.as_person(scene.officer), own, htmx=htmx, **said)

    assert refused.status_code == 422
    assert "a" * 501 in refused.text
    assert "gebruik ten hoogste 500 tekens" in refused.text
    assert scene.invitation.reply is None


def test_while_mail_waits_it_can_be_hurried(scene: Scene) -> None:
    browser = scene.desk()
    assert "Er is nog geen mail weg" in browser.get(scene.board).text

    region = pages.send(browser, f"{scene.board}/dispatch", htmx=True)

    assert messages_to(scene.session, scene.officer)[0].due_at <= NOON + MINUTE / 2
    assert pages.soup(region).select_one("#invitations")
    assert "Er is nog geen mail weg" not in region.text


def test_without_javascript_one_comes_back_to_the_page_one_was_on(scene: Scene) -> None:
    back = pages.send(
        scene.desk(),
        f"{scene.board}/dispatch",
        next=f"/conferences/{scene.conference.id}",
    )

    assert (back.status_code, back.location) == (303, f"/conferences/{scene.conference.id}")


def test_while_no_mail_left_the_invitations_can_be_taken_back(scene: Scene) -> None:
    pages.send(scene.desk(), f"{scene.board}/withdrawal")

    assert scene.conference.state is ConferenceState.DRAFT
    assert messages_to(scene.session, scene.officer)[0].state is OutboxState.TAKEN_BACK


def test_what_has_left_is_not_taken_back_and_the_page_says_so(scene: Scene) -> None:
    deliver(scene.session)

    refused = pages.send(scene.desk(), f"{scene.board}/withdrawal")

    assert refused.status_code == 422
    assert "Terugnemen kan niet meer" in refused.text
    assert scene.conference.state is ConferenceState.CONVENED


def test_the_page_asks_for_news_only_while_mail_is_on_its_way(scene: Scene) -> None:
    browser = scene.desk()
    assert "hx-trigger" in browser.get(scene.board).text

    deliver(scene.session)

    news = browser.get(f"{scene.board}/news", headers={"HX-Request": "true"})
    assert pages.soup(news).select_one("#invitations")
    assert "hx-trigger" not in news.text


def test_an_answer_by_telephone_is_noted(scene: Scene) -> None:
    invitation = scene.invitation
    form: dict[str, Any] = {"reply": "maybe", "sequence": 0}

    response = pages.send(scene.desk(), f"{scene.page}/reply", **form)

    assert response.status_code == 303
    assert invitation.reply is Reply.MAYBE
    answer = scene.session.exec(select(Answer)).one()
    assert (answer.channel, answer.noted_by_id) == (Channel.COORDINATOR, scene.coordinator.id)


def test_without_a_choice_the_telephone_form_comes_back(scene: Scene) -> None:

    refused = pages.send(scene.desk(), f"{scene.page}/reply", sequence=0)

    assert refused.status_code == 422
    assert 'id="reply-problem"' in refused.text


def test_a_corrected_address_gets_the_invitation(scene: Scene) -> None:
    deliver(scene.session)
    browser = scene.desk()

    response = pages.send(
        browser,
        f"{scene.page}/address",
        mail="d.kok@politie.example",
        version=scene.officer.version,
    )

    assert response.status_code == 303
    assert scene.officer.mail == "d.kok@politie.example"
    assert owed(scene.session, scene.officer) == [(Method.REQUEST, 1)]
    assert "d.kok@politie.example" in browser.get(scene.page).text


@pytest.mark.parametrize(
    ("mail", "version", "status"), [("geen adres", 1, 422), ("nieuw@politie.example", 7, 409)]
)
def test_a_wrong_or_stale_address_comes_back_as_it_was_typed(
    scene: Scene, mail: str, version: int, status: int
) -> None:
    before = scene.officer.mail

    refused = pages.send(
        scene.desk(),
        f"{scene.page}/address",
        mail=mail,
        version=version,
    )

    assert refused.status_code == status
    assert f'value="{mail}"' in refused.text
    assert before in refused.text
    assert scene.officer.mail == before


def test_a_new_link_is_sent(scene: Scene) -> None:
    deliver(scene.session)
    invitation = scene.invitation
    old = invitation.public_key

    pages.send(scene.desk(), f"{scene.page}/repeat")

    assert invitation.public_key != old
    assert owed(scene.session, scene.officer) == [(Method.REQUEST, 1)]


def test_a_proposed_colleague_is_taken_with_one_click(scene: Scene) -> None:
    colleague, invitation = scene.make.colleague(scene.officer), scene.invitation
    substitutes.propose(scene.session, invitation, colleague.mail, now=NOON)
    browser = scene.desk()
    assert colleague.mail in browser.get(scene.page).text

    pages.send(browser, f"{scene.page}/proposal", decision="take")

    assert scene.session.exec(select(Seat.holder_id)).one() == colleague.id


def test_a_proposal_of_somebody_unknown_says_what_to_do(scene: Scene) -> None:
    invitation = scene.invitation
    substitutes.propose(scene.session, invitation, "wie@politie.example", now=NOON)

    refused = pages.send(scene.desk(), f"{scene.page}/proposal", decision="take")

    assert refused.status_code == 422
    assert "Laat de beheerder deze persoon eerst toevoegen." in refused.text


def test_a_declined_proposal_leaves_the_seat(scene: Scene) -> None:
    invitation = scene.invitation
    substitutes.propose(scene.session, invitation, "wie@politie.example", now=NOON)

    pages.send(scene.desk(), f"{scene.page}/proposal", decision="decline")

    assert scene.session.exec(select(Seat.holder_id)).one() == scene.officer.id
    assert substitutes.open_proposal(scene.session, invitation) is None


@pytest.mark.parametrize("path", ["", "/news", "/{id}"])
def test_only_who_arranges_sees_the_board(scene: Scene, client: pages.Browser, path: str) -> None:
    target = scene.board + path.format(id=scene.invitation.id)
    scene.session.commit()

    assert client.get(target).status_code == 303
    for person in (scene.officer, scene.make.stranger(), scene.make.person(Role.ADMINISTRATOR)):
        assert scene.as_person(person).get(target).status_code == 404


@pytest.mark.parametrize("what", ["reply", "address", "repeat", "proposal"])
def test_strangers_and_invitations_of_another_conference_change_nothing(
    scene: Scene, what: str
) -> None:
    invitation = scene.invitation
    other = scene.make.convened(coordinator_id=scene.coordinator.id)

    for person, held in ((scene.make.stranger(), scene.conference), (scene.coordinator, other)):
        target = f"/conferences/{held.id}/invitations/{invitation.id}/{what}"
        refused = pages.send(scene.as_person(person), target, reply="yes")
        assert refused.status_code == 404


@pytest.mark.parametrize("what", ["dispatch", "withdrawal"])
def test_a_stranger_moves_no_mail(scene: Scene, what: str) -> None:
    refused = pages.send(scene.as_person(scene.make.stranger()), f"{scene.board}/{what}")

    assert refused.status_code == 404
    assert owed(scene.session, scene.officer) == [(Method.REQUEST, 0)]


@pytest.mark.parametrize("reply", Reply)
def test_who_signed_in_answers_in_place(scene: Scene, reply: Reply) -> None:
    invitation = scene.invitation
    browser, target = scene.as_person(scene.officer), f"{scene.own}/answer"

    region = pages.send(browser, target, htmx=True, reply=reply.value, sequence=0)

    assert invitation.reply is reply
    assert scene.session.exec(select(Answer.channel)).one() is Channel.PORTAL
    pressed = pages.soup(region).select(f'#answer-{invitation.id} [aria-pressed="true"]')
    assert [button["value"] for button in pressed] == [reply.value]


def test_without_javascript_the_answer_leads_back(scene: Scene) -> None:
    target = f"{scene.own}/answer"

    back = pages.send(scene.as_person(scene.officer), target, reply="yes", sequence=0, next="/")

    assert (back.status_code, back.location) == (303, "/")


def test_an_answer_never_leads_to_another_site(scene: Scene) -> None:
    target = f"{scene.own}/answer"

    back = pages.send(
        scene.as_person(scene.officer),
        target,
        reply="yes",
        sequence=0,
        next="https://elders.example/",
    )

    assert back.location == target


def test_an_answer_to_an_older_moment_says_so(scene: Scene) -> None:
    invitation = scene.invitation
    invitation.sequence = invitation.asked_sequence = 3

    region = pages.send(
        scene.as_person(scene.officer),
        f"{scene.own}/answer",
        htmx=True,
        reply="yes",
        sequence=2,
    )

    assert "Het moment is net gewijzigd." in region.text
    assert invitation.reply is None


def test_a_judge_is_asked_for_an_impediment(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    judge = make.person(Role.JUDGE)
    convened(session, make, judge)

    shown = as_person(judge).get(f"/invitations/{invitation_of(session, judge).id}/answer").text

    assert "Geen belemmering" in shown
    assert "Ja, ik kom" not in shown


def test_an_invitation_that_is_over_offers_no_answer(scene: Scene) -> None:
    invitation = scene.invitation
    invitation.withdrawn_at = NOON

    shown = scene.as_person(scene.officer).get(f"{scene.own}/answer")

    assert "Deze uitnodiging is vervallen." in shown.text
    assert not pages.soup(shown).select('button[name="reply"]')


def test_who_signed_in_proposes_a_colleague(scene: Scene) -> None:
    invitation = scene.invitation
    browser, target = scene.as_person(scene.officer), f"{scene.own}/substitute"

    refused = pages.send(browser, target, mail="geen adres")
    accepted = pages.send(browser, target, mail="collega@politie.example")

    assert (refused.status_code, accepted.status_code) == (422, 303)
    assert 'value="geen adres"' in refused.text
    proposal = substitutes.open_proposal(scene.session, invitation)
    assert proposal is not None
    assert proposal.mail == "collega@politie.example"


def test_only_the_invitee_answers(scene: Scene, client: pages.Browser) -> None:
    invitation = scene.invitation
    scene.session.commit()

    assert client.get(f"{scene.own}/answer").status_code == 303
    for person in (scene.coordinator, scene.make.stranger()):
        browser = scene.as_person(person)
        assert browser.get(f"{scene.own}/answer").status_code == 404
        for what in ("answer", "substitute"):
            refused = pages.send(browser, f"{scene.own}/{what}", reply="yes")
            assert refused.status_code == 404
    assert invitation.reply is None
