"""A knowledge session as its page shows it: for who arranges it, and for who is invited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import Response, current_app, request
from sqlmodel import Session, col, select

from mdt import clock
from mdt.conferences import doors, invitable, knowledge
from mdt.conferences.invitable import Found
from mdt.models import Conference, ConferenceState, KnowledgeGuest, Person
from mdt.web import conference_page, forms, render
from mdt.web.conference_page import ConferencePage
from mdt.web.database import get_session
from mdt.web.forms import Problems


@dataclass(frozen=True)
class KnowledgePage:
    """guests: who is invited. chosen: who was ticked before. found: who else fits what was typed.

    is_searched: somebody was looked for. has_more: more people than these were found.
    """

    page: ConferencePage
    guests: Sequence[Person]
    chosen: Sequence[Found]
    found: Sequence[Found]
    is_searched: bool
    has_more: bool
    is_early: bool

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Return who can be invited, as choices."""
        people = [*self.chosen, *self.found]
        return [(str(one.person_id), one.name, one.organisation) for one in people]

    @property
    def is_running(self) -> bool:
        """Return whether the session is going on."""
        return self.page.conference.state is ConferenceState.IN_SESSION


def of(conference: Conference) -> KnowledgePage:
    """Return the page; the caller loaded the conference through the guard."""
    session, now = get_session(), clock.now()
    page = conference_page.of(conference)
    guests = _guests(session, conference) if page.may_arrange else []
    is_searched = page.may_edit and "q" in request.form
    chosen = _chosen(session, conference) if is_searched else []
    found = _found(session, conference, chosen) if is_searched else []
    return KnowledgePage(
        page=page,
        guests=guests,
        chosen=chosen,
        found=found[: invitable.MOST_FOUND],
        is_searched=is_searched,
        has_more=len(found) > invitable.MOST_FOUND,
        is_early=doors.is_early(conference, now=now),
    )


def notice() -> timedelta:
    """Return how long before a session people must hear of it, in this installation."""
    return timedelta(hours=current_app.extensions["mdt.settings"].notice_hours)


def names(people: Collection[UUID]) -> list[str]:
    """Return how these people are called, in order."""
    query = select(Person.name).where(col(Person.id).in_(people)).order_by(Person.name)
    return list(get_session().exec(query))


def _guests(session: Session, conference: Conference) -> list[Person]:
    return list(
        session.exec(
            select(Person)
            .join(KnowledgeGuest, col(KnowledgeGuest.person_id) == Person.id)
            .where(KnowledgeGuest.conference_id == conference.id)
            .order_by(Person.name)
        )
    )


def _chosen(session: Session, conference: Conference) -> list[Found]:
    """Return who was ticked in the form that came, whatever is looked for now."""
    ticked = set(request.form.getlist("people", type=UUID))
    people = ticked - knowledge.guests(session, conference)
    return invitable.named(session, conference.region_id, people, now=clock.now())


def _found(session: Session, conference: Conference, chosen: Sequence[Found]) -> list[Found]:
    here = knowledge.guests(session, conference) | {one.person_id for one in chosen}
    return invitable.search(
        session,
        conference.region_id,
        request.form.get("q", ""),
        besides=here,
        now=clock.now(),
    )


def answer(
    conference: Conference,
    problems: Problems | None = None,
    status: int = 200,
    *,
    is_taken: bool = False,
) -> Response:
    """Answer with the page. is_taken: somebody who was chosen is asked elsewhere then."""
    return render.page(
        "knowledge/show.html",
        status,
        view=of(conference),
        conference=conference,
        problems=problems or {},
        is_taken=is_taken,
        typed=forms.typed(q="", people=[]),
    )
