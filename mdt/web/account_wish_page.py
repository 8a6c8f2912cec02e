"""The wish for an account of who joins often, in words: for themselves, and for who decides."""

from flask import current_app
from flask_babel import gettext

from mdt import clock
from mdt.access import guard
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.invitations import account_wishes
from mdt.models import Person, WishState
from mdt.web.at_hand import AtHand
from mdt.web.database import get_session
from mdt.web.render import link
from mdt.web.todo import Task

OFFERED = "offered"


def after() -> int:
    """Return to how many conferences somebody comes before an account is offered; 0: never."""
    visits: int = current_app.extensions["mdt.settings"].account_offer_visits
    return visits


def shown(person: Person) -> str:
    """Return what stands on the page of a guest: the offer, that they asked, or nothing."""
    session = get_session()
    said = account_wishes.of(session, person)
    if said is not None:
        return WishState.ASKED.value if said.state is WishState.ASKED else ""
    offered = account_wishes.is_offered(session, person, after=after(), now=clock.now())
    return OFFERED if offered else ""


def tasks(who: Actor, here: AtHand) -> list[Task]:
    """Return who waits for a word of this coordinator."""
    regions = guard.regions(who, Action.JOIN_ADMIT)
    if not regions or not here.wishes:
        return []
    return [
        Task(
            tone="",
            icon="people",
            title=gettext("%(name)s vraagt een account", name=person.name),
            text=gettext("Deze persoon doet vaak mee met een code."),
            verb=gettext("Bekijk de vraag"),
            href=link("account_wishes.show", wish_id=wish.id),
        )
        for wish, person in account_wishes.waiting(get_session(), regions)
    ]


def to_invite(who: Actor) -> list[Task]:
    """Return to whom this administrator is to send the link for the first sign-in."""
    regions = guard.regions(who, Action.RECOVERY_ASK)
    if not regions:
        return []
    return [
        Task(
            tone="",
            icon="people",
            title=gettext("%(name)s krijgt een account", name=person.name),
            text=gettext("De procesregisseur is akkoord. Stuur de link voor de eerste keer."),
            verb=gettext("Inloggen regelen"),
            href=link("recovery.person", person_id=person.id),
        )
        for person in account_wishes.agreed(get_session(), regions)
    ]
