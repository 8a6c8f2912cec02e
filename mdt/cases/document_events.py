"""Events of the documents of a case; see mdt.events."""

from mdt.events import Event


class DocumentAdded(Event):
    """A file was put with an item of the case."""


class DocumentPutBack(Event):
    """A document that was withdrawn is with its case again."""


class DocumentWithdrawn(Event):
    """A document was withdrawn: nobody can open it until it is put back."""
