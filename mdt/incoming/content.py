"""What a mail that came back can be: plain data as the mail says it; none is believed yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mdt.models import IncomingProblem, Reply


@dataclass(frozen=True, kw_only=True)
class About:
    """What a calendar's message says it is about.

    attendee: who speaks, as their calendar knows them; in lower case.
    sequence, stamped_at: SEQUENCE and DTSTAMP as written; without them 0 and None.
    starts_at, ends_at: None when not said, or said in a zone that nobody knows.
    comment: what the person wrote beside it.
    """

    uid: str
    attendee: str
    sequence: int = 0
    stamped_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Answered(About):
    """Yes, perhaps or no to a moment. delegated_from: for whom, when they were sent in place."""

    reply: Reply
    delegated_from: str = ""


@dataclass(frozen=True, kw_only=True)
class Countered(About):
    """Another moment is proposed: starts_at until ends_at. reply: what they say to ours."""

    reply: Reply | None = None


@dataclass(frozen=True, kw_only=True)
class Delegated(About):
    """Somebody else is to come instead. to: their address, in lower case."""

    to: str


@dataclass(frozen=True)
class Bounced:
    """A mail of ours did not arrive.

    status: of RFC 3463, such as 5.1.1; message_ids: of the mail that came back.
    """

    address: str = ""
    status: str = ""
    message_ids: Sequence[str] = ()

    @property
    def is_permanent(self) -> bool:
        return self.status.startswith("5")


@dataclass(frozen=True)
class AutoReplied:
    """Nobody read our mail: a program answered for somebody who is away."""


@dataclass(frozen=True)
class NotUnderstood:
    """A person must read it. hint: what it seems to say, by its subject alone."""

    problem: IncomingProblem
    hint: Reply | None = None


Content = Answered | Countered | Delegated | Bounced | AutoReplied | NotUnderstood


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail that came in.

    sender: the address of From, in lower case; empty when there is not exactly one.
    tokens: of every address of ours that it was sent to.
    written_at: its own Date, None when that cannot be read.
    verdicts: Authentication-Results, the latest server's first.
    """

    sender: str
    tokens: frozenset[str]
    content: Content
    subject: str = ""
    message_id: str = ""
    written_at: datetime | None = None
    verdicts: Sequence[str] = field(default=(), repr=False)
