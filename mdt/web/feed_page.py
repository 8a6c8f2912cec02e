"""The pages on which somebody gets the secret addresses of their calendars."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from mdt import clock
from mdt.access import guard
from mdt.access.policy import Action
from mdt.feeds import addresses
from mdt.models import Feed, FeedKind
from mdt.web.actor import actor
from mdt.web.database import get_session

OUTLOOK = "https://outlook.office.com/owa?path=/calendar/action/compose&rru=addsubscription"
GOOGLE = "https://calendar.google.com/calendar/r?cid="
_OPEN: Mapping[FeedKind, Action] = {
    FeedKind.CONFERENCES: Action.CONFERENCE_LIST,
    FeedKind.TASKS: Action.ACTION_LIST,
}
"""Whose pages show the same; who has none of these has no use for such an address."""

_WHAT: Mapping[FeedKind, LazyString] = {
    FeedKind.CONFERENCES: _l(
        "De overleggen waarvoor u gevraagd bent, en de momenten die u vrijhoudt: begin, einde, of u"
        " ja zei, en een link naar het portaal. Een jaar vooruit en een maand terug."
    ),
    FeedKind.TASKS: _l(
        "Uw open acties: wanneer ze klaar moeten zijn, en een link naar het portaal. Outlook en"
        " Google tonen zulke taken niet; Apple Herinneringen en Thunderbird wel."
    ),
}


@dataclass(frozen=True)
class Card:
    """One feed on the page. feed: None without an address; is_live: the address still works."""

    kind: FeedKind
    what: str
    feed: Feed | None
    is_live: bool


@dataclass(frozen=True)
class Address:
    """A secret address, and the links by which programs take it over."""

    https: str
    webcal: str
    outlook: str
    google: str


def cards() -> list[Card]:
    """Return every feed that the viewer can have."""
    session, who = get_session(), actor()
    return [
        card(kind, addresses.find(session, who.person, kind))
        for kind, action in _OPEN.items()
        if guard.permits_anywhere(who, action)
    ]


def card(kind: FeedKind, feed: Feed | None) -> Card:
    """Return one feed of the viewer as the page shows it."""
    is_live = feed is not None and addresses.is_live(feed, now=clock.now())
    return Card(kind, str(_WHAT[kind]), feed, is_live)


def address(https: str) -> Address:
    """Return the address with the links that take it to a program."""
    webcal = f"webcal://{https.removeprefix(f'{urlsplit(https).scheme}://')}"
    name = quote(gettext("Overlegportaal"))
    outlook = f"{OUTLOOK}&url={quote(https, safe='')}&name={name}"
    return Address(https, webcal, outlook, f"{GOOGLE}{quote(webcal, safe='')}")
