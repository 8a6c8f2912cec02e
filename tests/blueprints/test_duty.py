"""Pages of mdt.blueprints.duty, and the gap that "Vandaag" says."""

from datetime import date, time
from typing import Any

from sqlmodel import Session, select

from mdt.models import (
    Absence,
    DutyPeriod,
    DutyRoster,
    DutyShift,
    DutyTurn,
    Organisation,
    Person,
    Role,
    SeatDomain,
)
from mdt.scheduling import duty_rosters
from mdt.scheduling.duty_rosters import Terms
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def _police(make: Make) -> tuple[Organisation, Person, Person]:
    organisation = make.organisation(SeatDomain.POLICE, name="Politie Oost")
    people = [make.person(organisation=organisation, name=name) for name in ("Ans Bos", "Bo Dijk")]
    return organisation, people[0], people[1]


def _roster(session: Session, make: Make) -> tuple[DutyRoster, Person, Person]:
    organisation, one, other = _police(make)
    terms = Terms(
        first_on=date(2026, 2, 9), hands_over=time(9), hours=None, people=[one.id, other.id]
    )
    roster = duty_rosters.set_up(
        session,
        organisation,
        SeatDomain.POLICE,
        DutyPeriod.ALWAYS,
        terms,
        by=make.person(),
        now=NOON,
    )
    return roster, one, other


def _turns(*people: Person) -> dict[str, Any]:
    return {f"turn-{number}": str(one.id) for number, one in enumerate(people)}


