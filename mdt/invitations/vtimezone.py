"""Dutch time as calendars are told of it: one fixed VTIMEZONE with a rule.

Not made by icalendar's add_missing_timezones(): that lists every change of clocks as an RDATE,
which classic Outlook ignores and ical.js reads only the first of, so that a meeting shows an hour
off. Valid since 1996; a test holds it against the time zone database.

Source: RFC 5545 3.6.5; MS-OXCICAL 2.1.3.1.1.19.2.1 (a yearly RRULE with BYDAY).
"""

from functools import cache
from typing import cast

from icalendar import Timezone

TZID = "Europe/Amsterdam"

TEXT = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
X-LIC-LOCATION:Europe/Amsterdam
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
"""


@cache
def component() -> Timezone:
    """Return the VTIMEZONE of Europe/Amsterdam, its lines in the order of TEXT.

    It is made once, and nobody changes it.
    """
    return cast("Timezone", Timezone.from_ical(TEXT))
