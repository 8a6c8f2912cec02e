"""Calendars of people's own, as if the worker had read them."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from mdt.models import BusyInterval, BusyKind, BusySource, Person
from mdt.scheduling import busy_time
from tests.factories import Make


def source(make: Make, person: Person, **columns: Any) -> BusySource:
    """Return a calendar that was read just now, 120 days ahead, and is due again."""
    values: dict[str, Any] = {
        "kind": BusyKind.ICS,
        "sealed": "",
        "created_at": make.now,
        "due_at": make.now,
        "read_at": make.now,
        "whole_at": make.now,
        "known_until": make.now + timedelta(days=120),
    } | columns
    return make.add(BusySource(person_id=person.id, **values))


def busy(
    make: Make, of: BusySource, starts_at: datetime, ends_at: datetime, *, tentative: bool = False
) -> BusyInterval:
    """Return time in which the calendar says that its owner is busy, or perhaps."""
    added = make.add(
        BusyInterval(source_id=of.id, starts_at=starts_at, ends_at=ends_at, is_tentative=tentative)
    )
    rows = make.session.exec(select(BusyInterval).where(BusyInterval.source_id == of.id))
    spans = [(row.starts_at, row.ends_at, row.is_tentative) for row in rows]
    within = (make.now - timedelta(days=1), make.now + timedelta(days=120))
    for name, value in busy_time.quarters(spans, within)._asdict().items():
        setattr(of, name, value)
    make.session.flush()
    return added
