"""Who takes over a seat of the region. Templates: mdt/templates/fallbacks/."""

from collections.abc import Iterable
from itertools import groupby
from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.models import Organisation, Region, SeatFallback
from mdt.seats import fallbacks
from mdt.web import forms, render, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import in_region, load, requires

bp = Blueprint("fallbacks", __name__, url_prefix="/duty")


class FallbackForm(BaseModel):
    """An organisation that takes over; its domain says which seats."""

    MISSING: ClassVar[dict[str, LazyString]] = {"organisation_id": _l("Kies de organisatie.")}

    organisation_id: UUID


@bp.get("/regions/<uuid:region_id>/fallbacks")
@requires(Action.FALLBACK_MANAGE)
def show(region_id: UUID) -> Response:
    """Show which organisations take over, for each domain the first one first."""
    in_region(region_id)
    return _page(region_id)


@bp.post("/regions/<uuid:region_id>/fallbacks")
@requires(Action.FALLBACK_MANAGE)
def add(region_id: UUID) -> Response | Redirect:
    """Let one more organisation take over."""
    in_region(region_id)
    form, problems = forms.parse(FallbackForm)
    session = get_session()
    organisation = session.get(Organisation, form.organisation_id) if form else None
    if organisation is None or not organisation.is_active:
        problems = problems or {"organisation_id": gettext("Kies een van de mogelijkheden.")}
        return _page(region_id, problems, UNPROCESSABLE)
    region = session.get_one(Region, region_id)
    try:
        fallbacks.add(session, region, organisation, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(region_id, {"organisation_id": sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("Bewaard."), "ok")
    return render.see_other(".show", region_id=region_id)


@bp.post("/fallbacks/<uuid:fallback_id>/first")
@requires(Action.FALLBACK_MANAGE)
def put_first(fallback_id: UUID) -> Redirect:
    """Let this organisation be the first one of its domain."""
    row = load(SeatFallback, fallback_id)
    fallbacks.put_first(get_session(), row, by=actor().person, now=clock.now())
    flash(gettext("Bewaard."), "ok")
    return render.see_other(".show", region_id=row.region_id)


@bp.post("/fallbacks/<uuid:fallback_id>/removal")
@requires(Action.FALLBACK_MANAGE)
def remove(fallback_id: UUID) -> Redirect:
    """Let this organisation take over no more."""
    row = load(SeatFallback, fallback_id)
    fallbacks.remove(get_session(), row, by=actor().person, now=clock.now())
    flash(gettext("Deze organisatie neemt niet meer over."), "ok")
    return render.see_other(".show", region_id=row.region_id)


def _page(region_id: UUID, problems: Problems | None = None, status: int = 200) -> Response:
    session = get_session()
    rows = fallbacks.of(session, region_id)
    regions = {one.id: one.name for one in session.exec(select(Region))}
    taken = {organisation.id for _, organisation in rows}
    others = session.exec(
        select(Organisation)
        .where(col(Organisation.is_active), col(Organisation.id).not_in(taken))
        .order_by(Organisation.name)
    )
    return render.page(
        "fallbacks/show.html",
        status,
        region_id=region_id,
        domains=[(word, list(one)) for word, one in groupby(_by_domain(rows), key=_domain)],
        regions=regions,
        organisations=sorted(
            (
                (str(one.id), f"{words.word(one.domain)}: {one.name} ({regions[one.region_id]})")
                for one in others
            ),
            key=lambda option: option[1],
        ),
        problems=problems or {},
        typed=forms.typed(organisation_id=""),
    )


def _by_domain(
    rows: Iterable[tuple[SeatFallback, Organisation]],
) -> list[tuple[SeatFallback, Organisation]]:
    return sorted(rows, key=_domain)


def _domain(row: tuple[SeatFallback, Organisation]) -> str:
    return words.word(row[1].domain)
