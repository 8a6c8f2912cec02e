"""Every address of the portal, tried by people for whom it is not."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.models import (
    Absence,
    AuditRecord,
    EventRecord,
    LinkPurpose,
    Measure,
    MeasureKind,
    Membership,
    Note,
    NoteKind,
    OneTimeLink,
    Person,
    Role,
    SessionLevel,
    WebSession,
)
from tests.conftest import NOON, AsPerson
from tests.documents.attached import listed
from tests.factories import Make
from tests.pages import token
from tests.routes import Route, routes

FORM = {"name": "x", "text": "x", "version": "1", "is_active": "0", "reply": "yes", "spoken": "1"}
"""Some fields of some forms: nobody may learn from a message at a field that a row exists."""


def keys_of_rows(make: Make) -> Mapping[str, UUID]:
    """Make one row of everything, and return its key by the parameter that names it."""
    case, person = make.case(), make.person()
    sitting = make.convened(case)
    make.seated(sitting, person)
    measure = Measure(case_id=case.id, kind=MeasureKind.HOUSE_BAN, starts_at=NOON)
    asked = OneTimeLink(
        person_id=person.id,
        purpose=LinkPurpose.RECOVERY,
        token_hash="",
        created_at=NOON,
        expires_at=NOON,
    )
    browser = WebSession(
        id_hash="x", person_id=person.id, level=SessionLevel.FULL, created_at=NOON, seen_at=NOON
    )
    return {
        "wish_id": make.account_wish(person).id,
        "access_id": make.emergency_access(case, person).id,
        "absence_id": make.add(Absence(person_id=person.id, starts_at=NOON, ends_at=NOON)).id,
        "action_id": make.action(case, person).id,
        "case_id": case.id,
        "conference_id": sitting.id,
        "document_id": listed(make, sitting.items[0], by=person).id,
        "fallback_id": make.fallback().id,
        "incident_id": make.incident(case).id,
        "invitation_id": make.invitation(make.convened(case), person).id,
        "item_id": sitting.items[0].id,
        "link_id": make.add(asked).id,
        "measure_id": make.add(measure).id,
        "membership_id": _first_post(make, person),
        "message_id": make.message(person).id,
        "note_id": make.add(_note(sitting.items[0].id, case.id, person)).id,
        "organisation_id": make.organisation().id,
        "panel_id": make.panel().id,
        "person_id": person.id,
        "region_id": make.region.id,
        "risk_id": make.risk(case).id,
        "room_id": make.room().id,
        "seat_id": sitting.items[0].seats[0].id,
        "session_id": make.add(browser).id,
    }


def _first_post(make: Make, person: Person) -> UUID:
    return make.session.exec(select(Membership.id).where(Membership.person_id == person.id)).one()


def _note(item_id: UUID, case_id: UUID, by: Person) -> Note:
    return Note(
        item_id=item_id, case_id=case_id, kind=NoteKind.NOTE, text="x", author_id=by.id, at=NOON
    )


def answer(browser: FlaskClient, route: Route, good: str) -> int:
    data = FORM | {"csrf_token": good} if route.method != "GET" else None
    return browser.open(route.path, method=route.method, data=data).status_code


def tried(app: Flask, browser: FlaskClient, keys: Mapping[str, UUID] | None) -> dict[str, int]:
    """Return what each guarded address with a parameter answers, if not 404."""
    good = token(browser)
    return {
        f"{route.method} {route.path} ({route.endpoint})": status
        for route in routes(app, keys)
        if route.has_parameters and not route.is_public
        if (status := answer(browser, route, good)) != 404
    }


def rows(session: Session) -> int:
    """Return how many changes of state there were."""
    return len(session.exec(select(EventRecord)).all())


@pytest.mark.parametrize("who", ["another region", "no relation", "a judge"])
def test_what_is_not_ones_own_is_not_there(
    app: Flask, session: Session, make: Make, as_person: AsPerson, who: str
) -> None:
    keys = keys_of_rows(make)
    match who:
        case "another region":
            stranger = make.stranger()
            elsewhere = make.organisation(region_id=make.another_region().id)
            for role in Role:
                post = Membership(
                    person_id=stranger.id, organisation_id=elsewhere.id, role=role, from_at=NOON
                )
                make.add(post)
        case "no relation":
            stranger = make.person()
        case _:
            stranger = make.person(Role.JUDGE)

    assert tried(app, as_person(stranger), keys) == {}
    assert rows(session) == 0


def test_what_does_not_exist_is_not_there_for_those_who_may_do_most(
    app: Flask, session: Session, make: Make, as_person: AsPerson
) -> None:
    person = make.person(Role.COORDINATOR)
    for role in (Role.ADMINISTRATOR, Role.CHAIR, Role.DPO, Role.AUDITOR):
        place = make.organisation()
        make.add(Membership(person_id=person.id, organisation_id=place.id, role=role, from_at=NOON))

    assert tried(app, as_person(person), None) == {}
    assert rows(session) == 0


def test_every_refusal_leaves_its_audit_row(
    app: Flask, session: Session, make: Make, as_person: AsPerson
) -> None:
    keys = keys_of_rows(make)
    browser = as_person(make.stranger())
    good = token(browser)
    silent = []
    for route in routes(app, keys):
        if route.has_parameters and not route.is_public:
            before = len(session.exec(select(AuditRecord)).all())
            answer(browser, route, good)
            after = session.exec(select(AuditRecord)).all()
            if len(after) != before + 1 or any(row.allowed for row in after):
                silent.append(f"{route.method} {route.path} ({route.endpoint})")

    assert not silent, "deny through mdt.web.guard, which audits"


def test_signed_out_every_page_asks_to_sign_in_and_every_stream_ends(
    app: Flask, client: FlaskClient
) -> None:
    good = token(client)
    for route in routes(app):
        if not route.is_public:
            is_stream = hasattr(app.view_functions[route.endpoint], "mdt_stream")
            assert answer(client, route, good) == (200 if is_stream else 303), route


def test_nothing_else_is_public(app: Flask) -> None:
    public = {route.endpoint.split(".")[0] for route in routes(app) if route.is_public}

    assert public == {
        "account",
        "answers",
        "feeds",
        "health",
        "join",
        "join_passkeys",
        "links",
        "passkey_entry",
        "poll_answers",
        "poll_own_time",
        "postvak",
        "single_sign_on",
        "static",
        "statistics",
    }


def test_whoever_asks_what_an_address_takes_learns_only_that(
    app: Flask, make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.stranger())

    answers = [(route, browser.options(route.path)) for route in routes(app)]

    assert {answer.status_code for _, answer in answers} == {200}
    assert not [route for route, answer in answers if answer.data]
