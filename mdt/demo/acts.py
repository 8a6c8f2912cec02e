"""What people do in a scenario, each through the verb that their screen uses."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import select

from mdt.conferences import agenda, arrangements, lifecycle, meeting
from mdt.conferences.arrangements import Arrangements
from mdt.demo.stage import Stage
from mdt.invitations import replies
from mdt.models import (
    ActionState,
    AgendaItem,
    Channel,
    ConferenceKind,
    Invitation,
    MeasureKind,
    Person,
    PlaceKind,
    Reply,
)
from mdt.safety_plan import actions, measures

COORDINATOR = "samira"
CHAIR = "joost"
VIDEO_URL = "https://video.merwestad.example/tafel"


def draft(
    stage: Stage, now: datetime, *, key: str, kind: ConferenceKind, case: str, terms: agenda.Terms
) -> None:
    """Prepare a conference on one case, by video, as coordinator, and name the chair."""
    by = stage.person(COORDINATOR)
    conference = lifecycle.draft(
        stage.session,
        stage.cases[case],
        terms,
        kind=kind,
        panel=stage.world.panel,
        by=by,
        now=now,
    )
    wanted = Arrangements(
        kind=kind,
        place_kind=PlaceKind.VIDEO,
        video_url=VIDEO_URL,
        chair_id=stage.person(CHAIR).id,
    )
    arrangements.change(
        stage.session, conference, wanted, version=conference.version, by=by, now=now
    )
    stage.conferences[key] = conference


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


def leave(stage: Stage, now: datetime, *, key: str, who: str) -> None:
    """Note as chair that somebody left."""
    [item] = stage.conferences[key].items
    meeting.go(stage.session, item, stage.person(who), by=stage.person(CHAIR), now=now)


def hold(stage: Stage, now: datetime, *, key: str) -> None:
    """End the sitting as chair."""
    lifecycle.hold(stage.session, stage.conferences[key], by=stage.person(CHAIR), now=now)


def adopt(stage: Stage, now: datetime, *, key: str) -> None:
    """Adopt the minutes as chair."""
    lifecycle.adopt(stage.session, stage.conferences[key], by=stage.person(CHAIR), now=now)


def move(stage: Stage, now: datetime, *, key: str, state: ActionState) -> None:
    """Say as owner how far an action is."""
    action = stage.actions[key]
    owner = stage.session.get_one(Person, action.owner_id)
    actions.move(stage.session, action, state, version=action.version, by=owner, now=now)


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


def _holders(stage: Stage, item: AgendaItem) -> list[Person]:
    keys = [seat.holder_id for seat in item.seats if seat.holder_id]
    return [stage.session.get_one(Person, key) for key in keys]
