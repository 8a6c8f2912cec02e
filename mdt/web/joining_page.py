"""What of one conference is for a guest: their moment, items, presence, findings and actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from sqlmodel import col, select

from mdt import clock
from mdt.access.policy import Action
from mdt.access.relations import OPEN_ACTION
from mdt.conferences import findings, meeting
from mdt.conferences.overview import ItemRow
from mdt.identity import guest_passkeys
from mdt.models import (
    AgendaItem,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    Note,
    Room,
    SafetyAction,
    Seat,
)
from mdt.safety_plan import overview
from mdt.safety_plan.overview import Line
from mdt.web import (
    account_wish_page,
    conference_page,
    forms,
    joined,
    judge_step,
    linked,
    passkey_asking,
)
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.forms import Problems
from mdt.web.guard import can, saw
from mdt.web.judge_step import Step


@dataclass(frozen=True)
class OwnItem:
    """One item that the guest holds a seat at."""

    row: ItemRow
    is_here: bool
    may_find: bool
    findings: Sequence[Note]


@dataclass(frozen=True)
class JoiningPage:
    """A conference as its guest sees it. account, passkey: what is offered or was done."""

    conference: Conference
    invitation: Invitation
    minutes: int
    room: Room | None
    items: Sequence[OwnItem]
    actions: Sequence[Line]
    step: Step | None
    account: str
    passkey: str

    @property
    def sits(self) -> bool:
        """Return whether the table sits now, so that one can be there."""
        return self.conference.state is ConferenceState.IN_SESSION


def of(conference: Conference, invitation: Invitation) -> JoiningPage:
    """Return the page; the caller loaded the invitation through the guard."""
    session = get_session()
    rows = conference_page.read(conference).items
    # A knowledge session gives nothing of a case, so there is nothing to open.
    has_step = actor().is_judge and conference.kind is not ConferenceKind.KNOWLEDGE
    return JoiningPage(
        conference=conference,
        invitation=invitation,
        minutes=linked.minutes(invitation),
        room=session.get(Room, conference.room_id) if conference.room_id else None,
        items=_items(rows),
        actions=_actions([row.case_id for row in rows]),
        step=judge_step.of(invitation, look=content) if has_step else None,
        account=account_wish_page.shown(actor().person),
        passkey=_passkey(),
    )


def context(
    conference: Conference,
    invitation: Invitation,
    problems: Problems | None = None,
    *,
    at: UUID | None = None,
) -> dict[str, Any]:
    """Return what the page's template needs. at: the item or action whose form was sent."""
    return {
        "page": of(conference, invitation),
        "problems": problems or {},
        "at": at,
        "typed": forms.typed(text="", remark="", reason=""),
    }


def content(seat: Seat) -> str:
    """Return where a judge who came in reads what her seat gives."""
    return url_for("joining_judge.content", item_id=seat.item_id)


def _passkey() -> str:
    """Return whether the guest has a passkey ("kept"), may make one ("offered"), or neither."""
    session, guest = get_session(), joined.guest()
    if guest_passkeys.of(session, guest.person, now=clock.now()):
        return "kept"
    is_possible = passkey_asking.site() is not None
    may_make = is_possible and guest_passkeys.may_make(session, guest.visit, guest.person)
    return "offered" if may_make else ""


def _items(rows: Sequence[ItemRow]) -> list[OwnItem]:
    session, me = get_session(), actor().person
    keys = [row.id for row in rows]
    items = session.exec(select(AgendaItem).where(col(AgendaItem.id).in_(keys))).all()
    known, here = {item.id: item for item in items}, meeting.present(session, items)
    return [
        OwnItem(
            row,
            is_here=me.id in here[row.id],
            may_find=can(Action.FINDING_LEAVE, known[row.id]),
            findings=findings.of(session, row.id, me),
        )
        for row in rows
    ]


def _actions(case_ids: Sequence[UUID]) -> list[Line]:
    session = get_session()
    own = session.exec(
        select(SafetyAction)
        .where(SafetyAction.owner_id == actor().id, col(SafetyAction.case_id).in_(case_ids))
        .where(col(SafetyAction.state).in_(OPEN_ACTION))
        .order_by(col(SafetyAction.late_after))
    ).all()
    for action in own:
        saw(Action.ACTION_VIEW, action.case_id, action.id)
    return [overview.line(session, action.id) for action in own]
