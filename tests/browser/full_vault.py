"""A sealed address with a long name, opened once, in the full region."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from mdt.cases import confidential
from mdt.cases.confidential import Terms
from mdt.models import CasePerson, Person, SealedKind
from tests.vault.sealed import ADDRESS

WORD = "Locatie7"


def keep(session: Session, *, by: Person, now: datetime) -> UUID:
    """Seal the address of the first person in a case; return its key."""
    person = session.exec(select(CasePerson)).first()
    assert person
    terms = Terms(kind=SealedKind.ADDRESS, label=(WORD * 8)[:60], holder_person_id=by.id)
    value = confidential.keep(session, person, terms, ADDRESS, by=by, now=now)
    confidential.open_(session, value, f"reden {WORD * 20}", by=by, now=now)
    return value.id
