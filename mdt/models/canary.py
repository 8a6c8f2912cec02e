"""A case that nobody has a reason to open, so that who opens it is asked why."""

from datetime import datetime
from uuid import UUID

from mdt.models.base import Row, ref, utc, uuid_key


class CanaryCase(Row, table=True):
    """Makes a case a canary.

    warned_number, checked_number: the last row of the trail of which the officers were warned, and
    which one of them looked at (mdt.audit.chain numbers them).
    """

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id", unique=True)
    set_at: datetime = utc()
    warned_number: int = 0
    checked_number: int = 0
