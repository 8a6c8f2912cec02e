"""What two people wrote of one incident, field by field."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask_babel import get_locale, gettext

from mdt.cases.incidents import Account
from mdt.models import Incident
from mdt.web import dates, filters


def told(mine: Account, theirs: Incident, names: Mapping[UUID, str]) -> list[tuple[str, str, str]]:
    """Return (label, what was just typed, what the row says). names: of measures and actions."""
    broken = [names.get(one.measure_id or one.action_id or theirs.id, "") for one in (mine, theirs)]
    return [
        (gettext("Moment"), _moment(mine.happened_at), _moment(theirs.happened_at)),
        (gettext("Wat er gebeurde"), mine.what, theirs.what),
        (gettext("Overtreedt"), broken[0], broken[1]),
    ]


def _moment(at: datetime) -> str:
    return dates.moment(at, today=filters.today(), locale=str(get_locale() or "nl"))
