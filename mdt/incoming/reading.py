"""Understand a mail that came back. Pure: the same bytes are always the same letter.

The mail is somebody else's text: nothing in it is run, fetched, shown or believed here, and mail
inside mail is not opened, so that a forwarded answer answers nothing.

Source: RFC 6047 (iMIP), RFC 3464 (delivery status), RFC 3834 (automatic answers);
scheduling.md 2.6 (how the answers of each mail program look).
"""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from mdt.incoming import bounces, itip_message, subjects
from mdt.incoming.content import AutoReplied, Content, Letter, NotUnderstood
from mdt.incoming.mail_parts import header, headers, parts, payload
from mdt.invitations.links import ORGANIZER
from mdt.models import IncomingProblem

MOST_BOUNDARIES = 100
MOST_CALENDAR_BYTES = 64 * 1024

_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To")
_TOKEN = re.compile(rf"\b{ORGANIZER}\+([0-9a-f]{{32}})@", re.IGNORECASE)
_CALENDARS = ("text/calendar", "application/ics", "text/x-vcalendar")
_BEGINS = b"BEGIN:VCALENDAR"


def read(raw: bytes) -> Letter:
    """Return what a mail says."""
    if raw.lower().count(b"boundary") > MOST_BOUNDARIES:
        return unreadable()  # parts within parts take the library a time that grows with the depth
    try:
        mail = message_from_bytes(raw)
        return Letter(
            sender=_sender(mail),
            tokens=_tokens(mail),
            content=_content(mail),
            subject=header(mail, "Subject"),
            message_id=header(mail, "Message-ID").strip(),
            written_at=written_at(mail),
            verdicts=headers(mail, "Authentication-Results"),
        )
    except RecursionError:  # parts within parts, thousands deep
        return unreadable()


def unreadable(problem: IncomingProblem = IncomingProblem.BROKEN) -> Letter:
    """Return the letter of which nothing is known."""
    return Letter(sender="", tokens=frozenset(), content=NotUnderstood(problem))


def written_at(mail: Message) -> datetime | None:
    """Return the instant of the mail's own Date; None when that cannot be read."""
    try:
        at = parsedate_to_datetime(str(mail.get("Date", "")))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _content(mail: Message) -> Content:
    found: Content | None = None
    for part in parts(mail):
        if (calendar := _calendar(part)) is not None:
            found = _said(calendar, str(part.get_param("method", "")))
            if not isinstance(found, NotUnderstood):
                return found
    return bounces.read(mail) or found or _without_calendar(mail)


def _said(calendar: bytes, method: str) -> Content:
    if len(calendar) > MOST_CALENDAR_BYTES:
        return NotUnderstood(IncomingProblem.TOO_LARGE)
    return itip_message.read(calendar, method=method)


def _calendar(part: Message) -> bytes | None:
    """Return the bytes of a part that is a calendar, by its kind, its name or how it begins."""
    content = payload(part)
    is_named = (part.get_filename() or "").lower().endswith((".ics", ".vcs"))
    is_calendar = is_named or part.get_content_type() in _CALENDARS
    begins = content[:64].lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(_BEGINS)
    return content if content and (is_calendar or begins) else None


def _without_calendar(mail: Message) -> Content:
    subject = header(mail, "Subject")
    if _is_automatic(mail) or subjects.is_away(subject):
        return AutoReplied()
    is_winmail = any(_is_winmail(part) for part in parts(mail))
    problem = IncomingProblem.WINMAIL if is_winmail else IncomingProblem.NO_CALENDAR
    return NotUnderstood(problem, subjects.reply(subject))


def _is_automatic(mail: Message) -> bool:
    kind = header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    is_told = kind not in {"", "no"} or header(mail, "Precedence").lower() == "auto_reply"
    return is_told or any(name in mail for name in ("X-Autoreply", "X-Autorespond"))


def _is_winmail(part: Message) -> bool:
    name = (part.get_filename() or "").lower()
    return part.get_content_type() in {"application/ms-tnef", "application/vnd.ms-tnef"} or (
        name == "winmail.dat"
    )


def _sender(mail: Message) -> str:
    found = {
        address.lower() for _, address in getaddresses(headers(mail, "From")) if "@" in address
    }
    return found.pop() if len(found) == 1 else ""


def _tokens(mail: Message) -> frozenset[str]:
    told = " ".join(value for name in _TO for value in headers(mail, name))
    return frozenset(token.lower() for token in _TOKEN.findall(told))
