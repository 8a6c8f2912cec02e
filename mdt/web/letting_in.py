"""Letting in, in this browser, somebody who gave every proof."""

from flask import Response
from werkzeug.wrappers import Response as Redirect

from mdt.models import Person, SessionLevel
from mdt.web import actor, proof, signing_in


def let_in(person: Person) -> Response | Redirect:
    """Begin a full session, note it, and lead on to the page that was asked for."""
    actor.sign_in(person, SessionLevel.FULL)
    proof.note_sign_in(person)
    return signing_in.arrive()
