"""Somebody's conferences, as entries of a calendar. Pure: same lines, same entries.

The words are those of the invitation by mail, and so is what is left out: no name, no case, and
not even an attendee or an organizer. A calendar server that sees those in a feed invites everybody
again (scheduling.md 1.3).
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from icalendar import Event

from mdt.feeds.facts import VALUE
from mdt.feeds.wording import WORDINGS
from mdt.invitations import entry, invitees, wording
from mdt.invitations.entry import Entry, Standing
from mdt.models import Invitation, Language, Reply

CONFERENCE, POLL = "/conferences/", "/polls/"
"""Where the links lead; tests hold them against the portal's own addresses."""

_SPACE = UUID("c2a7c0f7-6d0c-4e5f-9c0a-0f6b5b8e9d11")
"""Keeps the UIDs of feeds apart from those of invitations (docs/decisions/0036)."""

_TICK = 1
"""Seconds by which DTSTAMP may lag behind the withdrawal that it stamps."""


class Kept(NamedTuple):
    """A line of a moment that is kept free, as text."""

    uid: str
    sequence: str
    stamped_at: str
    starts_at: str
    ends_at: str
    place: str
    poll_person_id: str


class Asked(NamedTuple):
    """A line of an invitation, as text."""

    uid: str
    sequence: str
    stamped_at: str
    starts_at: str
    ends_at: str
    place: str
    conference_id: str
    reply: str
    replied_at: str
    withdrawn_at: str

    @property
    def was_taken_back(self) -> bool:
        """True when the coordinator took it back before it left: no DTSTAMP followed."""
        return bool(self.withdrawn_at) and int(self.withdrawn_at) > int(self.stamped_at) + _TICK

    @property
    def standing(self) -> Standing:
        """Return what the conference is for who reads it."""
        if self.withdrawn_at:
            return Standing.CANCELLED
        return Standing.CONFIRMED if self.reply == Reply.YES else Standing.TENTATIVE


def asked(line: str, language: Language, base_url: str) -> Event | None:
    """Return what the line of an invitation says; None for one that was taken back."""
    found = Asked(*line.split(VALUE))
    return None if found.was_taken_back else entry.component(_asked(found, language, base_url))


def kept_free(line: str, language: Language, base_url: str) -> Event:
    """Return what the line of a moment that is kept free says."""
    found, said = Kept(*line.split(VALUE)), WORDINGS[language].held
    url = f"{base_url}{POLL}{UUID(found.poll_person_id)}"
    return entry.component(_entry(found, language, url=url, said=said, standing=Standing.TENTATIVE))


def of_invitation(invitation: Invitation, language: Language, base_url: str) -> Entry:
    """Return the entry of one invitation, under the invitation's own UID."""
    found = Asked(
        uid=invitation.uid,
        sequence=str(invitation.sequence),
        stamped_at=_seconds(invitation.stamped_at),
        starts_at=_seconds(invitation.starts_at),
        ends_at=_seconds(invitation.ends_at),
        place=invitation.place,
        conference_id=str(invitation.conference_id),
        reply=invitation.reply or "",
        replied_at=_seconds(invitation.replied_at),
        withdrawn_at=_seconds(invitation.withdrawn_at),
    )
    return replace(_asked(found, language, base_url), uid=invitation.uid)


def uid(of_invitation: str) -> str:
    """Return the UID in the feed of what has this UID as an invitation."""
    return str(uuid5(_SPACE, of_invitation))


def _asked(found: Asked, language: Language, base_url: str) -> Entry:
    said = {
        Standing.CANCELLED: wording.WORDINGS[language].cancel,
        Standing.CONFIRMED: WORDINGS[language].agreed,
        Standing.TENTATIVE: WORDINGS[language].unanswered,
    }
    url = f"{base_url}{CONFERENCE}{UUID(found.conference_id)}"
    return _entry(
        found,
        language,
        url=url,
        said=said[found.standing],
        standing=found.standing,
        changed_at=(found.replied_at, found.withdrawn_at),
    )


def _entry(
    line: Asked | Kept,
    language: Language,
    *,
    url: str,
    said: str,
    standing: Standing,
    changed_at: tuple[str, ...] = (),
) -> Entry:
    words = wording.WORDINGS[language]
    return Entry(
        uid=uid(line.uid),
        sequence=int(line.sequence),
        stamped_at=instant(max(filter(None, (line.stamped_at, *changed_at)), key=int)),
        starts_at=instant(line.starts_at),
        ends_at=instant(line.ends_at),
        summary=words.summary,
        location=words.places[invitees.kind_of_place(line.place)],
        description=f"{said}\n{url}",
        url=url,
        standing=standing,
    )


def instant(seconds: str) -> datetime:
    """Return the instant of a line."""
    return datetime.fromtimestamp(int(seconds), UTC)


def _seconds(at: datetime | None) -> str:
    return str(int(at.timestamp())) if at else ""
