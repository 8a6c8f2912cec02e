"""What was promised and what became of it: nothing lost, nothing told twice, nothing out of order.

A calendar is played with what the server accepted: it keeps one entry a UID and takes a message
whose SEQUENCE is not older than what it has (RFC 5546 2.1.5).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from functools import cached_property

from icalendar import Calendar
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from faults.hostile import Taken
from faults.stock import REFUSED
from mdt.models import OutboxMessage, OutboxState, Person


@dataclass(frozen=True)
class Arrived:
    """One accepted mail, as its recipient's calendar reads it."""

    recipient: str
    message_id: str
    uid: str
    sequence: int
    content: bytes


def read(taken: Taken) -> Arrived:
    """Return what the mail says to a calendar."""
    mail = message_from_bytes(taken.content)
    [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    written = part.get_payload(decode=True)
    [event] = Calendar.from_ical(written).walk("VEVENT")  # type: ignore[arg-type]
    return Arrived(
        recipient=taken.recipient,
        message_id=str(mail["Message-ID"]),
        uid=str(event["UID"]),
        sequence=int(str(event["SEQUENCE"])),
        content=taken.content,
    )


def message_id(taken: Taken) -> str:
    """Return the Message-ID of a mail, without reading the rest."""
    return str(message_from_bytes(taken.content)["Message-ID"])


def unbooked(engine: Engine, message_ids: Collection[str]) -> set[str]:
    """Return which of these messages are not booked as sent."""
    with Session(engine) as session:
        sent = session.exec(
            select(OutboxMessage.message_id).where(
                col(OutboxMessage.message_id).in_(message_ids),
                OutboxMessage.state == OutboxState.SENT,
            )
        )
        return set(message_ids) - set(sent)


class Ledger:
    """The outbox at the end, beside what the server accepted."""

    def __init__(self, engine: Engine, taken: Sequence[Taken]) -> None:
        """Read both."""
        self.arrived = [read(one) for one in taken]
        with Session(engine) as session:
            query = select(OutboxMessage, Person.mail).join(Person)
            self.owed = [(message, mail) for message, mail in session.exec(query)]

    @cached_property
    def ids(self) -> Counter[str]:
        """How many times each message was accepted."""
        return Counter(one.message_id for one in self.arrived)

    @property
    def copies(self) -> int:
        """How many mails were accepted more than once, each further one counted."""
        return self.ids.total() - len(self.ids)

    def lost(self) -> list[str]:
        """Return the messages that neither arrived, nor were refused, nor had become needless."""
        return [
            message.message_id for message, mail in self.owed if not self._is_settled(message, mail)
        ]

    def doubles(self) -> list[str]:
        """Return what a calendar would show twice: one message, person and moment, two texts."""
        seen: dict[tuple[str, str, int], bytes] = {}
        owner: dict[str, str] = {}
        return [
            one.message_id
            for one in self.arrived
            if seen.setdefault((one.recipient, one.uid, one.sequence), one.content) != one.content
            or owner.setdefault(one.uid, one.recipient) != one.recipient
        ]

    def backwards(self) -> list[str]:
        """Return what arrived after something newer of the same calendar item."""
        newest: dict[str, int] = {}
        found = []
        for one in self.arrived:
            if one.sequence < newest.get(one.uid, 0):
                found.append(one.message_id)
            newest[one.uid] = max(one.sequence, newest.get(one.uid, 0))
        return found

    def _is_settled(self, message: OutboxMessage, mail: str) -> bool:
        match message.state:
            case OutboxState.SENT:
                return message.message_id in self.ids
            case OutboxState.DEAD:
                return mail.startswith(REFUSED) and message.message_id not in self.ids
            case OutboxState.SUPERSEDED:
                return message.sequence < self._newest[message.uid] or not self._has_arrived(
                    message.uid
                )
            case _:
                return False

    @cached_property
    def _newest(self) -> dict[str, int]:
        return _highest((message.uid, message.sequence) for message, _ in self.owed)

    @cached_property
    def _known(self) -> set[str]:
        return {one.uid for one in self.arrived}

    def _has_arrived(self, uid: str) -> bool:
        return uid in self._known


def _highest(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, number in pairs:
        found[key] = max(number, found.get(key, 0))
    return found
