"""A default seat on screen: which organisation may fill it, and whom to choose from."""

from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from mdt import clock
from mdt.directory import panels, people
from mdt.models import Organisation, Panel, PanelSeat, Person, SeatDomain, SeatFill
from mdt.web import forms, stale, words
from mdt.web.database import get_session
from mdt.web.stale import Conflict


class SeatForm(SQLModel):
    """A default seat; the domain of an existing seat stays as it is."""

    domain: SeatDomain | None = None
    organisation_id: UUID | None = None
    required: bool = False
    quorum: bool = False
    fill: SeatFill = SeatFill.PERSON
    holder_id: UUID | None = None
    deputy_ids: list[UUID] = []
    version: int = 0


def chosen(form: SeatForm) -> dict[str, Any]:
    """Return what the verbs of a default seat take from its form."""
    session = get_session()
    deputies = [session.get(Person, key) for key in form.deputy_ids]
    return {
        "organisation": session.get(Organisation, form.organisation_id)
        if form.organisation_id
        else None,
        "required": form.required or form.quorum,
        "quorum": form.quorum,
        "holder": session.get(Person, form.holder_id) if form.holder_id else None,
        "deputies": [one for one in deputies if one is not None],
        "fill": form.fill,
    }


def context(panel: Panel, row: PanelSeat | None, conflict: Conflict | None) -> dict[str, Any]:
    """Return what panels/seat.html shows; people of the seat's own organisations come first."""
    session, now = get_session(), clock.now()
    here = people.of_region(session, panel.region_id, now=now)
    near = panels.near(session, row, now=now) if row else frozenset()
    version = row.version if row else 0
    return {
        "panel": panel,
        "seat": row,
        "domains": words.options(SeatDomain),
        "organisations": [
            (str(one.id), one.name)
            for one in panels.organisations(session, panel, row.domain if row else None)
        ],
        "fills": words.options(SeatFill),
        "near": [_option(one) for one in here if one.id in near],
        "others": [_option(one) for one in here if one.id not in near],
        "conflict": conflict,
        "typed": stale.shown(_typed(row, version), version, conflict),
    }


def _typed(row: PanelSeat | None, version: int) -> Any:
    deputies = panels.deputies_of(get_session(), row) if row else []
    return forms.typed(
        domain=row.domain.value if row else "",
        organisation_id=(row.organisation_id or "") if row else "",
        required=row.required if row else True,
        quorum=row.quorum if row else False,
        fill=row.fill.value if row else SeatFill.PERSON.value,
        holder_id=(row.holder_id or "") if row else "",
        deputy_ids=[person.id for person in deputies],
        version=version,
    )


def _option(person: Person) -> tuple[str, str]:
    return str(person.id), person.name
