"""The latest moment of one conference: read from its signal and from the measures of its cases.

Source: domain.md 3.3; scenarios.md 1.2 and 2.1.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import changing
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import AgendaItem, Conference, Measure, Person
from mdt.scheduling import deadlines
from mdt.scheduling.deadlines import CLOCKS, Clocks, Deadline

# Made once, for it is asked on every "Vandaag".
_MEASURES = (
    select(AgendaItem.conference_id, Measure)
    .join(Measure, col(Measure.case_id) == AgendaItem.case_id)
    .where(col(AgendaItem.conference_id).in_(bindparam("conferences", expanding=True)))
    .order_by(col(Measure.case_id), col(Measure.id))
)


class AfterDeadline(DomainError):
    """The sitting would not be over at its latest moment, and nobody said why that can be."""

    text = N_("Dit is na het uiterste moment. Schrijf op waarom het later kan.")


class SignalNotYet(DomainError):
    """A signal has come, or it is none."""

    text = N_("Dit moment moet nog komen. Kijk de datum en de tijd na.")


@dataclass(frozen=True)
class Late:
    """The clocks of an installation, and why somebody lets a sitting be late; "" for no reason."""

    clocks: Clocks = field(default_factory=lambda: CLOCKS)
    because: str = ""


NO_REASON = Late()


def of(
    session: Session, conference: Conference, clocks: Clocks, *, now: datetime
) -> Deadline | None:
    """Return the latest moment of the conference and why; None when nothing sets one.

    An emergency of which nobody noted the signal counts from when it was made: the signal was
    not later.
    """
    return of_all(session, [conference], clocks, now=now)[conference.id]


def of_all(
    session: Session, conferences: Sequence[Conference], clocks: Clocks, *, now: datetime
) -> dict[UUID, Deadline | None]:
    """Return the latest moment of each conference, by its key; with one query."""
    measures = _measures(session, [one.id for one in conferences])
    return {
        one.id: deadlines.earliest(
            [
                deadlines.by_signal(one.kind, one.signal_at or one.created_at, clocks),
                *(
                    deadlines.by_measures(one.kind, of_case, now=now)
                    for of_case in measures[one.id].values()
                ),
            ]
        )
        for one in conferences
    }


def reason(
    session: Session, conference: Conference, starts_at: datetime, late: Late, *, now: datetime
) -> str:
    """Return why the conference may sit then: "" when it is in time.

    Raises AfterDeadline when it is late and no reason was typed.
    """
    deadline = of(session, conference, late.clocks, now=now)
    if not deadlines.is_late(deadline, starts_at, conference.minutes):
        return ""
    if not late.because.strip():
        raise AfterDeadline
    return late.because.strip()


def note_signal(
    session: Session,
    conference: Conference,
    signal_at: datetime | None,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Note when the signal came, aware; None takes it back.

    Raises IllegalTransition, StaleVersion, SignalNotYet.
    """
    changing.claim_open(session, conference)
    if conference.version != version:
        raise StaleVersion
    require_past(signal_at, now=now)
    if conference.signal_at == signal_at:
        return
    conference.signal_at = signal_at
    conference.version += 1
    session.add(conference)
    events.record(session, events.SignalNoted(at=now, actor_id=by.id, conference_id=conference.id))


def require_past(signal_at: datetime | None, *, now: datetime) -> None:
    """Raise SignalNotYet for a signal that has not come."""
    if signal_at is not None and signal_at > now:
        raise SignalNotYet


def _measures(
    session: Session, conferences: Sequence[UUID]
) -> Mapping[UUID, Mapping[UUID, Sequence[Measure]]]:
    """Return the measures of every case on these agendas, by conference and case."""
    found: dict[UUID, dict[UUID, list[Measure]]] = defaultdict(lambda: defaultdict(list))
    if conferences:
        rows = session.exec(_MEASURES, params={"conferences": conferences})
        for conference_id, measure in rows:
            found[conference_id][measure.case_id].append(measure)
    return found
