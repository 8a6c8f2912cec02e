"""No text of a case is stored that says what is sealed in it: one place, for every verb there is.

A session that writes looks at each text that is new or changed just before it reaches the
database, whichever verb put it there and whatever form it came from. The few sealed values of the
case are opened in memory for that and kept nowhere. Source: scenarios.md 2.7.
"""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, String, event, inspect
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import AutoString

from mdt import acting
from mdt.models import (
    AgendaItem,
    Case,
    CasePerson,
    Conference,
    Invitation,
    SealedField,
    SealedPart,
)
from mdt.vault import fields, keyring, leaks
from mdt.vault.leaks import Finder

COPIES = "a copy of words that were looked at in the row they are of"
KEY = "made by the portal"
ASKER = "of who asks what is kept of them, and of no case: what the officer was told"
SUBJECT = "of a session about a subject, and of no case"
SET_UP = "of the installation or of somebody who works here, and of no case"

UNSEEN = {
    "action_change": {"after": COPIES, "before": COPIES, "field": KEY},
    "attempt": {"key": KEY},
    "audit_record": dict.fromkeys(("action", "ground", "hash", "roles"), KEY),
    "busy_source": {"etag": KEY, "sealed": "sealed; the address of a calendar"},
    "conference": {"topic": SUBJECT},
    "credential": {"secret": KEY},
    "destruction": {"counts": KEY, "digest": KEY, "reference": COPIES},
    "document": {"digest": KEY},
    "document_body": {"key_id": KEY},
    "event_record": {"name": KEY},
    "feed": {"token_hash": KEY},
    "identity_provider": dict.fromkeys(("client_id", "issuer", "label", "secret"), SET_UP),
    "impediment": {"key_hash": KEY},
    "incoming_mail": {"digest": KEY, "sealed": "sealed, as it came; shown to who sorts the post"},
    "guest_passkey": dict.fromkeys(("credential_id", "public_key", "reach_hash"), KEY),
    "installation": {"name": KEY, "value": KEY},
    "invitation": {
        **dict.fromkeys(("place", "public_key", "reply_token", "uid"), KEY),
        "phone": SET_UP,
    },
    "join_code": {"code_hash": KEY},
    "mail_domain": {"name": SET_UP},
    "membership": {"function": SET_UP},
    "more_time": {"due_before": KEY},
    "one_time_link": {"token_hash": KEY},
    "organisation": {"name": SET_UP},
    "outbox_message": dict.fromkeys(
        ("dedupe", "last_error", "lease", "message_id", "place", "sealed", "uid"), KEY
    )
    | {"former_mail": SET_UP},
    "panel": {"name": SET_UP},
    "passkey": {"credential_id": KEY, "name": SET_UP, "public_key": KEY},
    "person": dict.fromkeys(("mail", "name", "phone", "week"), SET_UP),
    "poll_hold": dict.fromkeys(("place", "reply_token", "uid"), KEY),
    "poll_person": {"public_key": KEY},
    "provider_account": dict.fromkeys(("issuer", "subject", "told_mail", "told_name"), SET_UP),
    "region": {"name": SET_UP},
    "reminder": {"key": KEY},
    "room": {"address": SET_UP, "name": SET_UP},
    "sealed_field": {"key_id": KEY, "sealed": "what is sealed itself"},
    "spent_challenge": {"challenge_hash": KEY},
    "subject_request": dict.fromkeys(("extended_because", "name"), ASKER),
    "submission": {"location": KEY},
    "substitute_proposal": {"mail": SET_UP},
    "unit": {"name": SET_UP},
    "visit": dict.fromkeys(("device", "key_hash", "link_key"), KEY),
    "web_session": {"device": KEY, "id_hash": KEY, "mark_hash": KEY},
}
"""Texts that are not looked at, by table and column, and why. A test knows every other one."""

REDACTS = "mdt.vault.redacts"
"""Under which name a session says that nobody waits for its answer: it stores a text without the
places, instead of refusing it. For what comes by mail."""


NOBODY = UUID(int=0)


