"""Every kind of calendar that leaves the portal, at a moment of one's choice.

A calendar tells nothing of why it was sent: an emergency's is a REQUEST like any other, and of a
delegation that was taken one gets a CANCEL and the other a REQUEST (test_mails.py has both made by
the verbs). URGENT is a text message, and a proposed delegation is told to nobody's calendar.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import NamedTuple
from uuid import UUID

from mdt.feeds import single, writing
from mdt.feeds.facts import LINE, SECTION
from mdt.invitations import itip
from mdt.invitations.itip import Participation
from mdt.models import FeedKind, Invitation, Language, MessageKind, Method
from tests.feeds.lines import BASE, CONFERENCE, action, invitation, kept
from tests.invitations.messages import POPULIER, message

LASTS = timedelta(minutes=45)
WITH_CALENDAR = {MessageKind.DECLINED_MOMENT, MessageKind.HOLD, MessageKind.INVITATION}
WITHOUT_CALENDAR = {
    *(MessageKind.ALERT, MessageKind.CODE, MessageKind.LINK, MessageKind.ONE_TIME_LINK),
    MessageKind.POLL,
    *(MessageKind.MORE_TIME, MessageKind.POLL_NEWS),
    *(MessageKind.REMINDER, MessageKind.SEAT, MessageKind.SIGN_IN),
    *(MessageKind.TASK, MessageKind.URGENT),
}

FEED_LINES = {
    FeedKind.CONFERENCES: lambda at: SECTION.join([LINE.join([invitation(starts_at=at)]), ""]),
    FeedKind.TASKS: lambda at: LINE.join([action(due_at=at)]),
}

_SAID = (Method, (0, 4), (Participation.NEEDS_ACTION, Participation.ACCEPTED), (False, True))
"""Of every mail: its method, SEQUENCE, the answer that stands, and whether it only holds."""


class Kind(NamedTuple):
    """One calendar: what it is, its method, and when what it tells of begins (None: not said)."""

    name: str
    method: str
    starts_at: datetime | None
    written: bytes


def of(at: datetime) -> Iterator[Kind]:
    """Yield a calendar of every kind about a moment."""
    yield from _mails(at)
    for language in Language:
        for kind in FeedKind:
            feed = writing.write(kind, FEED_LINES[kind](at), language, BASE)
            yield Kind(f"feed of {kind.value} in {language.value}", "PUBLISH", at, feed)
        file = single.write(_invitation(at), language, BASE)
        yield Kind(f"file in {language.value}", "PUBLISH", at, file)
    held = writing.write(FeedKind.CONFERENCES, SECTION.join(["", kept(at)]), Language.NL, BASE)
    yield Kind("feed of a moment that is kept free", "PUBLISH", at, held)


def _mails(at: datetime) -> Iterator[Kind]:
    for method, sequence, participation, is_hold in product(*_SAID):
        said = message(
            method=method,
            sequence=sequence,
            is_hold=is_hold,
            participation=participation,
            starts_at=at,
            ends_at=at + LASTS,
        )
        words = (method, str(sequence), participation, "hold" if is_hold else "")
        starts_at = None if method is Method.DECLINE_COUNTER else at
        yield Kind(" ".join(words).strip(), method.value, starts_at, itip.write(said))


def _invitation(at: datetime) -> Invitation:
    return Invitation(
        conference_id=UUID(CONFERENCE),
        person_id=UUID(int=1),
        stamped_at=POPULIER.stamped_at,
        starts_at=at,
        ends_at=at + LASTS,
        place="video",
    )
