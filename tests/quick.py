"""What makes tests quick and leaves what they prove: every test makes an application of its own."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from werkzeug.routing import Rule

from mdt.identity import passwords

hypothesis.settings.register_profile("house", deadline=None)  # never a timed test
hypothesis.settings.load_profile("house")

Builder = Callable[..., tuple[str, str]]


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


@pytest.fixture(autouse=True, scope="session")
def quick_addresses() -> Iterator[None]:
    """Compile how an address is built when it is first asked for, not one by one at the start.

    Werkzeug compiles two functions for each route of each application; a test builds the
    addresses of a few.
    """
    compile_now = Rule._compile_builder  # noqa: SLF001 - there is no public door

    def compile_later(rule: Rule, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - Werkzeug's own
        compiled: list[Builder] = []

        def build(*values: Any, **named: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_now(rule, append_unknown))
            return compiled[0](*values, **named)

        return build

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_later)
        yield
