"""Who there is in a region, and when: what all its rows are made around."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from mdt.models import SeatDomain

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
"""The instant at which the pages are asked for: a Wednesday morning in winter."""

TODAY = date(2026, 11, 25)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

TABLE = (
    *(SeatDomain.PROCESS, SeatDomain.POLICE, SeatDomain.OM, SeatDomain.VT, SeatDomain.JUDICIARY),
    *(SeatDomain.PROBATION, SeatDomain.GI, SeatDomain.RVDK, SeatDomain.SHN, SeatDomain.SHELTER),
    *(SeatDomain.GGZ, SeatDomain.LOCAL_TEAM, SeatDomain.MUNICIPALITY),
)
"""The domains of a full table; there is one organisation of each in the region."""


@dataclass(frozen=True)
class Cast:
    """The region, its organisations, who sits in each seat of a full table, the two viewers."""

    region_id: UUID
    organisations: Mapping[SeatDomain, UUID]
    holders: Mapping[SeatDomain, UUID]
    coordinator_id: UUID
    professional_id: UUID
    chair_id: UUID
