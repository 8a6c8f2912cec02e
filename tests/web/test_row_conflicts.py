"""Two people with the same form open: who saves second is told, sees both, and loses nothing."""

from collections.abc import Callable
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from bs4 import Tag
from sqlmodel import Session

from mdt.directory import panels
from mdt.models import (
    DutyPeriod,
    DutyRoster,
    Every,
    Organisation,
    PanelRhythm,
    Person,
    Regime,
    Role,
    SeatDomain,
)
from mdt.scheduling import duty_rosters
from tests.conferences import cast
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

Field = tuple[str, str, str]
"""What two people type in one field: its name, the first one's and the second one's."""


def _organisation(make: Make, _: Person) -> str:
    return f"/setup/organisations/{make.organisation(name='Politie').id}"


def _room(make: Make, _: Person) -> str:
    return f"/setup/rooms/{make.room(name='Kamer 1').id}"


def _times(make: Make, _: Person) -> str:
    return f"/setup/regions/{make.region.id}/times"


def _way(make: Make, _: Person) -> str:
    for name in ("Noord", "Zuid"):
        make.room(name=name)
    return f"/setup/regions/{make.region.id}/times"


def _panel(make: Make, _: Person) -> str:
    return f"/panels/{make.panel(regime=Regime.JEUGD).id}/settings"


def _panel_seat(make: Make, by: Person) -> str:
    panel = make.panel()
    seat = panels.add_seat(
        make.session, panel, SeatDomain.OM, required=True, quorum=False, by=by, now=NOON
    )
    return f"/panels/{panel.id}/seats/{seat.id}"


def _new_rhythm(make: Make, _: Person) -> str:
    return f"/panels/{make.panel().id}/rhythm"


def _rhythm(make: Make, _: Person) -> str:
    panel = make.panel()
    make.add(
        PanelRhythm(
            panel_id=panel.id,
            every=Every.WEEK,
            first_on=date(2026, 2, 17),
            starts=time(10),
            minutes=120,
            cutoff_at=time(12),
        )
    )
    return f"/panels/{panel.id}/rhythm"


def _roster(make: Make, by: Person) -> str:
    organisation = make.organisation(SeatDomain.POLICE)
    terms = duty_rosters.Terms(first_on=date(2026, 2, 9), hands_over=time(9), hours=None, people=())
    roster = duty_rosters.set_up(
        make.session,
        organisation,
        SeatDomain.POLICE,
        DutyPeriod.ALWAYS,
        terms,
        by=by,
        now=NOON,
    )
    return f"/duty/{roster.id}/rhythm"


def _somebody(make: Make, by: Person) -> str:
    return f"/people/{make.person(organisation=_office(make, by)).id}"


def _own(_: Make, __: Person) -> str:
    return "/profile/"


def _week(make: Make, by: Person) -> str:
    return f"/availability/{make.person(organisation=_office(make, by)).id}"


def _office(make: Make, by: Person) -> Organisation:
    return make.session.get_one(Organisation, make.organisation_of(by))


RHYTHM = {"every": "week", "first_on": "2026-02-17", "starts": "10:00", "cutoff_at": "12:00"}


