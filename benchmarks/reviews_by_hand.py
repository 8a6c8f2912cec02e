"""The reviews that wait for a coordinator, by hand: a part of the page "Vandaag"."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy import Connection, bindparam, select

from benchmarks.cast import NOW, TODAY
from mdt.conferences.review_reading import AHEAD, BEGINS
from mdt.models import ConferenceKind
from mdt.models.base import local_date, metadata
from mdt.scheduling import review_ladder
from mdt.scheduling.review_ladder import LADDER
from mdt.web import dates
from mdt.web.todo import Task

_table = metadata.tables
_case, _choice, _conference = _table["case"], _table["review_choice"], _table["conference"]
_item, _measure = _table["agenda_item"], _table["measure"]
_at, _later = _item.alias("at"), _conference.alias("later")

_CASES: Any = bindparam("cases", expanding=True)
_ELSEWHERE = select(_at.c.id).join(_later, _later.c.id == _at.c.conference_id)
_SAT_SINCE = _ELSEWHERE.where(
    _at.c.case_id == _item.c.case_id,
    _later.c.held_at.is_not(None),
    _later.c.starts_at > _conference.c.starts_at,
).exists()
_SITS_AHEAD = _ELSEWHERE.where(_at.c.case_id == _item.c.case_id, _later.c.state.in_(AHEAD)).exists()
_LAST = (
    select(_item.c.case_id, _item.c.conference_id, _case.c.alias, _conference.c.starts_at)
    .join(_conference, _conference.c.id == _item.c.conference_id)
    .join(_case, _case.c.id == _item.c.case_id)
    .where(
        _conference.c.coordinator_id == bindparam("person_id"),
        _conference.c.held_at.is_not(None),
        _conference.c.kind != ConferenceKind.CLOSING,
        _case.c.closed_at.is_(None),
        ~_SAT_SINCE,
        ~_SITS_AHEAD,
    )
    .order_by(_conference.c.starts_at)
)
_HELD = (
    select(_item.c.case_id, _conference.c.kind, _conference.c.starts_at)
    .join(_conference, _conference.c.id == _item.c.conference_id)
    .where(_item.c.case_id.in_(_CASES), _conference.c.held_at.is_not(None))
    .order_by(_conference.c.starts_at)
)
_MEASURES = select(_measure).where(_measure.c.case_id.in_(_CASES))
_CHOICES = select(_choice).where(_choice.c.case_id.in_(_CASES))


def tasks(connection: Connection, person_id: UUID) -> Iterator[Task]:
    """Yield what the coordinator is to do about reviews; there are fewer than are named."""
    rows = connection.execute(_LAST, {"person_id": person_id}).all()
    cases = {"cases": [row.case_id for row in rows]}
    began: dict[UUID, date] = {}
    for case_id, kind, starts_at in connection.execute(_HELD, cases):
        if kind in BEGINS or case_id not in began:
            began[case_id] = local_date(starts_at)
    # Nothing is shown of what is not there: measures that fall away, and other days chosen.
    assert not connection.execute(_MEASURES, cases).all()
    assert not connection.execute(_CHOICES, cases).all()
    for row in rows:
        yield _task(row, began[row.case_id])


def _task(row: Any, began_on: date) -> Task:
    sat_on = local_date(row.starts_at)
    rung = review_ladder.next_rung(LADDER, began_on=began_on, sat_on=sat_on)
    assert rung
    due_on = review_ladder.day_for(rung, sat_on=sat_on)
    days = (TODAY - due_on).days
    late = ngettext("Dat is %(num)s dag te laat.", "Dat is %(num)s dagen te laat.", days)
    why = late if days > 0 else gettext("Er staat nog niets gepland.")
    proposed = gettext("Voorgesteld: %(day)s.", day=dates.day(due_on, today=local_date(NOW)))
    return Task(
        tone="bad" if days > 0 else "",
        icon="cal",
        title=gettext("Plan het vervolg van zaak %(alias)s", alias=row.alias),
        text=f"{proposed} {why}",
        verb=gettext("Plan het vervolg"),
        href=url_for("meeting.show", conference_id=row.conference_id, _anchor="reviews"),
    )
