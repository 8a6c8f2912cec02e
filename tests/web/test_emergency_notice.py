"""Rules of mdt.web.emergency_notice, on the pages of a case."""

from datetime import timedelta

import pytest

from mdt import clock
from mdt.models import (
    Case,
    EmergencyAccess,
    Measure,
    MeasureKind,
    Person,
    Procedure,
    ProcedureKind,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

PAGE = "/emergency-access/"
SAID = "U bent hier met noodtoegang"


@pytest.fixture
def case(make: Make) -> Case:
    return make.case(lead_id=make.person().id)


@pytest.fixture
def access(make: Make, case: Case) -> EmergencyAccess:
    """Return that somebody from elsewhere opened the case, until 14.00."""
    return make.emergency_access(case, make.stranger())


def pages(make: Make, case: Case) -> list[str]:
    """Return every kind of page of a case that noodtoegang opens, with something on each."""
    ban = make.add(Measure(case_id=case.id, kind=MeasureKind.NO_CONTACT, starts_at=NOON))
    running = make.add(Procedure(case_id=case.id, kind=ProcedureKind.FAMILY))
    action = make.action(case, make.person())
    make.incident(case)
    parts = (f"/cases/{case.id}{part}" for part in ("", "/incidents", "/plan", "/procedures"))
    return [*parts, f"/actions/{action.id}", f"/measures/{ban.id}", f"/procedures/{running.id}"]


@pytest.mark.usefixtures("at_noon")
def test_every_page_of_the_case_says_until_when_and_ends_it(
    make: Make, as_person: AsPerson, case: Case, access: EmergencyAccess
) -> None:
    reader = make.session.get_one(Person, access.person_id)
    lead = make.session.get_one(Person, case.lead_id)
    addresses, end = pages(make, case), f"{PAGE}{access.id}/end"
    browser, other = as_person(reader), as_person(lead)

    for path in addresses:
        shown = browser.get(path)
        assert f"{SAID} U kunt deze zaak lezen tot 14.00" in text_of(shown, ".notice-bad"), path
        assert len(soup(shown).select(f".notice-bad form[action='{end}']")) == 1, path
        assert SAID not in other.get(path).text, path
    send(browser, end)
    assert {browser.get(path).status_code for path in addresses} == {404}


@pytest.mark.usefixtures("at_noon")
def test_no_other_page_says_it(make: Make, as_person: AsPerson, access: EmergencyAccess) -> None:
    reader = make.session.get_one(Person, access.person_id)
    own = make.case(lead_id=reader.id)
    browser = as_person(reader)

    for path in ("/", PAGE, "/cases/", f"/cases/{own.id}", f"/cases/{own.id}/incidents"):
        assert SAID not in browser.get(path).text, path


def test_a_case_that_is_ones_own_meanwhile_says_nothing(
    make: Make, as_person: AsPerson, case: Case, access: EmergencyAccess
) -> None:
    case.lead_id = access.person_id
    access.until_at = clock.now() + timedelta(hours=1)
    browser = as_person(make.session.get_one(Person, access.person_id))

    assert SAID not in browser.get(f"/cases/{case.id}").text
