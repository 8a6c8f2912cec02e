"""Cases past their term for every_page: one proposed, one kept longer before, one destroyed."""

from datetime import datetime, timedelta
from uuid import UUID

from mdt.access import actor as actors
from mdt.models import Person
from mdt.retention import destroying, proposing
from tests.factories import Make


def pass_terms(
    make: Make, by: Person, officer: Person, *, now: datetime, **case: UUID
) -> dict[str, UUID]:
    """Return the keys of the case that is proposed and of the proof of the destroyed one."""
    session = make.session
    past = {"closed_at": now, "retain_until": now.date() - timedelta(days=9)}
    kept, proposed, gone = (make.case(**past, **case) for _ in range(3))
    reason = "Er loopt een klacht over de behandeling van deze zaak. " * 9
    proposing.extend(session, kept, now.date() + timedelta(days=1), reason[:500], by=by, now=now)
    kept.retain_until = now.date() - timedelta(days=1)
    for one in (proposed, gone):
        proposing.propose(session, one, by=by, now=now)
    proof = destroying.destroy(session, gone, actors.load(session, officer, now=now), now=now)
    return {"case_id:past": proposed.id, "destruction_id": proof.id}
