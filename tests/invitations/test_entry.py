"""Rules of mdt.invitations.entry."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.invitations import entry
from mdt.invitations.entry import Entry, Standing

SHOWN = Entry(
    uid="5b0f4f0a-3f0e-4c57-9d1c-2f6f2f0c1a11",
    sequence=2,
    stamped_at=datetime(2026, 2, 10, 8, 41, tzinfo=UTC),
    starts_at=datetime(2026, 2, 12, 12, 0, tzinfo=UTC),
    ends_at=datetime(2026, 2, 12, 12, 45, tzinfo=UTC),
    summary="Overleg (besloten)",
    location="Online (link in portaal)",
    description="Open het portaal.\nhttps://portaal.example/",
    url="https://portaal.example/",
    standing=Standing.CONFIRMED,
)


def test_an_entry_without_people_names_nobody() -> None:
    event = entry.component(SHOWN)

    assert "ORGANIZER" not in event
    assert "ATTENDEE" not in event


@pytest.mark.parametrize(
    ("standing", "facts"),
    [
        (Standing.CONFIRMED, ("CONFIRMED", "OPAQUE", "BUSY")),
        (Standing.TENTATIVE, ("TENTATIVE", "OPAQUE", "TENTATIVE")),
        (Standing.CANCELLED, ("CANCELLED", "TRANSPARENT", "FREE")),
    ],
)
def test_what_is_off_leaves_its_reader_free(standing: Standing, facts: tuple[str, ...]) -> None:
    event = entry.component(replace(SHOWN, standing=standing))

    assert (event["STATUS"], event["TRANSP"], event["X-MICROSOFT-CDO-BUSYSTATUS"]) == facts


def test_an_hour_that_comes_twice_is_said_in_utc() -> None:
    night = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    event = entry.component(replace(SHOWN, starts_at=night.replace(hour=0), ends_at=night))

    assert event.to_ical().count(b"20261025T013000Z") == 1
    assert b"TZID" not in event.to_ical()


@given(words=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_lines_are_folded_as_icalendar_folds_them(words: str) -> None:
    shown = replace(SHOWN, summary=words, description=f"{words}\n{SHOWN.url}")

    event = entry.component(shown)

    assert entry.written(event) == event.to_ical(sorted=False)


@pytest.mark.parametrize("length", [1, 58, 59, 60, 66, 67, 68, 133, 134, 140, 141, 142])
@pytest.mark.parametrize("sign", ["x", "é", "\\", "^"])
def test_a_line_is_cut_at_the_same_place_whatever_its_length(length: int, sign: str) -> None:
    event = entry.component(replace(SHOWN, summary="x" * length + sign, url="u" * length + sign))

    assert entry.written(event) == event.to_ical(sorted=False)
