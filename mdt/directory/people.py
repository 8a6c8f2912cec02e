"""People of a region: enlisting, changing, joining and leaving organisations.

Rights come from memberships that run now, so leaving takes effect on the next request.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from mdt import events
from mdt.directory import claiming
from mdt.errors import N_, DomainError
from mdt.models import Case, Language, Membership, Organisation, Person, Role
from mdt.outbox import queue


class MailTaken(DomainError):
    """Two people would share a mail address, and so an invitation."""

    text = N_("Dit mailadres is al van iemand anders. Kijk het adres na.")


class AlreadyMember(DomainError):
    """The person already serves the organisation in this role."""

    text = N_("Deze persoon heeft deze rol daar al.")


class KeepsCases(DomainError):
    """The person still keeps open cases; leaving would leave them without (model.md 1)."""

    text = N_("Draag eerst de zaken over: deze persoon heeft nog %(count)s open zaken.")


def enlist(
    session: Session,
    *,
    name: str,
    mail: str,
    phone: str = "",
    language: Language = Language.NL,
    by: Person | None,
    now: datetime,
) -> Person:
    """Return a new person. Raises MailTaken. Without a membership they are a guest."""
    _require_free(session, mail)
    person = Person(name=name, mail=mail.lower(), phone=phone, language=language)
    session.add(person)
    _record(session, person.id, by, now)
    return person


def change(
    session: Session,
    person: Person,
    *,
    name: str,
    mail: str,
    phone: str,
    language: Language,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Change how someone is called and reached. Raises StaleVersion, MailTaken."""
    claiming.claim(session, person, version)
    _require_free(session, mail, but=person.id)
    person.name, person.mail, person.phone = name, mail.lower(), phone
    person.language = language
    person.version += 1
    _record(session, person.id, by, now)
    queue.release(session, col(Person.id) == person.id, now=now)


def join(
    session: Session,
    person: Person,
    organisation: Organisation,
    role: Role,
    *,
    function: str = "",
    by: Person | None,
    now: datetime,
) -> Membership:
    """Return a membership that starts now. Raises AlreadyMember."""
    if any(
        running.organisation_id == organisation.id and running.role is role
        for running in memberships(session, person, now=now)
    ):
        raise AlreadyMember
    membership = Membership(
        person_id=person.id,
        organisation_id=organisation.id,
        role=role,
        function=function,
        from_at=now,
    )
    session.add(membership)
    _record(session, person.id, by, now)
    return membership


def leave(session: Session, membership: Membership, *, by: Person, now: datetime) -> None:
    """End a membership now. Raises KeepsCases when it is the last and cases would be orphaned."""
    person = session.get_one(Person, membership.person_id)
    if len(memberships(session, person, now=now)) == 1:
        _require_no_cases(session, person)
    membership.until_at = now
    _record(session, person.id, by, now)


def set_active(
    session: Session, person: Person, *, is_active: bool, by: Person, now: datetime
) -> None:
    """Let someone in again, or keep them out from the next request on. Raises KeepsCases."""
    if not is_active:
        _require_no_cases(session, person)
    person.is_active = is_active
    _record(session, person.id, by, now)


def memberships(session: Session, person: Person, *, now: datetime) -> list[Membership]:
    """Return the memberships of person that run at now."""
    return list(
        session.exec(
            select(Membership)
            .where(Membership.person_id == person.id, runs(now))
            .order_by(col(Membership.from_at))
        )
    )


def of_region(session: Session, region_id: UUID, *, now: datetime) -> list[Person]:
    """Return who works in the region at now, by name, each once."""
    query = (
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(Organisation.region_id == region_id, runs(now), col(Person.is_active))
        .order_by(Person.name)
    )
    return list({person.id: person for person in session.exec(query)}.values())


def administrators(session: Session, region_id: UUID, *, now: datetime) -> list[str]:
    """Return the names of who keeps the portal in the region."""
    query = (
        select(Person.name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(Organisation.region_id == region_id, Membership.role == Role.ADMINISTRATOR)
        .where(runs(now), col(Person.is_active))
        .order_by(Person.name)
    )
    return list(session.exec(query.distinct()))


def runs(now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a membership runs at now."""
    return (col(Membership.from_at) <= now) & or_(
        col(Membership.until_at).is_(None), col(Membership.until_at) > now
    )


def _require_free(session: Session, mail: str, *, but: UUID | None = None) -> None:
    owner = session.exec(select(Person).where(Person.mail == mail.lower())).first()
    if owner and owner.id != but:
        raise MailTaken


def _require_no_cases(session: Session, person: Person) -> None:
    kept = session.exec(
        select(Case.id).where(
            col(Case.closed_at).is_(None),
            or_(Case.lead_id == person.id, Case.victim_contact_id == person.id),
        )
    ).all()
    if kept:
        raise KeepsCases(count=len(kept))


def _record(session: Session, person_id: UUID, by: Person | None, now: datetime) -> None:
    events.record(
        session,
        events.PersonChanged(at=now, actor_id=by.id if by else None, subject_id=person_id),
    )
