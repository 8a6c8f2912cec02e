"""Pages of mdt.blueprints.availability."""

from datetime import UTC, datetime, time

from sqlmodel import Session, select

from mdt.directory import hours
from mdt.directory.hours import Stretch
from mdt.models import Absence, Role
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, text_of


def test_everybody_keeps_their_own_week(session: Session, make: Make, as_person: AsPerson) -> None:
    person = make.person()
    browser = as_person(person)
    sent = {"from-0-0": "08:30", "until-0-0": "12.00", "from-0-1": "13:00", "until-0-1": "17:00"}

    answer = send(browser, f"/availability/{person.id}/week", **sent)  # type: ignore[arg-type] # only fields

    assert answer.location == "/availability/"
    assert hours.week_of(session, person) == [
        Stretch(0, time(8, 30), time(12)),
        Stretch(0, time(13), time(17)),
    ]
    assert 'value="08:30"' in browser.get(answer.location).text


def test_half_a_stretch_or_an_overlap_comes_back_with_what_was_typed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    person = make.person()
    browser = as_person(person)
    path = f"/availability/{person.id}/week"

    half = send(browser, path, **{"from-2-0": "09:00"})  # type: ignore[arg-type] # only fields
    backwards = send(browser, path, **{"from-2-0": "09:00", "until-2-0": "08:00"})  # type: ignore[arg-type] # only fields

    assert (half.status_code, backwards.status_code) == (422, 422)
    assert 'value="09:00"' in half.text
    assert "moet na zijn begin eindigen" in text_of(backwards, ".error-summary")
    assert hours.week_of(session, person) == []


def test_an_absence_is_noted_in_local_time_and_taken_away(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    person = make.person()
    browser = as_person(person)
    path = f"/availability/{person.id}/absences"

    send(browser, path, from_on="2026-07-01", until_on="2026-07-03")

    absence = session.exec(select(Absence)).one()
    assert absence.starts_at == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert absence.ends_at == datetime(2026, 7, 3, 21, 45, tzinfo=UTC)
    send(browser, f"{path}/{absence.id}/removal")
    assert not session.exec(select(Absence)).all()


def test_a_time_that_the_clock_change_skips_is_refused(make: Make, as_person: AsPerson) -> None:
    person = make.person()

    answer = send(
        as_person(person),
        f"/availability/{person.id}/absences",
        from_on="2026-03-29",
        from_time="02:30",
        until_on="2026-03-30",
    )

    assert answer.status_code == 422
    assert "Deze tijd bestaat niet" in text_of(answer, ".error-summary")


def test_an_administrator_helps_and_a_stranger_gets_nothing(
    make: Make, as_person: AsPerson
) -> None:
    organisation = make.organisation()
    person = make.person(organisation=organisation)
    administrator = as_person(make.person(Role.ADMINISTRATOR, organisation))

    assert administrator.get(f"/availability/{person.id}").status_code == 200
    for other in (make.stranger(), make.person(organisation=organisation)):
        browser = as_person(other)
        assert browser.get(f"/availability/{person.id}").status_code == 404
        assert send(browser, f"/availability/{person.id}/week").status_code == 404