def test_an_administrator_sets_up_a_rhythm_and_sees_the_weeks_ahead(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    organisation, one, other = _police(make)
    browser = as_person(make.person(Role.ADMINISTRATOR))

    answer = send(
        browser,
        f"/duty/regions/{make.region.id}",
        organisation_id=str(organisation.id),
        period="night",
    )
    roster = session.exec(select(DutyRoster)).one()
    assert answer.location == f"/duty/{roster.id}/rhythm"
    assert (roster.domain, roster.starts, roster.ends) == (
        SeatDomain.POLICE,
        time(17),
        time(8, 30),
    )
    assert browser.get(answer.location).status_code == 200
    send(
        browser,
        f"/duty/{roster.id}/rhythm",
        first_on="2026-02-09",
        hands_over="09:00",
        starts="18:00",
        ends="08:00",
        version=str(roster.version),
        **_turns(one, other),
    )

    page = text_of(browser.get(f"/duty/{roster.id}"), "#ahead")
    assert page.index("Ans Bos") < page.index("Bo Dijk")
    assert "Politie Oost, nacht" in text_of(browser.get("/duty/"), "#rosters")


def test_half_hours_and_nothing_chosen_come_back_as_typed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    roster, one, _ = _roster(session, make)
    browser = as_person(make.person(Role.ADMINISTRATOR))

    half = send(
        browser,
        f"/duty/{roster.id}/rhythm",
        first_on="2026-02-16",
        hands_over="10:00",
        starts="18:00",
        **_turns(one),
    )
    new = send(browser, f"/duty/regions/{make.region.id}")
    wrong = send(
        browser,
        f"/duty/{roster.id}/rhythm",
        first_on="2026-02-16",
        hands_over="10:00",
        **{"turn-0": "somebody"},  # type: ignore[arg-type] # a field of the form
    )

    assert (half.status_code, new.status_code, wrong.status_code) == (422, 422, 422)
    assert "Vul beide tijden in" in text_of(half, ".error-summary")
    assert 'value="2026-02-16"' in half.text
    assert "Kies de organisatie." in text_of(new, ".error-summary")


def test_a_second_roster_for_the_same_hours_says_so(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    roster, *_ = _roster(session, make)
    browser = as_person(make.person(Role.ADMINISTRATOR))

    answer = send(
        browser,
        f"/duty/regions/{make.region.id}",
        organisation_id=str(roster.organisation_id),
        period="always",
    )

    assert answer.status_code == 422
    assert "Er is al een rooster" in text_of(answer, ".error-summary")


def test_a_coordinator_swaps_two_weeks(session: Session, make: Make, as_person: AsPerson) -> None:
    roster, one, other = _roster(session, make)
    browser = as_person(make.coordinator())
    page = soup(browser.get(f"/duty/{roster.id}"))
    first, second = [str(option["value"]) for option in page.select("#one option")][1:3]

    refused = send(
        browser, f"/duty/{roster.id}/swaps", one=first, other=first, version=roster.version
    )
    empty = send(browser, f"/duty/{roster.id}/swaps")
    send(browser, f"/duty/{roster.id}/swaps", one=first, other=second, version=roster.version)

    assert (refused.status_code, empty.status_code) == (422, 422)
    rows = session.exec(select(DutyShift).order_by(DutyShift.starts_at)).all()  # type: ignore[arg-type] # a column
    assert [row.person_id for row in rows] == [one.id, other.id], "the running week is not offered"


def test_a_shift_that_began_is_not_offered_for_a_swap_and_refused_where_it_was_chosen(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    roster, *_ = _roster(session, make)
    browser = as_person(make.coordinator())
    running = duty_rosters.ahead(session, [roster], now=NOON)[roster.id][0].starts_at
    page = soup(browser.get(f"/duty/{roster.id}"))
    offered = [str(option["value"]) for option in page.select("#one option")]

    refused = send(
        browser, f"/duty/{roster.id}/swaps", one=running, other=offered[1], version=roster.version
    )

    assert running.isoformat() not in offered
    assert refused.status_code == 422
    assert "al begonnen" in text_of(refused, "#one-problem")
    assert not session.exec(select(DutyShift)).all()


def test_a_roster_of_one_person_offers_no_swap(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    roster, one, _ = _roster(session, make)
    browser = as_person(make.coordinator())
    assert soup(browser.get(f"/duty/{roster.id}")).select_one("form[action$=swaps]")

    for turn in session.exec(select(DutyTurn).where(DutyTurn.roster_id == roster.id)):
        turn.person_id = one.id
    session.commit()

    page = browser.get(f"/duty/{roster.id}")
    assert not soup(page).select_one("form[action$=swaps]")
    assert "Ruilen kan zodra er diensten van twee mensen komen." in text_of(page)


def test_an_exception_without_anybody_is_a_gap_on_the_page_until_taken_away(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    roster, *_ = _roster(session, make)
    browser = as_person(make.coordinator())
    span: dict[str, Any] = {"from_on": "2026-02-12", "from_time": "09:00", "until_time": "17:00"}
    span["version"] = roster.version

    backwards = send(browser, f"/duty/{roster.id}/shifts", until_on="2026-02-11", **span)
    empty = send(browser, f"/duty/{roster.id}/shifts")
    send(browser, f"/duty/{roster.id}/shifts", until_on="2026-02-12", **span)

    assert (backwards.status_code, empty.status_code) == (422, 422)
    page = browser.get(f"/duty/{roster.id}")
    assert "Er is dan niemand" in page.text
    assert "1 gat" in text_of(browser.get("/duty/"), "#rosters")
    removal = f"/duty/{roster.id}/shifts/{session.exec(select(DutyShift.id)).one()}/removal"
    send(browser, removal)
    assert "Er is dan niemand" not in browser.get(f"/duty/{roster.id}").text
    assert send(browser, removal).status_code == 404


def test_a_gap_is_said_on_the_first_page_before_it_hurts(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    roster, one, _ = _roster(session, make)
    away = duty_rosters.of(session, [roster], NOON, NOON + duty_rosters.AHEAD)[roster.id][2]
    browser = as_person(make.coordinator())
    assert "Politie Oost" not in text_of(browser.get("/"), "#todo")

    make.add(Absence(person_id=one.id, starts_at=away.starts_at, ends_at=away.ends_at))
    session.commit()

    todo = browser.get("/")
    assert "Er heeft niemand dienst: Politie Oost, dag en nacht" in text_of(todo, "#todo")
    assert soup(todo).select_one(f'#todo a[href="/duty/{roster.id}"]')
    assert "Ans Bos kan dan niet" in browser.get(f"/duty/{roster.id}").text


def test_strangers_find_no_roster_and_a_coordinator_sets_none_up(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    roster, *_ = _roster(session, make)
    for person in (make.stranger(), make.person()):
        browser = as_person(person)
        assert browser.get("/duty/").status_code == 404
        assert browser.get(f"/duty/{roster.id}").status_code == 404
        for verb in ("swaps", "shifts", "rhythm"):
            assert send(browser, f"/duty/{roster.id}/{verb}").status_code == 404
    elsewhere = make.organisation(region_id=make.another_region().id)
    for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
        browser = as_person(make.person(role, elsewhere))
        assert browser.get(f"/duty/{roster.id}").status_code == 404
    browser = as_person(make.coordinator())
    assert browser.get(f"/duty/{roster.id}/rhythm").status_code == 404
    assert browser.get(f"/duty/regions/{make.region.id}/new").status_code == 404
