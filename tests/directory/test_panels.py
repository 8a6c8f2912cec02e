"""Rules of mdt.directory.panels."""

import pytest
from sqlmodel import Session, select

from mdt.directory import panels
from mdt.directory.panels import NotOfThisRegion, PanelNameTaken
from mdt.models import Panel, PanelSeat, Person, Regime, SeatDomain
from tests.conftest import NOON
from tests.factories import Make


def _panel(session: Session, make: Make) -> Panel:
    by = make.person()
    return panels.set_up(session, make.region, "Tafel", Regime.WGS_ZVH, 45, by=by, now=NOON)


def _seat(
    session: Session, panel: Panel, holder: Person | None, *deputies: Person, by: Person
) -> PanelSeat:
    return panels.add_seat(
        session,
        panel,
        SeatDomain.POLICE,
        required=True,
        quorum=True,
        holder=holder,
        deputies=deputies,
        by=by,
        now=NOON,
    )


def test_a_table_has_a_regime_and_seats_in_order_with_holder_and_deputies(
    session: Session, make: Make
) -> None:
    panel, holder, first, second = (
        _panel(session, make),
        make.person(),
        make.person(),
        make.person(),
    )
    _seat(session, panel, None, by=holder)

    seat = _seat(session, panel, holder, second, first, holder, second, by=holder)

    assert panel.regime is Regime.WGS_ZVH
    assert (seat.position, seat.quorum, seat.holder_id) == (1, True, holder.id)
    assert [person.id for person in panels.deputies_of(session, seat)] == [second.id, first.id]


def test_nobody_from_another_region_holds_a_default_seat(session: Session, make: Make) -> None:
    panel, stranger = _panel(session, make), make.stranger()

    with pytest.raises(NotOfThisRegion, match=stranger.name):
        _seat(session, panel, stranger, by=make.person())
    with pytest.raises(NotOfThisRegion):
        _seat(session, panel, None, stranger, by=make.person())


def test_a_seat_can_be_refilled_and_taken_away(session: Session, make: Make) -> None:
    panel, by = _panel(session, make), make.person()
    seat = _seat(session, panel, make.person(), make.person(), by=by)

    panels.change_seat(
        session,
        seat,
        required=False,
        quorum=False,
        holder=by,
        deputies=(),
        version=1,
        by=by,
        now=NOON,
    )

    assert (seat.holder_id, seat.required) == (by.id, False)
    assert panels.deputies_of(session, seat) == []
    panels.remove_seat(session, seat, by=by, now=NOON)
    session.expire_all()
    assert session.get_one(Panel, panel.id).seats == []


def test_two_tables_of_one_region_cannot_share_a_name(session: Session, make: Make) -> None:
    panel = _panel(session, make)

    with pytest.raises(PanelNameTaken):
        _panel(session, make)
    panels.change(
        session,
        panel,
        name="Tafel",
        regime=Regime.JEUGD,
        minutes=60,
        is_active=False,
        version=1,
        by=make.person(),
        now=NOON,
    )

    assert (panel.regime, panel.minutes, panel.is_active) == (Regime.JEUGD, 60, False)


def test_a_default_seat_may_be_of_one_organisation_that_brings_its_domain(
    session: Session, make: Make
) -> None:
    panel, by = make.panel(), make.person()
    south, north = (make.organisation(SeatDomain.POLICE) for _ in range(2))
    seat = panels.add_seat(
        session,
        panel,
        SeatDomain.POLICE,
        organisation=south,
        required=True,
        quorum=True,
        by=by,
        now=NOON,
    )
    officer, elsewhere = make.person(organisation=south), make.person(organisation=north)

    assert seat.organisation_id == south.id
    assert panels.near(session, seat, now=NOON) == {officer.id}
    panels.change_seat(
        session,
        seat,
        required=True,
        quorum=True,
        holder=None,
        deputies=[],
        version=1,
        by=by,
        now=NOON,
    )
    assert panels.near(session, seat, now=NOON) == {officer.id, elsewhere.id}


@pytest.mark.parametrize("elsewhere", [True, False])
def test_an_organisation_that_brings_something_else_or_is_elsewhere_has_no_such_seat(
    session: Session, make: Make, *, elsewhere: bool
) -> None:
    panel = make.panel()
    wrong = (
        make.organisation(SeatDomain.POLICE, region_id=make.another_region().id)
        if elsewhere
        else make.organisation(SeatDomain.OM)
    )

    with pytest.raises(panels.BringsSomethingElse):
        panels.add_seat(
            session,
            panel,
            SeatDomain.POLICE,
            organisation=wrong,
            required=True,
            quorum=False,
            by=make.person(),
            now=NOON,
        )

    assert not session.exec(select(PanelSeat)).all()
