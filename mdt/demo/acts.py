"""What people do in a scenario, each through the verb that their screen uses."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select

from mdt.cases import confidential, incidents, opening, persons, risks
from mdt.cases.incidents import Account
from mdt.cases.opening import ShutTo
from mdt.cases.persons import Details
from mdt.conferences import agenda, arrangements, cascade_turns, lifecycle, meeting
from mdt.conferences.arrangements import Arrangements
from mdt.demo.facts import Agreed, CaseFacts, Sealed
from mdt.demo.stage import Stage
from mdt.invitations import replies
from mdt.models import (
    ActionState,
    AgendaItem,
    Cascade,
    CasePerson,
    Channel,
    Conference,
    ConferenceKind,
    Invitation,
    MeasureKind,
    NoteKind,
    Person,
    PlaceKind,
    Regime,
    Reply,
    SeatDomain,
)
from mdt.safety_plan import actions, measures
from mdt.vault import keyring

COORDINATOR = "samira"
CHAIR = "joost"
VIDEO_URL = "https://video.merwestad.example/tafel"
NOTE_EVERY = timedelta(minutes=4)

Words = Sequence[tuple[str, str]]
"""What is written down: the kind of note, and its text."""


def intake(stage: Stage, now: datetime, *, key: str, facts: CaseFacts) -> None:
    """Open a case as coordinator, with its people and risks."""
    by = stage.person(COORDINATOR)
    case = stage.cases[key] = opening.open_(
        stage.session,
        stage.world.region,
        alias=facts.alias,
        reference=facts.reference,
        regime=Regime.WGS_ZVH,
        lead=stage.person(facts.lead),
        victim_contact=stage.person(facts.contact),
        shut_to=_shut_to(stage, facts),
        by=by,
        now=now,
    )
    for one in facts.persons:
        persons.add(stage.session, case, Details(**vars(one)), by=by, now=now)
    for risk, name in facts.risks.items():
        stage.risks[key, risk] = risks.add(stage.session, case, name, by=by, now=now)


def seal(stage: Stage, now: datetime, *, case: str, what: Sealed, by: str) -> None:
    """Put in the vault what must stay secret; an installation without a key keeps nothing."""
    if not keyring.of(stage.session).keys:
        return
    person = stage.session.exec(
        select(CasePerson).where(
            CasePerson.case_id == stage.cases[case].id, CasePerson.case_role == what.about
        )
    ).one()
    holder = stage.world.organisations[what.keeper]
    terms = confidential.Terms(kind=what.kind, label=what.label, holder_organisation_id=holder.id)
    confidential.keep(stage.session, person, terms, what.says, by=stage.person(by), now=now)


def draft(
    stage: Stage,
    now: datetime,
    *,
    key: str,
    kind: ConferenceKind,
    case: str,
    terms: agenda.Terms,
    signal: str | None = None,
) -> None:
    """Prepare a conference on one case, by video, as coordinator, and name the chair.

    signal: when the report came.
    """
    by = stage.person(COORDINATOR)
    conference = lifecycle.draft(
        stage.session,
        stage.cases[case],
        terms,
        kind=kind,
        panel=stage.world.panel,
        signal_at=stage.at(signal) if signal else None,
        by=by,
        now=now,
    )
    sit_by_video(stage, conference, now)
    stage.conferences[key] = conference


def sit_by_video(stage: Stage, conference: Conference, now: datetime) -> None:
    """Say as coordinator that the table sits by video, and who leads it."""
    wanted = Arrangements(
        kind=conference.kind,
        place_kind=PlaceKind.VIDEO,
        video_url=VIDEO_URL,
        chair_id=stage.person(CHAIR).id,
    )
    arrangements.change(
        stage.session,
        conference,
        wanted,
        version=conference.version,
        by=stage.person(COORDINATOR),
        now=now,
    )


def convene(stage: Stage, now: datetime, *, key: str, starts: str) -> None:
    """Pick the moment as coordinator; everybody is asked."""
    lifecycle.convene(
        stage.session,
        stage.conferences[key],
        stage.at(starts),
        by=stage.person(COORDINATOR),
        now=now,
    )


def answer(stage: Stage, now: datetime, *, key: str, who: str, reply: Reply) -> None:
    """Answer as an invitee, by the link in the mail."""
    person = stage.person(who)
    invitation = stage.session.exec(
        select(Invitation).where(
            Invitation.conference_id == stage.conferences[key].id,
            Invitation.person_id == person.id,
        )
    ).one()
    replies.note(
        stage.session,
        invitation,
        reply,
        channel=Channel.LINK,
        sequence=invitation.sequence,
        by=person,
        now=now,
    )


def open_(stage: Stage, now: datetime, *, key: str, absent: Collection[str] = ()) -> None:
    """Open the sitting as chair, take up each case and note who is there."""
    by, conference = stage.person(CHAIR), stage.conferences[key]
    lifecycle.open_(stage.session, conference, by=by, now=now)
    away = {stage.person(one).id for one in absent}
    for item in conference.items:
        meeting.take_up(stage.session, item, by=by, now=now)
        for holder in _holders(stage, item):
            if holder.id not in away:
                meeting.come(stage.session, item, holder, by=by, now=now)


def work(stage: Stage, now: datetime) -> None:
    """Take every step that is due in the searches for stand-ins, as the worker does."""
    due = select(Cascade).where(col(Cascade.due_at) <= now)
    while row := stage.session.exec(due).first():
        cascade_turns.advance(stage.session, row, now=now)
        stage.session.flush()


def leave(stage: Stage, now: datetime, *, key: str, who: str) -> None:
    """Note as chair that somebody left."""
    [item] = stage.conferences[key].items
    meeting.go(stage.session, item, stage.person(who), by=stage.person(CHAIR), now=now)


def write_down(stage: Stage, now: datetime, *, key: str, words: Words) -> None:
    """Write down as chair what was said and decided, one thing after the other."""
    [item] = stage.conferences[key].items
    by = stage.person(CHAIR)
    for number, (kind, text) in enumerate(words):
        at = now + number * NOTE_EVERY
        meeting.write(stage.session, item, text, NoteKind(kind), by=by, now=at)


def agree(
    stage: Stage, now: datetime, *, case: str, key: str | None, agreed: Sequence[Agreed]
) -> None:
    """Agree as chair who does what; key is of the sitting, None for between two of them."""
    for one in agreed:
        terms = actions.Terms(
            title=one.title,
            heading=one.heading,
            owner_id=stage.person(one.owner).id,
            risk_id=stage.risks[case, one.risk].id,
            due=stage.due(one.due),
        )
        stage.actions[one.key] = actions.agree(
            stage.session,
            stage.cases[case],
            terms,
            conference=stage.conferences[key] if key else None,
            by=stage.person(CHAIR),
            now=now,
        )


def hold(stage: Stage, now: datetime, *, key: str) -> None:
    """End the sitting as chair."""
    lifecycle.hold(stage.session, stage.conferences[key], by=stage.person(CHAIR), now=now)


def adopt(stage: Stage, now: datetime, *, key: str) -> None:
    """Adopt the minutes as chair."""
    lifecycle.adopt(stage.session, stage.conferences[key], by=stage.person(CHAIR), now=now)


def move(
    stage: Stage, now: datetime, *, key: str, state: ActionState, remark: str | None = None
) -> None:
    """Say as owner how far an action is."""
    action = stage.actions[key]
    by = stage.session.get_one(Person, action.owner_id)
    actions.move(
        stage.session, action, state, remark=remark, version=action.version, by=by, now=now
    )


def impose(
    stage: Stage,
    now: datetime,
    *,
    case: str,
    kind: MeasureKind,
    starts: str,
    ends: str | None = None,
    basis: str = "",
) -> None:
    """Note as coordinator a measure that somebody imposed."""
    terms = measures.Terms(
        kind=kind,
        legal_basis=basis,
        starts_at=stage.at(starts),
        ends_at=stage.at(ends) if ends else None,
    )
    stage.measures[kind.value] = measures.add(
        stage.session, stage.cases[case], terms, by=stage.person(COORDINATOR), now=now
    )


def happen(
    stage: Stage,
    now: datetime,
    *,
    case: str,
    who: str,
    happened: str,
    what: str,
    later: timedelta = timedelta(0),
    breaks: MeasureKind | None = None,
) -> None:
    """Note what happened, so much time later than that moment, and which measure it breaks."""
    account = Account(
        happened_at=stage.at(happened) + later,
        what=what,
        measure_id=stage.measures[breaks.value].id if breaks else None,
    )
    by = stage.person(who)
    incidents.note(stage.session, stage.cases[case], account, by=by, now=now)


def _shut_to(stage: Stage, facts: CaseFacts) -> ShutTo:
    places, people = stage.world.organisations, stage.world.people
    return ShutTo(
        [places[one].id for one in facts.shut_to if isinstance(one, SeatDomain)],
        [people[one].id for one in facts.shut_to if not isinstance(one, SeatDomain)],
    )


def _holders(stage: Stage, item: AgendaItem) -> list[Person]:
    keys = [seat.holder_id for seat in item.seats if seat.holder_id]
    return [stage.session.get_one(Person, key) for key in keys]
