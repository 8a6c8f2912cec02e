"""Rules of mdt.seats.fallbacks."""

import pytest
from sqlmodel import Session, select

from mdt.models import EventRecord, Organisation, SeatDomain
from mdt.seats import fallbacks
from mdt.seats.fallbacks import TakesOverAlready
from tests.conftest import NOON
from tests.factories import Make

POLICE, OM = SeatDomain.POLICE, SeatDomain.OM


def elsewhere(make: Make, domain: SeatDomain = POLICE) -> Organisation:
    return make.organisation(domain, region_id=make.another_region().id)


def order(session: Session, make: Make, *domains: SeatDomain) -> list[Organisation]:
    found = fallbacks.of(session, make.region.id, domains or None)
    return [organisation for _, organisation in found]


def test_organisations_take_over_in_the_order_in_which_they_were_added(
    session: Session, make: Make
) -> None:
    first, second, prosecution = elsewhere(make), elsewhere(make), elsewhere(make, OM)
    for one in (first, second, prosecution):
        fallbacks.add(session, make.region, one, by=make.person(), now=NOON)

    assert order(session, make, POLICE) == [first, second]
    assert order(session, make, OM) == [prosecution]
    assert len(order(session, make)) == 3


def test_another_one_is_put_first(session: Session, make: Make) -> None:
    first, second = elsewhere(make), elsewhere(make)
    by = make.person()
    fallbacks.add(session, make.region, first, by=by, now=NOON)
    row = fallbacks.add(session, make.region, second, by=by, now=NOON)

    fallbacks.put_first(session, row, by=by, now=NOON)

    assert order(session, make) == [second, first]


def test_nobody_takes_over_twice(session: Session, make: Make) -> None:
    police = elsewhere(make)
    fallbacks.add(session, make.region, police, by=make.person(), now=NOON)

    with pytest.raises(TakesOverAlready):
        fallbacks.add(session, make.region, police, by=make.person(), now=NOON)


def test_a_retired_organisation_and_one_that_was_removed_take_over_no_more(
    session: Session, make: Make
) -> None:
    retired, removed = elsewhere(make), elsewhere(make)
    by = make.person()
    fallbacks.add(session, make.region, retired, by=by, now=NOON)
    row = fallbacks.add(session, make.region, removed, by=by, now=NOON)

    retired.is_active = False
    fallbacks.remove(session, row, by=by, now=NOON)

    assert order(session, make) == []
    assert len(session.exec(select(EventRecord)).all()) == 3
