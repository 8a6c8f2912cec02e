"""The form for a knowledge session: what is typed, and the plan that it makes."""

from datetime import date, datetime, time
from typing import ClassVar
from uuid import UUID

from flask import Response
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, Field
from sqlmodel import col, select

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.conferences.agenda import LONGEST_MINUTES
from mdt.conferences.knowledge import Plan
from mdt.errors import DomainError
from mdt.models import Conference, ConferenceKind, PlaceKind, Region, Room
from mdt.web import conference_page, forms, knowledge_page, render, slot_look, wall, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems, SecureAddress


class PlanForm(BaseModel):
    """Subject, moment, length and place."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "topic": _l("Schrijf op waar de sessie over gaat."),
        "starts_day": _l("Vul de dag in, bijvoorbeeld 27-11-2026."),
        "starts_time": _l("Vul de tijd in, bijvoorbeeld 13:30."),
        "place_kind": _l("Kies waar u bij elkaar komt."),
    }

    topic: str = Field(min_length=3, max_length=200)
    starts_day: date
    starts_time: time
    starts_fold: int | None = Field(default=None, ge=0, le=1)
    minutes: int = Field(ge=15, le=LONGEST_MINUTES)
    place_kind: PlaceKind
    room_id: UUID | None = None
    video_url: SecureAddress | None = None
    region_id: UUID | None = None
    overlap: bool = False
    version: int = 0


def read() -> tuple[PlanForm | None, Plan | None, Problems]:
    """Return what was typed and what is wanted by it; None with problems."""
    form, problems = forms.parse(PlanForm)
    starts_at = wall.read(form, "starts", problems) if form else None
    if form is None or starts_at is None:
        return form, None, problems
    try:
        slot_look.require_near(starts_at, now=clock.now())
    except DomainError as refusal:
        return form, None, {"starts_day": sentence(refusal)}
    return form, _wanted(form, starts_at), problems


def _wanted(form: PlanForm, starts_at: datetime) -> Plan:
    return Plan(
        topic=form.topic,
        starts_at=starts_at,
        minutes=form.minutes,
        place_kind=form.place_kind,
        room_id=form.room_id,
        video_url=form.video_url or "",
        notice=knowledge_page.notice(),
        overlap_allowed=form.overlap,
    )


def regions() -> list[Region]:
    """Return the regions in which the viewer plans conferences, by name."""
    keys = actor().regions(POLICY[Action.CONFERENCE_CREATE].roles)
    return list(
        get_session().exec(select(Region).where(col(Region.id).in_(keys)).order_by(Region.name))
    )


def page(
    conference: Conference | None, problems: Problems | None = None, status: int = 200
) -> Response:
    """Return the form with what was typed; conference: None for a new session."""
    here = regions() if conference is None else []
    region_ids = [conference.region_id] if conference else [region.id for region in here]
    rooms = get_session().exec(
        select(Room)
        .where(col(Room.region_id).in_(region_ids), col(Room.is_active))
        .order_by(Room.name)
    )
    shown = conference or Conference(minutes=60, place_kind=PlaceKind.VIDEO)
    return render.page(
        "knowledge/plan.html",
        status,
        conference=conference,
        heading=conference_page.heading(ConferenceKind.KNOWLEDGE, []),
        regions=[(str(region.id), region.name) for region in here],
        rooms=[(str(room.id), room.name) for room in rooms],
        places=words.options(PlaceKind),
        problems=problems or {},
        typed=forms.typed(
            topic=shown.topic,
            minutes=shown.minutes,
            place_kind=shown.place_kind.value,
            room_id=shown.room_id or "",
            video_url=shown.video_url,
            region_id=here[0].id if here else "",
            overlap=False,
            version=shown.version,
            **wall.show("starts", shown.starts_at),
        ),
    )
