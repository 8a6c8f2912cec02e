"""Every mail of the corpus is taken for what it is, and bent ones harm nobody."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from faults import replies
from mdt.incoming import itip_message, mail_parts, reading
from mdt.incoming.content import (
    Answered,
    AutoReplied,
    Bounced,
    Content,
    Countered,
    Delegated,
    NotUnderstood,
)
from mdt.models import Invitation
from tests.databases import Database
from tests.incoming import forging, mails
from tests.incoming.cast import asked_of
from tests.incoming.corpus import Sample, samples

CORPUS = samples()
BENT = 20_000
STUCK = 60.0
"""Seconds after which a mail is stuck; how fast one is read is for `make faults`, not for here."""
FORGED = 60


def said_of(content: Content) -> str:
    """Return in a few words what a mail was taken for."""
    match content:
        case Answered():
            whom = f" for {content.delegated_from}" if content.delegated_from else ""
            return f"{content.reply} {_clock(content.starts_at)}".strip() + whom
        case Countered():
            span = f"{_clock(content.starts_at)}-{_clock(content.ends_at)}"
            return f"counter {span} {content.reply or '-'}"
        case Delegated():
            return f"to {content.to}"
        case Bounced():
            return f"bounce {content.status}"
        case AutoReplied():
            return "away"
        case NotUnderstood():
            return f"check: {content.problem} {content.hint or ''}".strip()


def _clock(at: datetime | None) -> str:
    return f"{at:%H.%M}" if at else ""


@pytest.mark.parametrize("sample", CORPUS, ids=[sample.name for sample in CORPUS])
def test_a_mail_is_taken_for_what_it_is(sample: Sample) -> None:
    assert said_of(reading.read(sample.raw).content) == sample.said


def test_the_corpus_has_sixty_mails_and_more_and_each_is_another() -> None:
    assert len(CORPUS) >= 60
    assert len({sample.raw for sample in CORPUS}) > len(CORPUS) - 10
    assert len({sample.name for sample in CORPUS}) == len(CORPUS)


def test_twenty_thousand_bent_mails_break_nothing_and_none_holds_the_reader_up() -> None:
    assert replies.reading_trial(BENT, most_seconds=STUCK).broken == ()


@given(st.text(), st.sampled_from(["REPLY", "COUNTER", ""]))
def test_any_text_can_be_read_as_a_calendar(text: str, method: str) -> None:
    told = f"BEGIN:VEVENT\r\nUID:1\r\nATTENDEE;{text}\r\nDTSTART{text}\r\nEND:VEVENT"

    assert said_of(itip_message.read(told.encode("utf-8", "replace"), method=method))


@given(st.text(st.characters(codec=None)))
def test_what_is_read_is_text_that_any_database_takes(text: str) -> None:
    assert "\0" not in mail_parts.plain(text)
    assert mail_parts.plain(text).encode().decode() == mail_parts.plain(text)
    assert mail_parts.plain("Zoë 🕊") == "Zoë 🕊"


def test_a_sender_is_read_without_what_no_database_takes() -> None:
    raw = b"From: iem\0and@elders.example\r\nMessage-ID: =?utf-7?q?+2AA-?=\r\n\r\n"

    letter = reading.read(raw)

    assert (letter.sender, letter.message_id) == ("iemand@elders.example", "?")


def test_a_trial_tells_which_mail_says_what_a_database_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "read", lambda _: Bounced(message_ids=("<\0>",)))

    assert replies.reading_trial(1).broken == ("mail 0 says what a database refuses",)


def test_forged_mails_however_they_are_bent_change_nothing(database: Database) -> None:
    assert replies.forging_trial("here", database, FORGED).broken == ()


def test_a_trial_tells_what_a_mail_changed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def true(session: Session, asked: Invitation, luck: int) -> bytes:
        return mails.outlook(asked_of(session, asked)) + str(luck).encode()

    monkeypatch.setattr(forging, "forged", true)

    assert replies.forging_trial("here", database, 2).broken == (
        "the invitation was answered",
        "there is a Answer",
    )


def test_a_trial_tells_which_mail_broke_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(raw: bytes) -> None:
        raise KeyError(raw)

    monkeypatch.setattr(reading, "read", broken)

    assert replies.reading_trial(2).broken == (
        "mail 0 breaks with KeyError",
        "mail 1 breaks with KeyError",
    )
