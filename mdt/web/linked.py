"""A link in a mail: what it leads to, its four digits, and what is said when it is closed.

Looking a link up changes nothing.
"""

from typing import Any

from flask import Response
from sqlmodel import select

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted
from mdt.identity.answer_links import LinkLocked
from mdt.invitations import links, replies
from mdt.models import Invitation, Person, PollPerson
from mdt.polls import links as poll_links
from mdt.web import database, digits, proof, render
from mdt.web.database import get_session
from mdt.web.errors import GONE, LOCKED, sentence


def invitation(locator: str) -> Invitation:
    """Return the invitation of the link. Raises NotPermitted for one that is none of ours."""
    key = links.public_key(locator, proof.secret())
    query = select(Invitation).where(Invitation.public_key == key)
    found = get_session().exec(query).first() if key else None
    if found is None:
        raise NotPermitted(action=Action.INVITATION_ANSWER.value)
    return found


def poll_person(locator: str) -> PollPerson:
    """Return who is asked in a poll. Raises NotPermitted for a link that is none of ours."""
    key = poll_links.PURPOSE.public_key(locator, proof.secret())
    query = select(PollPerson).where(PollPerson.public_key == key)
    found = get_session().exec(query).first() if key else None
    if found is None:
        raise NotPermitted(action=Action.POLL_ANSWER.value)
    return found


def language(asked: Invitation | PollPerson) -> str:
    """Return the language of the mail that the link stood in."""
    return get_session().get_one(Person, asked.person_id).language.value


def minutes(asked: Invitation) -> int:
    """Return how long somebody is asked to be there."""
    return round((asked.ends_at - asked.starts_at).total_seconds() / 60)


def is_proven(asked: Invitation, typed: str, *, action: Action) -> bool:
    """Tell whether these are the digits in the mail. Raises LinkLocked, TooManyAttempts."""
    return digits.prove(asked, typed, links.PURPOSE, person_id=asked.person_id, action=action)


def wrong_digits(asked: Invitation) -> str:
    """Return what is said after a wrong try, and how many are left.

    The last one locks the link, though this is refused. Raises LinkLocked.
    """
    is_locked = replies.lock(get_session(), asked, now=clock.now())
    database.commit_now()
    if is_locked:
        raise LinkLocked
    return digits.wrong(asked)


def closed(template: str, refusal: DomainError, **context: Any) -> Response:
    """Return the page of a link that takes nothing, or nothing any more."""
    status = LOCKED if isinstance(refusal, LinkLocked) else GONE
    return render.page(template, status, message=sentence(refusal), **context)
