"""Plays scenario "Populier" from the intake of 10 February to the review of 19 February.

Every step is done by the person who does it in the scenario, through the verb that their
screen uses, at the wall-clock time of the scenario moved by whole weeks. Nothing after
`until` is played.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from mdt.cases import opening, persons, risks
from mdt.cases.persons import Details
from mdt.conferences import agenda, meeting
from mdt.demo import acts
from mdt.demo import populier_data as data
from mdt.demo.merwestad import World
from mdt.demo.stage import Stage
from mdt.models import ActionState, ConferenceKind, MeasureKind, NoteKind, Regime
from mdt.safety_plan import actions, measures

CASE, FIRST, REVIEW = "populier", "first", "review"
NOTE_EVERY = timedelta(minutes=4)

Step = Callable[[Stage, datetime], None]
Line = tuple[str, Step]


def play(session: Session, world: World, *, shift: timedelta, until: datetime) -> Stage:
    """Play every step that lies before until; shift is a number of whole weeks."""
    stage = Stage(session, world, shift)
    script = [*_before_the_table(), *_at_the_table(), *_afterwards(), *_review()]
    for moment, step in sorted(script, key=lambda line: line[0]):
        now = stage.at(moment)
        if now > until:
            break
        step(stage, now)
        session.flush()
    return stage


def _before_the_table() -> Iterator[Line]:
    yield "02-10 09:05", _intake
    yield (
        "02-10 09:30",
        partial(
            acts.draft,
            key=FIRST,
            kind=ConferenceKind.FIRST,
            case=CASE,
            terms=agenda.Terms(question=data.QUESTION, minutes=45),
        ),
    )
    yield "02-10 09:41", partial(acts.convene, key=FIRST, starts="02-12 13:00")
    for moment, who, reply in data.ANSWERS:
        yield moment, partial(acts.answer, key=FIRST, who=who, reply=reply)


def _at_the_table() -> Iterator[Line]:
    yield "02-12 13:00", partial(acts.open_, key=FIRST)
    yield "02-12 13:09", partial(acts.leave, key=FIRST, who="hester")
    yield "02-12 13:20", _write_down
    yield "02-12 13:38", _agree
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
    for one in data.ACTIONS:
        if one.busy:
            yield one.busy, partial(acts.move, key=one.key, state=ActionState.BUSY)
        if one.done:
            yield one.done, partial(acts.move, key=one.key, state=ActionState.DONE)


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
    for moment, who, reply in data.REVIEW_ANSWERS:
        yield moment, partial(acts.answer, key=REVIEW, who=who, reply=reply)
    absent = ("hester", "iris", "karin", "pieter")
    yield "02-19 09:30", partial(acts.open_, key=REVIEW, absent=absent)
    yield "02-19 09:48", _extend_house_ban
    yield "02-19 09:50", partial(acts.hold, key=REVIEW)


def _intake(stage: Stage, now: datetime) -> None:
    by = stage.person(acts.COORDINATOR)
    case = stage.cases[CASE] = opening.open_(
        stage.session,
        stage.world.region,
        alias=data.ALIAS,
        reference=data.REFERENCE,
        regime=Regime.WGS_ZVH,
        lead=stage.person("ruud"),
        victim_contact=stage.person("lotte"),
        by=by,
        now=now,
    )
    for one in data.PERSONS:
        persons.add(stage.session, case, Details(**vars(one)), by=by, now=now)
    for key, name in data.RISKS.items():
        stage.risks[key] = risks.add(stage.session, case, name, by=by, now=now)
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


def _write_down(stage: Stage, now: datetime) -> None:
    [item] = stage.conferences[FIRST].items
    by = stage.person(acts.CHAIR)
    for number, (kind, text) in enumerate(data.WORDS):
        at = now + number * NOTE_EVERY
        meeting.write(stage.session, item, text, NoteKind(kind), by=by, now=at)


def _agree(stage: Stage, now: datetime) -> None:
    for one in data.ACTIONS:
        terms = actions.Terms(
            title=one.title,
            heading=one.heading,
            owner_id=stage.person(one.owner).id,
            risk_id=stage.risks[one.risk].id,
            due=stage.due(one.due),
        )
        stage.actions[one.key] = actions.agree(
            stage.session,
            stage.cases[CASE],
            terms,
            conference=stage.conferences[FIRST],
            by=stage.person(acts.CHAIR),
            now=now,
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
