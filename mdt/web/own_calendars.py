"""The calendars of one's own that the portal reads, told apart without telling where they are."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app

from mdt.identity.sealing import SealBroken
from mdt.models import BusySource, Person
from mdt.scheduling import busy_sources
from mdt.web.database import get_session


@dataclass(frozen=True)
class OwnCalendar:
    """A calendar as its owner sees it.

    label: what they called it, else empty. host: the server it is read from; the rest of an
    address can be a secret, so that it is shown to nobody.
    """

    source: BusySource
    label: str
    host: str


def of(person: Person) -> list[OwnCalendar]:
    """Return the person's calendars, the oldest first; for the person's own eyes."""
    return [_told(source) for source in busy_sources.of(get_session(), person)]


def _told(source: BusySource) -> OwnCalendar:
    secret = current_app.extensions["mdt.settings"].secret_key
    try:
        place = busy_sources.place_of(source, secret=secret)
    except SealBroken:  # sealed under a key of before; the page says that it cannot be read
        return OwnCalendar(source, "", "")
    return OwnCalendar(source, place.label, urlsplit(place.address).hostname or "")
