"""Which place of the menu a page is of."""

import pytest
from sqlmodel import Session

from mdt.models import MeasureKind
from mdt.safety_plan import measures
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import soup


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("/", "Vandaag"),
        ("/actions", "Acties"),
        ("/actions/{action}", "Acties"),
        ("/cases/{case}/plan", "Zaken"),
        ("/cases/{case}/actions/new", "Zaken"),
        ("/measures/{measure}", "Zaken"),
    ],
)
def test_a_page_is_of_one_place(
    session: Session, make: Make, as_person: AsPerson, page: str, place: str
) -> None:
    case, coordinator = make.case(), make.coordinator()
    action = make.action(case)
    terms = measures.Terms(kind=MeasureKind.AWARE, starts_at=NOON)
    measure = measures.add(session, case, terms, by=coordinator, now=NOON)
    path = page.format(case=case.id, action=action.id, measure=measure.id)

    current = soup(as_person(coordinator).get(path)).select(".nav [aria-current]")

    assert [link.text.strip() for link in current] == [place]
