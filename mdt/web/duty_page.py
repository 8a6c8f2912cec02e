"""What pages show of duty rosters: who is on duty, the weeks ahead, and the gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import get_locale, gettext
from sqlmodel import col, select

from mdt import clock
from mdt.access.actor import Actor
from mdt.access.policy import POLICY, Action
from mdt.models import DutyRoster, DutyShift, Organisation, Person
from mdt.scheduling import duty_cover, duty_rosters
from mdt.scheduling.duty import Shift
from mdt.web import dates, words
from mdt.web.database import get_session
from mdt.web.render import link
from mdt.web.todo import Task

TURNS = 8
"""So many weeks can a rota have before it comes round."""


@dataclass(frozen=True)
class RosterPage:
    """A roster as its page shows it.

    shifts: the stretches ahead, the running one first. gaps: those in which nobody is there, or
    whose person cannot. noted: what differs from the rhythm.
    """

    roster: DutyRoster
    organisation: str
    shifts: Sequence[Shift]
    gaps: Sequence[Shift]
    noted: Sequence[DutyShift]
    names: Mapping[UUID | None, str]

    @property
    def title(self) -> str:
        """Return what the roster is called: «Politie, nacht»."""
        return f"{self.organisation}, {words.word(self.roster.period).lower()}"

    @property
    def on_duty(self) -> str:
        """Return who is on duty now, empty when nobody is."""
        now = clock.now()
        running = (one for one in self.shifts if one.starts_at <= now < one.ends_at)
        return next((self.names.get(one.person, "") for one in running), "")

    @property
    def options(self) -> list[tuple[str, str]]:
        """Return the stretches that can be swapped, for a select: those that still begin."""
        return [
            (one.starts_at.isoformat(), f"{self.names[one.person]}, {_from(one)}")
            for one in self._to_come
        ]

    @property
    def can_swap(self) -> bool:
        """True when stretches of two people still begin."""
        return len({one.person for one in self._to_come}) > 1

    @property
    def _to_come(self) -> list[Shift]:
        now = clock.now()
        return [one for one in self.shifts if one.person and one.starts_at > now]

    def is_gap(self, shift: Shift) -> bool:
        """Tell whether a part of the stretch has nobody."""
        return any(
            gap.starts_at < shift.ends_at and gap.ends_at > shift.starts_at for gap in self.gaps
        )


def one(roster: DutyRoster) -> RosterPage:
    """Return the page of one roster; the caller loaded it through the guard."""
    return of([roster])[0]


def of(rosters: Sequence[DutyRoster]) -> list[RosterPage]:
    """Return the pages of these rosters, with the same number of queries for any number."""
    session, now = get_session(), clock.now()
    ahead = duty_rosters.ahead(session, rosters, now=now)
    gaps = duty_cover.gaps(
        session, duty_rosters.of(session, rosters, now, now + duty_rosters.AHEAD), now=now
    )
    noted = duty_rosters.exceptions(session, rosters, now, now + 2 * duty_rosters.AHEAD)
    names = _names([*ahead.values()], [*noted.values()])
    organisations = _organisations(rosters)
    return [
        RosterPage(
            roster,
            organisations[roster.organisation_id],
            ahead.get(roster.id, ()),
            gaps.get(roster.id, ()),
            noted.get(roster.id, ()),
            names,
        )
        for roster in rosters
    ]


def rhythm_of(roster: DutyRoster, turns: Sequence[UUID]) -> dict[str, str]:
    """Return what the form of the rhythm shows, by field; turns: people in order of their weeks."""
    return {
        "first_on": roster.first_on.isoformat(),
        "hands_over": f"{roster.hands_over:%H:%M}",
        "starts": f"{roster.starts:%H:%M}" if roster.starts else "",
        "ends": f"{roster.ends:%H:%M}" if roster.ends else "",
        **{f"turn-{n}": str(turns[n]) if n < len(turns) else "" for n in range(TURNS)},
    }


def tasks(who: Actor) -> list[Task]:
    """Return a task for each roster of the viewer's regions that has a gap in the coming weeks."""
    regions = who.regions(POLICY[Action.DUTY_SWAP].roles)
    rosters = duty_cover.in_regions(get_session(), regions) if regions else []
    return [_task(page) for page in of(rosters) if page.gaps] if rosters else []


def _task(page: RosterPage) -> Task:
    return Task(
        tone="bad",
        icon="clock",
        title=gettext("Er heeft niemand dienst: %(roster)s", roster=page.title),
        text=gettext("Het gat begint %(when)s.", when=_from(page.gaps[0])),
        verb=gettext("Vul het rooster"),
        href=link("duty.show", roster_id=page.roster.id),
    )


def _from(shift: Shift) -> str:
    today = dates.local_date(clock.now())
    return dates.moment(shift.starts_at, today=today, locale=str(get_locale() or "nl"))


def _names(
    ahead: Sequence[Sequence[Shift]], noted: Sequence[Sequence[DutyShift]]
) -> dict[UUID | None, str]:
    wanted = {one.person for shifts in ahead for one in shifts}
    wanted |= {row.person_id for rows in noted for row in rows}
    rows = get_session().execute(
        select(col(Person.id), col(Person.name)).where(col(Person.id).in_(wanted - {None}))
    )
    return {None: gettext("niemand")} | {row[0]: row[1] for row in rows}


def _organisations(rosters: Sequence[DutyRoster]) -> dict[UUID, str]:
    keys = {roster.organisation_id for roster in rosters}
    rows = get_session().execute(
        select(col(Organisation.id), col(Organisation.name)).where(col(Organisation.id).in_(keys))
    )
    return {row[0]: row[1] for row in rows}
