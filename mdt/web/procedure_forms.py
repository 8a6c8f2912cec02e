"""The form of a proceeding: what its fields show, and both texts after a stale write."""

from datetime import date
from typing import Any

from flask_babel import gettext

from mdt.judiciary import procedures
from mdt.judiciary.procedures import Terms
from mdt.models import Case, Procedure
from mdt.web import dates, filters, procedure_page, stale, wall, words
from mdt.web.database import get_session
from mdt.web.stale import Conflict


def shown(procedure: Procedure | None) -> dict[str, Any]:
    """Return what the fields show before anything was typed."""
    if procedure is None:
        blank = {"kind": "", "stage": "running", "court_id": "", "number": "", "version": 1}
        return (
            blank | {"decided_on": "", "runs_until": "", "people": []} | wall.show("hearing", None)
        )
    terms = procedures.terms_of(get_session(), procedure)
    return {
        "kind": terms.kind.value,
        "stage": terms.stage.value,
        "court_id": terms.court_id or "",
        "number": terms.number,
        "decided_on": terms.decided_on.isoformat() if terms.decided_on else "",
        "runs_until": terms.runs_until.isoformat() if terms.runs_until else "",
        "people": list(terms.people),
        "version": procedure.version,
    } | wall.show("hearing", terms.hearing_at)


def conflict(case: Case, procedure: Procedure, mine: Terms) -> Conflict:
    """Return both texts of the proceeding, for who saves second."""
    theirs = procedures.terms_of(get_session(), procedure)
    both = zip(_worded(case, mine), _worded(case, theirs), strict=True)
    return stale.between(procedure.id, [(label, one, other) for (label, one), (_, other) in both])


def _worded(case: Case, terms: Terms) -> list[tuple[str, str]]:
    names = procedure_page.names_of(case)
    courts = {one.id: one.name for one in procedures.courts(get_session())}
    moment = dates.moment(terms.hearing_at, today=filters.today()) if terms.hearing_at else ""
    return [
        (gettext("Soort procedure"), words.word(terms.kind)),
        (gettext("Rechtbank"), courts.get(terms.court_id, "") if terms.court_id else ""),
        (gettext("Nummer"), terms.number),
        (gettext("Stand"), words.word(terms.stage)),
        (gettext("Zitting"), moment),
        (gettext("Beslist op"), _day(terms.decided_on)),
        (gettext("Geldt tot en met"), _day(terms.runs_until)),
        (gettext("Voor wie"), ", ".join(sorted(names.get(key, "") for key in terms.people))),
    ]


def _day(day: date | None) -> str:
    return dates.day(day, today=filters.today()) if day else ""
