"""What a feed is made of, asked of the database in one question, as lines of text.

Both the calendar and the fingerprint that tells whether it is still right are made of these lines
and of nothing else. So no change can be overlooked, whichever process makes it and however: what
is not in the lines is not in the calendar.

Every line of a section has its values in order; instants are seconds since 1970, whole days are
ISO dates, and what is not there is empty.
"""

from functools import reduce
from typing import Any

from sqlalchemy import (
    BigInteger,
    ScalarSelect,
    String,
    bindparam,
    cast,
    extract,
    func,
    literal_column,
)
from sqlalchemy import select as sa_select
from sqlmodel import col, or_

from mdt.access import walls
from mdt.models import ActionState, Feed, Invitation, PollHold, PollPerson, Reply, SafetyAction

VALUE, LINE, SECTION = "|", "\n", "\f"
FIRST, LAST = "first", "last"
"""Parameters: entries that start from this instant on, and before that one."""

_FIRST: Any = bindparam(FIRST)
_LAST: Any = bindparam(LAST)
# Constants stand in the question itself: a parameter costs more than what it is for.
_NOTHING: Any = literal_column("''", String)
_BETWEEN: Any = literal_column(f"'{VALUE}'", String)
_OPEN = (ActionState.OPEN, ActionState.BUSY)


def of_conferences() -> Any:
    """Return two sections: what the feed's owner is asked to, and moments they keep free."""
    return _invitations().concat(SECTION).concat(_holds())


def of_tasks() -> Any:
    """Return one section: the open actions that the feed's owner owns."""
    line = _line(
        _text(SafetyAction.id),
        _text(SafetyAction.version),
        _instant(SafetyAction.created_at),
        _text(SafetyAction.due_on),
        _instant(SafetyAction.due_at),
        _text(SafetyAction.state),
    )
    return (
        sa_select(_lines(line))
        .where(
            col(SafetyAction.owner_id) == Feed.person_id,
            col(SafetyAction.state).in_(_OPEN),
            ~walls.keeps_out(col(SafetyAction.case_id), col(Feed.person_id)),
        )
        .correlate(Feed)
        .scalar_subquery()
    )


def _invitations() -> ScalarSelect[str]:
    """Return what the feed's owner is asked to, and what they were asked to until lately.

    Who said no is not asked any more.
    """
    said_no = col(Invitation.reply) == Reply.NO
    is_asked = col(Invitation.withdrawn_at).is_(None) & or_(
        col(Invitation.reply).is_(None), ~said_no
    )
    was_asked = (col(Invitation.sequence) > 0) & (col(Invitation.withdrawn_at) >= _FIRST)
    line = _line(
        _text(Invitation.uid),
        _text(Invitation.sequence),
        _instant(Invitation.stamped_at),
        _instant(Invitation.starts_at),
        _instant(Invitation.ends_at),
        _text(Invitation.place),
        _text(Invitation.conference_id),
        _text(Invitation.reply),
        _instant(Invitation.replied_at),
        _instant(Invitation.withdrawn_at),
    )
    return (
        sa_select(_lines(line))
        .where(
            col(Invitation.person_id) == Feed.person_id,
            col(Invitation.starts_at) >= _FIRST,
            col(Invitation.starts_at) < _LAST,
            or_(is_asked, was_asked),
        )
        .correlate(Feed)
        .scalar_subquery()
    )


def _holds() -> ScalarSelect[str]:
    line = _line(
        _text(PollHold.uid),
        _text(PollHold.sequence),
        _instant(PollHold.stamped_at),
        _instant(PollHold.starts_at),
        _instant(PollHold.ends_at),
        _text(PollHold.place),
        _text(PollHold.poll_person_id),
    )
    return (
        sa_select(_lines(line))
        .join(PollPerson, col(PollPerson.id) == PollHold.poll_person_id)
        .where(
            col(PollPerson.person_id) == Feed.person_id,
            col(PollHold.starts_at) >= _FIRST,
            col(PollHold.starts_at) < _LAST,
            col(PollHold.withdrawn_at).is_(None),
            col(PollHold.confirmed_at).is_(None),
        )
        .correlate(Feed)
        .scalar_subquery()
    )


def _text(column: Any) -> Any:
    return func.coalesce(cast(column, String), _NOTHING)


def _instant(column: Any) -> Any:
    return _text(cast(extract("epoch", column), BigInteger))


def _line(*values: Any) -> Any:
    return reduce(lambda before, value: before.concat(_BETWEEN).concat(value), values)


def _lines(line: Any) -> Any:
    return func.coalesce(func.aggregate_strings(line, LINE), _NOTHING)
