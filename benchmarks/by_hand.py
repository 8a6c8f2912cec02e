"""A page of the portal made by hand: Core queries, and the portal's own template.

No guard, no audit, no ORM, no session, no headers and no compression: what is left is the least
that the same bytes can cost. What the frame shows and no query decides (the menu) is taken from the
page itself, ready made.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Flask, g, template_rendered
from flask_babel import ngettext
from sqlalchemy import Connection, Engine, bindparam, func, or_, select
from sqlmodel import col

from benchmarks import visits
from benchmarks.cast import NOW
from benchmarks.visits import Visit
from mdt.models import ActionState, Membership, Organisation, Person, Role, SafetyAction
from mdt.web import words
from mdt.web.shell import NavItem, Viewer

Context = Callable[[Connection], dict[str, Any]]
"""What reads the rows of one page and returns what its template needs."""

TOKEN = re.compile(rb'(?<=name="csrf_token" value=")[^"]*')
FRAME = ("is_demo", "lang", "more", "nav", "search_href")
"""What every template gets of mdt.web.shell and no row of the database decides."""

_POSTS = (
    select(
        col(Person.name),
        col(Membership.role),
        col(Membership.function),
        col(Organisation.name),
    )
    .join(Membership, col(Membership.person_id) == Person.id)
    .join(Organisation, col(Organisation.id) == Membership.organisation_id)
    .where(
        col(Person.id) == bindparam("person_id"),
        col(Membership.from_at) <= bindparam("now"),
        or_(col(Membership.until_at).is_(None), col(Membership.until_at) > bindparam("now")),
    )
    .order_by(col(Membership.from_at))
)
_LATE = (
    select(func.count())
    .select_from(SafetyAction)
    .where(
        col(SafetyAction.owner_id) == bindparam("person_id"),
        col(SafetyAction.state).in_((ActionState.OPEN, ActionState.BUSY)),
        col(SafetyAction.late_after) < bindparam("now"),
    )
)


@dataclass(frozen=True)
class Page:
    """A page of the portal, and how to make it by hand."""

    template: str
    path: str
    viewer_id: UUID
    context: Context


def maker(app: Flask, engine: Engine, page: Page, real: Visit) -> Callable[[], bytes]:
    """Return what makes the page by hand; real asks the portal for the same page."""
    environ = visits.environ(page.path)
    frame, token = _ready_made(app, real)
    template = app.jinja_env.get_template(page.template)

    def make() -> bytes:
        with app.request_context(environ), engine.connect() as connection:
            g.nobody, g.csrf_masked = True, token
            shown = frame | _viewer(connection, page.viewer_id, frame["nav"])
            return template.render(shown | page.context(connection)).encode()

    return make


def without_tokens(page: bytes) -> bytes:
    """Return the page without what differs in each answer."""
    return TOKEN.sub(b"", page)


def _ready_made(app: Flask, real: Visit) -> tuple[dict[str, Any], str]:
    """Return what the page's frame showed, and a token as long as the page's own."""
    shown: dict[str, Any] = {}

    def note(_app: Flask, context: dict[str, Any], **_: Any) -> None:
        shown.update(context)

    with template_rendered.connected_to(note, app):
        answer = real()
    token = TOKEN.search(answer.body)
    return {name: shown[name] for name in FRAME}, token[0].decode() if token else ""


def _viewer(connection: Connection, person_id: UUID, nav: list[NavItem]) -> dict[str, Any]:
    values = {"person_id": person_id, "now": NOW}
    posts = connection.execute(_POSTS, values).all()
    name, role, function, organisation = posts[0]
    late = connection.execute(_LATE, values).scalar_one()
    said = ngettext("%(num)s te laat", "%(num)s te laat", late)
    return {
        "viewer": Viewer(
            name,
            f"{function or words.word(role)}, {organisation}",
            any(post.role is Role.ADMINISTRATOR for post in posts),
        ),
        "nav": [
            replace(item, count=late, count_words=said) if item.key == "actions" else item
            for item in nav
        ],
    }
