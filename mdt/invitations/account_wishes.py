"""Somebody who joins often without an account is offered one; they and the coordinator decide.

The offer makes nothing: whoever accepts asks the coordinators of the region, and an administrator
sends the link for the first sign-in as to anybody else. Whoever refuses is not asked again.
Callers have checked permission and own the transaction.

Source: issue "Joining by invitation"; decision 146.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from mdt import events
from mdt.directory import people
from mdt.errors import N_, DomainError
from mdt.invitations import wish_events
from mdt.models import (
    AccountWish,
    Conference,
    Invitation,
    LinkPurpose,
    Membership,
    OneTimeLink,
    Organisation,
    Person,
    Visit,
    WishState,
)

_ASKED = col(AccountWish.state) == WishState.ASKED
WAITS: ColumnElement[bool] = select(AccountWish.id).where(_ASKED).exists()
"""Whether anybody waits for a coordinator, in whatever region."""


class NotOffered(DomainError):
    """An account is for who joins often, has none, and did not say already what they want."""

    text = N_("U kunt nu geen account vragen.")


class AlreadyDecided(DomainError):
    """Somebody else decided, or whoever asked took it back."""

    text = N_("Hierover is al beslist.")


def of(session: Session, person: Person) -> AccountWish | None:
    """Return what the person said, None when they said nothing."""
    return session.exec(select(AccountWish).where(AccountWish.person_id == person.id)).first()


def is_offered(session: Session, person: Person, *, after: int, now: datetime) -> bool:
    """Tell whether the person is to be offered an account.

    after: to how many conferences they must have come with a code; 0: it is never offered.
    Without a role in an organisation there is nothing that an account could open.
    """
    if not after or of(session, person) is not None:
        return False
    came = select(func.count(func.distinct(col(Invitation.conference_id))))
    came = came.join(Visit, col(Visit.invitation_id) == Invitation.id)
    return (
        session.exec(came.where(Invitation.person_id == person.id)).one() >= after
        and bool(people.memberships(session, person, now=now))
        and not people.has_account(session, person)
    )


def ask(
    session: Session, person: Person, conference: Conference, *, after: int, now: datetime
) -> None:
    """Ask the coordinators of the conference's region for an account. Raises NotOffered."""
    _say(session, person, conference, WishState.ASKED, after=after, now=now)


def refuse(
    session: Session, person: Person, conference: Conference, *, after: int, now: datetime
) -> None:
    """Note that the person wants no account, also after they asked. Raises NotOffered."""
    said = of(session, person)
    if said is None or said.state is not WishState.ASKED:
        _say(session, person, conference, WishState.REFUSED, after=after, now=now)
        return
    said.state, said.said_at = WishState.REFUSED, now
    _record(session, said, person, now)


def waiting(session: Session, regions: Collection[UUID]) -> Sequence[tuple[AccountWish, Person]]:
    """Return who waits for a coordinator of these regions, the longest first."""
    return session.exec(
        select(AccountWish, Person)
        .join(Person, col(Person.id) == AccountWish.person_id)
        .where(col(AccountWish.region_id).in_(regions), _ASKED)
        .where(col(Person.is_active), ~people.with_account())
        .order_by(col(AccountWish.said_at), col(AccountWish.id))
    ).all()


def agreed(session: Session, regions: Collection[UUID]) -> Sequence[Person]:
    """Return whose first link waits for an administrator of a region in which they have a role."""
    sent = select(OneTimeLink.id).where(
        OneTimeLink.person_id == Person.id,
        OneTimeLink.purpose == LinkPurpose.FIRST_SIGN_IN,
        col(OneTimeLink.created_at) >= AccountWish.decided_at,
    )
    served = (
        select(Membership.person_id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Organisation.region_id).in_(regions))
    )
    return session.exec(
        select(Person)
        .join(AccountWish, col(AccountWish.person_id) == Person.id)
        .where(AccountWish.state == WishState.AGREED, col(Person.is_active))
        .where(col(Person.id).in_(served), ~sent.exists(), ~people.with_account())
        .order_by(col(AccountWish.decided_at), col(Person.id))
    ).all()


def decide(session: Session, wish: AccountWish, *, agrees: bool, by: Person, now: datetime) -> None:
    """Let an administrator send the link, or not. Raises AlreadyDecided."""
    if wish.state is not WishState.ASKED:
        raise AlreadyDecided
    wish.state = WishState.AGREED if agrees else WishState.DECLINED
    wish.decided_by_id, wish.decided_at = by.id, now
    _record(session, wish, by, now)


def _say(
    session: Session,
    person: Person,
    conference: Conference,
    state: WishState,
    *,
    after: int,
    now: datetime,
) -> None:
    if not is_offered(session, person, after=after, now=now):
        raise NotOffered
    said = AccountWish(
        person_id=person.id, region_id=conference.region_id, state=state, said_at=now
    )
    try:
        with session.begin_nested():
            session.add(said)
    except IntegrityError as error:
        raise NotOffered from error
    _record(session, said, person, now)


def _record(session: Session, wish: AccountWish, by: Person, now: datetime) -> None:
    session.add(wish)
    events.record(
        session, wish_events.AccountWishChanged(at=now, actor_id=by.id, subject_id=wish.person_id)
    )
