"""Plays scenario "Zilverberk": the emergency of the night in which the clock goes back.

From the report of Saturday 24 October to the review of Thursday 29 October 2026.

Source: scenarios.md, scenario 2.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlmodel import Session

from mdt.conferences import agenda, emergencies, lifecycle, moments, seating
from mdt.conferences.seating import Duties
from mdt.demo import acts, proceedings, script
from mdt.demo import zilverberk_data as data
from mdt.demo.merwestad import World
from mdt.demo.script import Line
from mdt.demo.stage import Stage
from mdt.directory import panels
from mdt.models import (
    Conference,
    ConferenceKind,
    MeasureKind,
    Person,
    ProcedureKind,
    Regime,
    Seat,
    SeatDomain,
)

CASE, EMERGENCY, REVIEW = "zilverberk", "emergency", "review"
TABLE = "Spoedtafel Merwestad"

BEGINS = datetime(2026, 10, 24, 13, 40, tzinfo=UTC)
"""The report of Saturday afternoon."""

SINCE = datetime(2026, 10, 25, 13)  # noqa: DTZ001 - Dutch wall clock, as the story tells it
"""The afternoon after the emergency; its review is four days later."""


def play(session: Session, world: World, *, shift: timedelta, until: datetime) -> Stage:
    """Play every step that lies before until; shift is a number of whole weeks."""
    stage = Stage(session, world, shift)
    script.play(stage, lines(), until)
    return stage


def lines() -> list[Line]:
    """Return the whole story."""
    return [
        *_before_the_table(),
        *_in_the_night(),
        *_at_the_table(),
        *_afterwards(),
        *_review(),
        *_courts(),
    ]


def _before_the_table() -> Iterator[Line]:
    yield "10-24 15:41", _set_table
    yield "10-24 15:55", partial(acts.intake, key=CASE, facts=data.CASE)
    yield (
        "10-24 16:30",
        partial(acts.impose, case=CASE, kind=MeasureKind.SHELTER, starts="10-24 16:30"),
    )
    yield (
        "10-24 16:35",
        partial(acts.seal, case=CASE, what=data.HIDING_PLACE, by="lotte"),
    )
    yield "10-24 16:45", _draft
    yield "10-24 17:05", _convene
    yield from script.answers(EMERGENCY, data.ANSWERS)


def _in_the_night() -> Iterator[Line]:
    """Let the worker ask the second judge when the undo time is over, and then the third."""
    for moment in ("10-25 09:44", "10-25 09:54", "10-25 10:13"):
        yield moment, acts.work
    yield from _door_checks()


def _door_checks() -> Iterator[Line]:
    """Let Waterland look at the door at half past two, and an hour later at half past two."""
    check = partial(acts.happen, case=CASE, who="roos", happened="10-25 02:30")
    for later, noted, what in data.DOOR_CHECKS:
        yield noted, partial(check, later=timedelta(hours=later), what=what)


def _at_the_table() -> Iterator[Line]:
    yield "10-25 10:30", partial(acts.open_, key=EMERGENCY)
    yield "10-25 10:31", partial(acts.write_down, key=EMERGENCY, words=data.WORDS)
    yield "10-25 10:38", partial(acts.leave, key=EMERGENCY, who="tom")
    yield "10-25 11:15", partial(acts.agree, case=CASE, key=EMERGENCY, agreed=data.ACTIONS)
    yield "10-25 11:24", partial(acts.hold, key=EMERGENCY)
    yield "10-25 12:50", partial(acts.adopt, key=EMERGENCY)


def _afterwards() -> Iterator[Line]:
    yield from script.progress(data.ACTIONS)
    yield (
        "10-25 16:30",
        partial(
            acts.impose,
            case=CASE,
            kind=MeasureKind.CUSTODY,
            starts="10-25 16:20",
            ends="11-08 16:20",
            basis="inverzekeringstelling, daarna bewaring",
        ),
    )


def _review() -> Iterator[Line]:
    terms = agenda.Terms(question=data.REVIEW_QUESTION, minutes=45)
    yield "10-25 12:55", partial(_draft_review, terms=terms)
    yield "10-25 13:00", partial(acts.convene, key=REVIEW, starts="10-29 14:00")
    yield from script.answers(REVIEW, data.REVIEW_ANSWERS)
    yield "10-29 14:00", partial(acts.open_, key=REVIEW)
    yield "10-29 14:40", partial(acts.hold, key=REVIEW)


def _courts() -> Iterator[Line]:
    """Let those at the table say what runs; the hand-over contradicts the ban."""
    file = partial(proceedings.file, case=CASE)
    for moment, who, filed in data.FILED:
        yield moment, partial(file, who=who, filed=filed)
    say, family = partial(proceedings.say, case=CASE), ProcedureKind.FAMILY
    yield "10-24 16:41", partial(say, who=acts.COORDINATOR, source=family, said=data.VISITS)
    asked = ProcedureKind.BEHAVIOURAL_ORDER
    yield "10-25 10:31", partial(say, who="jelle", source=asked, said=data.BAN)
    yield "10-25 13:10", partial(proceedings.set_aside, who="femke", source=family)


def _draft(stage: Stage, now: datetime) -> None:
    """Prepare the emergency, and give the seats of police and prosecution to who takes over."""
    by = stage.person(acts.COORDINATOR)
    conference = emergencies.draft(
        stage.session,
        stage.cases[CASE],
        agenda.Terms(question=data.QUESTION, minutes=60),
        stage.panels[TABLE],
        signal_at=stage.at("10-24 15:40"),
        by=by,
        now=now,
    )
    acts.sit_by_video(stage, conference, now)
    _seat_the_others(stage, conference, now)
    stage.conferences[EMERGENCY] = conference


def _set_table(stage: Stage, now: datetime) -> None:
    """Set the table for emergencies, whatever they will be about."""
    by, world = stage.person("wout"), stage.world
    panel = panels.set_up(stage.session, world.region, TABLE, Regime.WGS_ZVH, 60, by=by, now=now)
    stage.panels[TABLE] = panel
    for domain, holder, quorum in data.TABLE:
        panels.add_seat(
            stage.session,
            panel,
            domain,
            required=True,
            quorum=quorum,
            holder=stage.person(holder) if holder else None,
            by=by,
            now=now,
        )


def _seat_the_others(stage: Stage, conference: Conference, now: datetime) -> None:
    """Ask those who take over: of Waterland, and of the Rijksrecherche beside them."""
    by, [item] = stage.person(acts.COORDINATOR), conference.items
    for domain, key in ((SeatDomain.POLICE, "roos"), (SeatDomain.OM, "jelle")):
        [seat] = [one for one in item.seats if one.domain is domain]
        _appoint(stage, seat, stage.person(key), now)
    seating.add(
        stage.session,
        item,
        SeatDomain.POLICE,
        Duties(required=True, quorum=False),
        holder=stage.person("karel"),
        by=by,
        now=now,
    )


def _appoint(stage: Stage, seat: Seat, person: Person, now: datetime) -> None:
    by = stage.person(acts.COORDINATOR)
    seating.appoint(stage.session, seat, person, seen=seat.holder_id, by=by, now=now)


def _convene(stage: Stage, now: datetime) -> None:
    """Choose half past ten; who is on duty then takes the seats that wait for them."""
    conference, starts_at = stage.conferences[EMERGENCY], stage.at("10-25 10:30")
    finder = moments.finder(
        stage.session,
        conference,
        until=stage.day("10-25"),
        terms=moments.Terms(),
        now=now,
    )
    lifecycle.convene(
        stage.session,
        conference,
        starts_at,
        holders=finder.holders_at(starts_at),
        by=stage.person(acts.COORDINATOR),
        now=now,
    )


def _draft_review(stage: Stage, now: datetime, *, terms: agenda.Terms) -> None:
    """Prepare the review with whoever came, also by roster; without the judge, who left."""
    by, [earlier] = stage.person(acts.COORDINATOR), stage.conferences[EMERGENCY].items
    conference = lifecycle.draft(
        stage.session,
        stage.cases[CASE],
        agenda.Terms(question=terms.question, minutes=terms.minutes, like=earlier),
        kind=ConferenceKind.REVIEW,
        by=by,
        now=now,
    )
    [item] = conference.items
    for seat in [one for one in item.seats if one.domain is SeatDomain.JUDICIARY]:
        seating.remove(stage.session, seat, by=by, now=now)
    came = {(seat.domain, seat.position): seat.holder_id for seat in earlier.seats}
    for seat in [one for one in item.seats if one.holder_id is None]:
        holder = stage.session.get_one(Person, came[seat.domain, seat.position])
        _appoint(stage, seat, holder, now)
    acts.sit_by_video(stage, conference, now)
    stage.conferences[REVIEW] = conference
