"""What an invitation says of somebody's own part, when they are asked for longer than it takes."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt import events
from mdt.models import Conference, Language, Person, Role
from mdt.scheduling import usual
from mdt.scheduling.usual import Usual
from tests.adapters.test_letters import everything, words, written
from tests.factories import Make
from tests.invitations.cast import deliver, happen, invitation_of, messages_to

MINUTE = timedelta(minutes=1)


@pytest.fixture
def margin(session: Session) -> int:
    """Let the installation ask people ten minutes before and after their own items."""
    session.info[usual.USUAL] = Usual(margin_minutes=10)
    return 10


def asked_for_the_second_item(session: Session, make: Make, who: Person) -> Conference:
    """Return a sitting of three half hours from 13.00; the middle one is theirs."""
    conference = make.convened(minutes=30)
    own = make.item(conference, make.case(), minutes=30)
    make.item(conference, make.case(), minutes=30)
    make.seat(conference, who, own)
    happen(session, events.ConferenceConvened, conference)
    return conference


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.NL, "Uw deel van de agenda is rond 13:30 tot 14:00 uur."),
        (Language.EN, "Your part of the agenda is around 13:30 to 14:00."),
    ],
)
def test_who_is_asked_with_a_margin_reads_when_their_own_part_is(
    session: Session, make: Make, margin: int, language: Language, said: str
) -> None:
    who = make.person(language=language)
    asked_for_the_second_item(session, make, who)
    assert invitation_of(session, who).ends_at - invitation_of(session, who).starts_at == (
        (30 + 2 * margin) * MINUTE
    )

    mail = written(session, messages_to(session, who)[0])

    assert said in words(mail)
    assert said in " ".join(words(mail, "html").split())


def test_a_judge_reads_it_too_and_nothing_of_the_case(
    session: Session, make: Make, margin: int
) -> None:
    assert margin
    judge = make.person(Role.JUDGE)
    conference = asked_for_the_second_item(session, make, judge)
    conference.items[1].case.alias = "Kanarieboom"
    session.flush()

    text = everything(written(session, messages_to(session, judge)[0]))

    assert "rond 13:30 tot 14:00 uur" in text
    assert "Kanarie" not in text


def test_a_mail_that_is_written_again_says_what_it_said(
    session: Session, make: Make, margin: int
) -> None:
    assert margin
    who = make.person()
    conference = asked_for_the_second_item(session, make, who)
    message = messages_to(session, who)[0]
    before = written(session, message).as_bytes()

    deliver(session)
    conference.items[1].pause_minutes = 4
    happen(session, events.AgendaChanged, conference)

    assert len(messages_to(session, who)) == 1, "half of the margin holds"
    assert written(session, message).as_bytes() == before


def test_who_is_asked_for_just_their_own_part_reads_nothing_of_it(
    session: Session, make: Make
) -> None:
    who = make.person()
    asked_for_the_second_item(session, make, who)

    mail = written(session, messages_to(session, who)[0])

    assert "speling" not in everything(mail)
    assert "\n\n\n" not in words(mail)
