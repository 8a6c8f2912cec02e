"""Refusals of the domain, each named by the rule that was broken.

A DomainError carries a Dutch sentence for the person who tried; the web translates
it (N_ marks it for the catalogue) and answers 422, or what mdt.web.errors maps it to.
"""

from typing import ClassVar


def N_(text: str) -> str:  # noqa: N802 - the customary name of a marker for translation
    """Mark text for the message catalogue and return it unchanged."""
    return text


class DomainError(Exception):
    """A rule was broken and nothing was changed. Keyword arguments fill the sentence."""

    text: ClassVar[str] = N_("Dit kan nu niet.")

    def __init__(self, **params: object) -> None:
        """Keep the parameters of the sentence."""
        super().__init__(type(self).__name__)
        self.params = params

    def __str__(self) -> str:
        """Return the Dutch sentence, filled in."""
        return self.text % self.params


class NotPermitted(DomainError):
    """The actor may not do this, or the thing does not exist: one answer for both."""

    text = N_("Deze pagina bestaat niet of is niet voor u.")


class StaleVersion(DomainError):
    """Somebody else changed the row in the meantime; both texts are shown."""

    text = N_("Iemand anders heeft dit net gewijzigd. Kijk wat u wilt bewaren.")


class IllegalTransition(DomainError):
    """The move is not in the table of legal moves."""

    text = N_("Dit kan niet meer: het overleg is al verder.")


class NonexistentTime(DomainError):
    """A wall-clock time that the spring clock change skips."""

    text = N_("Deze tijd bestaat niet: de klok gaat die nacht een uur vooruit.")


class AmbiguousTime(DomainError):
    """A wall-clock time that the autumn clock change repeats."""

    text = N_("Deze tijd komt die nacht twee keer voor. Kies de eerste of de tweede keer.")
