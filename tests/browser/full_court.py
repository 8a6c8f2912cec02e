"""Proceedings, a visit that a ban contradicts, and one hearing proposed, in the full region."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, select

from mdt.invitations import replies
from mdt.judiciary import contacts, hearings, openings, procedures
from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    Channel,
    ContactKind,
    Invitation,
    Person,
    ProcedureKind,
    ProcedureStage,
    Reply,
    SeatDomain,
)

DAY = timedelta(days=1)
SUNDAY = 6


def sit(session: Session, case: Case, *, by: Person, now: datetime) -> Mapping[str, UUID]:
    """Let a case have proceedings of every kind; return one, and a rule about contact."""
    people = list(session.exec(select(CasePerson).where(CasePerson.case_id == case.id)))
    courts = {one.domain: one.id for one in procedures.courts(session)}
    made = [
        procedures.add(
            session,
            case,
            procedures.Terms(
                kind=kind,
                stage=ProcedureStage.HEARING_SET,
                court_id=courts[SeatDomain.JUDICIARY],
                number=f"C/10/{number:06}/KG-RK-JE-FA-26-{number:09}",
                hearing_at=now + (number + 1) * DAY / 2,
                decided_on=now.date(),
                runs_until=(now + 90 * DAY).date(),
                people=frozenset(one.id for one in people),
            ),
            by=by,
            now=now,
        )
        for number, kind in enumerate(ProcedureKind)
    ]
    over = made.pop()
    procedures.settle(session, over, is_over=True, version=1, by=by, now=now)
    roles = {one.case_role: one.id for one in people}
    rule = contacts.add(
        session,
        case,
        contacts.Terms(
            source_id=made[1].id,
            kind=ContactKind.VISIT,
            person_id=roles[CaseRole.SUSPECT],
            other_id=roles[CaseRole.CHILD],
            weekday=SUNDAY,
            opens=time(10),
            closes=time(18),
        ),
        by=by,
        now=now,
    )
    hearings.propose(session, case, frozenset(one.id for one in made[:2]), by=by, now=now)
    return {"procedure_id": made[0].id, "rule_id": rule.id}


def come(session: Session, invitation: Invitation, *, now: datetime) -> UUID:
    """Let the judge say that nothing stands in the way and open it; return her seat."""
    judge = session.get_one(Person, invitation.person_id)
    replies.note(
        session,
        invitation,
        Reply.YES,
        channel=Channel.PORTAL,
        sequence=invitation.sequence,
        by=judge,
        now=now,
    )
    openings.open_content(session, invitation, by=judge, now=now)
    return openings.seats_of(session, invitation)[0].id
