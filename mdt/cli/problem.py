"""What stops a command: one sentence that says what to do."""


class Problem(Exception):
    """The command cannot go on; the message is for the person at the keyboard."""
