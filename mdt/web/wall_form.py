"""The form that says who must never learn of a case, at opening it and later."""

from uuid import UUID

from flask_babel import gettext
from sqlmodel import SQLModel

from mdt import clock
from mdt.cases import wall_choices
from mdt.web.database import get_session
from mdt.web.forms import Problems


class WallsForm(SQLModel):
    """To whom the case is shut from now on."""

    shut_organisations: list[UUID] = []
    shut_units: list[UUID] = []
    shut_people: list[UUID] = []

    @property
    def is_empty(self) -> bool:
        """True when nobody was chosen."""
        return not (self.shut_organisations or self.shut_units or self.shut_people)


def unknown(form: WallsForm, region_id: UUID) -> Problems:
    """Return a problem at each field with somebody who cannot be chosen there."""
    if form.is_empty:
        return {}
    offered = wall_choices.of(get_session(), region_id, now=clock.now())
    pairs = (
        ("shut_organisations", form.shut_organisations, offered.organisations),
        ("shut_units", form.shut_units, offered.units),
        ("shut_people", form.shut_people, offered.people),
    )
    return {
        name: gettext("Kies een van de mogelijkheden.")
        for name, chosen, options in pairs
        if not set(chosen) <= {key for key, _ in options}
    }
