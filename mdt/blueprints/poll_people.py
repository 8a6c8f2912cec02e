"""One person who is asked in a poll, as the coordinator helps them. Templates: poll_people/."""

from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted
from mdt.identity import join_codes
from mdt.models import Channel, CodeWay, Conference, Person, Poll, PollPerson
from mdt.polls import answering, asking, own_time
from mdt.web import conference_page, poll_answering, proof, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires

bp = Blueprint(
    "poll_people",
    __name__,
    url_prefix="/conferences/<uuid:conference_id>/poll/people/<uuid:asked_id>",
)


@bp.get("")
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID, asked_id: UUID) -> Response:
    """Show one person who is asked, what they said, and how to reach them."""
    return _page(*_load(conference_id, asked_id))


@bp.post("/reply")
@requires(Action.CONFERENCE_ARRANGE)
def note(conference_id: UUID, asked_id: UUID) -> Response | Redirect:
    """Note what came by telephone, moment by moment."""
    conference, poll, asked = _load(conference_id, asked_id)
    replies, problems = poll_answering.sent()
    if problems:
        return _page(conference, poll, asked, problems, 422)
    poll_answering.take(asked, replies, channel=Channel.COORDINATOR, by=actor().person)
    flash(gettext("Het antwoord is bewaard."), "ok")
    return render.see_other("polls.show", conference_id=conference.id)


@bp.post("/repeat")
@requires(Action.CONFERENCE_ARRANGE)
def repeat(conference_id: UUID, asked_id: UUID) -> Redirect:
    """Send somebody the question again, with a new link."""
    conference, poll, asked = _load(conference_id, asked_id)
    asking.send_again(get_session(), poll, asked, by=actor().person, now=clock.now())
    flash(gettext("De vraag gaat opnieuw weg, met een nieuwe link."), "ok")
    return render.see_other(".show", conference_id=conference.id, asked_id=asked.id)


@bp.post("/code")
@requires(Action.JOIN_ADMIT)
def code(conference_id: UUID, asked_id: UUID) -> Response | Redirect:
    """Show a fresh code, this once, to be read out: it shows who is asked their own time."""
    conference, _, asked = _load(conference_id, asked_id)
    session, now = get_session(), clock.now()
    try:
        made = own_time.make_code(
            session, asked, CodeWay.SPOKEN, secret=proof.secret(), by=actor().person, now=now
        )
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return render.see_other(".show", conference_id=conference.id, asked_id=asked.id)
    return render.page(
        "poll_people/code.html",
        conference_id=conference.id,
        asked=asked,
        person=session.get_one(Person, asked.person_id),
        code=made,
        until=now + join_codes.LASTS,
    )


def _load(conference_id: UUID, asked_id: UUID) -> tuple[Conference, Poll, PollPerson]:
    conference = load(Conference, conference_id)
    session = get_session()
    asked = session.get(PollPerson, asked_id)
    poll = session.get(Poll, asked.poll_id) if asked else None
    if asked is None or poll is None or poll.conference_id != conference.id:
        raise NotPermitted
    return conference, poll, asked


def _page(
    conference: Conference,
    poll: Poll,
    asked: PollPerson,
    problems: Problems | None = None,
    status: int = 200,
) -> Response:
    session = get_session()
    found: list[poll_answering.Moment] = []
    if poll.is_live and asked.left_at is None:
        said = answering.given(session, asked)
        found = poll_answering.moments(poll, asked, said=said)
    return render.page(
        "poll_people/show.html",
        status,
        conference=conference,
        poll=poll,
        asked=asked,
        person=session.get_one(Person, asked.person_id),
        heading=conference_page.heading(conference.kind, []),
        moments=found,
        words=poll_answering.WORDS,
        problems=problems or {},
        now=clock.now(),
    )