class HoldsSealed(Exception):
    """A text says what is sealed in a case it belongs to; nothing was stored.

    No DomainError: no form shows it at a field. One page of the portal answers it for every form,
    and gives the text back (mdt.web.leak_page).
    """

    def __init__(self, finder: Finder, case_ids: frozenset[UUID]) -> None:
        """Keep what finds it, in memory, to offer a copy without it."""
        super().__init__("a text says what is sealed")
        self.finder = finder
        self.case_ids = case_ids


class WatchedSession(Session):
    """A session that stores no text of a case which says what is sealed there."""


@cache
def texts_of(kind: Any) -> tuple[str, ...]:
    """Return the names of the columns of a table that are looked at."""
    unseen = UNSEEN.get(str(kind.__tablename__), {})
    return tuple(
        column.key
        for column in inspect(kind).columns
        if isinstance(column.type, String | AutoString)
        and not isinstance(column.type, Enum)
        and column.key not in unseen
    )


def finder_of(session: Session, case_ids: Collection[UUID]) -> Finder:
    """Return what finds the sealed values of these cases. Raises VaultClosed."""
    keys, found = keyring.of(session), Finder()
    with session.no_autoflush:
        rows = session.exec(select(SealedField).where(col(SealedField.case_id).in_(case_ids))).all()
        has_source = any(row.part is SealedPart.SOURCE for row in rows)
        known = _known(session, case_ids) if has_source else frozenset[str]()
        for row in rows:
            found |= leaks.finder({row.part: fields.open_row(keys, row)}, known=known)
    return found


def _known(session: Session, case_ids: Collection[UUID]) -> frozenset[str]:
    """Return the words of the names that stand in these cases for everybody."""
    names = session.exec(select(CasePerson.name).where(col(CasePerson.case_id).in_(case_ids)))
    return frozenset().union(*(leaks.words(name) for name in names))


def _check(session: Session, *_: object) -> None:
    """Raise HoldsSealed when a text that is new or changed says what is sealed in its case."""
    with session.no_autoflush, acting.as_portal(session):
        _look(session)


def _look(session: Session) -> None:
    finders: dict[UUID, Finder] = {}
    guilty: set[UUID] = set()
    for row in (*session.new, *session.dirty):
        for name in _changed(row):
            for case_id in _cases(session, row):
                if case_id not in finders:
                    finders[case_id] = finder_of(session, [case_id])
                if finders[case_id].places(getattr(row, name)):
                    guilty.add(case_id)
                    _redact(session, row, name, finders[case_id])
    if guilty and not session.info.get(REDACTS):
        found = Finder(frozenset().union(*(finders[case_id].needles for case_id in guilty)))
        raise HoldsSealed(found, frozenset(guilty))


def _redact(session: Session, row: Any, name: str, finder: Finder) -> None:
    if session.info.get(REDACTS):
        setattr(row, name, finder.redact(getattr(row, name)))


def _changed(row: Any) -> Iterator[str]:
    """Yield the name of each text of the row that is new or changed."""
    state = inspect(row)
    for name in texts_of(row.__class__):
        if state.dict.get(name) and state.attrs[name].history.has_changes():
            yield name


def _cases(session: Session, row: Any) -> set[UUID]:
    if isinstance(row, Case):
        return {row.id}
    if case_id := getattr(row, "case_id", None):
        return {case_id}
    if isinstance(row, Conference):
        return _on_agenda(session, row.id)
    with session.no_autoflush:
        asked = session.get(Invitation, getattr(row, "invitation_id", None) or NOBODY)
    return _on_agenda(session, asked.conference_id) if asked else set()


def _on_agenda(session: Session, conference_id: UUID) -> set[UUID]:
    with session.no_autoflush:
        items = [
            *session.exec(select(AgendaItem).where(AgendaItem.conference_id == conference_id)),
            *(one for one in session.new if isinstance(one, AgendaItem)),
        ]
    return {item.case_id for item in items if item.conference_id == conference_id}


event.listen(WatchedSession, "before_flush", _check)
