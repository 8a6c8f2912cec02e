"""The latest moment on the pages: scenarios.md 1.2 and 2.1, each with the clock of its day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from mdt import clock
from mdt.models import Conference, ConferenceKind, ConferenceState, Measure, MeasureKind
from tests.blueprints.choosing import banned, checked, choose, path, slot, words
from tests.conferences import cast
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

"""20 February, 01.20 in the Netherlands."""
IN_TIME, LATE = "2026-02-19T09:30:00+01:00", "2026-02-20T09:00:00+01:00"
REASON = "Zij is tot maandag op een veilige plek."
AUTUMN = datetime(2026, 10, 24, 13, 40, tzinfo=UTC)
"""Saturday 15.40, in the night before which the clock goes back."""
SPRING = datetime(2027, 3, 27, 14, 40, tzinfo=UTC)
"""Saturday 15.40, in the night before which the clock goes forward."""


def at(instant: datetime) -> None:
    clock.shift(instant - clock.unshifted())


def signal(conference: Conference, day: str, time: str, **fields: Any) -> dict[str, Any]:
    return {
        "path": f"/conferences/{conference.id}/signal/",
        "signal_day": day,
        "signal_time": time,
        "version": conference.version,
    } | fields


def test_the_first_conference_is_before_the_house_ban_ends(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = banned(make, table)
    browser = as_person(table.coordinator)

    page = browser.get(path(conference))

    assert text_of(page, "#latest") == (
        "Uiterlijk vrijdag 20 februari, 01.20 uur : dan eindigt de maatregel ‘Huisverbod’ "
        "(nog 10 dagen)."
    )
    assert not soup(page).select(".is-late, #late_because")
    facts = text_of(browser.get(f"/conferences/{conference.id}"), "#facts")
    assert "vr 20 feb, 01.20 uur : dan eindigt de maatregel ‘Huisverbod’" in facts


def test_a_later_moment_is_refused_until_a_reason_is_typed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = banned(make, table)
    browser = as_person(table.coordinator)

    refused = choose(browser, conference, LATE, minutes=60, late_because="  ")

    assert refused.status_code == 422
    assert checked(refused) == [LATE]
    assert text_of(refused, "#minutes option[selected]") == "60 minuten"
    assert "na het uiterste moment" in words(slot(refused, LATE))
    [link] = soup(refused).select(".error-summary a")
    assert (link["href"], words(link)) == (
        "#late_because",
        "Dit is na het uiterste moment. Schrijf op waarom het later kan.",
    )
    session.refresh(conference)
    assert (conference.state, conference.minutes) == (ConferenceState.DRAFT, 45)

    agreed = choose(browser, conference, LATE, minutes=60, late_because=REASON)

    assert agreed.status_code == 303
    session.refresh(conference)
    assert (conference.state, conference.late_because) == (ConferenceState.CONVENED, REASON)
    facts = text_of(browser.get(agreed.location), "#facts")
    assert f"Later, omdat {REASON}" in facts


def test_a_reason_that_is_too_long_is_kept_as_it_was_typed(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = banned(make, table)

    page = choose(as_person(table.coordinator), conference, LATE, late_because="x" * 401)

    assert page.status_code == 422
    assert text_of(page, "#late_because") == "x" * 401
    assert checked(page) == [LATE]


def test_back_in_time_the_reason_is_gone(session: Session, make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = banned(make, table)
    browser = as_person(table.coordinator)
    choose(browser, conference, LATE, late_because=REASON)
    session.refresh(conference)

    assert text_of(browser.get(path(conference)), "#late_because") == REASON
    moved = choose(browser, conference, IN_TIME, late_because=REASON)

    assert moved.status_code == 303
    session.refresh(conference)
    assert conference.late_because == ""


def test_moments_after_the_latest_are_marked_and_none_of_them_is_suggested(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = banned(make, table)
    browser = as_person(table.coordinator)

    page = browser.get(path(conference, "?week=2026-02-16"))

    late = [card for card in soup(page).select("label.slot") if "is-late" in card["class"]]
    assert {card.select("input")[0]["value"][:10] for card in late} == {"2026-02-20"}
    [suggested] = checked(page)
    assert suggested < "2026-02-20"
    assert checked(browser.get(path(conference, "?week=2026-02-23"))) == []
    alone = browser.get(path(conference, "/choice"), query_string={"starts_at": LATE})
    assert "Dit is na het uiterste moment." in text_of(alone)


def test_a_moment_that_was_agreed_and_then_became_late_is_said(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = banned(make, table)
    browser = as_person(table.coordinator)
    choose(browser, conference, IN_TIME)
    session.refresh(conference)
    make.add(
        Measure(
            case_id=conference.items[0].case_id,
            kind=MeasureKind.AWARE,
            starts_at=NOON,
            ends_at=NOON + timedelta(days=4),
        )
    )

    facts = text_of(browser.get(f"/conferences/{conference.id}"), "#facts")

    assert "zonder opvolger (nog 4 dagen) Het moment is later." in facts


@pytest.mark.parametrize(
    ("now", "day", "latest", "left", "examined", "in_time", "too_late"),
    [
        (
            AUTUMN,
            "2026-10-24",
            "zo 25 okt, 14.40 uur",
            "nog 24 uur – let op: de zomertijd eindigt vannacht",
            "ma 26 okt, 14.40 uur",
            "2026-10-25T13:40:00+01:00",
            "2026-10-25T13:45:00+01:00",
        ),
        (
            SPRING,
            "2027-03-27",
            "zo 28 mrt, 16.40 uur",
            "nog 24 uur – let op: de zomertijd begint vannacht",
            "ma 29 mrt, 16.40 uur",
            "2027-03-28T15:40:00+02:00",
            "2027-03-28T15:45:00+02:00",
        ),
    ],
)
def test_an_emergency_has_24_hours_that_elapse_when_the_clock_changes(  # noqa: PLR0917
    make: Make,
    as_person: AsPerson,
    now: datetime,
    day: str,
    latest: str,
    left: str,
    examined: str,
    in_time: str,
    too_late: str,
) -> None:
    at(now)
    table = cast.table(make)
    conference = cast.draft(make, table, kind=ConferenceKind.EMERGENCY, minutes=60)
    browser = as_person(table.coordinator)

    noted = send(browser, **signal(conference, day, "15:40"))

    facts = text_of(browser.get(noted.location), "#facts")
    assert f"Uiterlijk {latest} : 24 uur na het signaal ({left})" in facts
    assert f"uiterlijk {examined}, 48 uur na het signaal" in facts
    make.session.refresh(conference)
    assert choose(browser, conference, too_late).status_code == 422
    assert choose(browser, conference, in_time).status_code == 303


@pytest.mark.parametrize(
    ("now", "fields", "field", "said"),
    [
        (NOON, {"signal_time": "03:30"}, "signal_day", "Dit moment moet nog komen."),
        (NOON, {"signal_day": ""}, "signal_day", "Vul in op welke dag het signaal kwam"),
        (NOON, {"signal_time": ""}, "signal_time", "Vul in hoe laat het signaal kwam"),
        (SPRING + timedelta(days=2), {}, "signal_time", "Deze tijd bestaat niet"),
        (
            AUTUMN + timedelta(days=2),
            {"signal_day": "2026-10-25"},
            "signal_fold",
            "Deze tijd komt die nacht twee keer voor.",
        ),
    ],
)
def test_a_signal_that_cannot_be_then_is_refused_with_what_was_typed(  # noqa: PLR0917
    session: Session,
    make: Make,
    as_person: AsPerson,
    now: datetime,
    fields: dict[str, str],
    field: str,
    said: str,
) -> None:
    at(now)
    table = cast.table(make)
    conference = cast.draft(make, table)
    typed = signal(conference, "2027-03-28", "02:30", **fields)

    page = send(as_person(table.coordinator), **typed)

    assert page.status_code == 422
    [link] = soup(page).select(".error-summary a")
    assert link["href"] == f"#{field}"
    assert words(link).startswith(said)
    for name in ("signal_day", "signal_time"):
        assert soup(page).select(f"#{name}")[0]["value"] == typed[name]
    session.refresh(conference)
    assert conference.signal_at is None


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_a_signal_at_a_time_that_came_twice_says_which(
    session: Session, make: Make, as_person: AsPerson, fold: str, hour: int
) -> None:
    at(AUTUMN + timedelta(days=2))
    table = cast.table(make)
    conference = cast.draft(make, table)
    browser = as_person(table.coordinator)

    noted = send(browser, **signal(conference, "2026-10-25", "02:30", signal_fold=fold))

    assert noted.status_code == 303
    session.refresh(conference)
    assert conference.signal_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    form = browser.get(f"/conferences/{conference.id}/signal/")
    [chosen] = soup(form).select("input[name=signal_fold][checked]")
    assert chosen["value"] == fold


def test_a_stale_page_notes_nothing(session: Session, make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    typed = signal(conference, "2026-02-09", "21:40", version=conference.version - 1)

    page = send(as_person(table.coordinator), **typed)

    assert page.status_code == 409
    session.refresh(conference)
    assert conference.signal_at is None


def test_only_who_arranges_finds_the_page_of_the_signal(
    make: Make, as_person: AsPerson, client: Any
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    page = f"/conferences/{conference.id}/signal/"

    assert client.get(page).status_code == 303
    for person in (make.person(), table.chair, *table.people.values()):
        browser = as_person(person)
        assert browser.get(page).status_code == 404
        assert send(browser, **signal(conference, "2026-02-09", "21:40")).status_code == 404


def test_who_holds_a_seat_reads_no_latest_moment(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = banned(make, table)

    for person in table.people.values():
        page = as_person(person).get(f"/conferences/{conference.id}")
        assert page.status_code == 404 or "Uiterlijk" not in text_of(page)
