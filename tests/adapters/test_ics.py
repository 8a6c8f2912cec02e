"""Rules of mdt.adapters.ics: busy time out of calendars good, odd and hostile."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.adapters import ics, ics_lines
from mdt.models import BusyProblem
from mdt.scheduling.busy_reading import NotRead

WITHIN = (datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 4, 6, tzinfo=UTC))


def calendar(*events: str, zone: str = "") -> bytes:
    """Return a calendar of events, each the lines that say when, split by spaces."""
    inner = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nSUMMARY:Gesprek met B.\r\n"
        + "".join(f"{line}\r\n" for line in event.split(" | "))
        + "BEGIN:VALARM\r\nTRIGGER:nonsense\r\nEND:VALARM\r\nEND:VEVENT\r\n"
        for number, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{zone}{inner}END:VCALENDAR\r\n".encode()


def shown(content: bytes, ours: tuple[str, ...] = ()) -> list[str]:
    return sorted(
        f"{one.starts_at:%d %H.%M}-{one.ends_at:%H.%M}{'?' * one.is_tentative}"
        for one in ics.busy(content, WITHIN, ours)
    )


def problem(content: bytes) -> BusyProblem:
    with pytest.raises(NotRead) as refusal:
        ics.busy(content, WITHIN)
    return refusal.value.problem


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ("DTSTART:20260324T090000Z | DTEND:20260324T100000Z", ["24 09.00-10.00"]),
        ("DTSTART:20260324T090000Z | DURATION:PT90M", ["24 09.00-10.30"]),
        ("DTSTART:20260324T090000 | DTEND:20260324T100000", ["24 08.00-09.00"]),
        ("DTSTART;VALUE=DATE:20260324 | DTEND;VALUE=DATE:20260325", ["23 23.00-23.00"]),
        ("DTSTART;VALUE=DATE:20260324", ["23 23.00-23.00"]),
        ("DTSTART:20260324T090000Z | DURATION:PT1H | TRANSP:TRANSPARENT", []),
        ("DTSTART:20260324T090000Z | DURATION:PT1H | STATUS:CANCELLED", []),
        ("DTSTART:20260324T090000Z | DURATION:PT1H | STATUS:TENTATIVE", ["24 09.00-10.00?"]),
        (
            "DTSTART:20260324T090000Z | DURATION:PT1H | X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
            ["24 09.00-10.00?"],
        ),
        ("DTSTART:20260324T090000Z | DURATION:PT1H | X-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        ("DTSTART:20260501T090000Z | DURATION:PT1H", []),
    ],
)
def test_an_event_takes_time_as_it_says(event: str, found: list[str]) -> None:
    assert shown(calendar(event)) == found


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Amsterdam",
        '"W. Europe Standard Time"',
        "Romance Standard Time",
        "West-Europa (standaardtijd)",
        '"(UTC+01:00) Amsterdam, Berlijn"',
        "/freeassociation.sourceforge.net/Europe/Amsterdam",
        "Customized Time Zone",
    ],
)
def test_a_series_keeps_its_clock_when_the_clock_changes_whatever_the_zone_is_called(
    zone: str,
) -> None:
    event = f"DTSTART;TZID={zone}:20260323T090000 | DURATION:PT1H | RRULE:FREQ=WEEKLY;COUNT=2"
    lie = "BEGIN:VTIMEZONE\r\nTZID:Europe/Amsterdam\r\nEND:VTIMEZONE\r\n"

    assert shown(calendar(event, zone=lie)) == ["23 08.00-09.00", "30 07.00-08.00"]


def test_utc_in_the_words_of_microsoft_is_utc() -> None:
    event = "DTSTART;TZID=tzone://Microsoft/Utc:20260323T090000 | DURATION:PT1H"

    assert shown(calendar(event)) == ["23 09.00-10.00"]


def test_a_moment_of_a_series_can_be_moved_left_out_or_cancelled() -> None:
    series = (
        "DTSTART:20260323T090000Z | DURATION:PT1H | RRULE:FREQ=DAILY;COUNT=4"
        " | EXDATE:20260324T090000Z"
    )
    moved = "UID:0 | RECURRENCE-ID:20260325T090000Z | DTSTART:20260325T140000Z | DURATION:PT1H"
    off = (
        "UID:0 | RECURRENCE-ID:20260326T090000Z | DTSTART:20260326T090000Z | DURATION:PT1H"
        " | STATUS:CANCELLED"
    )
    content = calendar(series, moved, off).replace(b"UID:1\r\n", b"").replace(b"UID:2\r\n", b"")

    assert shown(content) == ["23 09.00-10.00", "25 14.00-15.00"]


def test_our_own_invitations_are_left_out() -> None:
    event = "DTSTART:20260324T090000Z | DURATION:PT1H"

    assert shown(calendar(event, event), ours=("0",)) == ["24 09.00-10.00"]


def test_a_free_busy_report_is_read_and_a_whole_day_of_it_widened_to_ours() -> None:
    report = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\n"
        b"FREEBUSY:20260324T090000Z/20260324T100000Z,20260324T110000Z/PT1H\r\n"
        b"FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260325T090000Z/20260325T100000Z\r\n"
        b"FREEBUSY;FBTYPE=FREE:20260326T090000Z/20260326T100000Z\r\n"
        b"FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260327T000000Z/20260328T000000Z\r\n"
        b"END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
    )

    assert shown(report) == [
        "24 09.00-10.00",
        "24 11.00-12.00",
        "25 09.00-10.00?",
        "26 23.00-00.00",
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=3",
        "freq=hourly",
        "FREQ=DAILY;BYMINUTE=1,2,3",
        "FREQ=DAILY;BYSECOND=1,2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_hostile_rule_is_refused_before_it_is_expanded(rule: str) -> None:
    event = f"DTSTART:20200101T000000Z | DURATION:PT1H | RRULE:{rule}"

    assert problem(calendar(event)) is BusyProblem.RECURRENCE


@pytest.mark.parametrize(
    ("started", "frequency"),
    [("19891231", "DAILY"), ("00010101", "WEEKLY"), ("18991231", "YEARLY")],
)
def test_a_series_from_long_ago_is_refused(started: str, frequency: str) -> None:
    event = f"DTSTART;VALUE=DATE:{started} | RRULE:FREQ={frequency}"

    assert problem(calendar(event)) is BusyProblem.RECURRENCE


def test_a_birthday_from_before_1990_is_no_attack() -> None:
    assert shown(calendar("DTSTART;VALUE=DATE:19550325 | RRULE:FREQ=YEARLY")) == ["24 23.00-23.00"]


def test_a_calendar_with_too_many_events_is_refused() -> None:
    events = ["DTSTART:20260324T090000Z"] * (ics.MOST_EVENTS + 1)

    assert problem(calendar(*events)) is BusyProblem.TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Meld u aan</html>",
        calendar("DTSTART:20260324T090000Z")[:-20],
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR",
        calendar("DTSTART:gisteren | DURATION:PT1H"),
        calendar("DURATION:PT1H"),
    ],
)
def test_what_is_no_whole_calendar_is_never_taken_for_an_empty_one(content: bytes) -> None:
    assert problem(content) is BusyProblem.NO_CALENDAR


def test_no_text_of_an_event_is_kept() -> None:
    assert "Gesprek" not in str(ics_lines.of(calendar("DTSTART:20260324T090000Z")).events)


def test_a_byte_order_mark_and_bare_newlines_are_read() -> None:
    content = calendar("DTSTART:20260324T090000Z | DURATION:PT1H").replace(b"\r\n", b"\n")

    assert shown(b"\xef\xbb\xbf" + content) == ["24 09.00-10.00"]


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused_and_nothing_else(noise: bytes) -> None:
    try:
        found = ics.busy(b"BEGIN:VCALENDAR\n" + noise + b"\nEND:VCALENDAR", WITHIN)
    except NotRead:
        return
    assert all(one.ends_at - one.starts_at >= timedelta() for one in found)
