"""When protection falls away: the first measure that ends without a successor.

A measure has a successor when another one of its family runs on at the moment it ends. What
keeps somebody away from somebody else is one family, whoever imposed it; an alarm, a place in
a shelter or an address that is kept secret replaces none of these.

Source: scenarios.md 1.7; which kinds are one family is a judgement [J].
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime

from mdt.models import Measure, MeasureKind

KEEPS_AWAY = frozenset(
    {
        MeasureKind.AREA_BAN,
        MeasureKind.BAIL_CONDITIONS,
        MeasureKind.CUSTODY,
        MeasureKind.HOUSE_BAN,
        MeasureKind.MEASURE_38V,
        MeasureKind.NO_CONTACT,
        MeasureKind.ORDER_509HH,
    }
)
"""One family: each of these keeps somebody away."""

NO_PROTECTION = frozenset({MeasureKind.CONTACT_ARRANGEMENT})
"""In the toolbox, but nobody is less safe when it ends."""


def first_to_fall(measures: Iterable[Measure], *, now: datetime) -> Measure | None:
    """Return the first measure that ends after now without a successor; None when there is none.

    measures: of one case.
    """
    protecting = [one for one in measures if one.kind not in NO_PROTECTION]
    return next(
        (one for one in ending(protecting, now=now) if not _has_successor(one, protecting)), None
    )


def ending(measures: Iterable[Measure], *, now: datetime) -> list[Measure]:
    """Return the measures that end after now, the first to end first."""
    found = [(ends, one) for one in measures if (ends := last(one)) and ends > now]
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


def _has_successor(measure: Measure, among: Sequence[Measure]) -> bool:
    ends = last(measure)
    return any(
        _family(other) == _family(measure) and _runs_on(other, ends)
        for other in among
        if other is not measure and ends
    )


def _runs_on(measure: Measure, instant: datetime | None) -> bool:
    ends = last(measure)
    return instant is not None and measure.starts_at <= instant and (ends is None or ends > instant)


def _family(measure: Measure) -> Hashable:
    return KEEPS_AWAY if measure.kind in KEEPS_AWAY else (measure.kind, measure.title)


def last(measure: Measure) -> datetime | None:
    """Return when the measure stopped or will stop, None when it has no end."""
    return measure.ended_at or measure.ends_at
