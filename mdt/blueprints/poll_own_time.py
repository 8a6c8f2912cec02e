"""One's own busy time beside the moments of a poll, without an account. Templates: poll_own_time/.

The link only locates, and the digits in its mail prove a mailbox. Seeing one's own time asks eight
digits that come by another way; five wrong ones lock the link. See mdt.polls.own_time.
"""

from flask import Blueprint, Response, flash
from flask_babel import force_locale, gettext, ngettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.identity import join_codes, text_codes
from mdt.identity.answer_links import LinkLocked
from mdt.identity.join_codes import CodeSpent
from mdt.identity.text_codes import NoTextMessage
from mdt.identity.throttle import TooManyAttempts
from mdt.models import Person, PollPerson
from mdt.polls import link_news, own_time
from mdt.polls.links import PURPOSE
from mdt.web import database, digits, forms, linked, proof, render
from mdt.web.code_forms import CodeForm, DigitsForm
from mdt.web.database import get_session
from mdt.web.errors import TOO_MANY, sentence
from mdt.web.forms import Problems
from mdt.web.guard import public

bp = Blueprint("poll_own_time", __name__)

LINK = "/p/<locator>/own"
TEXTS = "poll text"
"""How text messages are counted: nobody's telephone is filled."""
GROUND = "link en code"


@bp.get(LINK)
@public
def entry(locator: str) -> Response | Redirect:
    """Ask for the code."""
    asked = linked.poll_person(locator)
    if digits.is_opened(asked):
        return render.see_other("poll_answers.show", locator=locator)
    with force_locale(linked.language(asked)):
        return _page(asked)


@bp.post(LINK)
@public
def enter(locator: str) -> Response | Redirect:
    """Show somebody's own time to the browser in which the right code was typed."""
    asked = linked.poll_person(locator)
    with force_locale(linked.language(asked)):
        form, problems = forms.parse(CodeForm)
        if form is None:
            return _page(asked, problems, 422)
        try:
            is_right = _is_code(asked, form.code)
        except TooManyAttempts as refusal:
            return _page(asked, {"": sentence(refusal)}, TOO_MANY)
        except CodeSpent as refusal:
            return _page(asked, {"code": sentence(refusal)}, 422)
        except DomainError as refusal:
            return _closed(refusal)
        if not is_right:
            return _wrong_code(asked)
    digits.open_up(asked)
    return render.see_other("poll_answers.show", locator=locator)


@bp.post(f"{LINK}/code")
@public
def text(locator: str) -> Response | Redirect:
    """Send a code by text message to who has the mail: they know the four digits in it."""
    asked = linked.poll_person(locator)
    with force_locale(linked.language(asked)):
        form, problems = forms.parse(DigitsForm)
        if form is None:
            return _page(asked, problems, 422)
        try:
            own_time.require_open(get_session(), asked, now=clock.now())
            if not _are_digits(asked, form.digits):
                return _wrong_digits(asked)
            proof.hold(TEXTS, asked.public_key)
            own_time.text_code(get_session(), asked, secret=proof.secret(), now=clock.now())
        except TooManyAttempts as refusal:
            return _page(asked, {"": sentence(refusal)}, TOO_MANY)
        except NoTextMessage as refusal:
            return _page(asked, {"": sentence(refusal)}, 422)
        except DomainError as refusal:
            return _closed(refusal)
        flash(gettext("De sms is onderweg. De code werkt één keer, tien minuten lang."), "ok")
    return render.see_other(".entry", locator=locator)


def _is_code(asked: PollPerson, typed: str) -> bool:
    """Tell whether it was the right code. Every try leaves its audit row."""
    claim, is_right = proof.hold(join_codes.PURPOSE, asked.public_key), False
    try:
        is_right = own_time.is_code(
            get_session(), asked, typed, secret=proof.secret(), now=clock.now()
        )
    finally:
        proof.note(
            Action.POLL_ANSWER.value,
            GROUND,
            person_id=asked.person_id,
            subject_id=asked.id,
            allowed=is_right,
        )
    if is_right:
        proof.forgive(claim)
    return is_right


def _are_digits(asked: PollPerson, typed: str) -> bool:
    return digits.prove(asked, typed, PURPOSE, person_id=asked.person_id, action=Action.POLL_ANSWER)


def _wrong_code(asked: PollPerson) -> Response:
    """Keep that a wrong code was typed, and say how many tries are left."""
    database.commit_now()
    if asked.locked_at is not None:
        return _closed(LinkLocked())
    left = ngettext(
        "Deze code klopt niet. U kunt het nog %(num)s keer proberen.",
        "Deze code klopt niet. U kunt het nog %(num)s keer proberen.",
        join_codes.tries_left(asked),
    )
    return _page(asked, {"code": str(left)}, 422)


def _wrong_digits(asked: PollPerson) -> Response:
    is_locked = link_news.lock(get_session(), asked, now=clock.now())
    database.commit_now()
    if is_locked:
        return _closed(LinkLocked())
    return _page(asked, {"digits": digits.wrong(asked)}, 422)


def _page(asked: PollPerson, problems: Problems | None = None, status: int = 200) -> Response:
    try:
        own_time.require_open(get_session(), asked, now=clock.now())
    except DomainError as refusal:
        return _closed(refusal)
    person = get_session().get_one(Person, asked.person_id)
    return render.page(
        "poll_own_time/entry.html",
        status,
        can_text=text_codes.can_reach(get_session(), person),
        problems=problems or {},
    )


def _closed(refusal: DomainError) -> Response:
    return linked.closed("poll_answers/closed.html", refusal)
