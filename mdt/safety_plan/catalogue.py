"""The toolbox of measures as data: what each kind rests on and how long it can run.

Defaults with a visible label, not law: whoever adds a measure sees them and can type
something else, except beyond the longest term. Terms count calendar days on the Dutch clock.
Source: domain.md 3.3 (clocks) and 3.5 (toolbox).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mdt.errors import N_, NonexistentTime
from mdt.models import MeasureKind
from mdt.scheduling.local_time import local, resolve_local

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Term:
    """What is usual for one kind of measure: basis, first term, longest term, and a remark."""

    legal_basis: str = ""
    days: int | None = None
    longest_days: int | None = None
    remark: str = ""


NOTHING_USUAL = Term()

TERMS: Mapping[MeasureKind, Term] = {
    MeasureKind.ADDRESS_SECRET: Term(
        "Wet basisregistratie personen",
        remark=N_("Deze maatregel heeft meestal geen einddatum."),
    ),
    MeasureKind.AOL: Term(
        remark=N_("De meldkamer kent het adres en stuurt met spoed."),
    ),
    MeasureKind.AREA_BAN: Term("art. 172a Gemeentewet"),
    MeasureKind.AWARE: Term(
        remark=N_("Eindigt de knop, draag de zorg dan over aan het lokale team."),
    ),
    MeasureKind.BAIL_CONDITIONS: Term("art. 80 Sv"),
    MeasureKind.CONTACT_ARRANGEMENT: Term("art. 1:377a BW"),
    MeasureKind.CUSTODY: Term(
        "art. 63 Sv",
        days=14,
        longest_days=104,
        remark=N_("Bewaring duurt 14 dagen; gevangenhouding daarna ten hoogste 90 dagen."),
    ),
    MeasureKind.ELECTRONIC_MONITORING: Term(),
    MeasureKind.HOUSE_BAN: Term(
        "Wet tijdelijk huisverbod",
        days=10,
        longest_days=28,
        remark=N_(
            "Duurt 10 dagen, met verlenging ten hoogste 4 weken. Verlengen kan alleen de "
            "burgemeester."
        ),
    ),
    MeasureKind.MEASURE_38V: Term(
        "art. 38v Sr",
        longest_days=1826,
        remark=N_("De rechter legt deze maatregel op voor ten hoogste 5 jaar."),
    ),
    MeasureKind.NO_CONTACT: Term(),
    MeasureKind.ORDER_509HH: Term(
        "art. 509hh Sv",
        days=90,
        longest_days=360,
        remark=N_("Duurt ten hoogste 90 dagen. Verlengen kan drie keer, als er vervolging is."),
    ),
    MeasureKind.OTS: Term("art. 1:255 BW", days=365, remark=N_("Duurt ten hoogste een jaar.")),
    MeasureKind.OTHER: Term(),
    MeasureKind.SHELTER: Term(),
}


def term(kind: MeasureKind) -> Term:
    """Return what is usual for the kind."""
    return TERMS.get(kind, NOTHING_USUAL)


def usual_end(kind: MeasureKind, starts_at: datetime) -> datetime | None:
    """Return when a measure that starts then usually ends; None when nothing is usual."""
    return _after(starts_at, term(kind).days)


def latest_end(kind: MeasureKind, starts_at: datetime) -> datetime | None:
    """Return the latest end that the kind's rule allows, None when no rule says."""
    return _after(starts_at, term(kind).longest_days)


def _after(starts_at: datetime, days: int | None) -> datetime | None:
    """Return the same time on the Dutch clock, days later; an hour on when it is skipped there."""
    if days is None:
        return None
    wall = local(starts_at).replace(tzinfo=None) + timedelta(days=days)
    try:
        return resolve_local(wall, fold=0)
    except NonexistentTime:
        return resolve_local(wall + _HOUR, fold=0)
