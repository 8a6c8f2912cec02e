"""Pages that are about the items and seats of a table, which a knowledge session does not have."""

from typing import Any

from flask import request

from mdt.models import Conference, ConferenceKind
from mdt.web import words

OF_TABLES = frozenset(
    {
        *("agenda_items", "arrangements", "cascades", "documents", "emergencies", "meeting"),
        *("meeting_actions", "moment", "order", "poll_people", "polls", "reviews", "seats"),
        "signals",
    }
)
"""Blueprints in which a knowledge session has no page."""

AMONG_OTHERS = frozenset({"conferences.agenda_on_paper"})
"""Pages about items, in blueprints in which a session has pages."""

SENT_ON = frozenset(
    {
        *("arrangements.cancel", "arrangements.cancellation", "arrangements.show"),
        *("meeting.show", "moment.show"),
    }
)
"""Those of their pages that serve a session too, or send to its own."""


def is_out_of_place(row: Any) -> bool:
    """Tell whether the row is a knowledge session and the page is for tables only."""
    is_session = isinstance(row, Conference) and row.kind is ConferenceKind.KNOWLEDGE
    is_of_table = request.blueprint in OF_TABLES or request.endpoint in AMONG_OTHERS
    return is_session and is_of_table and request.endpoint not in SENT_ON


def case_kinds() -> list[tuple[str, str]]:
    """Return (value, word) of every kind of conference that is about cases."""
    kinds = words.options(ConferenceKind)
    return [(value, text) for value, text in kinds if value != ConferenceKind.KNOWLEDGE]
