"""What every test can ask for."""

from datetime import UTC, datetime

import pytest

NOON = datetime(2026, 2, 10, 12, tzinfo=UTC)
"""The instant at which tests happen, unless they say otherwise."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one run choose the databases; without the option, both."""
    parser.addoption("--database", choices=("sqlite", "postgresql", "both"), default="both")
