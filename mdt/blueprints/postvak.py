"""The demo's mail, as each person would see it; there is no such page outside the demo.

Templates: mdt/templates/postvak/.
"""

from uuid import UUID

from flask import Blueprint, Response, current_app, request
from sqlmodel import select

from mdt.config import Settings
from mdt.errors import NotPermitted
from mdt.models import Person
from mdt.outbox import numbers
from mdt.web import caught, render
from mdt.web.actor import passive
from mdt.web.caught import Caught
from mdt.web.database import get_session
from mdt.web.guard import public

bp = Blueprint("postvak", __name__, url_prefix="/postvak")

SHOWN = 60


@bp.get("/")
@public
@passive
def show() -> Response:
    """Show the newest mail of everybody."""
    found = caught.newest(_demo().catcher_dir, SHOWN)
    everybody = get_session().exec(select(Person)).all()
    people = {reach: person for person in everybody for reach in _reaches(person)}
    return render.page_or_partial(
        "postvak/show.html",
        "postvak/_all.html",
        mails=[(mail, people[mail.recipient]) for mail in found if mail.recipient in people],
    )


@bp.get("/<uuid:person_id>")
@public
@passive
def person(person_id: UUID) -> Response:
    """Show one person's mail: the one that was chosen, and the list."""
    settings = _demo()
    found = get_session().get(Person, person_id)
    if found is None:
        raise NotPermitted(action="demo")
    mails = caught.of(settings.catcher_dir, *_reaches(found))[:SHOWN]
    return render.page_or_partial(
        "postvak/person.html",
        "postvak/_mails.html",
        person=found,
        mails=mails,
        chosen=_chosen(mails),
    )


def _reaches(person: Person) -> list[str]:
    """Return where something for the person arrives: mail address and mobile number."""
    return list(filter(None, [person.mail, numbers.of(person)]))


def _chosen(mails: list[Caught]) -> Caught | None:
    wanted = request.args.get("mail", "")
    return next((mail for mail in mails if mail.key == wanted), mails[0] if mails else None)


def _demo() -> Settings:
    settings: Settings = current_app.extensions["mdt.settings"]
    if not settings.demo:
        raise NotPermitted(action="demo")
    return settings
