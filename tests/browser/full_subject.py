"""Somebody of the case asks what is kept of them, and somebody else was answered."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    IdentityCheck,
    Person,
    SubjectRequest,
    SubjectReview,
)
from tests.factories import Make

BECAUSE = "Er zijn veel stukken, van verschillende organisaties en over een lange tijd. " * 5


def ask(make: Make, case_id: UUID, officer: Person, *, now: datetime) -> dict[str, UUID]:
    """Return the keys of the two requests, and of what waits for the lead of the case."""
    suspect = make.session.exec(
        select(CasePerson).where(
            CasePerson.case_id == case_id, CasePerson.case_role == CaseRole.SUSPECT
        )
    ).one()
    common: dict[str, Any] = {
        "region_id": make.session.get_one(Case, case_id).region_id,
        "name": suspect.name,
        "born_on": date(1988, 1, 2),
        "received_on": now.date() - timedelta(days=40),
        "due_on": now.date() - timedelta(days=9),
        "registered_by_id": officer.id,
        "registered_at": now,
    }
    waits = make.add(SubjectRequest(**common))
    answered = make.add(
        SubjectRequest(
            **common,
            extended_because=BECAUSE[:400],
            identity=IdentityCheck.REPRESENTATIVE,
            given_at=now,
            given_by_id=officer.id,
        )
    )
    review = make.add(
        SubjectReview(request_id=waits.id, case_id=case_id, person_id=suspect.id, found_at=now)
    )
    return {
        "request_id": waits.id,
        "request_id:answered": answered.id,
        "review_id": review.id,
    }
