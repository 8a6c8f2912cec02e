"""Mail that came back and that only a person can judge. Templates: mdt/templates/incoming/."""

from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.incoming import checking
from mdt.models import Conference, IncomingMail, Invitation
from mdt.web import forms, incoming_page, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, requires

bp = Blueprint("incoming", __name__, url_prefix="/incoming")


class BelongsForm(SQLModel):
    """To whose invitation a mail belongs."""

    invitation_id: UUID


@bp.get("/")
@requires(Action.INCOMING_SORT)
def index() -> Response:
    """Show what must be looked at, and what was settled lately."""
    anywhere()
    session, who = get_session(), actor()
    return render.page(
        "incoming/index.html",
        count=checking.count(session, who),
        waiting=incoming_page.rows(checking.waiting(session, who)),
        settled=incoming_page.rows(checking.settled(session, who, now=clock.now())),
    )


@bp.get("/<uuid:mail_id>")
@requires(Action.INCOMING_CHECK)
def show(mail_id: UUID) -> Response:
    """Show one mail as plain text."""
    return _page(load(IncomingMail, mail_id))


@bp.post("/<uuid:mail_id>/settlement")
@requires(Action.INCOMING_CHECK)
def settle(mail_id: UUID) -> Redirect:
    """Note that somebody looked at it."""
    mail = load(IncomingMail, mail_id)
    checking.settle(get_session(), mail, by=actor().person, now=clock.now())
    flash(gettext("Afgehandeld. Hieronder kunt u de mail terugzetten."), "ok")
    return render.see_other(".index")


@bp.post("/<uuid:mail_id>/reopening")
@requires(Action.INCOMING_CHECK)
def reopen(mail_id: UUID) -> Redirect:
    """Put it back in the list."""
    mail = load(IncomingMail, mail_id)
    checking.reopen(get_session(), mail, by=actor().person, now=clock.now())
    flash(gettext("De mail staat weer in de lijst."), "ok")
    return render.see_other(".index")


@bp.post("/<uuid:mail_id>/invitation")
@requires(Action.INCOMING_CHECK)
def assign(mail_id: UUID) -> Response | Redirect:
    """Say to whose invitation it belongs."""
    mail = load(IncomingMail, mail_id)
    form, problems = forms.parse(BelongsForm)
    if form is None:
        return _page(mail, problems, UNPROCESSABLE)
    invitation = get_session().get(Invitation, form.invitation_id)
    if invitation is None:
        gone = gettext("Kies een van de mogelijkheden.")
        return _page(mail, {"invitation_id": gone}, UNPROCESSABLE)
    load(Conference, invitation.conference_id, action=Action.CONFERENCE_ARRANGE)
    checking.assign(get_session(), mail, invitation, by=actor().person, now=clock.now())
    flash(gettext("Bewaard. De mail hoort nu bij deze uitnodiging."), "ok")
    return render.see_other(".show", mail_id=mail.id)


@bp.post("/<uuid:mail_id>/loosening")
@requires(Action.INCOMING_CHECK)
def loosen(mail_id: UUID) -> Redirect:
    """Take that back."""
    mail = load(IncomingMail, mail_id)
    checking.loosen(get_session(), mail, by=actor().person, now=clock.now())
    flash(gettext("De mail hoort nergens meer bij."), "ok")
    return render.see_other(".show", mail_id=mail.id)


@bp.post("/<uuid:mail_id>/answer")
@requires(Action.INCOMING_CHECK)
def take_over(mail_id: UUID) -> Response | Redirect:
    """Take the answer in it over, as if it came by telephone."""
    mail = load(IncomingMail, mail_id)
    if mail.conference_id:
        load(Conference, mail.conference_id, action=Action.CONFERENCE_ARRANGE)
    content, who = incoming_page.letter(mail).content, actor().person
    try:
        checking.take_over(get_session(), mail, content, by=who, now=clock.now())
    except DomainError as refusal:
        return _page(mail, {"": sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("Het antwoord is overgenomen en de mail is afgehandeld."), "ok")
    return render.see_other(".index")


def _page(mail: IncomingMail, problems: Problems | None = None, status: int = 200) -> Response:
    return render.page(
        "incoming/show.html",
        status,
        page=incoming_page.page(mail),
        problems=problems or {},
        typed=forms.typed(invitation_id=mail.invitation_id or ""),
    )
