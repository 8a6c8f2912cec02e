"""An invitation opened by its link, without signing in. Templates: mdt/templates/answers/.

Looking changes nothing and shows a moment and minutes only. Answering asks the four digits in
the mail's text; five wrong ones lock the link. See mdt.invitations.links. What was answered is
shown for a while in the browser in which those digits were typed, and nowhere else.
"""

from enum import StrEnum

from flask import Blueprint, Response, flash
from flask_babel import force_locale, gettext
from pydantic import Field, model_validator
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.identity import answer_links
from mdt.identity.throttle import TooManyAttempts
from mdt.invitations import invitees, replies, substitutes
from mdt.models import MOST_COMMENT, Channel, Invitation, Reply
from mdt.web import digits, forms, invited, judges, linked, render, words
from mdt.web.database import get_session
from mdt.web.errors import TOO_MANY, sentence
from mdt.web.forms import MailAddress, Problems
from mdt.web.guard import public

bp = Blueprint("answers", __name__, url_prefix="/u")


class Choice(StrEnum):
    """What one can answer by a link."""

    YES = Reply.YES.value
    MAYBE = Reply.MAYBE.value
    NO = Reply.NO.value
    SOMEBODY_ELSE = "somebody_else"


class AnswerForm(SQLModel):
    """An answer, the SEQUENCE that was looked at, and the digits that prove the mail was read."""

    reply: Choice
    mail: MailAddress | None = None
    code: str = Field(max_length=20)
    sequence: int = Field(ge=0)
    comment: str = Field(default="", max_length=MOST_COMMENT)

    @model_validator(mode="after")
    def _somebody_has_an_address(self) -> "AnswerForm":
        if self.reply is Choice.SOMEBODY_ELSE and self.mail is None:
            raise ValueError(gettext("Vul het mailadres in van wie er voor u komt."))
        return self


@bp.get("/<locator>")
@public
def show(locator: str) -> Response:
    """Show when somebody is asked, and nothing else."""
    invitation = linked.invitation(locator)
    with force_locale(linked.language(invitation)):
        return _page(invitation)


@bp.post("/<locator>")
@public
def answer(locator: str) -> Response | Redirect:
    """Take an answer, or a proposal of somebody else; the digits prove whose it is."""
    invitation = linked.invitation(locator)
    with force_locale(linked.language(invitation)):
        form, problems = forms.parse(AnswerForm)
        if form is None:
            return _page(invitation, _at_their_fields(problems), 422)
        try:
            replies.require_open(invitation, now=clock.now())
            if not linked.is_proven(invitation, form.code, action=Action.INVITATION_ANSWER):
                return _page(invitation, {"code": linked.wrong_digits(invitation)}, 422)
            digits.remember(invitation)
            flash(*_take(invitation, form))
        except TooManyAttempts as refusal:
            return _page(invitation, {"": sentence(refusal)}, TOO_MANY)
        except DomainError as refusal:
            return _closed(refusal)
    return render.see_other(".show", locator=locator)


def _page(invitation: Invitation, problems: Problems | None = None, status: int = 200) -> Response:
    try:
        replies.require_open(invitation, now=clock.now())
        answer_links.require_unlocked(invitation)
    except DomainError as refusal:
        return _closed(refusal)
    is_known = digits.is_remembered(invitation)
    answered = replies.of_invitation(get_session(), invitation) if is_known else None
    return render.page(
        "answers/show.html",
        status,
        invitation=invitation,
        minutes=linked.minutes(invitation),
        is_judge=_comes_blind(invitation),
        problems=problems or {},
        typed=forms.typed(
            reply=answered.reply.value if answered else "",
            comment=answered.comment if answered else "",
            mail="",
            code="",
            sequence=invitation.sequence,
        ),
    )


def _comes_blind(invitation: Invitation) -> bool:
    """Tell whether a judge is asked, to a table of cases."""
    asked = invitees.judges(get_session(), [invitation.person_id], now=clock.now())
    return invitation.person_id in asked and judges.is_of_table(invitation)


def _closed(refusal: DomainError) -> Response:
    return linked.closed("answers/closed.html", refusal)


def _take(invitation: Invitation, form: AnswerForm) -> tuple[str, str]:
    """Keep what was answered; return what to say, and how."""
    session, now = get_session(), clock.now()
    if form.reply is Choice.SOMEBODY_ELSE:
        substitutes.propose(session, invitation, form.mail or "", now=now)
        return gettext("Dank u. De coördinator kijkt naar uw voorstel."), "ok"
    reply = Reply(form.reply.value)
    counts = replies.note(
        session,
        invitation,
        reply,
        channel=Channel.LINK,
        sequence=form.sequence,
        by=None,
        now=now,
        comment=form.comment,
    )
    if not counts:
        return gettext("Het moment is net gewijzigd. Antwoord voor het nieuwe moment."), "wait"
    said = gettext("Uw antwoord is bewaard: %(reply)s.", reply=_spoken(invitation, reply))
    if not invitation.is_live:  # their seat goes to somebody else
        return said, "ok"
    return f"{said} {gettext('U kunt het hier nog wijzigen.')}", "ok"


def _spoken(invitation: Invitation, reply: Reply) -> str:
    """Return the answer in the words of the form; a judge's form has its own."""
    if _comes_blind(invitation):
        return str(dict(invited.JUDGES_REPLIES)[reply]).lower()
    return str(words.word(reply))


def _at_their_fields(problems: Problems) -> Problems:
    """Put what is wrong with the answer as a whole where it is mended: at the address."""
    return {name or "mail": message for name, message in problems.items()}