@pytest.mark.parametrize(
    ("path_of", "field", "also"),
    [
        (_organisation, ("name", "Politie Noord", "Politie Zuid"), {}),
        (_room, ("address", "Plein 1", "Plein 2"), {}),
        (_times, ("travel_minutes", "15", "25"), {}),
        (_way, ("travel-", "35", "45"), {}),
        (_panel, ("name", "Tafel Noord", "Tafel Zuid"), {}),
        (_panel_seat, ("fill", "organisation", "duty"), {}),
        (_new_rhythm, ("minutes", "90", "75"), RHYTHM),
        (_rhythm, ("minutes", "90", "75"), {}),
        (_roster, ("hands_over", "10:00", "11:00"), {}),
        (_somebody, ("phone", "06 12345678", "06 87654321"), {}),
        (_own, ("phone", "06 12345678", "06 87654321"), {}),
        (_week, ("from-0-0", "08:00", "09:00"), {"until-0-0": "17:00"}),
    ],
    ids=lambda one: getattr(one, "__name__", "").strip("_"),
)
def test_who_saves_second_sees_both_and_may_save_after_all(
    make: Make,
    as_person: AsPerson,
    path_of: Callable[[Make, Person], str],
    field: Field,
    also: dict[str, str],
) -> None:
    by = make.person(Role.ADMINISTRATOR, name="Wout Mulder")
    browser, path = as_person(by), path_of(make, by)
    make.session.commit()
    name, first, second = field
    form = _form(browser.get(path), name)
    seen, action = _filled(form) | also, str(form["action"])
    name = next(one for one in seen if one.startswith(name))
    assert send(browser, action, **seen | {name: first}).status_code == 303

    stale = send(browser, action, **seen | {name: second})

    assert stale.status_code == 409
    mine, theirs = text_of(stale, ".is-mine"), text_of(stale, ".is-theirs")
    assert "De tekst van Wout Mulder" in theirs
    assert mine.replace("Uw tekst", "") != theirs
    again = _form(stale, name)
    kept = _filled(again)
    assert kept[name] == second
    assert _filled(_form(browser.get(path), name))[name] == first
    assert send(browser, action, **kept).status_code == 303
    assert _filled(_form(browser.get(path), name))[name] == second


def test_what_a_seat_counts_for_is_told_too(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    seat = cast.draft(make, at).items[0].seats[0]
    browser = as_person(at.coordinator)
    path = f"/conferences/{seat.item.conference_id}/seats/{seat.id}"
    form = _form(browser.get(path), "fill")
    seen = _filled(form)
    send(browser, f"{path}/duties", **seen | {"fill": "organisation"})

    stale = send(browser, f"{path}/duties", **seen | {"fill": "duty"})

    assert stale.status_code == 409
    assert "Wie komt er zolang niemand gekozen is?" in text_of(stale, ".is-mine")
    assert send(browser, f"{path}/duties", **_filled(_form(stale, "fill"))).status_code == 303


def test_a_swap_that_somebody_made_already_is_not_undone(
    make: Make, session: Session, as_person: AsPerson
) -> None:
    by = make.person(Role.ADMINISTRATOR, name="Wout Mulder")
    path = _roster(make, by).removesuffix("/rhythm")
    roster = session.get_one(DutyRoster, UUID(path.rpartition("/")[2]))
    police = session.get_one(Organisation, roster.organisation_id)
    people = [make.person(organisation=police) for _ in range(3)]
    terms = duty_rosters.Terms(
        first_on=roster.first_on,
        hands_over=time(9),
        hours=None,
        people=[one.id for one in people],
    )
    duty_rosters.change(session, roster, terms, version=roster.version, by=by, now=NOON)
    session.commit()
    browser = as_person(by)
    page = soup(browser.get(path))
    one, other = [str(option["value"]) for option in page.select("#one option")][1:3]
    swap: dict[str, Any] = {"one": one, "other": other, "version": str(roster.version)}
    assert send(browser, f"{path}/swaps", **swap).status_code == 303

    stale = send(browser, f"{path}/swaps", **swap)

    assert stale.status_code == 409
    assert "Wout Mulder wijzigde het rooster." in text_of(stale)
    assert soup(stale).select_one(f"#one option[value='{one}'][selected]")


def _form(page: Any, name: str) -> Tag:
    """Return the form of the page that has a field whose name begins so."""
    found = soup(page).select_one(f"form:has([name^='{name}']):has([name=version])")
    assert found is not None
    return found


def _filled(form: Tag) -> dict[str, Any]:
    """Return what a browser sends of the form as it stands."""
    sent: dict[str, Any] = {}
    for one in form.select("input[name], select[name], textarea[name]"):
        kind = one.get("type")
        if one.name == "select":
            chosen = one.select_one("option[selected]")
            sent[str(one["name"])] = str(chosen["value"]) if chosen else ""
        elif kind not in {"checkbox", "radio"} or one.has_attr("checked"):
            sent[str(one["name"])] = str(one.get("value", ""))
    sent.pop("csrf_token", None)
    return sent
