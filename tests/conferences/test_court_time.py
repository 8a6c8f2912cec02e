"""The slot finder and the standing blocks of courts: mdt.conferences.court_time."""

from datetime import date, time, timedelta

from sqlmodel import Session

from mdt.directory import courts
from mdt.models import (
    CourtBlockException,
    CourtModes,
    JudgeMode,
    Membership,
    Organisation,
    Role,
    Seat,
    SeatDomain,
)
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conferences.test_moments import MONDAY, THURSDAY, at, search, slot
from tests.conftest import NOON
from tests.factories import Make

JUDICIARY = SeatDomain.JUDICIARY
LONG_AGO = date(2026, 1, 1)


def court_of(make: Make, table: cast.Table) -> Organisation:
    key = make.organisation_of(table.people[JUDICIARY])
    return make.session.get_one(Organisation, key)


def test_the_block_of_the_judges_court_comes_before_an_earlier_moment(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    make.court_block(
        court_of(make, table), weekday=3, starts=time(14), ends=time(15), from_on=LONG_AGO
    )

    found = search(session, conference)
    best = found.week(MONDAY).best

    assert best
    assert best.starts_at == at("14.00", THURSDAY)
    assert best.in_block == (seat_of(conference, JUDICIARY).id,)
    assert slot(found, "13.00").in_block == ()
    assert slot(found, "15.00").in_block == ()


def test_a_block_at_noon_comes_first_though_the_region_has_its_lunch_then(
    session: Session, make: Make
) -> None:
    """The example of the issue: a court that keeps half past twelve to one."""
    make.region.lunch_starts, make.region.lunch_ends = time(12), time(13)
    table = cast.table(make)
    conference = cast.draft(make, table, minutes=30)
    court = court_of(make, table)
    make.court_block(court, weekday=3, starts=time(12, 30), ends=time(13), from_on=LONG_AGO)

    found = search(session, conference)
    best = found.week(MONDAY).best

    assert best
    assert best.starts_at == at("12.30", THURSDAY)
    assert best.is_full
    assert not slot(found, "12.00").is_full


def test_on_a_day_without_the_block_the_earliest_moment_is_the_best(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    block = make.court_block(
        court_of(make, table), weekday=3, starts=time(14), ends=time(15), from_on=LONG_AGO
    )
    make.add(CourtBlockException(block_id=block.id, day=THURSDAY))

    found = search(session, conference)

    best = found.week(MONDAY).best
    assert best
    assert best.in_block == ()
    assert found.week(MONDAY + timedelta(days=7)).best.in_block != ()  # type: ignore[union-attr]


def test_the_block_of_another_court_or_of_a_table_without_a_judge_says_nothing(
    session: Session, make: Make
) -> None:
    make.court_block(make.organisation(JUDICIARY), weekday=3, starts=time(14), ends=time(15))
    conference = cast.draft(make, cast.table(make))
    without_judge = make.conference()
    make.seat(without_judge, make.person(), domain=SeatDomain.POLICE)

    for one in (conference, without_judge):
        found = search(session, one)
        assert not found.asked.blocks
        assert slot(found, "14.00").in_block == ()


def test_who_serves_two_courts_comes_for_the_one_that_the_seat_names(
    session: Session, make: Make
) -> None:
    near, far = make.organisation(JUDICIARY), make.organisation(JUDICIARY)
    judge = make.person(Role.JUDGE, near)
    make.add(Membership(person_id=judge.id, organisation_id=far.id, role=Role.JUDGE, from_at=NOON))
    for court, mode in ((near, JudgeMode.KENNIS), (far, JudgeMode.RC)):
        make.add(CourtModes(organisation_id=court.id, first=mode))
    elsewhere = make.organisation(JUDICIARY)

    def first_of(named: Organisation | None, *, held: bool = True) -> object:
        seat = Seat(
            item_id=judge.id,
            case_id=judge.id,
            domain=JUDICIARY,
            holder_id=judge.id if held else None,
            organisation_id=named.id if named else None,
        )
        modes = courts.of_seat(session, seat, now=NOON)
        assert modes is None or modes.organisation_id == courts.of_seats(
            session, [seat], now=NOON
        ).get(seat.id)
        return modes and modes.first

    assert first_of(near) is JudgeMode.KENNIS
    assert first_of(far) is JudgeMode.RC
    first = min((near, far), key=lambda one: one.id)
    assert first_of(None) is (JudgeMode.KENNIS if first is near else JudgeMode.RC)
    assert first_of(elsewhere) is (JudgeMode.KENNIS if first is near else JudgeMode.RC)
    assert first_of(far, held=False) is JudgeMode.RC
    assert first_of(None, held=False) is None
