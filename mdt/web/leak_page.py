"""What whoever types a sealed value gets: their text back, and a copy without it. For every form.

Who may see the people of the case learns in how many places it stands, and where. Everybody else
learns that it stands on something sealed, and no more; the trail knows of each try.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask, Response, request
from sqlmodel import col, select

from mdt import clock
from mdt.access.policy import Action
from mdt.audit import trail
from mdt.models import Case
from mdt.vault.watching import HoldsSealed
from mdt.web import csrf, database, deeds, drafts, render
from mdt.web.actor import actor, is_signed_in
from mdt.web.database import get_session, write_anyway
from mdt.web.errors import UNPROCESSABLE
from mdt.web.guard import can

GROUND = "een geheim gegeven komt niet in een tekst (scenario 2.7)"
_OURS = frozenset({csrf.FIELD, drafts.FIELD}) | drafts.SECRETS


@dataclass(frozen=True)
class Typed:
    """One field of the form that was sent; is_shown: it may be changed on the page."""

    name: str
    text: str
    redacted: str
    is_shown: bool


def init_app(app: Flask) -> None:
    """Answer for every form."""
    app.register_error_handler(HoldsSealed, _give_back)


def _give_back(error: HoldsSealed) -> Response:
    database.start_over()
    for case_id in error.case_ids:
        note(case_id)
    may_know = _may_know(error)
    typed = [_typed(error, name, text, may_know) for name, text in _sent()]
    places = sum(error.finder.places(one.text) for one in typed)
    return render.whole(
        "vault/leak.html",
        UNPROCESSABLE,
        path=request.path if request.method == "POST" else None,
        typed=typed,
        places=places if may_know else 0,
    )


def _sent() -> list[tuple[str, str]]:
    return [(name, text) for name, text in request.form.items(multi=True) if name not in _OURS]


def _typed(error: HoldsSealed, name: str, text: str, may_know: bool) -> Typed:  # noqa: FBT001
    holds = error.finder.places(text) > 0
    is_shown = holds if may_know else holds or " " in text.strip()
    return Typed(name, text, error.finder.redact(text) if may_know else text, is_shown)


def _may_know(error: HoldsSealed) -> bool:
    if not is_signed_in():
        return False
    cases = get_session().exec(select(Case).where(col(Case.id).in_(error.case_ids)))
    return all(can(Action.PERSONS_VIEW, case) for case in cases)


def note(case_id: UUID) -> None:
    """Leave in the trail that somebody tried to store what is sealed in the case."""
    who = actor() if is_signed_in() else None
    write_anyway(
        trail.Entry(
            at=clock.now(),
            actor_id=who.id if who else None,
            organisation_id=who.posts[0].organisation_id if who and who.posts else None,
            roles=",".join(sorted(who.roles)) if who else "",
            action=deeds.LEAK,
            ground=GROUND,
            case_id=case_id,
            allowed=False,
        )
    )
