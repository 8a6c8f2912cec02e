"""Who is on duty in Merwestad, week after week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session

from mdt.demo.merwestad import World
from mdt.models import DutyPeriod, SeatDomain
from mdt.scheduling import duty_rosters


@dataclass(frozen=True)
class Rota:
    """A roster: for whom, which part of the day, and who takes which week, by short name."""

    domain: SeatDomain
    period: DutyPeriod
    people: Sequence[str]
    hours: tuple[time, time] | None = None


_DAY = (time(8), time(18))
_NIGHT = (time(18), time(8))

ROTAS = (
    Rota(SeatDomain.JUDICIARY, DutyPeriod.ALWAYS, ("hester", "saskia", "tom")),
    Rota(SeatDomain.VT, DutyPeriod.ALWAYS, ("marijke", "tim")),
    Rota(SeatDomain.POLICE, DutyPeriod.DAY, ("dennis", "petra"), _DAY),
    Rota(SeatDomain.POLICE, DutyPeriod.NIGHT, ("petra", "dennis"), _NIGHT),
    Rota(SeatDomain.OM, DutyPeriod.DAY, ("anouk",), _DAY),
    Rota(SeatDomain.RVDK, DutyPeriod.ALWAYS, ("femke",)),
)
"""The first of each has the week that begins at set_up's Monday; at night nobody is for the OM."""


def set_up(session: Session, world: World, *, monday: date, now: datetime) -> None:
    """Make the rosters, each handed over on Mondays at nine."""
    for rota in ROTAS:
        duty_rosters.set_up(
            session,
            world.organisations[rota.domain],
            rota.domain,
            rota.period,
            duty_rosters.Terms(
                first_on=monday,
                hands_over=time(9),
                hours=rota.hours,
                people=[world.people[key].id for key in rota.people],
            ),
            by=world.people["wout"],
            now=now,
        )
