"""Who is asking: a person and what their memberships make them now."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, or_, select

from mdt.access import emergency_access, walls
from mdt.models import Membership, Organisation, Person, Role

NONE: frozenset[UUID] = frozenset()

KEEPING = frozenset({Role.CHAIR, Role.COORDINATOR, Role.PROFESSIONAL})
"""Roles with which someone can keep a case, and whose seat at a table shows its content."""


@dataclass(frozen=True)
class Post:
    """One running membership: a role in an organisation of a region."""

    role: Role
    organisation_id: UUID
    organisation_name: str
    region_id: UUID
    function: str


@dataclass(frozen=True)
class Actor:
    """A person with the posts that run at an instant. Read for every request, never cached.

    walled: the cases that a wall keeps them out of, whatever else they are to them.
    touched: the conferences with one of those on their agenda.
    emergencies: the cases whose glass they broke within the hour.
    """

    person: Person
    posts: tuple[Post, ...]
    at: datetime
    walled: frozenset[UUID] = frozenset()
    touched: frozenset[UUID] = frozenset()
    emergencies: frozenset[UUID] = frozenset()

    @property
    def id(self) -> UUID:
        """Return the person's key."""
        return self.person.id

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held anywhere."""
        return frozenset(post.role for post in self.posts)

    def regions(self, roles: frozenset[Role]) -> frozenset[UUID]:
        """Return the regions in which one of roles is held."""
        return frozenset(post.region_id for post in self.posts if post.role in roles)

    @property
    def ordinarily(self) -> "Actor":
        """Return the actor without what breaking the glass gives."""
        return replace(self, emergencies=NONE)

    @property
    def is_guest(self) -> bool:
        """True for a specialist: someone who joins by invitation and sees own items only."""
        return not self.roles - {Role.SPECIALIST}

    @property
    def is_judge(self) -> bool:
        """True for a judge: her invitations show no content before her mode gives it."""
        return Role.JUDGE in self.roles

    @property
    def may_sit(self) -> bool:
        """True for who can be asked to a table: all but those who only watch or set up."""
        return self.is_guest or self.is_judge or self.may_keep_cases

    @property
    def may_keep_cases(self) -> bool:
        """True when a case may have this actor as its lead or as the victim's contact."""
        return bool(self.roles & KEEPING) and not self.is_judge


def load(session: Session, person: Person, *, now: datetime) -> Actor:
    """Return person as an actor with the memberships that run at now."""
    rows = session.execute(_POSTS, {"person_id": person.id, "now": now}).all()
    posts = tuple(Post(*row[:-2]) for row in rows)
    may_be_walled, has_emergency = rows[0][-2:] if rows else (True, False)
    walled = walls.cases(session, person.id) if may_be_walled else NONE
    return Actor(
        person,
        posts,
        now,
        walled,
        walls.conferences(session, walled) if walled else NONE,
        emergency_access.cases(session, person.id, now) if has_emergency else NONE,
    )


def joined(who: Actor) -> Actor:
    """Return who as somebody who came in by an invitation and a code, without signing in.

    That way in gives what a guest's seat gives and no more, whatever else the person is; a judge
    stays a judge, who sees no content before her mode gives it.
    """
    if who.is_judge:
        return replace(who, posts=_of(who, {Role.JUDGE}))
    if who.may_keep_cases:
        seated = _of(who, {*KEEPING, Role.SPECIALIST})
        return replace(who, posts=tuple(replace(one, role=Role.SPECIALIST) for one in seated))
    return who


def runs(now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a membership runs at now."""
    return (col(Membership.from_at) <= now) & or_(
        col(Membership.until_at).is_(None), col(Membership.until_at) > now
    )


def judges(now: datetime) -> ColumnElement[bool]:
    """Return the condition under which the person of the outer query is a judge now."""
    return col(Person.id).in_(
        select(Membership.person_id).where(Membership.role == Role.JUDGE, runs(now))
    )


def _of(who: Actor, roles: set[Role]) -> tuple[Post, ...]:
    return tuple(post for post in who.posts if post.role in roles)


_NOW: Any = bindparam("now")
# Made once, for it is asked at every request; its columns are the fields of Post, and whether
# there is any wall or any emergency to ask for.
_POSTS = (
    sa_select(
        col(Membership.role),
        col(Membership.organisation_id),
        col(Organisation.name),
        col(Organisation.region_id),
        col(Membership.function),
        walls.IS_ANYWHERE,
        emergency_access.IS_RUNNING,
    )
    .join(Organisation, col(Organisation.id) == Membership.organisation_id)
    .where(col(Membership.person_id) == bindparam("person_id"), runs(_NOW))
    .order_by(col(Membership.from_at))
)
