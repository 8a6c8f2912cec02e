"""Coming in by an invitation's link, without an account. Templates: mdt/templates/join/.

The link only finds the invitation, and looking changes nothing. Coming in asks eight digits that
reach the invitee by another way; five wrong ones shut the link. See mdt.invitations.joining.
"""

from flask import Blueprint, Response, flash, request
from flask_babel import force_locale, gettext, ngettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.errors import DomainError
from mdt.identity import join_codes
from mdt.identity.answer_links import LinkLocked
from mdt.identity.join_codes import CodeSpent
from mdt.identity.text_codes import NoTextMessage
from mdt.identity.throttle import TooManyAttempts
from mdt.invitations import joining
from mdt.invitations.joining import SaidNo
from mdt.models import Invitation
from mdt.web import database, devices, entry_page, forms, joined, linked, proof, render
from mdt.web.code_forms import CodeForm, DigitsForm
from mdt.web.database import get_session
from mdt.web.errors import TOO_MANY, sentence
from mdt.web.guard import public

bp = Blueprint("join", __name__)

LINK = "/u/<locator>/entry"
TEXTS = "join text"
"""How text messages are counted: nobody's telephone is filled."""


@bp.get(LINK)
@public
def entry(locator: str) -> Response | Redirect:
    """Ask for the code."""
    invitation = linked.invitation(locator)
    if joined.is_in(invitation):
        return render.see_other("joining.show")
    with force_locale(linked.language(invitation)):
        return entry_page.show(invitation)


@bp.post(LINK)
@public
def enter(locator: str) -> Response | Redirect:
    """Let in who typed the right code."""
    invitation = linked.invitation(locator)
    with force_locale(linked.language(invitation)):
        form, problems = forms.parse(CodeForm)
        if form is None:
            return entry_page.show(invitation, problems, 422)
        try:
            key = _key(invitation, form.code)
        except TooManyAttempts as refusal:
            return entry_page.show(invitation, {"": sentence(refusal)}, TOO_MANY)
        except (CodeSpent, SaidNo) as refusal:
            return entry_page.show(invitation, {"code": sentence(refusal)}, 422)
        except DomainError as refusal:
            return entry_page.closed(refusal)
        return joined.come_in(key) if key else _wrong_code(invitation)


@bp.post("/u/<locator>/code")
@public
def text(locator: str) -> Response | Redirect:
    """Send a code by text message to who has the mail: they know the four digits in it."""
    invitation = linked.invitation(locator)
    with force_locale(linked.language(invitation)):
        form, problems = forms.parse(DigitsForm)
        if form is None:
            return entry_page.show(invitation, problems, 422)
        try:
            joining.require_open(get_session(), invitation, now=clock.now())
            if not linked.is_proven(invitation, form.digits, action=Action.JOIN_ENTER):
                return entry_page.show(invitation, {"digits": linked.wrong_digits(invitation)}, 422)
            proof.hold(TEXTS, invitation.public_key)
            joining.text_code(get_session(), invitation, secret=proof.secret(), now=clock.now())
        except TooManyAttempts as refusal:
            return entry_page.show(invitation, {"": sentence(refusal)}, TOO_MANY)
        except NoTextMessage as refusal:
            return entry_page.show(invitation, {"": sentence(refusal)}, 422)
        except DomainError as refusal:
            return entry_page.closed(refusal)
        flash(gettext("De sms is onderweg. De code werkt één keer, tien minuten lang."), "ok")
    return render.see_other(".entry", locator=locator)


@bp.get("/joined/end")
@public
def ended() -> Response:
    """Say that nobody is in here; the same to everybody."""
    return joined.ended()


def _key(invitation: Invitation, code: str) -> str | None:
    """Return the key of a new visit, None for a wrong code. Every try leaves its audit row."""
    claim = proof.hold(join_codes.PURPOSE, invitation.public_key)
    key = None
    try:
        key = joining.admit(
            get_session(),
            invitation,
            code,
            secret=proof.secret(),
            device=devices.describe(request.user_agent.string),
            now=clock.now(),
        )
    finally:
        proof.note(
            Action.JOIN_ENTER.value,
            POLICY[Action.JOIN_ENTER].ground,
            person_id=invitation.person_id,
            subject_id=invitation.id,
            allowed=key is not None,
        )
    if key:
        proof.forgive(claim)
    return key


def _wrong_code(invitation: Invitation) -> Response:
    """Keep that a wrong code was typed, and say how many tries are left."""
    database.commit_now()
    if invitation.locked_at is not None:
        return entry_page.closed(LinkLocked())
    left = ngettext(
        "Deze code klopt niet. U kunt het nog %(num)s keer proberen.",
        "Deze code klopt niet. U kunt het nog %(num)s keer proberen.",
        join_codes.tries_left(invitation),
    )
    return entry_page.show(invitation, {"code": str(left)}, 422)
