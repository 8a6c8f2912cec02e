"""What the scenarios leave out, so that every kind of message leaves: told as lines, like they are.

Codes and links to sign in, a moment that is proposed and declined, more time for an action, and a
poll that leads to a conference, which is moved and called off. In between all calendars are read.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import select

from mdt import events
from mdt.cases import emergency_access
from mdt.conferences import agenda, lifecycle
from mdt.demo import acts, populier
from mdt.demo.script import Line, Step
from mdt.demo.stage import Stage
from mdt.identity import links, text_codes
from mdt.invitations import proposed_moments
from mdt.invitations.proposed_moments import Moment
from mdt.models import (
    Cascade,
    Channel,
    ConferenceKind,
    Incident,
    Invitation,
    LinkPurpose,
    Poll,
    PollOption,
    PollPerson,
    Procedure,
    ProcedureKind,
    Reply,
    ReviewChoice,
    SeatDomain,
    Unit,
    Visit,
)
from mdt.outbox import notices
from mdt.polls import answering, asking
from mdt.safety_plan import more_time

SECRET = "t" * 32
THIRD = "third"
HOUR = timedelta(hours=1)
SAID = (Reply.YES, Reply.MAYBE)


def lines(*, has_first: bool, read: Step) -> Iterator[Line]:
    """Yield what happens beside a story; read: how calendar programs ask for all there is."""
    if not has_first:
        yield "10-26 11:00", _go_without
        yield "10-26 12:00", read
        return
    yield "02-17 18:00", _give_reasons
    yield "02-18 12:00", read
    yield "02-11 12:30", _let_in
    yield "02-11 13:10", _decline_a_moment
    yield "02-11 14:00", _shut_a_link
    yield "02-16 12:00", _ask_for_time
    yield "02-16 13:00", _break_the_glass
    terms = agenda.Terms(question="Waar staan wij nu?", minutes=45)
    yield (
        "02-19 10:30",
        partial(acts.draft, key=THIRD, kind=ConferenceKind.REVIEW, case=populier.CASE, terms=terms),
    )
    yield "02-19 10:40", _ask_when
    yield "02-21 11:00", _answer_the_poll
    yield "02-22 12:00", partial(acts.convene, key=THIRD, starts="03-05 10:00")
    yield "02-22 15:00", _move
    yield "02-22 18:00", _call_off


def _let_in(stage: Stage, now: datetime) -> None:
    """Send somebody a code and each kind of link, and word of it to where mail went before."""
    person = stage.person("marijke")
    notices.owe(stage.session, person, notices.CHANGE, former="eerder@merwestad.example", now=now)
    text_codes.send(stage.session, person, "12345678", secret=SECRET, now=now)
    for purpose in LinkPurpose:
        link = links.issue(stage.session, person, purpose, secret=SECRET, by=None, now=now)
        links.owe(stage.session, link, now=now)


def _decline_a_moment(stage: Stage, now: datetime) -> None:
    invitation = _invitation(stage, populier.FIRST, "iris")
    moment = Moment(invitation.starts_at + HOUR, invitation.ends_at + HOUR, now)
    proposed_moments.propose(stage.session, invitation, moment, mail_id=None, now=now)
    proposal = proposed_moments.of_invitation(stage.session, invitation)
    assert proposal
    by = stage.person(acts.COORDINATOR)
    proposed_moments.decline(stage.session, proposal, by=by, now=now)


def _ask_for_time(stage: Stage, now: datetime) -> None:
    by, action = stage.person("pieter"), stage.actions["A7"]
    day = date(2026, 3, 9)
    asked = more_time.ask(stage.session, action, day, "De wachtlijst is lang.", by=by, now=now)
    chair = stage.person(acts.CHAIR)
    more_time.answer(stage.session, asked, is_granted=True, by=chair, now=now)


def _break_the_glass(stage: Stage, now: datetime) -> None:
    by, case = stage.person("roos"), stage.cases[populier.CASE]
    reason = "Zij belt dat hij voor de deur staat."
    emergency_access.open_(stage.session, case, reason=reason, by=by, now=now)


def _shut_a_link(stage: Stage, now: datetime) -> None:
    invitation = _invitation(stage, populier.FIRST, "iris")
    events.record(
        stage.session,
        events.LinkLocked(
            at=now, actor_id=None, conference_id=invitation.conference_id, subject_id=invitation.id
        ),
    )


def _give_reasons(stage: Stage, now: datetime) -> None:
    """Fill what a form would fill, in rows of their own: nothing in the stories comes of it."""
    case, conference = stage.cases[populier.CASE], stage.conferences[populier.FIRST]
    conference.without_quorum = "Het kan niet wachten."
    invitation = _invitation(stage, populier.FIRST, "iris")
    police = stage.world.organisations[SeatDomain.POLICE]
    stage.session.add_all(
        [
            Unit(organisation_id=police.id, name="Basisteam Zuid"),
            Incident(
                case_id=case.id,
                happened_at=now,
                what="Hij belt aan.",
                noted_by_id=stage.person(acts.CHAIR).id,
                noted_at=now,
            ),
            Procedure(case_id=case.id, kind=ProcedureKind.FAMILY, number="C/10/1234"),
            ReviewChoice(
                conference_id=conference.id,
                case_id=case.id,
                skipped_because="Er is al een afspraak.",
                by_id=stage.person(acts.CHAIR).id,
                at=now,
            ),
            Visit(
                key_hash="0" * 64,
                invitation_id=invitation.id,
                link_key=invitation.public_key,
                asked_sequence=0,
                admitted_at=now,
                seen_at=now,
            ),
        ]
    )


def _go_without(stage: Stage, _: datetime) -> None:
    for row in stage.session.exec(select(Cascade)).all():
        row.without_because = "Niemand kon komen."


def _ask_when(stage: Stage, now: datetime) -> None:
    asking.ask(
        stage.session,
        stage.conferences[THIRD],
        [stage.at("03-05 10:00"), stage.at("03-05 11:00")],
        asking.Terms(closes_at=stage.at("02-22 12:30")),
        minutes=45,
        by=stage.person(acts.COORDINATOR),
        now=now,
    )


def _answer_the_poll(stage: Stage, now: datetime) -> None:
    session = stage.session
    poll = session.exec(select(Poll)).one()
    options = session.exec(select(PollOption.id).order_by("starts_at")).all()
    for asked in session.exec(select(PollPerson).where(PollPerson.poll_id == poll.id)).all():
        said = dict(zip(options, SAID, strict=True))
        answering.answer(session, asked, said, channel=Channel.LINK, by=None, now=now)


def _move(stage: Stage, now: datetime) -> None:
    conference, by = stage.conferences[THIRD], stage.person(acts.COORDINATOR)
    lifecycle.move(stage.session, conference, stage.at("03-06 10:00"), by=by, now=now)


def _call_off(stage: Stage, now: datetime) -> None:
    by = stage.person(acts.COORDINATOR)
    lifecycle.cancel(stage.session, stage.conferences[THIRD], by=by, now=now)


def _invitation(stage: Stage, key: str, who: str) -> Invitation:
    conference, person = stage.conferences[key], stage.person(who)
    return stage.session.exec(
        select(Invitation).where(
            Invitation.conference_id == conference.id, Invitation.person_id == person.id
        )
    ).one()
