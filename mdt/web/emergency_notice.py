"""What stands on every page of a case that is read by noodtoegang: until when, and how to stop.

The guard finds out, as it leaves the audit row, that nothing else gives this page
(mdt.web.guard.saw); the frame of every page asks here.
"""

from uuid import UUID

from flask import Flask, g

from mdt import clock
from mdt.cases import emergency_access
from mdt.models import Case, EmergencyAccess
from mdt.web.actor import actor
from mdt.web.database import get_session


def init_app(app: Flask) -> None:
    """Offer what runs to the frame of every page."""
    app.jinja_env.globals["emergency_here"] = here


def here() -> EmergencyAccess | None:
    """Return by what the viewer sees this page, None when by something else or of no case."""
    case_id: UUID | None = g.get("emergency_case")
    case = get_session().get(Case, case_id) if case_id else None
    if case is None:
        return None
    return emergency_access.running(get_session(), case, actor().person, now=clock.now())
