"""A judge's time on the pages: when she came and went, and what of it she waited."""

from datetime import timedelta

import pytest

from mdt.conferences import meeting
from mdt.models import ConferenceState, Role, SeatDomain
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import text_of

pytestmark = pytest.mark.usefixtures("at_noon")

MINUTE = timedelta(minutes=1)
WENT = "Gevraagd: 12 minuten. Gewacht: 4. Gebruikt: 8."


def test_in_and_out_are_at_the_table_and_her_minutes_with_her_and_the_coordinator(
    make: Make, as_person: AsPerson
) -> None:
    sitting = make.convened(state=ConferenceState.IN_SESSION, starts_at=NOON)
    judge, samira = make.person(Role.JUDGE), make.coordinator()
    make.seat(sitting, judge, domain=SeatDomain.JUDICIARY)
    asked = make.invitation(sitting, judge, starts_at=NOON, ends_at=NOON + 12 * MINUTE)
    pages = [
        (samira, f"/conferences/{sitting.id}/invitations/{asked.id}"),
        (judge, f"/invitations/{asked.id}/opening"),
    ]
    for person, path in pages:
        assert "Gewacht" not in text_of(as_person(person).get(path))

    [item] = sitting.items
    meeting.come(make.session, item, judge, by=samira, now=NOON - 12 * MINUTE)
    meeting.take_up(make.session, item, by=samira, now=NOON - 8 * MINUTE)
    table = as_person(samira)
    here = text_of(table.get(f"/conferences/{sitting.id}/meeting"), "#here-region")
    assert "kwam om 12.48" in here
    assert "ging weg" not in here
    meeting.go(make.session, item, judge, by=samira, now=NOON)
    here = text_of(table.get(f"/conferences/{sitting.id}/meeting"), "#here-region")
    assert "kwam om 12.48 , ging weg om 13.00" in here

    for person, path in pages:
        assert WENT in text_of(as_person(person).get(path)), path
