"""Every address of the portal, tried by people whom a wall keeps out of the case."""

import re
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from mdt import events
from mdt.models import (
    AuditRecord,
    Case,
    CasePerson,
    CaseRole,
    ConferenceState,
    IncomingMail,
    IncomingState,
    Measure,
    MeasureKind,
    Membership,
    Organisation,
    Person,
    Poll,
    PollPerson,
    Role,
)
from tests.conftest import NOON, AsPerson
from tests.documents.attached import attached
from tests.factories import Make
from tests.pages import Browser, token
from tests.routes import UNKNOWN, routes
from tests.web.test_guard_strangers import answer, keys_of_rows

OF_THE_CASE = (
    *("action_id", "asked_id", "case_id", "conference_id", "document_id", "invitation_id"),
    *("item_id", "measure_id", "message_id", "note_id", "risk_id", "seat_id", "wall_id"),
)
"""Parameters of addresses that lead to something of a case."""

KINDS = ("administrator", "chair", "coordinator", "lead", "officer")

pytestmark = pytest.mark.usefixtures("at_noon")


def _everything(make: Make, person: Person) -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.CHAIR, Role.DPO):
        place = make.organisation()
        make.add(Membership(person_id=person.id, organisation_id=place.id, role=role, from_at=NOON))


def somebody(make: Make, kind: str) -> Person:
    """Return somebody who would have this to do with the case."""
    match kind:
        case "every role":
            person = make.coordinator()
            _everything(make, person)
            return person
        case "lead":
            return make.person(Role.PROFESSIONAL)
        case "officer":
            return make.person(Role.DPO)
    return make.person(Role(kind))


def shut_case(make: Make, person: Person, by: Person) -> Mapping[str, UUID]:
    """Make a case with one of everything, the person in the midst of it, and shut it to them."""
    case = make.case(
        alias="Kanarie", reference="KA-1998-001", lead_id=person.id, victim_contact_id=by.id
    )
    led = {"chair_id": person.id, "coordinator_id": person.id}
    sitting = make.convened(case, **led)
    sitting.items[0].question = "Is de kanarie veilig?"
    make.seat(sitting, person)
    draft = make.conference(case, **led)
    ended = NOON - timedelta(days=3)
    held = make.convened(case, state=ConferenceState.HELD, starts_at=ended, **led)
    make.add(CasePerson(case_id=case.id, name="Kanarie Geel", case_role=CaseRole.VICTIM))
    measure = Measure(case_id=case.id, kind=MeasureKind.HOUSE_BAN, starts_at=NOON)
    late = NOON - timedelta(days=2)
    action = make.action(case, person, title="Kanarie voeren", due_at=late, late_after=late)
    poll = Poll(
        conference_id=draft.id,
        minutes=60,
        asked_by_id=person.id,
        asked_at=NOON,
        closes_at=NOON + timedelta(days=1),
    )
    asked = PollPerson(poll_id=make.add(poll).id, person_id=person.id)
    _mail(make, sitting.id)
    _trail(make, case, sitting.id, by)
    message = make.message(person, conference_id=sitting.id, last_error="451")
    place = make.session.get_one(Organisation, make.organisation_of(person))
    wall = make.wall(case, place, set_by_id=by.id)
    for whose in (person, by):  # both say that they broke the glass, and neither looked at it
        access = make.emergency_access(case, whose)
    return {
        "access_id": access.id,
        "action_id": action.id,
        "asked_id": make.add(asked).id,
        "case_id": case.id,
        "conference_id": sitting.id,
        "document_id": attached(make, sitting.items[0], by=person).id,
        "held_id": held.id,
        "invitation_id": make.invitation(sitting, person).id,
        "item_id": sitting.items[0].id,
        "measure_id": make.add(measure).id,
        "message_id": message.id,
        "risk_id": action.risk_id,
        "seat_id": sitting.items[0].seats[0].id,
        "wall_id": wall.id,
    }


def _mail(make: Make, conference_id: UUID) -> None:
    make.add(
        IncomingMail(
            digest="k" * 64,
            sealed="x",
            received_at=NOON,
            state=IncomingState.CHECK,
            region_id=make.region.id,
            conference_id=conference_id,
        )
    )


def _trail(make: Make, case: Case, conference_id: UUID, by: Person) -> None:
    events.record(make.session, events.CaseOpened(at=NOON, actor_id=by.id, case_id=case.id))
    for case_id, subject_id in ((case.id, None), (None, conference_id), (None, case.id)):
        make.add(
            AuditRecord(
                at=NOON, actor_id=by.id, action="case:view", case_id=case_id, subject_id=subject_id
            )
        )


