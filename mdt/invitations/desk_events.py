"""What a coordinator does at one invitee that nobody else is told of, in the past tense."""

from mdt.events import Event


class InvitationPhoneChanged(Event):
    """The coordinator gave an invitee another telephone number, for one conference."""


class MomentReopened(Event):
    """The coordinator took back that they kept the moment; the other one waits again."""
