"""Whoever is kept out is signed out everywhere, and stays so when they are let in again.

Source: OWASP ASVS 5.0 7.4.2.
"""

from sqlmodel import Session

from mdt.events import Event
from mdt.identity import sessions
from mdt.models import Person


def sign_out(session: Session, event: Event) -> None:
    """End every session of the person whom the event is about, when they are kept out."""
    person = session.get_one(Person, event.subject_id)
    if not person.is_active:
        sessions.revoke_all(session, person, now=event.at)
