"""The checklist of the first time: at most three things, gone when they are done."""

from dataclasses import dataclass

from flask_babel import gettext

from mdt.access.actor import Actor
from mdt.conferences.first_steps import Done
from mdt.models import Role
from mdt.web.render import link


@dataclass(frozen=True)
class Step:
    """One thing to do once, why, and where; href None when there is nothing to go to."""

    title: str
    why: str
    href: str | None
    is_done: bool


def of(who: Actor, done: Done) -> list[Step]:
    """Return the viewer's checklist; empty once all of it is done."""
    steps = [*_own(done), _first(who, done)] if who.may_sit else _of_who_sets_up(who, done)
    return [] if all(step.is_done for step in steps) else steps


def _own(done: Done) -> list[Step]:
    return [
        Step(
            gettext("Zet uw werktijden klaar"),
            gettext("Dan zoekt het portaal alleen momenten waarop u kunt."),
            link("availability.mine"),
            done.hours,
        ),
        _phone(done),
    ]


def _phone(done: Done) -> Step:
    return Step(
        gettext("Vul uw telefoonnummer in"),
        gettext("Voor codes, en om u te bereiken als het spoed is."),
        link("profile.show"),
        done.phone,
    )


def _first(who: Actor, done: Done) -> Step:
    if Role.COORDINATOR in who.roles:
        return Step(
            gettext("Maak uw eerste overleg"),
            gettext("Kies een zaak, zet de stoelen klaar en zoek een moment."),
            link("conferences.new"),
            done.arranged,
        )
    return Step(
        gettext("Geef antwoord op uw eerste uitnodiging"),
        gettext("Die komt per mail en staat ook hier."),
        None,
        done.answered,
    )


def _of_who_sets_up(who: Actor, done: Done) -> list[Step]:
    if Role.ADMINISTRATOR not in who.roles:
        return []
    table = Step(
        gettext("Zet een vaste tafel klaar"),
        gettext("Een nieuw overleg begint met de stoelen van die tafel."),
        link("directory.show"),
        done.set_up,
    )
    return [table, _phone(done)]
