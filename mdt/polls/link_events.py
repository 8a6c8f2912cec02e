"""What happens to the link of somebody who is asked when they can, in the past tense."""

from mdt.events import Event


class PollLinkLocked(Event):
    """The link of somebody asked when they can was shut; its coordinator is owed a word."""
