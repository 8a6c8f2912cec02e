"""Plays an ordinary week around today, so that a newcomer finds something on every page.

A poll that waits for answers, a turn of the standing table with two cases, a judge who declined
and is being replaced, a case whose next review waits, a knowledge session, an action that is late,
people who are away and a roster with a gap. It is told from today, whatever day that is.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial

from sqlmodel import Session, col, select

from mdt.conferences import agenda, arrangements, lifecycle, standing, turns
from mdt.conferences.arrangements import Arrangements, StandIns
from mdt.conferences.standing import RhythmTerms
from mdt.conferences.turns import TableTurn
from mdt.demo import acts, knowledge, script
from mdt.demo import week_data as data
from mdt.demo.merwestad import World
from mdt.demo.script import Line
from mdt.demo.stage import DayByDay, Stage
from mdt.directory import hours, panels, regions, times
from mdt.directory.times import Times
from mdt.feeds import addresses
from mdt.models import (
    Channel,
    ConferenceKind,
    Every,
    FeedKind,
    MeasureKind,
    PlaceKind,
    Poll,
    PollOption,
    PollPerson,
    Regime,
    Reply,
    SeatDomain,
    SeeksFor,
)
from mdt.polls import answering, asking
from mdt.scheduling import local_time

SITS = 1
"""The standing table sits on Tuesdays."""

PATIENCE = 8 * 60
"""So many minutes a stand-in may think: the search still runs when a newcomer looks at it."""


def play(session: Session, world: World, *, shift: timedelta, until: datetime) -> Stage:
    """Play every step up to now, which is until."""
    stage = DayByDay(session, world, shift, now=until)
    lines = [
        *_how_the_region_works(),
        *_a_case_that_was_heard(),
        *_a_judge_who_declined(),
        *_a_turn_of_the_table(),
        *_a_session_about_no_case(),
        *_a_poll_that_waits(),
        *_who_is_away(),
    ]
    script.play(stage, lines, until)
    return stage


def _how_the_region_works() -> Iterator[Line]:
    yield "-19 09:00", _say_when_and_where
    yield "-19 09:10", _sit_by_a_rhythm
    yield "-19 09:20", _set_a_small_table
    yield "-5 09:00", _share_a_calendar


def _a_case_that_was_heard() -> Iterator[Line]:
    key, plan = "kastanje", data.KASTANJE
    yield "-6 09:00", partial(acts.intake, key=key, facts=data.CASES[key])
    yield (
        "-6 09:15",
        partial(
            acts.impose, case=key, kind=MeasureKind.NO_CONTACT, starts="-6 09:15", ends="+4 12:00"
        ),
    )
    yield "-6 09:20", _prepare(key, 45)
    yield "-6 09:30", partial(acts.convene, key=key, starts="-4 10:00")
    yield from script.answers(key, data.KASTANJE_ANSWERS)
    yield "-4 10:00", partial(acts.open_, key=key, absent=("hester", "karin"))
    yield "-4 10:10", partial(acts.write_down, key=key, words=data.KASTANJE_WORDS)
    yield "-4 10:30", partial(acts.agree, case=key, key=key, agreed=plan)
    yield "-4 10:44", partial(acts.hold, key=key)
    yield from script.progress(plan)


def _a_judge_who_declined() -> Iterator[Line]:
    key = "esdoorn"
    yield "-2 10:30", partial(acts.intake, key=key, facts=data.CASES[key])
    yield "-2 10:50", _prepare(key, 40)
    yield "-2 10:55", _seek_stand_ins
    yield "-2 11:00", partial(acts.convene, key=key, starts="+1 08:45")
    yield from script.answers(key, data.ESDOORN_ANSWERS)
    yield "-35m", acts.work


def _a_turn_of_the_table() -> Iterator[Line]:
    for key in ("wilg", "linde"):
        yield "-2 15:00", partial(acts.intake, key=key, facts=data.CASES[key])
    yield "-2 15:20", _put_on_a_turn
    yield "-1 09:30", _convene_the_turn
    yield from script.answers("turn", data.TURN_ANSWERS)


def _a_session_about_no_case() -> Iterator[Line]:
    yield "-1 10:00", partial(knowledge.plan, key="session", starts="+6 16:00")


def _a_poll_that_waits() -> Iterator[Line]:
    key = "beuk"
    yield "-1 14:30", partial(acts.intake, key=key, facts=data.CASES[key])
    yield "-1 14:50", _prepare(key, 60)
    yield "-1 15:10", _ask
    for moment, who, replies in data.POLL:
        yield moment, partial(_answer, who=who, replies=replies)


def _who_is_away() -> Iterator[Line]:
    for who, start, end in (("anouk", "+3 00:00", "+5 00:00"), ("bilal", "+1 00:00", "+3 00:00")):
        yield "-3 12:00", partial(_be_away, who=who, start=start, end=end)


def _prepare(key: str, minutes: int) -> script.Step:
    terms = agenda.Terms(question=data.QUESTIONS[key], minutes=minutes)
    return partial(acts.draft, key=key, kind=ConferenceKind.FIRST, case=key, terms=terms)


def _say_when_and_where(stage: Stage, now: datetime) -> None:
    """Say as administrator when the region has lunch and how long people travel."""
    by, region = stage.person("wout"), stage.world.region
    town_hall = regions.add_room(stage.session, region, "Zaal De Brug", "Gemeente", by=by, now=now)
    one, other = sorted((stage.world.room.id, town_hall.id))
    wanted = Times(time(12), time(12, 45), 20, {(one, other): 35})
    times.change(stage.session, region, wanted, version=region.version, by=by, now=now)


def _sit_by_a_rhythm(stage: Stage, now: datetime) -> None:
    """Let the standing table sit every Tuesday at one."""
    today = local_time.local(now).date()
    terms = RhythmTerms(
        every=Every.WEEK,
        first_on=today + timedelta(days=(SITS - today.weekday()) % 7),
        starts=time(13),
        minutes=120,
        room_id=stage.world.room.id,
        most_cases=3,
        cutoff_days=1,
        cutoff_at=time(12),
    )
    by = stage.person(acts.COORDINATOR)
    standing.set_rhythm(stage.session, stage.world.panel, terms, by=by, now=now)


def _set_a_small_table(stage: Stage, now: datetime) -> None:
    """Set a table of four as administrator; any officer, and whichever judge is on duty."""
    by, session = stage.person("wout"), stage.session
    panel = panels.set_up(
        session, stage.world.region, "Kleine tafel", Regime.WGS_ZVH, 30, by=by, now=now
    )
    for domain, holder, fill in data.SMALL_TABLE:
        panels.add_seat(
            session,
            panel,
            domain,
            required=True,
            quorum=domain is not SeatDomain.JUDICIARY,
            holder=stage.person(holder) if holder else None,
            fill=fill,
            by=by,
            now=now,
        )


def _share_a_calendar(stage: Stage, now: datetime) -> None:
    """Let one reader have a secret address for their conferences; nobody knows it any more."""
    person = stage.person("marijke")
    kind = FeedKind.CONFERENCES
    addresses.make(stage.session, person, kind, f"demo {person.id}", now=now)


def _seek_stand_ins(stage: Stage, now: datetime) -> None:
    """Say as coordinator that the portal looks for a stand-in on every seat."""
    conference = stage.conferences["esdoorn"]
    wanted = Arrangements(
        kind=conference.kind,
        place_kind=PlaceKind.VIDEO,
        video_url=acts.VIDEO_URL,
        chair_id=conference.chair_id,
        stand_ins=StandIns(SeeksFor.EVERY_SEAT, PATIENCE),
    )
    arrangements.change(
        stage.session,
        conference,
        wanted,
        version=conference.version,
        by=stage.person(acts.COORDINATOR),
        now=now,
    )


def _turns(stage: Stage) -> list[TableTurn]:
    """Return the turns to come that are held, in order."""
    today, now = stage.day("0"), stage.at("0m")
    ahead = turns.ahead(stage.session, [stage.world.panel.id], today, today + timedelta(days=60))
    return [one for one in ahead if one.turn.out is None and now < one.turn.starts_at]


def _put_on_a_turn(stage: Stage, now: datetime) -> None:
    """Put two cases on the next turn; the one after it is called off, and the third is moved."""
    by, panel = stage.person(acts.COORDINATOR), stage.world.panel
    first, second, third = (one.turn for one in _turns(stage)[:3])
    for key, kind in (("wilg", ConferenceKind.FIRST), ("linde", ConferenceKind.FIRST)):
        terms = agenda.Terms(question=data.QUESTIONS[key], minutes=35)
        stage.conferences["turn"] = standing.put(
            stage.session, panel, first.on, stage.cases[key], terms, kind=kind, by=by, now=now
        )
    standing.call_off(stage.session, panel, second.on, by=by, now=now)
    moved_to = third.starts_at + timedelta(days=1)
    standing.move(stage.session, panel, third.on, moved_to, by=by, now=now)


def _convene_the_turn(stage: Stage, now: datetime) -> None:
    conference = stage.conferences["turn"]
    by, starts_at = stage.person(acts.COORDINATOR), _turns(stage)[0].turn.starts_at
    lifecycle.convene(stage.session, conference, starts_at, by=by, now=now)


def _ask(stage: Stage, now: datetime) -> None:
    """Ask as coordinator which moments suit the table of Beuk."""
    asking.ask(
        stage.session,
        stage.conferences["beuk"],
        [stage.at(one) for one in data.ASKED],
        asking.Terms(closes_at=stage.at("+2 17:00")),
        minutes=60,
        by=stage.person(acts.COORDINATOR),
        now=now,
    )


def _answer(stage: Stage, now: datetime, *, who: str, replies: tuple[Reply, ...]) -> None:
    """Answer the poll by its link; the moments in order of time."""
    session, person = stage.session, stage.person(who)
    conference_id = stage.conferences["beuk"].id
    poll = session.exec(select(Poll).where(Poll.conference_id == conference_id)).one()
    asked = select(PollPerson).where(
        PollPerson.poll_id == poll.id, PollPerson.person_id == person.id
    )
    options = session.exec(
        select(PollOption.id)
        .where(PollOption.poll_id == poll.id)
        .order_by(col(PollOption.starts_at))
    ).all()
    answering.answer(
        session,
        session.exec(asked).one(),
        dict(zip(options, replies, strict=True)),
        channel=Channel.LINK,
        by=None,
        now=now,
    )


def _be_away(stage: Stage, now: datetime, *, who: str, start: str, end: str) -> None:
    person = stage.person(who)
    hours.be_away(stage.session, person, stage.at(start), stage.at(end), by=person, now=now)
