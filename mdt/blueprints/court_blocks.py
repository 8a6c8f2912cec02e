"""The standing blocks of a court. Templates: mdt/templates/court_blocks/."""

from datetime import date, time
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.directory import court_blocks
from mdt.directory.court_blocks import BlockBackwards, BlockOverlaps, BlockTooShort
from mdt.errors import DomainError, NotPermitted
from mdt.models import CourtBlock, Organisation, SeatDomain
from mdt.models.base import local_date
from mdt.web import forms, once, procedure_page, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires

bp = Blueprint(
    "court_blocks", __name__, url_prefix="/setup/organisations/<uuid:organisation_id>/blocks"
)

DAYS = 7
_FIELDS: dict[type[DomainError], str] = {
    BlockBackwards: "until_on",
    BlockOverlaps: "starts",
    BlockTooShort: "ends",
}


class BlockForm(SQLModel):
    """A weekday, two times by the clock on the wall, and between which days it counts."""

    weekday: int = Field(ge=0, lt=DAYS)
    starts: time
    ends: time
    from_on: date
    until_on: date | None = None


class DayForm(SQLModel):
    """A day on which a block is not there."""

    day: date


@bp.get("/")
@requires(Action.ORGANISATION_MANAGE)
def show(organisation_id: UUID) -> Response:
    """Show when the court keeps time free."""
    return _page(_court(organisation_id))


@bp.post("/")
@requires(Action.ORGANISATION_MANAGE)
def add(organisation_id: UUID) -> Response | Redirect:
    """Keep another block of the court."""
    court = _court(organisation_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(BlockForm)
    if form is None:
        return _page(court, problems)
    block = CourtBlock(organisation_id=court.id, **form.model_dump())
    try:
        court_blocks.add(get_session(), court, block, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(court, {_FIELDS.get(type(refusal), ""): sentence(refusal)})
    flash(gettext("Het blok is bewaard. Nieuwe overleggen gaan er eerst in."), "ok")
    return once.done(render.see_other("court_blocks.show", organisation_id=court.id))


@bp.post("/<uuid:block_id>/removal")
@requires(Action.ORGANISATION_MANAGE)
def remove(organisation_id: UUID, block_id: UUID) -> Redirect:
    """Take a block away; a colleague may have done so already."""
    court = _court(organisation_id)
    block = get_session().get(CourtBlock, block_id)
    if block is not None:
        court_blocks.remove(get_session(), _of(block, court), by=actor().person, now=clock.now())
    flash(gettext("Het blok is weg. Overleggen die er al in staan, blijven staan."), "ok")
    return render.see_other("court_blocks.show", organisation_id=court.id)


@bp.post("/<uuid:block_id>/days")
@requires(Action.ORGANISATION_MANAGE)
def skip(organisation_id: UUID, block_id: UUID) -> Response | Redirect:
    """Let a block not be there on one day."""
    court = _court(organisation_id)
    block = _block(court, block_id)
    form, problems = forms.parse(DayForm)
    if form is None:
        return _page(court, _at(block, problems))
    try:
        court_blocks.skip(get_session(), block, form.day, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(court, _at(block, {"day": sentence(refusal)}))
    return render.see_other("court_blocks.show", organisation_id=court.id)


@bp.post("/<uuid:block_id>/days/<day>/removal")
@requires(Action.ORGANISATION_MANAGE)
def restore(organisation_id: UUID, block_id: UUID, day: str) -> Redirect:
    """Let a block be there again on a day on which it was not."""
    court = _court(organisation_id)
    block = _block(court, block_id)
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise NotPermitted(action=Action.ORGANISATION_MANAGE.value) from None
    court_blocks.restore(get_session(), block, when, by=actor().person, now=clock.now())
    return render.see_other("court_blocks.show", organisation_id=court.id)


def _court(organisation_id: UUID) -> Organisation:
    """Return the court, through the guard; another organisation has no such page."""
    found = load(Organisation, organisation_id)
    if found.domain is not SeatDomain.JUDICIARY:
        raise NotPermitted(action=Action.ORGANISATION_MANAGE.value)
    return found


def _block(court: Organisation, block_id: UUID) -> CourtBlock:
    block = get_session().get(CourtBlock, block_id)
    if block is None:
        raise NotPermitted(action=Action.ORGANISATION_MANAGE.value)
    return _of(block, court)


def _of(block: CourtBlock, court: Organisation) -> CourtBlock:
    if block.organisation_id != court.id:
        raise NotPermitted(action=Action.ORGANISATION_MANAGE.value)
    return block


def _at(block: CourtBlock, problems: Problems) -> Problems:
    """Return the problems at the fields of this one block."""
    return {f"{block.id}-{name}" if name else name: said for name, said in problems.items()}


def _page(court: Organisation, problems: Problems | None = None) -> Response:
    blocks = court_blocks.of(get_session(), [court.id])
    typed = forms.typed(
        weekday=1,
        starts="12:30",
        ends="13:00",
        from_on=local_date(clock.now()),
        until_on="",
        day="",
    )
    return render.page(
        "court_blocks/show.html",
        UNPROCESSABLE if problems else 200,
        blocks=blocks,
        court=court,
        days=[(number, procedure_page.weekday(number)) for number in range(DAYS)],
        problems=problems or {},
        skipped=court_blocks.skipped(get_session(), blocks),
        today=local_date(clock.now()),
        typed=typed,
    )
