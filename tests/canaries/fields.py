"""A canary in every field that people write in: every text that is not known to be technical.

Whatever a verb puts into a row is replaced by a canary on its way to the database, and what the
row was given is remembered: neither may ever leave. A field that stays empty gets a canary too.
"""

import re
from typing import Any

from sqlalchemy import Column, event
from sqlalchemy.orm import UOWTransaction
from sqlalchemy.types import Enum, String, Text, TypeDecorator
from sqlmodel import Session

MARK = "kanarie"
CANARY = re.compile(rf"{MARK}\d{{4}}")
NUMBER = re.compile(r"\+3161234\d{4}")
MAIL_DOMAIN = f"{MARK}.example"

PLAYED = frozenset(
    {
        *("agenda_item.late_because", "agenda_item.question", "case.alias", "case.reference"),
        *("case_person.name", "case_person.relation", "cascade.without_because"),
        *("emergency_access.reason", "incident.what"),
        *("conference.late_because", "conference.video_url", "conference.without_quorum"),
        *("measure.legal_basis", "measure.note", "measure.title", "membership.function"),
        *("more_time.reason", "note.text", "organisation.name", "panel.name", "person.name"),
        *("procedure.number", "region.name", "review_choice.skipped_because", "risk.name"),
        *("room.address", "room.name", "safety_action.remark", "safety_action.title", "unit.name"),
        *("visit.device", "web_session.device"),
    }
)
"""What the play must fill, as table and column. A new field gets a canary without being here."""

NUMBERS = frozenset({"invitation.phone", "person.phone"})
MAILS = frozenset({"person.mail", "substitute_proposal.mail"})

EMPTY_SAYS = frozenset(
    {"cascade.without_because", "conference.without_quorum", "review_choice.skipped_because"}
)
"""Where an empty field says that something was not decided; it gets a canary when it was."""

ORDINARY = frozenset({"beheerder", "om"})
"""Words that mean something else too: whom to ask for help, and a preposition."""

TECHNICAL = frozenset(
    {
        # Hashes, and what is sealed.
        *("attempt.key", "busy_source.etag", "busy_source.sealed", "credential.secret"),
        *("feed.token_hash", "incoming_mail.digest", "incoming_mail.sealed", "join_code.code_hash"),
        *("impediment.key_hash", "one_time_link.token_hash", "outbox_message.sealed"),
        *("spent_challenge.challenge_hash", "visit.key_hash", "visit.link_key"),
        *("sealed_field.key_id", "sealed_field.sealed", "web_session.id_hash"),
        "web_session.mark_hash",
        # Made by chance, or by the portal out of keys and times.
        *("invitation.place", "invitation.public_key", "invitation.reply_token", "invitation.uid"),
        *("more_time.due_before", "outbox_message.dedupe", "outbox_message.lease"),
        *("outbox_message.message_id", "outbox_message.place", "outbox_message.uid"),
        *("person.week", "poll_hold.place", "poll_hold.reply_token", "poll_hold.uid"),
        *("guest_passkey.credential_id", "guest_passkey.public_key", "guest_passkey.reach_hash"),
        *("passkey.credential_id", "passkey.public_key", "poll_person.public_key"),
        *("reminder.key", "submission.location"),
        # Words of the portal's own.
        *("audit_record.action", "audit_record.ground", "audit_record.roles"),
        *("event_record.name", "installation.name", "installation.value"),
        "outbox_message.last_error",
        # Copies of what has a canary already.
        *("action_change.after", "action_change.before", "action_change.field"),
        # What stands in the address of who gets the mail.
        *("mail_domain.name", "outbox_message.former_mail"),
    }
)
"""Text that nobody writes."""


class Canaries:
    """The canaries that were let loose: where each of them is, and whose field it took over."""

    def __init__(self) -> None:
        """Let none loose yet."""
        self.fields: dict[str, str] = {}
        self.replaced: dict[str, str] = {}

    def plant(self, session: Session, *_: UOWTransaction | object) -> None:
        """Put a canary in every field of every row that is written now."""
        for row in (*session.new, *session.dirty):
            for column in row.__table__.columns:
                if _is_text(column) and (field := str(column)) not in TECHNICAL:
                    self._plant(row, column.name, field)

    def leaked(self, text: str) -> set[str]:
        """Return whose canary, or which former words of whom, stand in a text in lower case."""
        known = [*CANARY.findall(text), *NUMBER.findall(text)]
        found = {self.fields[one] for one in known if one in self.fields}
        return found | {
            f"{field}: {words}"
            for words, field in self.replaced.items()
            if words in text and _is_said(words, text)
        }

    def _plant(self, row: Any, name: str, field: str) -> None:
        words = getattr(row, name) or ""
        if words.partition("@")[0] in self.fields or (not words and field in EMPTY_SAYS):
            return
        canary = self._fledged(field)
        setattr(row, name, canary)
        self.fields[canary.partition("@")[0]] = field
        if words:
            self.replaced[words.casefold()] = field

    def _fledged(self, field: str) -> str:
        number = len(self.fields)
        if field in NUMBERS:
            return f"+3161234{number:04}"
        return f"{MARK}{number:04}" + (f"@{MAIL_DOMAIN}" if field in MAILS else "")


def _is_said(words: str, text: str) -> bool:
    return words not in ORDINARY and bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def loose(canaries: Canaries) -> None:
    """Let canaries sit in every row that any session writes, until called back."""
    event.listen(Session, "before_flush", canaries.plant)


def call_back(canaries: Canaries) -> None:
    """Leave the rows alone again."""
    event.remove(Session, "before_flush", canaries.plant)


def _is_text(column: Column[Any]) -> bool:
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, String | Text) and not isinstance(kind, Enum)
