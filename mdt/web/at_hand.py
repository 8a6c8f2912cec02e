"""What "Vandaag" asks at once, each to be answered by yes or no; it asks on where something is.

One statement costs as much as all that it asks here, and hardly anybody has any of it.
"""

from dataclasses import dataclass

from sqlmodel import Session

from mdt.access.actor import Actor
from mdt.cases import subject_reviews
from mdt.conferences import first_steps
from mdt.conferences.first_steps import Done
from mdt.incoming import checking
from mdt.invitations import account_wishes

_ASKED = first_steps.DONE.add_columns(checking.WAITS, subject_reviews.WAITS, account_wishes.WAITS)


@dataclass(frozen=True)
class AtHand:
    """What there is for somebody.

    done: which first steps they took. mail: some that came in must be looked at, by them or by
    others. reviews: a request to see what is kept waits for them, as
    the lead of a case. wishes: somebody asks for an account, there or elsewhere.
    """

    done: Done
    mail: bool
    reviews: bool
    wishes: bool


def of(session: Session, who: Actor) -> AtHand:
    """Return what there is for who, with one query."""
    *done, mail, reviews, wishes = session.execute(_ASKED, {"person_id": who.id}).one()
    return AtHand(first_steps.done(who, done), mail, reviews, wishes)
