"""Events of retention; see mdt.events."""

from mdt.events import Event


class CaseDestroyed(Event):
    """Everything of a case was destroyed; the subject is the proof, and nothing names the case."""


class DestructionProposed(Event):
    """One of two people proposed that a case past its term be destroyed."""


class DestructionWithdrawn(Event):
    """What was proposed was taken back: the case stays for now."""


class RetentionExtended(Event):
    """A case is kept longer than its term."""
