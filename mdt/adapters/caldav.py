"""Busy time from a CalDAV calendar: its free-busy report, else its events, asked in one request.

A report says least of somebody's life, so it comes first. It cannot tell our own invitations from
other appointments, so whoever has one is read by their events.

Source: RFC 4791 7.8 (calendar-query), 7.10 (free-busy-query); scheduling.md 3.3.
"""

from base64 import b64encode
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from mdt.adapters.fetching import Answer, Request, Web
from mdt.adapters.ics import MOST_EVENTS
from mdt.models import BusyProblem
from mdt.scheduling.busy_reading import Asked, NotRead
from mdt.scheduling.busy_sources import Place

_DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"
_FREE_BUSY = """<?xml version="1.0" encoding="utf-8"?>
<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">
  <C:time-range start="{start}" end="{end}"/>
</C:free-busy-query>"""
_EVENTS = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><C:calendar-data/></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
    <C:time-range start="{start}" end="{end}"/>
  </C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""
_REFUSALS = {401: BusyProblem.REFUSED, 404: BusyProblem.NOT_FOUND, 410: BusyProblem.NOT_FOUND}
_FORBIDDEN, _MULTISTATUS, _OK = 403, 207, 200


def authorization(place: Place) -> str:
    """Return the header that says who we are; empty when the calendar wants nobody."""
    if not place.name:
        return ""
    return "Basic " + b64encode(f"{place.name}:{place.password}".encode()).decode()


def texts(web: Web, asked: Asked) -> list[bytes]:
    """Return calendars that together hold the owner's busy time. Raises NotRead."""
    if not asked.ours:
        report = _report(web, asked, _FREE_BUSY)
        if report.status == _OK and b"BEGIN:VFREEBUSY" in report.body:
            return [report.body]
    answer = _report(web, asked, _EVENTS)
    if answer.status == _FORBIDDEN:
        raise NotRead(BusyProblem.REFUSED)
    if answer.status != _MULTISTATUS:
        raise NotRead(BusyProblem.NO_CALENDAR)
    return _of_events(answer.body)


def _report(web: Web, asked: Asked, query: str) -> Answer:
    start, end = (_stamp(at) for at in asked.within)
    answer = web.ask(
        Request(
            asked.place.address,
            "REPORT",
            {"Content-Type": 'application/xml; charset="utf-8"', "Depth": "1"},
            query.format(start=start, end=end).encode(),
            authorization(asked.place),
        )
    )
    if answer.status in _REFUSALS:
        raise NotRead(_REFUSALS[answer.status])
    return answer


def _of_events(body: bytes) -> list[bytes]:
    if b"<!" in body.replace(b"<![CDATA[", b""):
        raise NotRead(BusyProblem.NO_CALENDAR)  # a document type can hold endless entities
    try:
        tree = ET.fromstring(body)  # noqa: S314 - it has no document type
    except ET.ParseError:
        raise NotRead(BusyProblem.NO_CALENDAR) from None
    found = [(one.text or "").encode() for one in tree.iter(_DATA)]
    if len(found) > MOST_EVENTS:
        raise NotRead(BusyProblem.TOO_LARGE)
    return found


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
