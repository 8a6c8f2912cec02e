"""Rules of mdt.invitations.itip."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import vobject
from hypothesis import example, given
from icalendar import Calendar

from mdt.invitations import itip
from mdt.invitations.itip import Message, Participation
from mdt.invitations.wording import WORDINGS
from mdt.models import Language, Method, PlaceKind
from mdt.scheduling import local_time
from tests.invitations.messages import POPULIER, WITH_A_MOMENT, message, messages
from tests.readers import ical_js

NIGHT = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
"""02.30 for the second time."""

ASKED = "CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE"

HOLD = message(is_hold=True)
CANCEL = message(method=Method.CANCEL, sequence=1)


def event(written: bytes) -> Any:
    [component] = Calendar.from_ical(written).walk("VEVENT")
    return component


def lines(written: bytes) -> list[str]:
    """Return the content lines, unfolded."""
    return written.decode().replace("\r\n ", "").splitlines()


def test_a_request_says_this_and_nothing_else() -> None:
    written = lines(itip.write(POPULIER))

    assert written[:5] == [
        "BEGIN:VCALENDAR",
        "PRODID:-//overlegportaal//itip 1//NL",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
    ]
    assert written[written.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:5b0f4f0a-3f0e-4c57-9d1c-2f6f2f0c1a11",
        "DTSTAMP:20260210T084100Z",
        "SEQUENCE:0",
        "DTSTART;TZID=Europe/Amsterdam:20260212T130000",
        "DTEND;TZID=Europe/Amsterdam:20260212T134500",
        "SUMMARY:Overleg (besloten)",
        "LOCATION:Online (link in portaal)",
        f"DESCRIPTION:{WORDINGS[Language.NL].request}\\n{POPULIER.url}",
        "URL:https://portaal.example/uitnodiging/Qm9vbSBpbiBkZSB6b24",
        "ORGANIZER;CN=Overlegportaal:mailto:overleg+w7jq2m5k8x3n6c9vb4tz1a@portaal.example",
        f"ATTENDEE;{ASKED}:mailto:hester.zijlstra@rechtbank.example",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "X-MICROSOFT-DISALLOW-COUNTER:TRUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_cancellation_repeats_what_a_calendar_needs_to_find_and_show_it() -> None:
    written = lines(itip.write(CANCEL))

    for line in (
        "METHOD:CANCEL",
        "UID:5b0f4f0a-3f0e-4c57-9d1c-2f6f2f0c1a11",
        "SEQUENCE:1",
        "DTSTART;TZID=Europe/Amsterdam:20260212T130000",
        "SUMMARY:Overleg (besloten)",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    ):
        assert line in written
    assert not [line for line in written if "RSVP" in line]


def test_a_declined_proposal_says_which_entry_it_is_about_and_a_word() -> None:
    written = lines(itip.write(message(method=Method.DECLINE_COUNTER, sequence=3)))

    assert written[4:] == [
        "METHOD:DECLINECOUNTER",
        "BEGIN:VEVENT",
        "UID:5b0f4f0a-3f0e-4c57-9d1c-2f6f2f0c1a11",
        "DTSTAMP:20260210T084100Z",
        "SEQUENCE:3",
        "ORGANIZER;CN=Overlegportaal:mailto:overleg+w7jq2m5k8x3n6c9vb4tz1a@portaal.example",
        f"COMMENT:{WORDINGS[Language.NL].kept}\\n{POPULIER.url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_declined_proposal_of_the_first_moment_has_no_number() -> None:
    written = itip.write(message(method=Method.DECLINE_COUNTER, sequence=0))

    assert b"SEQUENCE" not in written


@pytest.mark.parametrize(("may_counter", "said"), [(True, "FALSE"), (False, "TRUE")])
def test_a_calendar_may_propose_another_moment_only_where_somebody_reads_it(
    *, may_counter: bool, said: str
) -> None:
    written = lines(itip.write(message(may_counter=may_counter)))

    assert f"X-MICROSOFT-DISALLOW-COUNTER:{said}" in written


def test_a_hold_is_tentative() -> None:
    written = lines(itip.write(HOLD))

    assert "STATUS:TENTATIVE" in written
    assert "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE" in written
    assert [line for line in written if line.startswith("DESCRIPTION:Houd dit moment vrij.")]


def test_an_answer_that_stands_is_repeated_without_asking_again() -> None:
    attendee = event(itip.write(message(participation=Participation.ACCEPTED)))["ATTENDEE"]

    assert attendee.params["PARTSTAT"] == "ACCEPTED"
    assert "RSVP" not in attendee.params


def test_a_meeting_on_site_tells_no_address() -> None:
    assert "LOCATION:Op locatie (zie portaal)" in lines(itip.write(message(place=PlaceKind.ROOM)))


def test_an_invitation_speaks_the_language_of_its_reader() -> None:
    assert "SUMMARY:Conference (closed)" in lines(itip.write(message(language=Language.EN)))


def test_the_zone_in_which_an_instant_was_given_makes_no_difference() -> None:
    elsewhere = timezone(timedelta(hours=5, minutes=30))
    moved = message(
        starts_at=POPULIER.starts_at.astimezone(elsewhere),
        ends_at=local_time.local(POPULIER.ends_at),
        stamped_at=POPULIER.stamped_at.astimezone(elsewhere),
    )

    assert itip.write(moved) == itip.write(POPULIER)


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": datetime(2026, 2, 12, 13)},  # noqa: DTZ001 - the fault under test
        {"ends_at": POPULIER.starts_at},
        {"attendee": POPULIER.organizer.upper()},
        {"attendee": "x@gast.example\r\nATTENDEE:mailto:y@gast.example"},
        {"url": "https://portaal.example/\n"},
    ],
)
def test_a_message_that_cannot_be_right_is_not_made(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"zone|after it starts|own address|control characters"):
        message(**changes)


@given(messages())
def test_lines_are_folded_and_end_in_crlf(sent: Message) -> None:
    written = itip.write(sent)

    assert written.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


@given(messages())
def test_the_same_message_gives_the_same_bytes(sent: Message) -> None:
    assert itip.write(sent) == itip.write(message(**vars(sent)))


@given(messages(WITH_A_MOMENT))
def test_icalendar_reads_back_what_was_meant(sent: Message) -> None:
    calendar, read = Calendar.from_ical(itip.write(sent)), event(itip.write(sent))

    assert calendar["METHOD"] == sent.method.value
    assert read["UID"] == sent.uid
    assert read["SEQUENCE"] == sent.sequence
    assert (read.start, read.end) == (sent.starts_at, sent.ends_at)
    assert read["DTSTAMP"].dt == sent.stamped_at
    assert read["ORGANIZER"] == f"mailto:{sent.organizer}"
    assert read["ATTENDEE"] == f"mailto:{sent.attendee}"
    assert not read.errors


@given(messages(WITH_A_MOMENT))
def test_vobject_reads_back_what_was_meant(sent: Message) -> None:
    read = vobject.readOne(itip.write(sent).decode()).vevent

    assert read.dtstart.value.astimezone(UTC) == sent.starts_at
    assert read.dtend.value.astimezone(UTC) == sent.ends_at
    assert [person.value for person in read.attendee_list] == [f"mailto:{sent.attendee}"]
    assert read.url.value == sent.url


@given(messages(WITH_A_MOMENT))
def test_nothing_is_said_but_fixed_words_addresses_and_the_link(sent: Message) -> None:
    words, read = WORDINGS[sent.language], event(itip.write(sent))

    assert read["SUMMARY"] == words.summary
    assert read["LOCATION"] == words.places[sent.place]
    assert read["DESCRIPTION"] in {
        f"{said}\n{sent.url}"
        for said in (words.request, words.hold, words.cancel, words.let_go, words.kept)
    }
    assert set(read) == {
        *("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION"),
        *("DESCRIPTION", "URL", "ORGANIZER", "ATTENDEE", "STATUS", "TRANSP", "CLASS"),
        *("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-DISALLOW-COUNTER"),
    }
    assert (read["CLASS"], read["ORGANIZER"].params["CN"]) == ("PRIVATE", words.organizer)
    assert not read.subcomponents


@given(messages(WITH_A_MOMENT))
@example(message(starts_at=NIGHT, ends_at=NIGHT + timedelta(hours=3)))
@example(message(starts_at=NIGHT - timedelta(hours=3), ends_at=NIGHT))
def test_a_time_that_happens_twice_is_said_in_utc(sent: Message) -> None:
    written = itip.write(sent).decode()
    is_in_doubt = any(map(local_time.happens_twice, (sent.starts_at, sent.ends_at)))

    assert ("VTIMEZONE" not in written) == is_in_doubt
    assert bool(re.search(r"DTSTART:\d+T\d+Z", written)) == is_in_doubt
    assert bool(re.search(r"DTEND:\d+T\d+Z", written)) == is_in_doubt


SEASONS = {
    datetime(2026, 2, 12, 12, 0, tzinfo=UTC): "2026-02-12T13:00:00",
    datetime(2027, 7, 6, 7, 30, tzinfo=UTC): "2027-07-06T09:30:00",
    datetime(2026, 3, 28, 12, 0, tzinfo=UTC): "2026-03-28T13:00:00",
    datetime(2026, 3, 29, 8, 0, tzinfo=UTC): "2026-03-29T10:00:00",
    datetime(2026, 10, 25, 9, 30, tzinfo=UTC): "2026-10-25T10:30:00",
    datetime(2027, 10, 31, 9, 0, tzinfo=UTC): "2027-10-31T10:00:00",
}

SWITCHES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 10, 31, 1, tzinfo=UTC),
]


def quarter(starts_at: datetime) -> Message:
    return message(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=15))


def test_ical_js_shows_the_local_time_in_summer_and_in_winter() -> None:
    read = ical_js.read(*(itip.write(quarter(instant)) for instant in SEASONS))

    assert [calendar["events"][0]["start"]["local"] for calendar in read] == list(SEASONS.values())


def test_ical_js_places_every_quarter_of_the_nights_on_which_the_clock_changes() -> None:
    quarters = [
        switch + timedelta(minutes=15 * number) for switch in SWITCHES for number in range(-12, 12)
    ]

    read = ical_js.read(*(itip.write(quarter(instant)) for instant in quarters))

    for instant, calendar in zip(quarters, read, strict=True):
        [seen] = calendar["events"]
        assert datetime.fromisoformat(seen["start"]["utc"]) == instant
        assert datetime.fromisoformat(seen["end"]["utc"]) == instant + timedelta(minutes=15)


def test_ical_js_sees_one_person_asked_by_the_portal() -> None:
    [request, cancel, kept] = ical_js.read(
        itip.write(POPULIER),
        itip.write(CANCEL),
        itip.write(message(method=Method.DECLINE_COUNTER)),
    )

    [asked], [withdrawn] = request["events"], cancel["events"]
    assert (request["method"], cancel["method"]) == ("REQUEST", "CANCEL")
    assert (kept["method"], len(kept["events"])) == ("DECLINECOUNTER", 1)
    assert asked["attendees"] == [
        {
            "address": f"mailto:{POPULIER.attendee}",
            "cutype": "INDIVIDUAL",
            "partstat": "NEEDS-ACTION",
            "role": "REQ-PARTICIPANT",
            "rsvp": "TRUE",
        }
    ]
    assert asked["organizers"][0]["address"] == f"mailto:{POPULIER.organizer}"
    assert asked["uid"] == withdrawn["uid"]
    assert (asked["sequence"], withdrawn["sequence"]) == (0, 1)
