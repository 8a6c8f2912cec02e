"""In what rhythm one wants to be reminded. Templates: mdt/templates/reminders/."""

from datetime import time
from typing import Literal

from flask import Blueprint, Response, flash
from flask_babel import gettext
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.models import Person
from mdt.reminders import digest_times, rhythms
from mdt.web import forms, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import own, requires

bp = Blueprint("reminders", __name__, url_prefix="/profile/reminders")

AT_ONCE, DIGEST = "at_once", "digest"
FIRST = time(8, 30)
"""What the form offers whoever had no digest yet."""


class RhythmForm(SQLModel):
    """At once, or in one mail a day at a time of one's choice."""

    rhythm: Literal["at_once", "digest"]
    digest_at: time = FIRST

    @property
    def wanted(self) -> time | None:
        """Return when the one mail a day comes; None for at once."""
        return self.digest_at if self.rhythm == DIGEST else None


@bp.get("/")
@requires(Action.ACCOUNT_MANAGE)
def show() -> Response:
    """Show in what rhythm one is reminded, to change."""
    return _page(_me())


@bp.post("/")
@requires(Action.ACCOUNT_MANAGE)
def choose() -> Response | Redirect:
    """Choose the rhythm."""
    me = _me()
    form, problems = forms.parse(RhythmForm)
    if form is None:
        return _page(me, problems)
    try:
        rhythms.choose(get_session(), me, form.wanted, by=me, now=clock.now())
    except DomainError as refusal:
        return _page(me, {"digest_at": sentence(refusal)})
    flash(gettext("Bewaard."), "ok")
    return render.see_other("profile.show")


def _me() -> Person:
    own(actor().id)
    return get_session().get_one(Person, actor().id)


def _page(me: Person, problems: Problems | None = None) -> Response:
    session = get_session()
    now_at = rhythms.digest_of(session, me)
    chosen = now_at or FIRST
    return render.page(
        "reminders/show.html",
        422 if problems else 200,
        problems=problems or {},
        times=[
            (f"{at:%H:%M}", f"{at:%H.%M} {gettext('uur')}")
            for at in digest_times.offered(session, me, chosen)
        ],
        typed=forms.typed(
            rhythm=DIGEST if now_at else AT_ONCE,
            digest_at=f"{chosen:%H:%M}",
        ),
    )
