"""One invitation as a file, for whoever wants this conference in their calendar and no other.

It carries the invitation's own UID and SEQUENCE, so that a later mail about the same conference
finds it, and nobody's address: what was answered in the portal is not asked again.

Source: RFC 5546 2.1.4 (UID, SEQUENCE); docs/decisions/0036.
"""

from mdt.feeds import conferences, writing
from mdt.invitations import entry, vtimezone
from mdt.models import Invitation, Language

FILE_NAME = "overleg.ics"


def write(invitation: Invitation, language: Language, base_url: str) -> bytes:
    """Return the invitation as an iCalendar object. Pure: same invitation, same bytes."""
    shown = conferences.of_invitation(invitation, language, base_url)
    calendar = entry.calendar(writing.PRODUCT, "PUBLISH")
    calendar.add_component(vtimezone.component())
    calendar.add_component(entry.component(shown))
    written: bytes = calendar.to_ical(sorted=False)
    return written
