"""Rules of mdt.cli.inbox, with a real mailbox on loopback."""

import signal
from collections.abc import Iterator

import pytest
from aiosmtpd.smtp import Envelope
from sqlmodel import Session

from mdt import clock, events
from mdt.cli import inbox, main
from mdt.conferences import marks
from mdt.incoming import reader
from mdt.incoming.reader import Unreachable
from mdt.invitations import status
from mdt.models import Channel, IncomingMail, IncomingState, Invitation, Reply
from mdt.seats.cover import SeatState
from tests import imap_server, smtp_server
from tests.calendar_client import Client
from tests.databases import Database
from tests.factories import Make
from tests.imap_server import Mailserver
from tests.incoming import mails
from tests.incoming.cast import answers_to, asked_of, kept
from tests.incoming.mails import Asked
from tests.invitations.cast import happen
from tests.smtp_server import Behaviour


@pytest.fixture
def mailserver(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailserver]:
    """Return a mail server with an empty mailbox, known to the settings of this process."""
    with imap_server.serving() as found:
        monkeypatch.setenv("MDT_DATABASE_URL", database.url)
        monkeypatch.setenv("MDT_IMAP_URL", found.url)
        monkeypatch.setenv("MDT_MAIL_AUTHENTICATOR", "none")
        monkeypatch.setenv("MDT_SECRET_KEY", "s" * 40)
        yield found


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def asked(session: Session, make: Make) -> Invitation:
    """Return an invitation that waits for its answer."""
    found = make.invitation(make.convened(), make.person())
    session.commit()
    return found


def known(session: Session, asked: Invitation) -> Asked:
    """Return what the invitee's calendar knows, and let the database go."""
    found = asked_of(session, asked)
    session.commit()
    return found


@pytest.mark.usefixtures("at_noon")
def test_an_answer_in_the_mailbox_turns_the_seat_green(
    session: Session, asked: Invitation, mailserver: Mailserver
) -> None:
    mailserver.deliver(mails.outlook(known(session, asked)))

    assert main.main(["inbox", "--once"]) == 0

    session.rollback()
    session.refresh(asked)
    assert asked.reply is Reply.YES
    assert [one.channel for one in answers_to(session, asked)] == [Channel.MAIL]
    assert [one.state for one in kept(session)] == [IncomingState.DONE]


@pytest.mark.usefixtures("at_noon")
def test_what_was_read_is_out_of_the_way_and_changes_nothing_twice(
    session: Session, asked: Invitation, mailserver: Mailserver
) -> None:
    mail = mails.outlook(known(session, asked))
    for _ in range(2):
        mailserver.deliver(mail)
        main.main(["inbox", "--once"])

    session.rollback()
    assert len(kept(session)) == len(answers_to(session, asked)) == 1
    assert (mailserver.count(), mailserver.count("Gelezen")) == (0, 2)


@pytest.mark.parametrize("authenticator", ["", "none", "mx.portaal.example"])
@pytest.mark.usefixtures("mailserver")
def test_it_says_at_the_start_when_senders_cannot_be_told_from_forgers(
    authenticator: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MDT_MAIL_AUTHENTICATOR", authenticator)

    main.main(["inbox", "--once"])

    said = capsys.readouterr().err
    assert (inbox.NO_AUTHENTICATOR in said) == (authenticator == "")
    assert (inbox.UNCHECKED in said) == (authenticator == "none")


def test_without_a_mailbox_there_is_nothing_to_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MDT_IMAP_URL", raising=False)

    assert main.main(["inbox", "--once"]) == 0
    assert capsys.readouterr().out.strip() == inbox.NOTHING


def test_a_server_that_is_away_is_said_in_one_sentence(
    mailserver: Mailserver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = mailserver.url.replace("geheim", "verkeerd")
    monkeypatch.setenv("MDT_IMAP_URL", url)

    assert main.main(["inbox", "--once"]) == main.WRONG_USE

    [said] = capsys.readouterr().err.strip().splitlines()[-1:]
    assert "MDT_IMAP_URL" in said
    assert "verkeerd" not in said


def test_what_is_kept_is_sealed(
    session: Session, asked: Invitation, mailserver: Mailserver
) -> None:
    mailserver.deliver(mails.outlook(known(session, asked), comment="Ik neem koekjes mee"))

    main.main(["inbox", "--once"])

    session.rollback()
    [mail] = kept(session)
    assert isinstance(mail, IncomingMail)
    assert "koekjes" not in mail.sealed


@pytest.mark.usefixtures("at_noon")
def test_an_invitation_goes_out_and_its_answer_comes_back_through_real_servers(
    session: Session, make: Make, mailserver: Mailserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, conference = make.person(), make.convened(kind="emergency")
    make.seat(conference, person)
    happen(session, events.ConferenceConvened, conference)
    session.commit()

    def sort(envelope: Envelope) -> str:
        """Put a mail in the folder of whom it is for."""
        is_for_portal = envelope.rcpt_tos[0].startswith("overleg+")
        folder = "INBOX" if is_for_portal else "Genodigde"
        mailserver.deliver(envelope.original_content or b"", folder=folder)
        return "250 OK"

    with smtp_server.serving(Behaviour(to_mail=sort)) as port:
        monkeypatch.setenv("MDT_SMTP_URL", f"smtp://127.0.0.1:{port}")
        assert main.main(["worker", "--once"]) == 0
        [invited] = mailserver.read("Genodigde")
        Client(person.mail, port).answer(invited, "ACCEPTED", now=clock.now())
    assert main.main(["inbox", "--once"]) == 0

    session.rollback()
    [one] = status.board(session, conference, now=clock.now()).invited
    assert one.answer is not None
    assert (one.answer.reply, one.answer.channel) == (Reply.YES, Channel.MAIL)
    [mark] = marks.of(session, [conference.id])[conference.id]
    assert mark.state is SeatState.YES


def test_a_certificate_that_is_not_trusted_is_told_in_words(
    mailserver: Mailserver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> int:
        raise Unreachable("SSLCertVerificationError")

    assert mailserver.count() == 0
    monkeypatch.setattr(reader, "read_once", refuse)

    assert main.main(["inbox", "--once"]) == main.WRONG_USE
    assert "a certificate that is not trusted here" in capsys.readouterr().err
