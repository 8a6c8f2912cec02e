"""Somebody's open actions with their due dates, as a list of tasks. Pure: same lines, same tasks.

What there is to do stands in the portal only. A task that is done, or that somebody else got, is
gone from the list.

Source: RFC 5545 3.6.2 (VTODO).
"""

from datetime import UTC, date
from typing import NamedTuple
from uuid import UUID, uuid5

from icalendar import Todo

from mdt.feeds.conferences import instant
from mdt.feeds.facts import VALUE
from mdt.feeds.wording import WORDINGS
from mdt.models import ActionState, Language
from mdt.scheduling import local_time

ACTION = "/actions/"
"""Where the links lead; a test holds it against the portal's own address."""

_SPACE = UUID("f0a1c1de-51c0-4b51-8f0e-3f2c2f0d8a42")
_STATUS = {ActionState.OPEN: "NEEDS-ACTION", ActionState.BUSY: "IN-PROCESS"}


class Owned(NamedTuple):
    """A line of an action, as text."""

    action_id: str
    version: str
    created_at: str
    due_on: str
    due_at: str
    state: str


def owned(line: str, language: Language, base_url: str) -> Todo:
    """Return what the line of an action says, as a VTODO."""
    found, words = Owned(*line.split(VALUE)), WORDINGS[language]
    action_id = UUID(found.action_id)
    url = f"{base_url}{ACTION}{action_id}"
    todo = Todo()
    todo.add("uid", str(uuid5(_SPACE, str(action_id))))
    todo.add("dtstamp", instant(found.created_at))
    todo.add("sequence", int(found.version) - 1)
    if (due := _due(found)) is not None:
        todo.add("due", due)
    todo.add("summary", words.task)
    todo.add("description", f"{words.open_task}\n{url}")
    todo.add("url", url)
    todo.add("status", _STATUS[ActionState(found.state)])
    todo.add("class", "PRIVATE")
    return todo


def _due(found: Owned) -> date | None:
    if found.due_at:
        due_at = instant(found.due_at)
        is_twice = local_time.happens_twice(due_at)
        return due_at.astimezone(UTC) if is_twice else local_time.local(due_at)
    return date.fromisoformat(found.due_on) if found.due_on else None
