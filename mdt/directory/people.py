"""People of a region: enlisting, changing, joining and leaving organisations.

Rights come from memberships that run now, so leaving takes effect on the next request.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from mdt import acting, events
from mdt.directory import claiming
from mdt.errors import N_, DomainError
from mdt.models import (
    Case,
    Credential,
    Language,
    Membership,
    Organisation,
    Person,
    ProviderAccount,
    Role,
    Unit,
)
from mdt.outbox import notices, queue


class MailTaken(DomainError):
    """Two people would share a mail address, and so an invitation."""

    text = N_("Dit mailadres is al van iemand anders. Kijk het adres na.")


class AlreadyMember(DomainError):
    """The person already serves the organisation in this role."""

    text = N_("Deze persoon heeft deze rol daar al.")


class NotOfOrganisation(DomainError):
    """The unit belongs to another organisation."""

    text = N_("Deze afdeling hoort niet bij die organisatie.")


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
    """Change how someone is called and reached; they hear of it when codes or links go elsewhere.

    Raises StaleVersion, MailTaken.
    """
    claiming.claim(session, person, version)
    _require_free(session, mail, but=person.id)
    before = person.mail, person.phone
    person.name, person.mail, person.phone = name, mail.lower(), phone
    person.language = language
    person.version += 1
    _record(session, person.id, by, now)
    if before != (person.mail, person.phone) and has_account(session, person):
        _tell(session, person, before[0], by, now)
    queue.release(session, col(Person.id) == person.id, now=now)


def join(
    session: Session,
    person: Person,
    organisation: Organisation,
    role: Role,
    *,
    unit: Unit | None = None,
    function: str = "",
    by: Person | None,
    now: datetime,
) -> Membership:
    """Return a membership that starts now. Raises AlreadyMember, NotOfOrganisation."""
    _require_of(unit, organisation.id)
    if any(
        running.organisation_id == organisation.id and running.role is role
        for running in memberships(session, person, now=now)
    ):
        raise AlreadyMember
    membership = Membership(
        person_id=person.id,
        organisation_id=organisation.id,
        unit_id=unit.id if unit else None,
        role=role,
        function=function,
        from_at=now,
    )
    session.add(membership)
    _record(session, person.id, by, now)
    return membership


def move(
    session: Session, membership: Membership, unit: Unit | None, *, by: Person, now: datetime
) -> Membership:
    """Return the membership by which the person is in the unit, or in none, from now on.

    The one before ends, so that walls around the old unit go on to hold. The same unit again
    changes nothing. Raises NotOfOrganisation.
    """
    _require_of(unit, membership.organisation_id)
    unit_id = unit.id if unit else None
    if membership.unit_id == unit_id:
        return membership
    membership.until_at = now
    there = Membership(
        **membership.model_dump(exclude={"id", "unit_id", "from_at", "until_at"}),
        unit_id=unit_id,
        from_at=now,
    )
    session.add(there)
    _record(session, membership.person_id, by, now)
    return there


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


def has_account(session: Session, person: Person) -> bool:
    """Tell whether the person has, or once had, a way to sign in; nobody else has one to watch."""
    found = select(Person.id).where(Person.id == person.id, with_account())
    return session.exec(found).first() is not None


def with_account() -> ColumnElement[bool]:
    """Return the condition on Person that keeps who has, or once had, a way to sign in."""
    proven = select(Credential.person_id).where(col(Credential.confirmed_at).is_not(None))
    return or_(col(Person.id).in_(proven), col(Person.id).in_(select(ProviderAccount.person_id)))


def _require_free(session: Session, mail: str, *, but: UUID | None = None) -> None:
    owner = session.exec(select(Person).where(Person.mail == mail.lower())).first()
    if owner and owner.id != but:
        raise MailTaken


def _require_of(unit: Unit | None, organisation_id: UUID) -> None:
    if unit and unit.organisation_id != organisation_id:
        raise NotOfOrganisation


@acting.by_portal
def _require_no_cases(session: Session, person: Person) -> None:
    kept = session.exec(
        select(Case.id).where(
            col(Case.closed_at).is_(None),
            or_(Case.lead_id == person.id, Case.victim_contact_id == person.id),
        )
    ).all()
    if kept:
        raise KeepsCases(count=len(kept))


def _tell(session: Session, person: Person, former: str, by: Person, now: datetime) -> None:
    """Tell the person where codes and links went until now too, not at the new address alone."""
    notices.owe(session, person, notices.CHANGE, former=former, now=now)
    changed = events.SignInChanged(at=now, actor_id=by.id, subject_id=person.id)
    events.record(session, changed)


def _record(session: Session, person_id: UUID, by: Person | None, now: datetime) -> None:
    events.record(
        session,
        events.PersonChanged(at=now, actor_id=by.id if by else None, subject_id=person_id),
    )
