"""The next reviews in words: when, why then, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import current_app
from flask_babel import get_locale, gettext, ngettext
from sqlmodel import col, select

from mdt import clock
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.conferences import review_turns, reviews
from mdt.conferences.review_reading import Review
from mdt.conferences.turns import TableTurn
from mdt.models import Case, Conference, Measure
from mdt.scheduling.deadlines import Cause
from mdt.web import dates, filters, latest_page, turn_page
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import can, saw
from mdt.web.render import link
from mdt.web.todo import Task

SHOWN = 3
"""So many reviews are named on Vandaag; the others are counted."""


@dataclass(frozen=True)
class Row:
    """A review as a list shows it; late_days: for how many days it should have been.

    turn: of its standing table, on which the case can come back in time.
    """

    review: Review
    why: str
    late_days: int
    turn: TableTurn | None = None


def of(conference: Conference) -> list[Row]:
    """Return the next review of every case of a sitting that was held, for who may plan them."""
    if not can(Action.REVIEW_PLAN, conference):
        return []
    found = reviews.after(get_session(), conference, ladder(), now=clock.now())
    return _rows([one for one in found if one.case_id not in actor().walled])


def waiting(who: Actor) -> list[Row]:
    """Return the reviews that wait for the viewer, the first that is due first."""
    found = reviews.waiting(get_session(), who.person, ladder(), now=clock.now())
    return _rows([one for one in found if one.case_id not in who.walled])


def tasks(who: Actor) -> list[Task]:
    """Return what the viewer is to do about reviews: the first few by name, then a number."""
    rows = waiting(who)
    others = len(rows) - SHOWN
    found = [_task(row) for row in rows[:SHOWN]]
    if others > 0:
        found.append(
            Task(
                tone="",
                icon="cal",
                title=ngettext(
                    "Nog %(num)s zaak wacht op een vervolgoverleg",
                    "Nog %(num)s zaken wachten op een vervolgoverleg",
                    others,
                ),
                text=gettext("Maak het overleg, kies een andere dag of sla het over."),
                verb=gettext("Bekijk alle"),
                href=link("reviews.index"),
            )
        )
    return found


def ladder() -> Sequence[int]:
    """Return the ladder of this installation."""
    found: tuple[int, ...] = current_app.extensions["mdt.settings"].ladder
    return found


def _rows(found: Sequence[Review]) -> list[Row]:
    today, cases = filters.today(), _cases([one for one in found if one.falls])
    for one in found:
        saw(Action.REVIEW_PLAN, one.case_id, one.item_id)
    placed = review_turns.of(get_session(), found, now=clock.now())
    known = turn_page.beside_walls(list(placed.values()))
    turns = {key: one for key, one in zip(placed, known, strict=True) if one.cases_left}
    return [
        Row(one, _why(one, cases.get(one.case_id)), _late(one, today), turns.get(one.item_id))
        for one in found
    ]


def _cases(found: Sequence[Review]) -> dict[UUID, Case]:
    keys = {one.case_id for one in found}
    rows = get_session().exec(select(Case).where(col(Case.id).in_(keys))) if keys else ()
    return {case.id: case for case in rows}


def _late(review: Review, today: date) -> int:
    return max(0, (today - review.due_on).days) if review.due_on and review.waits else 0


def _why(review: Review, case: Case | None) -> str:
    if review.is_chosen:
        return str(gettext("zo gekozen"))
    if review.rung is None:
        return ""
    step = str(ngettext("%(num)s dag na het begin", "%(num)s dagen na het begin", review.rung.days))
    return f"{step}; {_sooner(review.falls, case)}" if review.falls and case else step


def _sooner(falls: Measure, case: Case) -> str:
    if can(Action.PLAN_VIEW, case):
        saw(Action.PLAN_VIEW, case.id, falls.id)
        ends = latest_page.measure_ends(Cause.MEASURE, falls)
        return str(gettext("eerder, want %(ends)s", ends=ends))
    return str(gettext("eerder, want dan eindigt een maatregel"))


def _task(row: Row) -> Task:
    review = row.review
    if row.late_days:
        text = ngettext(
            "Dat is %(num)s dag te laat.", "Dat is %(num)s dagen te laat.", row.late_days
        )
    else:
        text = gettext("Er staat nog niets gepland.")
    return Task(
        tone="bad" if row.late_days else "",
        icon="cal",
        title=gettext("Plan het vervolg van zaak %(alias)s", alias=review.alias),
        text=f"{gettext('Voorgesteld: %(day)s.', day=_day(review.due_on))} {text}",
        verb=gettext("Plan het vervolg"),
        href=link("meeting.show", conference_id=review.conference_id, _anchor="reviews"),
    )


def _day(on: date | None) -> str:
    return dates.day(on, today=filters.today(), locale=str(get_locale() or "nl")) if on else ""
