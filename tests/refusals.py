"""Saying in a test that something is not refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mdt.errors import DomainError


@contextmanager
def accepted() -> Iterator[None]:
    """Fail the test when a rule refuses what happens inside."""
    try:
        yield
    except DomainError as refusal:
        pytest.fail(f"refused: {type(refusal).__name__}")
