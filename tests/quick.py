"""What makes tests quick and leaves what they prove."""

import gc
from collections.abc import Iterator

import hypothesis
import pytest
from argon2 import PasswordHasher

from mdt.identity import passwords

hypothesis.settings.register_profile("house", deadline=None)  # never a timed test
hypothesis.settings.load_profile("house")


def pytest_collection_finish() -> None:
    """Leave out of every garbage collection what was imported and will stay."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def quick_hashes() -> Iterator[None]:
    """Hash with the least work argon2 can do: tests check rules, not patience."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(1, 8, 1))
        yield
