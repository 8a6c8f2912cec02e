"""Requests to see what is kept that wait for the viewer: an officer's, and a case lead's."""

from datetime import date
from uuid import UUID

from flask_babel import get_locale, gettext

from mdt import clock
from mdt.access import guard
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.cases import subject_requests, subject_reviews
from mdt.models.base import local_date
from mdt.web import dates
from mdt.web.at_hand import AtHand
from mdt.web.database import get_session
from mdt.web.render import link
from mdt.web.todo import Task


def of(who: Actor, here: AtHand) -> list[tuple[Task, UUID | None]]:
    """Return what waits for the actor, each with the case that it is about."""
    return [*((task, None) for task in _officers(who)), *(_leads(who) if here.reviews else ())]


def _officers(who: Actor) -> list[Task]:
    regions = guard.regions(who, Action.SUBJECT_MANAGE)
    found = subject_requests.of(get_session(), regions) if regions else []
    return [
        Task(
            tone=_tone(one.due_on),
            icon="user",
            title=gettext("Een verzoek om inzage wacht op antwoord"),
            text=_until(one.due_on),
            verb=gettext("Bekijk het verzoek"),
            href=link("subject_requests.show", request_id=one.id),
        )
        for one in found
        if one.given_at is None
    ]


def _leads(who: Actor) -> list[tuple[Task, UUID | None]]:
    waiting = subject_reviews.waiting(get_session(), who.person)
    return [
        (
            Task(
                tone=_tone(asked.due_on),
                icon="user",
                title=gettext("Iemand vraagt inzage: kijk na wat de zaak vertelt"),
                text=f"{gettext('Zaak %(alias)s.', alias=case.alias)} {_until(asked.due_on)}",
                verb=gettext("Kijk na"),
                href=link("subject_reviews.show", review_id=review.id),
            ),
            case.id,
        )
        for review, asked, case in waiting
        if case.id not in who.walled
    ]


def _tone(due_on: date) -> str:
    return "bad" if due_on < local_date(clock.now()) else "wait"


def _until(due_on: date) -> str:
    locale = str(get_locale() or "nl")
    day = dates.day_long(due_on, today=local_date(clock.now()), locale=locale)
    return str(gettext("Antwoord uiterlijk %(day)s.", day=day))
