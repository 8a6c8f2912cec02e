"""The people of the demo, as a newcomer meets them: one click, and one is somebody."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlmodel import col, or_, select

from mdt import clock
from mdt.models import Membership, Organisation, Person, Role
from mdt.web import words
from mdt.web.database import get_session


@dataclass(frozen=True)
class Newcomer:
    """Somebody one can become."""

    name: str
    mail: str
    line: str


@dataclass(frozen=True)
class Kind:
    """Some roles that a newcomer tries for the same reason."""

    key: str
    roles: tuple[Role, ...]
    icon: str
    title: LazyString
    hint: LazyString


KINDS = (
    Kind(
        "start",
        (Role.COORDINATOR,),
        "cal",
        _l("Begin hier: de coördinator"),
        _l("Zet een overleg op voor een zaak, kies een moment en nodig iedereen uit."),
    ),
    Kind(
        "chair",
        (Role.CHAIR,),
        "people",
        _l("Voorzitter"),
        _l("Leid het overleg: wie is er, wat spreekt u af, wie doet wat."),
    ),
    Kind(
        "judge",
        (Role.JUDGE,),
        "gavel",
        _l("Rechter"),
        _l("Antwoord op een uitnodiging zonder iets van de zaak te zien."),
    ),
    Kind(
        "table",
        (Role.PROFESSIONAL,),
        "task",
        _l("Aan tafel"),
        _l("Antwoord op een uitnodiging en houd uw acties in het veiligheidsplan bij."),
    ),
    Kind(
        "guest",
        (Role.SPECIALIST,),
        "user",
        _l("Specialist op uitnodiging"),
        _l("Doe alleen mee aan het deel waarvoor u gevraagd bent."),
    ),
    Kind(
        "keepers",
        (Role.ADMINISTRATOR, Role.DPO, Role.AUDITOR),
        "gear",
        _l("Beheer en toezicht"),
        _l("Richt de regio in, of zie wie wat heeft bekeken."),
    ),
)
"""In the order in which a newcomer best meets them."""


@dataclass(frozen=True)
class Group:
    """The people of one kind."""

    kind: Kind
    people: tuple[Newcomer, ...]


def groups() -> list[Group]:
    """Return everybody one can become, by role; nobody outside demo mode."""
    if not current_app.extensions["mdt.settings"].demo:
        return []
    everybody = _everybody()
    found = [
        Group(kind, tuple(_newcomer(*row) for row in everybody if row[1].role in kind.roles))
        for kind in KINDS
    ]
    return [group for group in found if group.people]


def find(mail: str) -> Person | None:
    """Return the person of the demo with this address; nobody outside demo mode."""
    if not current_app.extensions["mdt.settings"].demo:
        return None
    query = select(Person).where(Person.mail == mail, col(Person.is_active))
    return get_session().exec(query).first()


def _everybody() -> list[tuple[Person, Membership, Organisation]]:
    """Return each active person once, with the post that began first, ordered by role."""
    now = clock.now()
    rows = get_session().exec(
        select(Person, Membership, Organisation)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Person.is_active), Membership.from_at <= now)
        .where(or_(col(Membership.until_at).is_(None), col(Membership.until_at) > now))
        .order_by(col(Membership.from_at), Organisation.name, Person.name)
    )
    first = {person.id: (person, post, place) for person, post, place in reversed(list(rows))}
    return sorted(first.values(), key=lambda row: (row[1].role, row[2].name, row[0].name))


def _newcomer(person: Person, post: Membership, organisation: Organisation) -> Newcomer:
    what = post.function or ("" if post.role in _SAID_ABOVE else words.word(post.role))
    line = ", ".join(part for part in (what, organisation.name) if part)
    return Newcomer(person.name, person.mail, line[:1].upper() + line[1:])


_SAID_ABOVE = frozenset({Role.PROFESSIONAL, Role.SPECIALIST})
"""Roles whose word adds nothing to the name of the organisation."""
