"""One's own conferences and actions in one's own calendar. Templates: mdt/templates/feeds/.

A calendar program reads them at a secret address: without a session, a cookie or a page, and an
address that is not there any more gets the same bytes as one that never was.
"""

from uuid import UUID, uuid4

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import NotPermitted
from mdt.feeds import addresses, reading, single
from mdt.models import FeedKind, Invitation
from mdt.web import database, feed_page, once, proof, render
from mdt.web.actor import actor
from mdt.web.cookies import alike
from mdt.web.database import get_session
from mdt.web.feed_limit import FeedLimit
from mdt.web.guard import anywhere, load, public, requires

bp = Blueprint("feeds", __name__, url_prefix="/feeds")

KIND = f"<any({','.join(FeedKind)}):name>"
CALENDAR = "text/calendar"
LIMIT = "mdt.feed_limit"


@bp.get("/")
@requires(Action.FEED_MANAGE)
def mine() -> Response:
    """Show which addresses one has, and when they were last asked for."""
    anywhere()
    return render.page("feeds/mine.html", cards=feed_page.cards())


@bp.post(f"/{KIND}")
@requires(Action.FEED_MANAGE)
def make(name: str) -> Response | Redirect:
    """Give a fresh address and show it, this once; the one before is dead.

    A second click shows the same address again, as long as it is the one that works.
    """
    anywhere()
    kind, me, session = FeedKind(name), actor().person, get_session()
    token = addresses.token(proof.secret(), me, kind, once.key() or uuid4())
    if earlier := once.earlier():
        feed = addresses.find(session, me, kind)
        if feed is None or feed.token_hash != addresses.hashed(token):
            return earlier
    else:
        addresses.make(session, me, kind, token, now=clock.now())
        once.done(render.see_other(".mine"))
    address = feed_page.address(f"{_base_url()}{url_for('.read', name=name, token=token)}")
    return render.page("feeds/made.html", kind=kind, address=address)


@bp.get(f"/{KIND}")
@requires(Action.FEED_MANAGE)
def change(name: str) -> Response:
    """Ask whether one wants another address, or none."""
    anywhere()
    feed = addresses.find(get_session(), actor().person, FeedKind(name))
    if feed is None:
        raise NotPermitted
    return render.page("feeds/change.html", one=feed_page.card(feed.kind, feed))


@bp.post(f"/{KIND}/removal")
@requires(Action.FEED_MANAGE)
def revoke(name: str) -> Redirect:
    """Take an address away."""
    anywhere()
    addresses.revoke(get_session(), actor().person, FeedKind(name), now=clock.now())
    flash(gettext("Het adres werkt niet meer. U kunt de agenda nu uit uw programma halen."), "ok")
    return render.see_other(".mine")


@bp.get(f"/{KIND}/<token>.ics")
@public
@alike
def read(name: str, token: str) -> Response:
    """Answer a calendar program; one that asks without end is told when to come back."""
    limit: FeedLimit = current_app.extensions.setdefault(LIMIT, FeedLimit())
    if wait := limit.wait_seconds(addresses.hashed(token), now=clock.now()):
        return Response("", 429, {"Retry-After": str(wait)}, mimetype="text/plain")
    with database.connect() as connection:
        found = reading.find(
            connection, FeedKind(name), token, base_url=_base_url(), now=clock.now()
        )
    if found is None:
        return Response("", 404, mimetype="text/plain")
    if found.owed is not None:
        database.run_anyway(found.owed)
    etag = found.etag
    is_known = request.if_none_match.contains_weak(etag)
    response = Response("", 304) if is_known else Response(found.write(), mimetype=CALENDAR)
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.get("/invitations/<uuid:invitation_id>.ics")
@requires(Action.FEED_MANAGE)
def one(invitation_id: UUID) -> Response:
    """Give one's own invitation as a file."""
    invitation = load(Invitation, invitation_id)
    if not invitation.is_live:
        raise NotPermitted
    file = single.write(invitation, actor().person.language, _base_url())
    response = Response(file, mimetype=CALENDAR)
    response.headers.set("Content-Disposition", "attachment", filename=single.FILE_NAME)
    return response


def _base_url() -> str:
    base_url: str = current_app.extensions["mdt.settings"].base_url
    return base_url.rstrip("/")
