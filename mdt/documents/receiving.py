"""What the portal asks of whoever looks into a file: a clean copy, and whether it is harmless."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mdt.models import DocumentKind


@dataclass(frozen=True)
class Cleaned:
    """A file made anew: only what is to be read in it, without anything that acts or tells more.

    text: the words in it, to look for what is sealed; empty for a picture.
    """

    kind: DocumentKind
    content: bytes = field(repr=False)
    text: str = field(repr=False)


Clean = Callable[[bytes], Cleaned]
"""Returns a clean copy of a file. Raises FileRefused."""

Scan = Callable[[bytes], None]
"""Raises FileInfected or ScannerSilent; returns when the file is harmless."""


def unscanned(_: bytes) -> None:
    """Let everything pass: an installation without a virus scanner."""
