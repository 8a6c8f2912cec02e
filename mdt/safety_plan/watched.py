"""Actions that somebody must watch without owning them: those of the cases they answer for.

That is who organises or chairs the sittings of a case, and its lead. A few rows of one's own
lead to them by index, so what others have does not count in the cost.
"""

from sqlalchemy import ColumnElement, select, union
from sqlmodel import col

from mdt.access import guard
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.models import AgendaItem, Case, Conference, SafetyAction

_OPEN = select(col(Case.id)).where(col(Case.closed_at).is_(None))
_ON_AGENDAS = select(col(AgendaItem.case_id)).join(
    Conference, col(Conference.id) == AgendaItem.conference_id
)


def condition(who: Actor) -> ColumnElement[bool]:
    """Return the condition on SafetyAction (joined with Case) for the actions that who watches."""
    cases = union(
        _OPEN.where(col(Case.lead_id) == who.id),
        _ON_AGENDAS.where(col(Conference.coordinator_id) == who.id),
        _ON_AGENDAS.where(col(Conference.chair_id) == who.id),
    ).subquery()
    is_own = col(SafetyAction.case_id).in_(select(cases.c[0]))
    return is_own & guard.visible_actions(who, Action.ACTION_VIEW)
