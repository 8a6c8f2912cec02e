"""The page of a conference: what of it is for the viewer.

Items and seats are read under ITEM_VIEW only, and leave an audit row each; who was asked and
holds no such right sees a moment and a place (model.md, idea 1).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext
from sqlmodel import col, select

from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.conferences import overview
from mdt.conferences.overview import ItemRow, Overview
from mdt.models import Conference, ConferenceKind, Invitation, Panel, Person, Room
from mdt.seats import cover
from mdt.web import cover as web_cover
from mdt.web import latest_page, next_step, words
from mdt.web.actor import actor
from mdt.web.cover import SeatMark
from mdt.web.database import get_session
from mdt.web.guard import can, saw
from mdt.web.latest_page import Latest, Running
from mdt.web.next_step import Step


@dataclass(frozen=True)
class ConferencePage:
    """A conference as its viewer sees it.

    own: the viewer's invitation, when they are asked and do not lead the table.
    latest, clocks: until when it must sit, while it is planned, for who arranges or leads it.
    """

    conference: Conference
    heading: str
    overview: Overview
    chair: Person | None
    coordinator: Person
    room: Room | None
    panel: Panel | None
    own: Invitation | None
    step: Step | None
    may_arrange: bool
    may_run: bool
    latest: Latest | None
    clocks: list[Running]
    waited: str = ""
    may_see_documents: bool = False

    @property
    def is_late(self) -> bool:
        """Return whether the moment that was agreed is after the latest."""
        ends = self.conference.ends_at
        return bool(self.latest and ends and ends > self.latest.at)

    @property
    def marks(self) -> list[SeatMark]:
        """Return the whole table as chips."""
        return marked(cover.merged(item.seats for item in self.overview.items))

    def marks_of(self, item: ItemRow) -> list[SeatMark]:
        """Return the table of one item as chips."""
        return marked(cover.merged([item.seats]))

    @property
    def moment_href(self) -> str | None:
        """Return where the moment is chosen."""
        return next_step.moment_href(self.conference)

    @property
    def may_edit(self) -> bool:
        """Return whether the viewer may still change seats, agenda and place."""
        return self.may_arrange and self.conference.is_open


def of(conference: Conference) -> ConferencePage:
    """Return the page of a conference; the caller loaded it through the guard."""
    session = get_session()
    found = read(conference)
    may_arrange = can(Action.CONFERENCE_ARRANGE, conference)
    may_run = can(Action.CONFERENCE_RUN, conference)
    own = None if may_run else _own_invitation(conference)
    is_planned = conference.is_open and (may_arrange or may_run)
    return ConferencePage(
        conference=conference,
        heading=heading(conference.kind, [item.alias for item in found.items]),
        overview=found,
        chair=session.get(Person, conference.chair_id) if conference.chair_id else None,
        coordinator=session.get_one(Person, conference.coordinator_id),
        room=session.get(Room, conference.room_id) if conference.room_id else None,
        panel=session.get(Panel, conference.panel_id) if conference.panel_id else None,
        own=own,
        step=_step(conference, found, own, may_arrange=may_arrange, may_run=may_run),
        may_arrange=may_arrange,
        may_run=may_run,
        latest=latest_page.of(conference) if is_planned else None,
        clocks=latest_page.running(conference) if is_planned else [],
        waited=latest_page.waited(conference) if may_run else "",
        may_see_documents=not actor().is_guest,
    )


def read(conference: Conference) -> Overview:
    """Return the items of the conference that the viewer may see, with their audit rows."""
    may_see = rules.items_of(actor(), Action.ITEM_VIEW, conference)
    found = overview.of(get_session(), conference, may_see)
    for item in found.items:
        saw(Action.ITEM_VIEW, item.case_id, item.id)
    return found


def heading(kind: ConferenceKind, aliases: Sequence[str]) -> str:
    """Return how a conference is called on its own page: by its cases, else by its kind."""
    if not aliases:
        return words.word(kind)
    named = gettext("Zaak %(alias)s", alias=aliases[0])
    if len(aliases) == 1:
        return str(named)
    others = len(aliases) - 1
    return str(
        ngettext(
            "%(named)s en %(num)s andere zaak",
            "%(named)s en %(num)s andere zaken",
            others,
            named=named,
        )
    )


def marked(table: Iterable[cover.Mark]) -> list[SeatMark]:
    """Return chairs as chips: the short word of the domain, and how it stands."""
    return [
        SeatMark(words.short(mark.domain), web_cover.SeatState(mark.state.value), mark.quorum)
        for mark in table
    ]


def _step(
    conference: Conference,
    found: Overview,
    own: Invitation | None,
    *,
    may_arrange: bool,
    may_run: bool,
) -> Step | None:
    if may_run:
        return next_step.of(conference, found, may_arrange=may_arrange)
    return next_step.of_invitee(conference, own) if own else None


def _own_invitation(conference: Conference) -> Invitation | None:
    return (
        get_session()
        .exec(
            select(Invitation).where(
                Invitation.conference_id == conference.id,
                Invitation.person_id == actor().id,
                col(Invitation.withdrawn_at).is_(None),
            )
        )
        .first()
    )
