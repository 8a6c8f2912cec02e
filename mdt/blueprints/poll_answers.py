"""Saying when one can: by the link in the mail, or signed in. Templates: poll_answers/.

By the link one sees moments and nothing more, and looking changes nothing; answering asks the four
digits in the mail's text. Signed in, or after a code (mdt.blueprints.poll_own_time), one sees one's
own busy time beside each moment, what one said before, and which seats no moment can do without.
"""

from uuid import UUID

from flask import Blueprint, Response, flash, get_flashed_messages
from flask_babel import force_locale
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.identity import answer_links
from mdt.identity.answer_links import LinkLocked
from mdt.identity.throttle import TooManyAttempts
from mdt.models import Channel, Poll, PollPerson
from mdt.polls import answering, link_news
from mdt.polls.answering import AnswersMissing
from mdt.polls.links import PURPOSE
from mdt.web import database, digits, forms, linked, poll_answering, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import GONE, TOO_MANY, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, public, requires

bp = Blueprint("poll_answers", __name__)

LINK = "/p/<locator>"
OWN = "/polls/<uuid:asked_id>"


class CodeForm(BaseModel):
    """The digits that prove that the mail was read."""

    code: str = Field(default="", max_length=20)


@bp.get(LINK)
@public
def show(locator: str) -> Response:
    """Show which moments are asked about, and nothing else."""
    asked = linked.poll_person(locator)
    with force_locale(linked.language(asked)):
        return _page(asked)


@bp.post(LINK)
@public
def answer(locator: str) -> Response | Redirect:
    """Keep what somebody says to each moment; the digits prove whose it is."""
    asked = linked.poll_person(locator)
    with force_locale(linked.language(asked)):
        form, problems = (CodeForm(), {}) if digits.is_opened(asked) else forms.parse(CodeForm)
        replies, unread = poll_answering.sent()
        if form is None or unread:
            return _page(asked, unread | problems, 422)
        try:
            answering.require_open(_poll(asked), asked, now=clock.now())
            if not _is_proven(asked, form.code):
                return _wrong_code(asked)
            poll_answering.take(asked, replies, channel=Channel.LINK, by=None)
        except TooManyAttempts as refusal:
            return _page(asked, {"": sentence(refusal)}, TOO_MANY)
        except AnswersMissing as refusal:
            return _page(asked, _missing(asked, refusal), 422)
        except DomainError as refusal:
            return _closed(refusal)
        flash(poll_answering.summary(replies), "ok")
    return render.see_other(".thanks", locator=locator)


@bp.get(f"{LINK}/thanks")
@public
def thanks(locator: str) -> Response | Redirect:
    """Say what was kept, once, to the browser that sent it."""
    asked = linked.poll_person(locator)
    if not get_flashed_messages():
        return render.see_other(".show", locator=locator)
    with force_locale(linked.language(asked)):
        return render.page("poll_answers/thanks.html", locator=locator, poll=_poll(asked))


@bp.get(OWN)
@requires(Action.POLL_ANSWER)
def own(asked_id: UUID) -> Response:
    """Show the moments to whoever signed in, beside their own time."""
    return _own_page(load(PollPerson, asked_id))


@bp.post(OWN)
@requires(Action.POLL_ANSWER)
def take(asked_id: UUID) -> Response | Redirect:
    """Keep what somebody who signed in says to each moment."""
    asked = load(PollPerson, asked_id)
    replies, problems = poll_answering.sent()
    if problems:
        return _own_page(asked, problems, 422)
    try:
        poll_answering.take(asked, replies, channel=Channel.PORTAL, by=actor().person)
    except AnswersMissing as refusal:
        return _own_page(asked, _missing(asked, refusal), 422)
    except DomainError as refusal:
        return _own_closed(refusal)
    flash(poll_answering.summary(replies), "ok")
    return render.see_other(".own", asked_id=asked_id)


def _poll(asked: PollPerson) -> Poll:
    return get_session().get_one(Poll, asked.poll_id)


def _is_proven(asked: PollPerson, code: str) -> bool:
    """Tell whether the digits are right; that stays known whatever becomes of the answer.

    Who came with a code has proven more than the digits do.
    """
    if digits.is_opened(asked):
        return True
    is_right = digits.prove(
        asked, code, PURPOSE, person_id=asked.person_id, action=Action.POLL_ANSWER
    )
    database.commit_now()
    return is_right


def _wrong_code(asked: PollPerson) -> Response:
    """Say how many tries are left; the last one locks the link, though this is refused."""
    is_locked = link_news.lock(get_session(), asked, now=clock.now())
    database.commit_now()
    if is_locked:
        return _closed(LinkLocked())
    return _page(asked, {"code": digits.wrong(asked)}, 422)


def _page(asked: PollPerson, problems: Problems | None = None, status: int = 200) -> Response:
    poll = _poll(asked)
    try:
        answering.require_open(poll, asked, now=clock.now())
        answer_links.require_unlocked(asked)
        found = _moments(poll, asked)
    except DomainError as refusal:
        return _closed(refusal)
    return render.page(
        "poll_answers/show.html",
        status,
        poll=poll,
        moments=found,
        words=poll_answering.WORDS,
        problems=_in_order(found, problems or {}),
        typed=forms.typed(code=""),
        is_opened=digits.is_opened(asked),
        needed=poll_answering.needed(poll, asked) if digits.is_opened(asked) else [],
    )


def _moments(poll: Poll, asked: PollPerson) -> list[poll_answering.Moment]:
    """Return the moments; with somebody's own time in the browser in which a code was typed."""
    is_own = digits.is_opened(asked)
    said = answering.given(get_session(), asked) if is_own else None
    return poll_answering.moments(poll, asked, said=said, is_own=is_own)


def _missing(asked: PollPerson, refusal: AnswersMissing) -> Problems:
    return poll_answering.missing(refusal, poll_answering.moments(_poll(asked), asked))


def _closed(refusal: DomainError) -> Response:
    return linked.closed("poll_answers/closed.html", refusal)


def _own_page(asked: PollPerson, problems: Problems | None = None, status: int = 200) -> Response:
    poll = _poll(asked)
    try:
        answering.require_open(poll, asked, now=clock.now())
        said = answering.given(get_session(), asked)
        found = poll_answering.moments(poll, asked, said=said, is_own=True)
    except DomainError as refusal:
        return _own_closed(refusal)
    return render.page(
        "poll_answers/own.html",
        status,
        poll=poll,
        asked=asked,
        moments=found,
        needed=poll_answering.needed(poll, asked),
        words=poll_answering.WORDS,
        problems=_in_order(found, problems or {}),
    )


def _own_closed(refusal: DomainError) -> Response:
    return render.page("poll_answers/own_closed.html", GONE, message=sentence(refusal))


def _in_order(found: list[poll_answering.Moment], problems: Problems) -> Problems:
    """Return the problems as one meets their fields on the page."""
    fields = [moment.field for moment in found]
    return dict(
        sorted(
            problems.items(),
            key=lambda pair: fields.index(pair[0]) if pair[0] in fields else len(fields),
        )
    )
