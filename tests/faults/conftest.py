"""What the short forms of the trials can ask for."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def quiet() -> Iterator[None]:
    """Keep the log of killed workers out of what the tests print."""
    logger = logging.getLogger("mdt")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)
