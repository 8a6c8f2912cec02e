"""The invitation that a link in a mail leads to. Looking it up changes nothing."""

from sqlmodel import select

from mdt.access.policy import Action
from mdt.errors import NotPermitted
from mdt.invitations import links
from mdt.models import Invitation, Person
from mdt.web import proof
from mdt.web.database import get_session


def invitation(locator: str) -> Invitation:
    """Return the invitation of the link. Raises NotPermitted for one that is none of ours."""
    key = links.public_key(locator, proof.secret())
    query = select(Invitation).where(Invitation.public_key == key)
    found = get_session().exec(query).first() if key else None
    if found is None:
        raise NotPermitted(action=Action.INVITATION_ANSWER.value)
    return found


def language(asked: Invitation) -> str:
    """Return the language of the mail that the link stood in."""
    return get_session().get_one(Person, asked.person_id).language.value


def minutes(asked: Invitation) -> int:
    """Return how long somebody is asked to be there."""
    return round((asked.ends_at - asked.starts_at).total_seconds() / 60)
