"""Pages of mdt.blueprints.court_blocks, and the rules of mdt.directory.court_blocks."""

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from mdt.directory import court_blocks
from mdt.directory.courts import NoCourt
from mdt.models import (
    CourtBlock,
    CourtBlockException,
    EventRecord,
    Organisation,
    Person,
    Role,
    SeatDomain,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

pytestmark = pytest.mark.usefixtures("at_noon")

TUESDAY = date(2026, 2, 10)
WEEK = timedelta(days=7)
TYPED: dict[str, Any] = {
    "weekday": "1",
    "starts": "12:30",
    "ends": "13:00",
    "from_on": "2026-02-10",
    "until_on": "",
}


@pytest.fixture
def court(make: Make) -> Organisation:
    return make.organisation(SeatDomain.JUDICIARY, name="Rechtbank Merwestad")


@pytest.fixture
def wout(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


@pytest.fixture
def block(make: Make, court: Organisation) -> CourtBlock:
    return make.court_block(court)


def path(court: Organisation) -> str:
    return f"/setup/organisations/{court.id}/blocks/"


def names(session: Session) -> list[str]:
    return list(session.exec(select(EventRecord.name)))


def test_a_block_is_kept_once_however_often_it_is_sent_and_is_an_event(
    court: Organisation, wout: Person, as_person: AsPerson, session: Session
) -> None:
    browser = as_person(wout)
    assert "Nog geen vast blok" in text_of(browser.get(path(court)))
    key = str(uuid4())

    for _ in range(2):
        assert send(browser, path(court), **TYPED, once=key).location == path(court)

    row = session.exec(select(CourtBlock)).one()
    assert (row.weekday, row.starts, row.ends) == (1, time(12, 30), time(13))
    assert (row.from_on, row.until_on) == (TUESDAY, None)
    assert names(session) == ["OrganisationChanged"]
    assert "dinsdag 12.30 tot 13.00 uur" in text_of(browser.get(path(court)))
    assert path(court) in browser.get(f"/setup/organisations/{court.id}").text


@pytest.mark.parametrize(
    "refusal",
    [
        ({"ends": "15:00"}, ("ends", "duurt ten minste een kwartier")),
        ({"ends": "09:00"}, ("ends", "begint en eindigt op dezelfde dag")),
        ({"until_on": "2026-02-09"}, ("until_on", "De laatste dag ligt voor de eerste.")),
        ({"starts": "12:45", "ends": "13:15"}, ("starts", "op die tijd al een vast blok")),
        ({"weekday": "9"}, ("weekday", "")),
        ({"starts": "half een"}, ("starts", "")),
    ],
)
@pytest.mark.usefixtures("block")
def test_a_block_that_cannot_be_is_refused_at_its_field_and_stays_typed(
    court: Organisation,
    wout: Person,
    as_person: AsPerson,
    session: Session,
    refusal: tuple[dict[str, str], tuple[str, str]],
) -> None:
    typed, (field, said) = refusal
    sent = TYPED | {"starts": "15:00", "ends": "16:00"} | typed
    refused = send(as_person(wout), path(court), **sent)

    assert refused.status_code == 422
    assert said in text_of(refused, f"#{field}-problem")
    assert f'value="{sent["ends"]}"' in refused.text
    [kept] = session.exec(select(CourtBlock))
    assert kept.organisation_id == court.id


def test_blocks_of_other_days_other_times_and_other_months_stand_side_by_side(
    session: Session, court: Organisation, wout: Person
) -> None:
    rows: list[dict[str, Any]] = [
        {"until_on": TUESDAY + 4 * WEEK},
        {"from_on": TUESDAY + 5 * WEEK},
        {"weekday": 2},
        {"starts": time(13), "ends": time(13, 15)},
    ]
    for columns in rows:
        values: dict[str, Any] = {
            "weekday": 1,
            "starts": time(12, 30),
            "ends": time(13),
            "from_on": TUESDAY,
        }
        row = CourtBlock(organisation_id=court.id, **values | columns)
        court_blocks.add(session, court, row, by=wout, now=NOON)

    assert len(court_blocks.of(session, [court.id])) == len(rows)


def test_a_day_is_skipped_and_put_back(
    court: Organisation, block: CourtBlock, wout: Person, as_person: AsPerson, session: Session
) -> None:
    browser, days = as_person(wout), f"{path(court)}{block.id}/days"

    for _ in range(2):
        assert send(browser, days, day="2026-02-17").location == path(court)
    assert [one.day for one in session.exec(select(CourtBlockException))] == [TUESDAY + WEEK]
    assert "Niet op dinsdag 17 februari" in text_of(browser.get(path(court)))

    for _ in range(2):
        assert send(browser, f"{days}/2026-02-17/removal").location == path(court)
    assert not session.exec(select(CourtBlockException)).all()
    assert names(session) == ["OrganisationChanged"] * 2


@pytest.mark.parametrize(
    "typed", ["2026-02-18", "2026-02-03", "2026-03-10", "2026-03-17", "morgen"]
)
def test_a_day_without_the_block_cannot_be_skipped(
    make: Make, court: Organisation, wout: Person, as_person: AsPerson, typed: str
) -> None:
    block = make.court_block(court, until_on=date(2026, 3, 9))
    refused = send(as_person(wout), f"{path(court)}{block.id}/days", day=typed)

    assert refused.status_code == 422
    problem = soup(refused).find(id=f"{block.id}-day-problem")
    assert problem
    assert typed == "morgen" or "Op die dag is het blok er niet." in problem.text


def test_a_block_is_taken_away_with_its_days_and_a_second_click_finds_it_gone(
    court: Organisation, block: CourtBlock, wout: Person, as_person: AsPerson, session: Session
) -> None:
    browser, removal = as_person(wout), f"{path(court)}{block.id}/removal"
    send(browser, f"{path(court)}{block.id}/days", day="2026-02-17")

    for _ in range(2):
        assert send(browser, removal).location == path(court)

    assert not session.exec(select(CourtBlock)).all()
    assert not session.exec(select(CourtBlockException)).all()
    assert names(session) == ["OrganisationChanged"] * 2


def test_another_organisation_has_no_blocks_and_who_may_not_set_it_up_sees_none(
    make: Make, court: Organisation, block: CourtBlock, wout: Person, as_person: AsPerson
) -> None:
    police, other = make.organisation(SeatDomain.POLICE), make.organisation(SeatDomain.JUDICIARY)
    browser = as_person(wout)

    assert browser.get(path(police)).status_code == 404
    assert send(browser, path(police), **TYPED).status_code == 404
    for step in ("removal", "days", "days/2026-02-17/removal"):
        assert send(browser, f"{path(other)}{block.id}/{step}", day="2026-02-17").status_code == 404
    assert send(browser, f"{path(court)}{block.id}/days/ooit/removal").status_code == 404
    for person in (make.coordinator(), make.person(Role.JUDGE, court)):
        assert as_person(person).get(path(court)).status_code == 404
        assert send(as_person(person), path(court), **TYPED).status_code == 404
        assert send(as_person(person), f"{path(court)}{block.id}/removal").status_code == 404


def test_below_the_page_too_only_a_court_has_blocks(
    session: Session, make: Make, wout: Person
) -> None:
    police = make.organisation(SeatDomain.POLICE)
    row = CourtBlock(
        organisation_id=police.id, weekday=1, starts=time(9), ends=time(10), from_on=TUESDAY
    )

    with pytest.raises(NoCourt):
        court_blocks.add(session, police, row, by=wout, now=NOON)
