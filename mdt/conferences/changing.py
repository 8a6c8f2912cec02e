"""A change to a conference stands only if the conference stays what it must be.

While it is prepared, much may be missing. Once people are asked, its quorum has holders and
nobody is double booked, whatever is changed: else the change never was.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from mdt.conferences import double_booking, quorum, timetable
from mdt.errors import IllegalTransition
from mdt.models import Conference, ConferenceState


def claim(session: Session, conference: Conference) -> None:
    """Take the conference for this transaction and read it anew: others wait, then see this."""
    session.flush()
    session.refresh(conference, with_for_update={"key_share": True})


def claim_open(session: Session, conference: Conference) -> None:
    """Take it for a change of seats, agenda or place. Raises IllegalTransition when too late."""
    claim(session, conference)
    if not conference.is_open:
        raise IllegalTransition


@contextmanager
def sound(session: Session, conference: Conference) -> Iterator[None]:
    """Let the changes of this block stand together, or not at all.

    The sitting's length follows its agenda. Raises NoSeats, QuorumNotMet, SlotTaken when the
    conference is convened and would not be sound.
    """
    with session.begin_nested():
        yield
        session.flush()
        table = timetable.of(session, conference)
        conference.minutes = table.length_minutes
        if conference.state is ConferenceState.CONVENED and conference.starts_at:
            quorum.require_held(session, conference)
            if not conference.overlap_allowed:
                double_booking.require_free(session, conference, conference.starts_at, table)
