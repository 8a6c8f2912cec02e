"""The incidents of a case as a table and as a calendar, both in the order of UTC.

The table holds content and is for who may read the section. The calendar holds moments and not one
word of the case: calendars are shared and synchronised.

Source: RFC 4180; OWASP, CSV Injection; RFC 5545 3.3.5; scenario 2.8.
"""

import csv
from collections.abc import Sequence
from datetime import UTC, timedelta
from io import StringIO

from flask import Response, current_app, url_for
from flask_babel import gettext

from mdt.invitations import entry
from mdt.invitations.entry import Entry, Standing
from mdt.models import Case
from mdt.scheduling import local_time
from mdt.web.incident_page import Line

TABLE_NAME, CALENDAR_NAME = "incidenten.csv", "momenten.ics"
PRODUCT = "-//overlegportaal//incidents 1//NL"
MINUTE = timedelta(minutes=1)
"""How long an incident takes in a calendar: it must end after it begins."""

FORMULA = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
"""With what a cell begins that a spreadsheet would reckon out; the last four in full width."""


def table(lines: Sequence[Line]) -> Response:
    """Return the incidents as a table of semicolons, as Dutch spreadsheets open it."""
    sheet = StringIO()
    writer = csv.writer(sheet, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(
        [
            gettext("Moment (UTC)"),
            gettext("Datum"),
            gettext("Tijd"),
            gettext("Zomertijd of wintertijd"),
            gettext("Wat er gebeurde"),
            gettext("Overtreedt"),
            gettext("Genoteerd door"),
        ]
    )
    writer.writerows([_plain(cell) for cell in _cells(line)] for line in lines)
    response = Response("\ufeff" + sheet.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=TABLE_NAME)
    return response


def calendar(case: Case, lines: Sequence[Line]) -> Response:
    """Return the moments as an iCalendar object, each in UTC."""
    whole = entry.calendar(PRODUCT, "PUBLISH")
    for line in lines:
        event = entry.component(_entry(case, line))
        event["transp"], event["x-microsoft-cdo-busystatus"] = "TRANSPARENT", "FREE"
        for name in ("dtstart", "dtend"):
            at = event.decoded(name).astimezone(UTC)
            del event[name]
            event.add(name, at)
        whole.add_component(event)
    response = Response(whole.to_ical(sorted=False), mimetype="text/calendar")
    response.headers.set("Content-Disposition", "attachment", filename=CALENDAR_NAME)
    return response


def _cells(line: Line) -> list[str]:
    at = line.incident.happened_at
    here, is_summer = local_time.local(at), local_time.is_summer_time(at)
    return [
        f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"{here:%d-%m-%Y}",
        f"{here:%H:%M}",
        gettext("zomertijd") if is_summer else gettext("wintertijd"),
        line.incident.what,
        line.breaks,
        line.by,
    ]


def _plain(cell: str) -> str:
    """Return the cell as words: an apostrophe keeps a spreadsheet from reckoning it out."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def _entry(case: Case, line: Line) -> Entry:
    incident, where = line.incident, url_for("incidents.index", case_id=case.id)
    base_url: str = current_app.extensions["mdt.settings"].base_url
    return Entry(
        uid=f"{incident.id}@incident",
        sequence=incident.version - 1,
        stamped_at=incident.noted_at,
        starts_at=incident.happened_at,
        ends_at=incident.happened_at + MINUTE,
        summary=gettext("Moment"),
        location="",
        description="",
        url=base_url.rstrip("/") + where,
        standing=Standing.CONFIRMED,
    )
