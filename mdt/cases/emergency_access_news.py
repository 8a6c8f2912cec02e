"""Tell the case lead and the data-protection officers at once that the glass was broken.

By mail without content; none through a wall.
"""

from sqlmodel import Session

from mdt.cases import alerts
from mdt.events import Event
from mdt.models import Case


def tell(session: Session, event: Event) -> None:
    """React to emergency access; one mail a person for each time."""
    case = session.get_one(Case, event.case_id)
    people = alerts.watchers(session, case, case.lead_id, besides=event.actor_id, now=event.at)
    about = f"emergency_access:{event.subject_id}"
    alerts.warn(session, people, about, case_id=case.id, now=event.at)
