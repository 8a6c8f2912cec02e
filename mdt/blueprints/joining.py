"""Inside, for who came in with a code: one conference and one's own items of it.

Templates: mdt/templates/joining/. Coming in: mdt.blueprints.join.
"""

from typing import Literal
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import findings, meeting
from mdt.errors import DomainError, NotPermitted
from mdt.invitations import joining, replies
from mdt.models import ActionState, AgendaItem, Channel, Invitation, Reply, SafetyAction
from mdt.safety_plan import actions
from mdt.web import action_forms, forms, joined, joining_page, once, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import joins, load

bp = Blueprint("joining", __name__, url_prefix="/joined")


class ReplyForm(SQLModel):
    """An answer, and the SEQUENCE that was looked at."""

    reply: Reply
    sequence: int = Field(ge=0)


class PresenceForm(SQLModel):
    """Whether one is there from now on, or leaves."""

    here: bool


class FindingForm(SQLModel):
    """What one found."""

    text: str = Field(min_length=3, max_length=4000)


class StateForm(SQLModel):
    """How far one's action is, as of which version, and why it cannot be done."""

    state: Literal["busy", "done", "not_done"]
    version: int
    remark: str = Field(default="", max_length=600)


@bp.get("/")
@joins(Action.JOIN_ENTER)
def show() -> Response:
    """Show when and where one is expected, and one's own items."""
    return _page()


@bp.post("/answer")
@joins(Action.JOIN_ENTER)
def answer() -> Response | Redirect:
    """Take the guest's answer; who says no is out."""
    invitation = _invitation()
    form, problems = forms.parse(ReplyForm)
    if form is None:
        return _page(problems, 422)
    try:
        replies.note(
            get_session(),
            invitation,
            form.reply,
            channel=Channel.LINK,
            sequence=form.sequence,
            by=None,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _page({"reply": sentence(refusal)}, 422)
    flash(gettext("Uw antwoord is bewaard."), "ok")
    return joined.out() if form.reply is Reply.NO else _back("answer")


@bp.post("/items/<uuid:item_id>/attendance")
@joins(Action.ITEM_VIEW)
def attendance(item_id: UUID) -> Response | Redirect:
    """Note that the guest is at their item, or left it."""
    item = _item(item_id)
    form, problems = forms.parse(PresenceForm)
    if form is None:
        return _page(problems, 422)
    note = meeting.come if form.here else meeting.go
    me = actor().person
    try:
        note(get_session(), item, me, by=me, now=clock.now())
    except DomainError as refusal:
        return _page({"": sentence(refusal)}, 422)
    return _back("items")


@bp.post("/items/<uuid:item_id>/findings")
@joins(Action.FINDING_LEAVE)
def find(item_id: UUID) -> Response | Redirect:
    """Write down what the guest found."""
    item = _item(item_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(FindingForm)
    if form is None:
        return _page(problems, 422, at=item_id)
    try:
        findings.leave(get_session(), item, form.text, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page({"text": sentence(refusal)}, 422, at=item_id)
    flash(gettext("Uw bevinding is bewaard. De tafel ziet hem bij deze zaak."), "ok")
    return once.done(_back("items"))


@bp.post("/actions/<uuid:action_id>/state")
@joins(Action.ACTION_MOVE)
def move(action_id: UUID) -> Response | Redirect:
    """Take one's action, finish it, or say why it cannot be done."""
    action = load(SafetyAction, action_id)
    if action_id not in {line.id for line in _content().actions}:
        raise NotPermitted(action=Action.ACTION_MOVE.value)
    form, problems = forms.parse(StateForm)
    if form is None:
        return _page(problems, 422, at=action_id)
    try:
        actions.move(
            get_session(),
            action,
            ActionState(form.state),
            remark=form.remark or None,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _page(action_forms.problems_of(refusal), 422, at=action_id)
    flash(gettext("Dank u. Het plan is bijgewerkt."), "ok")
    return _back("actions")


@bp.post("/closure")
@joins(Action.JOIN_ENTER)
def leave() -> Redirect:
    """End one's visit."""
    joining.leave(get_session(), _invitation(), by=actor().person, now=clock.now())
    return joined.out()


def _invitation() -> Invitation:
    """Return the guest's own invitation, through the guard."""
    return load(Invitation, joined.guest().invitation.id, action=Action.JOIN_ENTER)


def _item(item_id: UUID) -> AgendaItem:
    """Return an item of this conference that the guest may see, through the guard."""
    item = load(AgendaItem, item_id)
    if item.conference_id != joined.guest().conference.id:
        raise NotPermitted(action=Action.ITEM_VIEW.value)
    return item


def _content() -> joining_page.JoiningPage:
    return joining_page.of(joined.guest().conference, _invitation())


def _page(
    problems: Problems | None = None, status: int = 200, *, at: UUID | None = None
) -> Response:
    context = joining_page.context(joined.guest().conference, _invitation(), problems, at=at)
    return render.page("joining/show.html", status, **context)


def _back(anchor: str) -> Redirect:
    return redirect(url_for(".show", _anchor=anchor), 303)
