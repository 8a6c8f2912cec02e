"""A judge's certificate for the court's file, as a PDF: for herself, coordinator and officer."""

from uuid import UUID

from flask import Blueprint, Response

from mdt.access.policy import Action
from mdt.errors import NotPermitted
from mdt.judiciary.certificates import NothingToCertify
from mdt.models import Conference, Invitation
from mdt.web import certificate_page, judges
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import load, requires, saw_cases

bp = Blueprint("certificates", __name__)


@bp.get("/invitations/<uuid:invitation_id>/certificate.pdf")
@requires(Action.INVITATION_ANSWER)
def own(invitation_id: UUID) -> Response:
    """Give a judge what she attended and saw herself."""
    invitation = load(Invitation, invitation_id)
    if not actor().is_judge:
        raise NotPermitted(action=Action.INVITATION_ANSWER.value)
    return _answer(invitation, Action.INVITATION_ANSWER)


@bp.get("/conferences/<uuid:conference_id>/invitations/<uuid:invitation_id>/certificate.pdf")
@requires(Action.CERTIFICATE_VIEW)
def show(conference_id: UUID, invitation_id: UUID) -> Response:
    """Give whoever answers for the table what a judge attended and saw."""
    conference = load(Conference, conference_id)
    invitation = get_session().get(Invitation, invitation_id)
    if invitation is None or invitation.conference_id != conference.id:
        raise NotPermitted(action=Action.CERTIFICATE_VIEW.value)
    saw_cases(Action.CERTIFICATE_VIEW, (seat.case_id for seat in judges.seats(invitation)))
    return _answer(invitation, Action.CERTIFICATE_VIEW)


def _answer(invitation: Invitation, action: Action) -> Response:
    """Return the file; without anything to certify there is none."""
    try:
        return certificate_page.answer(invitation)
    except NothingToCertify:
        raise NotPermitted(action=action.value) from None
