"""libical's own rules of iTIP, on every kind of calendar that leaves the portal: no complaint.

What calendars are told without being asked (a feed, a file) has no organizer, by decision 0036,
which iTIP wants of PUBLISH. That is forgiven, and nothing else.
"""

from collections.abc import Iterator

from faults.verdict import Verdict
from mdt.models import Method
from tests.readers import kinds, libical
from tests.readers.kinds import Kind
from tests.readers.moments import EDGES, QUARTERS

MOST_SHOWN = 10
_WANTS_ONE = (
    "Failed iTIP restrictions for {} property. Expected 1 instances of the property and got 0"
)
_TOLD = frozenset(_WANTS_ONE.format(name) for name in ("ORGANIZER", "DTSTART", "PRIORITY"))
FORGIVEN = {
    "PUBLISH": _TOLD,
    Method.DECLINE_COUNTER.value: frozenset([libical.DECLINED_COUNTER_NUMBER]),
}


def trials() -> Iterator[Verdict]:
    """Yield what libical says of every kind at every moment."""
    read = [kind for at in sorted({*EDGES, *QUARTERS}) for kind in kinds.of(at)]
    try:
        judge = libical.Libical()
    except libical.LibicalMissing as error:
        broken = [str(error)]
    else:
        broken = [line for kind in read for line in _complaints(judge, kind)]
    yield Verdict(
        name="libical",
        counted={"calendars": len(read), "complaints": len(broken)},
        broken=tuple(broken[:MOST_SHOWN]),
    )


def _complaints(judge: libical.Libical, kind: Kind) -> Iterator[str]:
    forgiven = FORGIVEN.get(kind.method, frozenset())
    for complaint in judge.complaints(kind.written):
        if complaint not in forgiven:
            yield f"{kind.name}: {complaint}"
