"""What tests of adapters share."""

from pathlib import Path

import pytest

from tests import certificates


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return a file with a key and a certificate for 127.0.0.1 that only this test trusts."""
    return certificates.write(tmp_path)
