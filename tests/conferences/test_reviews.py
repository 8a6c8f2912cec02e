"""Rules of mdt.conferences.reviews."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.conferences import lifecycle, reviews
from mdt.conferences.review_reading import Review
from mdt.conferences.reviews import DayPassed, NothingToReview, PassingUnexplained, ReasonMissing
from mdt.errors import IllegalTransition, StaleVersion
from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    EventRecord,
    Measure,
    MeasureKind,
    Membership,
    Person,
    SeatDomain,
    SeatFill,
)
from mdt.scheduling.review_ladder import LADDER
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conftest import NOON
from tests.factories import Make

DAY = timedelta(days=1)


def held(make: Make, case: Case | None = None, days_ago: int = 0, **columns: Any) -> Conference:
    """Return a sitting that was held so many days ago: today is Tuesday 10 February 2026."""
    values: dict[str, Any] = {"state": ConferenceState.HELD, "starts_at": NOON - days_ago * DAY}
    return make.convened(case, **values | columns)


def after(session: Session, conference: Conference) -> Review:
    [found] = reviews.after(session, conference, LADDER, now=NOON)
    return found


def test_the_first_sitting_proposes_a_review_after_a_week(session: Session, make: Make) -> None:
    review = after(session, held(make))

    assert review.due_on == date(2026, 2, 17)
    assert review.waits


def test_moving_one_conference_does_not_move_the_others(session: Session, make: Make) -> None:
    case = make.case()
    held(make, case, 12)
    review = held(make, case, 3, kind=ConferenceKind.REVIEW)  # two days later than planned

    assert after(session, review).due_on == date(2026, 2, 27), (
        "30 days after 29 January, a Saturday"
    )


def test_an_emergency_begins_the_ladder_anew(session: Session, make: Make) -> None:
    case = make.case()
    held(make, case, 200)
    emergency = held(make, case, kind=ConferenceKind.EMERGENCY)

    assert after(session, emergency).due_on == date(2026, 2, 17)


def test_a_measure_that_ends_sooner_brings_the_review_forward(session: Session, make: Make) -> None:
    conference = held(make)
    ends = datetime(2026, 2, 13, 0, 20, tzinfo=UTC)
    measure = make.add(
        Measure(
            case_id=conference.items[0].case_id,
            kind=MeasureKind.HOUSE_BAN,
            starts_at=NOON,
            ends_at=ends,
        )
    )

    review = after(session, conference)
    assert (review.due_on, review.falls) == (date(2026, 2, 12), measure)


def test_a_closed_case_and_a_closing_conference_ask_for_no_review(
    session: Session, make: Make
) -> None:
    closed = held(make, make.case(closed_at=NOON))
    closing = held(make, kind=ConferenceKind.CLOSING)

    assert reviews.after(session, closed, LADDER, now=NOON) == []
    assert reviews.after(session, closing, LADDER, now=NOON) == []


def test_only_the_last_sitting_of_a_case_proposes(session: Session, make: Make) -> None:
    case = make.case()
    first = held(make, case, 7)
    held(make, case, 0, kind=ConferenceKind.REVIEW)

    assert reviews.after(session, first, LADDER, now=NOON) == []


def test_a_review_that_nobody_took_up_waits_for_who_organised_the_sitting(
    session: Session, make: Make
) -> None:
    first = held(make, days_ago=30)
    organiser = first.coordinator_id
    samira = make.session.get_one(type(make.coordinator()), organiser)
    second = held(make, days_ago=1, coordinator_id=organiser)
    planned = held(make, coordinator_id=organiser)
    make.conference(session.get_one(Case, planned.items[0].case_id), coordinator_id=organiser)

    found = reviews.waiting(session, samira, LADDER, now=NOON)
    assert [one.conference_id for one in found] == [first.id, second.id]
    assert reviews.waiting(session, make.coordinator(), LADDER, now=NOON) == []


def held_table(make: Make) -> tuple[cast.Table, Conference]:
    """Return a table, and its sitting that was held a moment ago."""
    at = cast.table(make)
    conference = cast.draft(make, at)
    conference.state, conference.starts_at = ConferenceState.HELD, NOON
    conference.held_at = NOON
    make.session.flush()
    return at, conference


def test_taking_up_makes_a_draft_with_the_same_table_and_question(
    session: Session, make: Make
) -> None:
    at, first = held_table(make)
    police = seat_of(first, SeatDomain.POLICE)
    police.holder_id = at.deputy.id
    first.chair_id, first.video_url = at.chair.id, "https://video.example/1"
    session.flush()

    review = reviews.take_up(session, first.items[0], LADDER, by=at.chair, now=NOON)

    assert (review.kind, review.state) == (ConferenceKind.REVIEW, ConferenceState.DRAFT)
    assert (review.panel_id, review.chair_id) == (at.panel.id, at.chair.id)
    assert (review.coordinator_id, review.meant_on) == (at.coordinator.id, date(2026, 2, 17))
    assert review.items[0].question == cast.QUESTION
    before = {seat.domain: seat.holder_id for seat in first.items[0].seats}
    assert {seat.domain: seat.holder_id for seat in review.items[0].seats} == before
    judge = seat_of(review, SeatDomain.JUDICIARY)
    assert len(judge.parts) == len(seat_of(first, SeatDomain.JUDICIARY).parts) == 1
    assert judge.parts[0].part_id in {part.id for part in review.items[0].parts}


def test_who_left_or_came_out_of_a_pool_is_not_put_there_again(
    session: Session, make: Make
) -> None:
    at, first = held_table(make)
    gone, pooled = seat_of(first, SeatDomain.OM), seat_of(first, SeatDomain.VT)
    pooled.fill = SeatFill.ORGANISATION
    post = select(Membership).where(Membership.person_id == gone.holder_id)
    session.exec(post).one().until_at = NOON
    session.flush()

    review = reviews.take_up(session, first.items[0], LADDER, by=at.chair, now=NOON)

    assert seat_of(review, SeatDomain.OM).holder_id is None
    assert seat_of(review, SeatDomain.VT).holder_id is None


def test_taking_up_twice_gives_one_conference(session: Session, make: Make) -> None:
    at, first = held_table(make)
    once = reviews.take_up(session, first.items[0], LADDER, by=at.chair, now=NOON)
    again = reviews.take_up(session, first.items[0], LADDER, by=at.chair, now=NOON)

    assert again.id == once.id
    drafted = select(EventRecord).where(
        EventRecord.name == "ConferenceDrafted", EventRecord.conference_id == once.id
    )
    assert len(session.exec(drafted).all()) == 1


def test_a_review_that_was_called_off_waits_again(session: Session, make: Make) -> None:
    at, first = held_table(make)
    review = reviews.take_up(session, first.items[0], LADDER, by=at.chair, now=NOON)
    lifecycle.cancel(session, review, by=at.coordinator, now=NOON)

    assert after(session, first).waits


def test_another_day_is_kept_and_can_be_taken_back(session: Session, make: Make) -> None:
    first, by = held(make), make.coordinator()
    item = first.items[0]
    reviews.put_off(session, item, date(2026, 2, 20), LADDER, by=by, now=NOON)
    assert after(session, first).due_on == date(2026, 2, 20)

    reviews.restore(session, item, LADDER, by=by, now=NOON)
    assert after(session, first).due_on == date(2026, 2, 17)
    names = session.exec(select(EventRecord.name).where(EventRecord.subject_id == item.id)).all()
    assert names == ["ReviewChosen", "ReviewChosen"]


def pass_over(
    session: Session, conference: Conference, days: int, by: Person, why: str = "x"
) -> None:
    reviews.pass_over(session, conference.items[0], days, why, LADDER, by=by, now=NOON)


def test_a_review_is_passed_over_and_the_next_rung_is_proposed(
    session: Session, make: Make
) -> None:
    first, by = held(make), make.coordinator()
    assert after(session, first).next_on == date(2026, 3, 12), "30 days after 10 February"
    pass_over(session, first, 7, by, "Zij is op reis.")

    review = after(session, first)
    assert (review.due_on, review.next_on) == (date(2026, 3, 12), date(2026, 5, 11))
    assert review.is_passed_over
    assert not review.is_skipped
    assert review.waits
    pass_over(session, first, 30, by)
    assert after(session, first).due_on == date(2026, 5, 11)
    reviews.restore(session, first.items[0], LADDER, by=by, now=NOON)
    assert after(session, first).due_on == date(2026, 2, 17)


def test_a_second_click_passes_over_no_second_review(session: Session, make: Make) -> None:
    first, by = held(make), make.coordinator()
    pass_over(session, first, 7, by)
    pass_over(session, first, 7, by, "")

    assert after(session, first).due_on == date(2026, 3, 12)
    assert len(session.exec(select(EventRecord.name)).all()) == 1


def test_another_rung_than_the_page_showed_is_not_passed_over(session: Session, make: Make) -> None:
    first, by = held(make), make.coordinator()
    with pytest.raises(StaleVersion):
        pass_over(session, first, 30, by)
    assert after(session, first).choice is None


def test_the_last_rung_is_passed_over_too(session: Session, make: Make) -> None:
    first, by = held(make), make.coordinator()
    for days in LADDER:
        assert after(session, first).waits
        pass_over(session, first, days, by)

    review = after(session, first)
    assert (review.rung, review.due_on, review.waits, review.is_skipped) == (None,) * 2 + (
        False,
    ) * 2


def test_a_day_chosen_later_keeps_what_was_passed_over(session: Session, make: Make) -> None:
    first, by = held(make), make.coordinator()
    pass_over(session, first, 7, by, "Zij is op reis.")
    reviews.put_off(session, first.items[0], date(2026, 3, 2), LADDER, by=by, now=NOON)

    review = after(session, first)
    assert review.due_on == date(2026, 3, 2)
    assert review.is_passed_over
    assert review.choice
    assert review.choice.skipped_because == "Zij is op reis."


@pytest.mark.parametrize("days", [3, 20, 60])
def test_the_day_that_is_promised_for_passing_over_is_the_one_proposed_then(
    session: Session, make: Make, days: int
) -> None:
    first, by = held(make), make.coordinator()
    make.add(
        Measure(
            case_id=first.items[0].case_id,
            kind=MeasureKind.HOUSE_BAN,
            starts_at=NOON - DAY,
            ends_at=NOON + days * DAY,
        )
    )
    promised = []
    for rung in LADDER[:3]:
        promised.append(after(session, first).next_on)
        pass_over(session, first, rung, by)
        assert after(session, first).due_on == promised[-1]
    is_sooner = promised[0] != date(2026, 3, 12)
    assert is_sooner is (days == 20), "the ban ends before that review"


def test_a_measure_that_was_passed_over_brings_no_other_review_forward(
    session: Session, make: Make
) -> None:
    first, by = held(make), make.coordinator()
    make.add(
        Measure(
            case_id=first.items[0].case_id,
            kind=MeasureKind.HOUSE_BAN,
            starts_at=NOON - DAY,
            ends_at=NOON + 3 * DAY,
        )
    )
    assert after(session, first).due_on == date(2026, 2, 12)
    pass_over(session, first, 7, by)

    assert after(session, first).due_on == date(2026, 3, 12)


def test_reviews_end_with_a_reason_only_and_begin_again(session: Session, make: Make) -> None:
    first, by = held(make), make.coordinator()
    item = first.items[0]
    with pytest.raises(PassingUnexplained):
        pass_over(session, first, 7, by, " ")
    with pytest.raises(ReasonMissing):
        reviews.end(session, item, " ", LADDER, by=by, now=NOON)
    pass_over(session, first, 7, by)
    reviews.end(session, item, "Zij verhuist.", LADDER, by=by, now=NOON)

    review = after(session, first)
    assert review.is_skipped
    assert not review.waits
    reviews.restore(session, item, LADDER, by=by, now=NOON)
    assert after(session, first).waits


def test_a_day_that_has_passed_is_refused(session: Session, make: Make) -> None:
    first = held(make)
    with pytest.raises(DayPassed):
        reviews.put_off(
            session, first.items[0], date(2026, 2, 9), LADDER, by=make.coordinator(), now=NOON
        )


def _closed(session: Session, item: AgendaItem) -> None:
    session.get_one(Case, item.case_id).closed_at = NOON


def _opened(_: Session, item: AgendaItem) -> None:
    item.conference.state = ConferenceState.CONVENED


@pytest.mark.parametrize(
    ("change", "refusal"), [(_closed, NothingToReview), (_opened, IllegalTransition)]
)
def test_without_a_sitting_that_was_held_or_an_open_case_nothing_is_made(
    session: Session, make: Make, change: Any, refusal: type[Exception]
) -> None:
    item = held(make).items[0]
    change(session, item)
    session.flush()

    with pytest.raises(refusal):
        reviews.take_up(session, item, LADDER, by=make.coordinator(), now=NOON)
    assert len(session.exec(select(Conference)).all()) == 1
