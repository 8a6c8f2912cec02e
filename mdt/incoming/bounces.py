"""Read the notice that a mail of ours did not arrive. Pure.

Source: RFC 3464 (delivery status), RFC 6522 (multipart/report), RFC 3463 (status codes).
"""

import re
from collections.abc import Iterator
from email.message import Message

from mdt.incoming.content import Bounced
from mdt.incoming.mail_parts import header, payload, plain, within

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_MAILERS = ("mailer-daemon@", "postmaster@", "mail-daemon@")
_MOST = 100


def read(mail: Message) -> Bounced | None:
    """Return what came back; None when the mail is no such notice."""
    report = str(mail.get_param("report-type", "")).lower()
    if mail.get_content_type() == "multipart/report" and report == "delivery-status":
        return _report(mail)
    sender = str(mail.get("From", "")).lower()
    if any(mailer in sender for mailer in _MAILERS):
        return Bounced(message_ids=tuple(_message_ids(mail)))
    return None


def _report(mail: Message) -> Bounced:
    address = status = ""
    for fields in _recipients(mail):
        found = _STATUS.search(str(fields.get("Status", "")))
        action = str(fields.get("Action", "")).strip().lower()
        if found and action != "delivered" and not status.startswith("5"):
            status = found[0] if action != "delayed" else f"4.{found[2]}.{found[3]}"
            address = _address(str(fields.get("Final-Recipient", "")))
    return Bounced(address=address, status=status, message_ids=tuple(_message_ids(mail)))


def _recipients(mail: Message) -> Iterator[Message]:
    """Yield the blocks of fields of the report, one a recipient."""
    for part in within(mail)[:_MOST]:
        if part.get_content_type() == "message/delivery-status":
            yield from (block for block in within(part)[:_MOST] if "Final-Recipient" in block)


def _message_ids(mail: Message) -> Iterator[str]:
    """Yield the Message-ID of each mail that came along, whole or only its headers."""
    for part in within(mail)[:_MOST]:
        if part.get_content_type() == "message/rfc822":
            yield from (header(inner, "Message-ID") for inner in within(part)[:1])
        elif part.get_content_type() == "text/rfc822-headers":
            found = _MESSAGE_ID.findall(payload(part))
            yield from (plain(one.decode("ascii", "replace")) for one in found[:_MOST])


def _address(recipient: str) -> str:
    """Return the address in «rfc822; somebody@partner.example»."""
    return plain(recipient).rpartition(";")[2].strip().strip("<>").lower()