@pytest.mark.parametrize("kind", ["every role", "lead"])
def test_what_is_shut_answers_every_address_as_if_it_did_not_exist(
    app: Flask, make: Make, as_person: AsPerson, kind: str
) -> None:
    person = somebody(make, kind)
    others, keys = keys_of_rows(make), shut_case(make, person, make.coordinator())
    browser = as_person(person)
    good = token(browser)

    wrong = []
    for shut, nothing in zip(
        routes(app, {**others, **keys}),
        routes(app, {**others, **dict.fromkeys(keys, UNKNOWN)}),
        strict=True,
    ):
        names_case = any(name in str(_rule(app, shut.endpoint)) for name in OF_THE_CASE)
        if names_case and not shut.is_public:
            status = answer(browser, shut, good)
            same = _body(browser, shut.path, shut.method, good) == _body(
                browser, nothing.path, shut.method, good
            )
            if status != 404 or not same:
                wrong.append(f"{shut.method} {shut.path} ({shut.endpoint}): {status}")

    assert not wrong


def _rule(app: Flask, endpoint: str) -> object:
    return next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)


def _body(browser: Browser, path: str, method: str, good: str) -> bytes:
    data = {"csrf_token": good} if method != "GET" else None
    return browser.open(path, method=method, data=data).get_data()


@pytest.mark.parametrize("kind", KINDS)
def test_every_other_page_is_what_it_was_before_there_was_a_case(
    app: Flask, make: Make, as_person: AsPerson, kind: str
) -> None:
    """No hit, no count, no placeholder, no statistic and no trace on any page."""
    person = somebody(make, kind)
    others, by = _before(make, person), make.coordinator()
    browser = as_person(person)
    before = _pages(app, browser, others)
    assert before

    keys = shut_case(make, person, by)
    after = _pages(app, browser, others)

    changed = {endpoint for endpoint in before if before[endpoint] != after[endpoint]}
    assert not changed
    shown = [
        endpoint
        for endpoint, page in after.items()
        if "anarie" in page or "KA-1998" in page or any(str(key) in page for key in keys.values())
    ]
    assert not shown


def _before(make: Make, person: Person) -> Mapping[str, UUID]:
    """Let the person have sat and organised before, and the region have a case with a number."""
    make.panel()
    case = make.case(reference="KA-1999-001", closed_at=NOON)
    sitting = make.convened(case, coordinator_id=person.id, state=ConferenceState.HELD)
    make.invitation(sitting, person, replied_at=NOON)
    return {"person_id": make.person().id, "region_id": make.region.id}


def _pages(app: Flask, browser: Browser, keys: Mapping[str, UUID]) -> dict[str, str]:
    """Return every page that is not of a case, without what differs each time it is made."""
    found = {}
    for route in routes(app, keys):
        names_case = any(name in str(_rule(app, route.endpoint)) for name in OF_THE_CASE)
        if route.method == "GET" and not names_case and route.endpoint != "static":
            page = browser.get(route.path)
            if str(page.mimetype).startswith("text/") and route.endpoint != "audit.index":
                found[route.endpoint] = _lasting(page.text)
    found["audit.index"] = str("KA-1998" in browser.get("/audit/").text)
    return found


def _lasting(page: str) -> str:
    page = re.sub(r'name="(csrf_token|once)" value="[^"]*"', "", page)
    page = re.sub(r'<option value="[^"]*"></option>|<input id="(alias|reference)"[^>]*', "", page)
    return re.sub(r"(?<=<pre>).*?(?=</pre>)", "", page)


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_searches_for_it_finds_nothing(make: Make, as_person: AsPerson, kind: str) -> None:
    person = somebody(make, kind)
    shut_case(make, person, make.coordinator())
    browser = as_person(person)
    good = token(browser)

    for path, data in (
        ("/search/", {"q": "kanarie"}),
        ("/audit/", {"reference": "KA-1998-001"}),
        ("/conferences/new", {"q": "kanarie"}),
    ):
        page = browser.post(path, data={"csrf_token": good, **data}).text
        assert "Kanarie" not in page
        assert "Is de kanarie" not in page


def test_a_walled_auditor_sees_no_line_of_the_case_and_another_sees_all(
    make: Make, as_person: AsPerson
) -> None:
    walled, other = make.person(Role.AUDITOR), make.person(Role.AUDITOR)
    shut_case(make, walled, make.coordinator())

    assert "zaak bekijken" not in as_person(walled).get("/audit/").text
    assert as_person(other).get("/audit/").text.count("zaak bekijken") == 3
