"""How long a closed case is kept, by its legal regime: a table, with who says so.

Nobody has checked these terms against the law's text yet, so each says so on screen; an
installation that has, sets its own years with MDT_RETENTION_YEARS (domain.md 3.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, auto

from mdt.errors import N_
from mdt.models import Case, Regime, base


class Trigger(Enum):
    """The day from which a term runs."""

    CLOSED = auto()
    OPENED = auto()


@dataclass(frozen=True)
class Term:
    """A number of years from a day, the ground for it, and whether somebody checked it."""

    years: int
    runs_from: Trigger
    ground: str
    is_checked: bool = False


Terms = Mapping[Regime, Term]

TERMS: Terms = {
    Regime.ANONIEM_ADVIES: Term(1, Trigger.CLOSED, N_("advies zonder namen: zo kort als kan")),
    Regime.JEUGD: Term(20, Trigger.CLOSED, N_("Jeugdwet, dossier jeugdhulp")),
    Regime.STRAF_OM: Term(5, Trigger.CLOSED, N_("Wpg art. 8")),
    Regime.TOESTEMMING: Term(1, Trigger.CLOSED, N_("zolang de toestemming nodig is")),
    Regime.WGS_ZVH: Term(5, Trigger.OPENED, N_("Wgs, vanaf de eerste verwerking")),
    Regime.WMO_VT: Term(15, Trigger.CLOSED, N_("Wmo 2015, dossier Veilig Thuis")),
}
"""Source: domain.md 3.2, retention [B, all to check]; the two of one year are judgements [J]."""


def with_own(years: Mapping[str, int]) -> Terms:
    """Return the terms with an installation's own years, by regime; those count as checked.

    Raises ValueError for a regime that is unknown and for less than a year.
    """
    if any(number < 1 for number in years.values()):
        raise ValueError("a term is a year or more")
    own = {Regime(name): number for name, number in years.items()}
    return {
        regime: replace(term, years=own[regime], is_checked=True) if regime in own else term
        for regime, term in TERMS.items()
    }


def own_years(text: str) -> dict[str, int]:
    """Return years by regime from a text such as «wgs_zvh=5,wmo_vt=20».

    Raises ValueError for what cannot be read so.
    """
    pairs = [part.split("=") for part in text.replace(" ", "").split(",") if part]
    return {name: int(number) for name, number in pairs}


def retain_until(case: Case, terms: Terms, *, closed_at: datetime) -> date:
    """Return the last day on which a case that closes then is kept; never before that day."""
    term = terms[case.regime]
    closed_on = base.local_date(closed_at)
    is_from_opening = term.runs_from is Trigger.OPENED
    start = base.local_date(case.opened_at) if is_from_opening else closed_on
    return max(_years_later(start, term.years), closed_on)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February: the term is the longest allowed, so it ends a day early
        return day.replace(year=day.year + years, day=28)
