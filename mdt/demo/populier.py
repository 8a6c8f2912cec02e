"""Plays scenario "Populier" from the intake of 10 February to the review of 19 February.

Every step is done by the person who does it in the scenario, through the verb that their
screen uses, at the wall-clock time of the scenario moved by whole weeks. Nothing after
`until` is played.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlmodel import Session

from mdt.conferences import agenda
from mdt.demo import acts, proceedings, script
from mdt.demo import populier_data as data
from mdt.demo.merwestad import World
from mdt.demo.script import Line
from mdt.demo.stage import Stage
from mdt.models import ConferenceKind, MeasureKind, ProcedureKind
from mdt.safety_plan import measures

CASE, FIRST, REVIEW = "populier", "first", "review"

BEGINS = datetime(2026, 2, 10, tzinfo=UTC)
"""The day of the intake."""

SINCE = datetime(2026, 2, 12, 9, 30)  # noqa: DTZ001 - Dutch wall clock, as the story tells it
"""The morning of the first conference; its review begins a week later to the minute."""


def play(session: Session, world: World, *, shift: timedelta, until: datetime) -> Stage:
    """Play every step that lies before until; shift is a number of whole weeks."""
    stage = Stage(session, world, shift)
    lines = [
        *_before_the_table(),
        *_at_the_table(),
        *_afterwards(),
        *_review(),
        *_courts(),
        _breach(),
    ]
    script.play(stage, lines, until)
    return stage


def _before_the_table() -> Iterator[Line]:
    yield "02-10 09:05", _intake
    yield "02-10 09:10", partial(acts.seal, case=CASE, what=data.SOURCE, by="marijke")
    yield (
        "02-10 09:30",
        partial(
            acts.draft,
            key=FIRST,
            kind=ConferenceKind.FIRST,
            case=CASE,
            terms=agenda.Terms(question=data.QUESTION, minutes=45),
            signal="02-09 21:40",
        ),
    )
    yield "02-10 09:41", partial(acts.convene, key=FIRST, starts="02-12 13:00")
    yield from script.answers(FIRST, data.ANSWERS)


def _at_the_table() -> Iterator[Line]:
    yield "02-12 13:00", partial(acts.open_, key=FIRST)
    yield "02-12 13:09", partial(acts.leave, key=FIRST, who="hester")
    yield "02-12 13:20", partial(acts.write_down, key=FIRST, words=data.WORDS)
    yield "02-12 13:38", partial(acts.agree, case=CASE, key=FIRST, agreed=data.ACTIONS)
    yield "02-12 13:43", partial(acts.hold, key=FIRST)


def _afterwards() -> Iterator[Line]:
    yield (
        "02-12 16:00",
        partial(
            acts.impose,
            case=CASE,
            kind=MeasureKind.ORDER_509HH,
            starts="02-12 16:00",
            ends="05-13 16:00",
            basis="art. 509hh Sv",
        ),
    )
    yield "02-13 11:00", partial(acts.adopt, key=FIRST)
    yield (
        "02-13 15:20",
        partial(
            acts.impose,
            case=CASE,
            kind=MeasureKind.AWARE,
            starts="02-13 15:20",
            ends="06-30 12:00",
        ),
    )
    yield from script.progress(data.ACTIONS)


def _review() -> Iterator[Line]:
    yield (
        "02-12 13:50",
        partial(
            acts.draft,
            key=REVIEW,
            kind=ConferenceKind.REVIEW,
            case=CASE,
            terms=agenda.Terms(question=data.REVIEW_QUESTION, minutes=20),
        ),
    )
    yield "02-12 13:55", partial(acts.convene, key=REVIEW, starts="02-19 09:30")
    yield from script.answers(REVIEW, data.REVIEW_ANSWERS)
    absent = ("hester", "iris", "karin", "pieter")
    yield "02-19 09:30", partial(acts.open_, key=REVIEW, absent=absent)
    yield "02-19 09:48", _extend_house_ban
    yield "02-19 09:50", partial(acts.hold, key=REVIEW)


def _breach() -> Line:
    """Let him reach her by the tablet, in the night in which the clock went ahead (1.8)."""
    breach = partial(acts.happen, who="dennis", breaks=MeasureKind.ORDER_509HH, what=data.MESSAGE)
    return "03-29 04:30", partial(breach, case=CASE, happened="03-29 03:10")


def _courts() -> Iterator[Line]:
    """Let those at the table say what runs; the visits contradict the bans."""
    file = partial(proceedings.file, case=CASE)
    for moment, who, filed in data.FILED:
        yield moment, partial(file, who=who, filed=filed)
    say = partial(proceedings.say, case=CASE)
    visits, asked = MeasureKind.CONTACT_ARRANGEMENT, ProcedureKind.BEHAVIOURAL_ORDER
    yield "02-10 09:20", partial(say, who=acts.COORDINATOR, source=visits, said=data.VISITS)
    yield "02-12 09:10", partial(say, who="anouk", source=asked, said=data.BAN)
    # From here on the measure itself says so.
    yield "02-12 16:02", partial(proceedings.set_aside, who="anouk", source=asked)


def _intake(stage: Stage, now: datetime) -> None:
    acts.intake(stage, now, key=CASE, facts=data.CASE)
    acts.impose(
        stage,
        now,
        case=CASE,
        kind=MeasureKind.HOUSE_BAN,
        starts="02-10 01:20",
        ends="02-20 01:20",
        basis="Wet tijdelijk huisverbod",
    )
    acts.impose(
        stage,
        now,
        case=CASE,
        kind=MeasureKind.CONTACT_ARRANGEMENT,
        starts="01-30 12:00",
        basis="voorlopige voorziening",
    )


def _extend_house_ban(stage: Stage, now: datetime) -> None:
    """Note as the mayor's adviser that the ban was extended (only the mayor may)."""
    ban = stage.measures[MeasureKind.HOUSE_BAN.value]
    terms = measures.Terms(
        kind=ban.kind,
        legal_basis=ban.legal_basis,
        starts_at=ban.starts_at,
        ends_at=stage.at("03-10 01:20"),
        note="Verlengd door de burgemeester.",
    )
    measures.change(
        stage.session, ban, terms, version=ban.version, by=stage.person("fatima"), now=now
    )
