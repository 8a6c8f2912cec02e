"""Rules of mdt.incoming.applying and matching: a mail changes what it earned, and nothing else."""

import pytest
from sqlmodel import Session

from mdt.models import IncomingProblem, IncomingState, Invitation
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import answers_to, asked_of, receive

OTHER = "iemand.anders@partner.example"


@pytest.fixture
def asked(make: Make) -> Invitation:
    return make.invitation(make.convened(), make.person())


def problem(
    session: Session, asked: Invitation, raw: bytes, *, by: str = "none"
) -> IncomingProblem:
    """Return why the mail was left to a person, which it must be, having changed nothing."""
    mail = receive(session, raw, authenticator=by)
    assert asked.reply is None
    assert answers_to(session, asked) == []
    assert mail.state is IncomingState.CHECK
    assert mail.problem is not None
    return mail.problem


def test_an_address_that_is_nobodys_is_left_to_a_person(
    session: Session, asked: Invitation
) -> None:
    raw = mails.outlook(asked_of(session, asked, token="f" * 32))

    assert problem(session, asked, raw) is IncomingProblem.UNKNOWN_ADDRESS


def test_the_right_address_with_another_uid_changes_nothing(
    session: Session, asked: Invitation
) -> None:
    raw = mails.outlook(asked_of(session, asked, uid="elders"))

    assert problem(session, asked, raw) is IncomingProblem.NO_CALENDAR


def test_nobody_answers_for_somebody_else(session: Session, asked: Invitation) -> None:
    known = asked_of(session, asked)

    assert problem(session, asked, mails.outlook(known, attendee=OTHER)) is (
        IncomingProblem.OTHER_ADDRESS
    )
    assert problem(session, asked, mails.outlook(known, sender=OTHER)) is (
        IncomingProblem.NOT_PROVEN
    )


def test_two_senders_are_no_sender(session: Session, asked: Invitation) -> None:
    known = asked_of(session, asked)
    raw = mails.outlook(known, sender=f"{known.mail}, {OTHER}")

    assert problem(session, asked, raw) is IncomingProblem.NOT_PROVEN


def verdict(text: str) -> list[str]:
    return [f"Authentication-Results: {text}"]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        verdict("mx.portaal.example; dmarc=fail header.from=partner.example"),
        verdict("mx.portaal.example; dmarc=pass header.from=elders.example"),
        verdict("elders.example; dmarc=pass header.from=partner.example"),
        verdict("mx.portaal.example; spf=pass (dmarc=pass)"),
        verdict(
            'mx.portaal.example; spf=pass smtp.mailfrom="a; dmarc=pass'
            ' header.from=partner.example; x"@evil.example; dmarc=fail header.from=partner.example'
        ),
        verdict(
            "mx.portaal.example; dmarc=pass header.from=partner.example;"
            " dmarc=fail header.from=partner.example"
        ),
        [
            *verdict("mx.portaal.example; dmarc=none header.from=partner.example"),
            *verdict("mx.portaal.example; dmarc=pass header.from=partner.example"),
        ],
    ],
)
def test_where_our_mail_server_signs_its_verdicts_only_a_pass_counts(
    session: Session, asked: Invitation, headers: list[str]
) -> None:
    raw = mails.outlook(asked_of(session, asked), headers=headers)

    assert problem(session, asked, raw, by="mx.portaal.example") is IncomingProblem.NOT_PROVEN


def test_a_pass_of_our_own_mail_server_lets_an_answer_count(
    session: Session, asked: Invitation
) -> None:
    told = "mx.portaal.example; spf=fail; dmarc=pass (p=reject) header.from=partner.example"
    raw = mails.outlook(asked_of(session, asked), headers=verdict(told))

    mail = receive(session, raw, authenticator="mx.portaal.example")

    assert (mail.state, asked.reply) == (IncomingState.DONE, "yes")


def test_without_a_mail_server_that_vouches_nobody_is_believed(
    session: Session, asked: Invitation
) -> None:
    told = verdict("mx.portaal.example; dmarc=pass header.from=partner.example")
    raw = mails.outlook(asked_of(session, asked), headers=told)

    assert problem(session, asked, raw, by="") is IncomingProblem.NOT_PROVEN


def test_a_mail_knows_what_it_belongs_to_also_when_it_changes_nothing(
    session: Session, asked: Invitation, make: Make
) -> None:
    mail = receive(session, mails.outlook(asked_of(session, asked), sender=OTHER))

    assert (mail.invitation_id, mail.conference_id) == (asked.id, asked.conference_id)
    assert mail.region_id == make.region.id
