"""Somebody who broke the glass, with a long reason, and a canary case, in the full region."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from mdt.models import CanaryCase, Case, Person
from tests.factories import Make

REASON = "Zij belt dat hij voor de deur staat, en de coördinator is niet te bereiken. " * 9


def break_glass(make: Make, by: Person, keys: Mapping[str, UUID], *, now: datetime) -> None:
    """Let the person have opened two cases just now, one a canary; keys: the region's rows."""
    for name in ("case_id:past", "case_id"):
        case = make.session.get_one(Case, keys[name])
        until_at = now + timedelta(hours=1)
        make.emergency_access(case, by, reason=REASON[:500], opened_at=now, until_at=until_at)
    make.add(CanaryCase(case_id=keys["case_id:past"], set_at=now))
