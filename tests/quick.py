"""What makes tests quick and leaves what they prove: every test makes an application of its own."""

import gc
from collections.abc import Callable, Iterator
from types import MethodType
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from werkzeug.routing import Rule

from mdt.identity import passwords

hypothesis.settings.register_profile("house", deadline=None)  # never a timed test
hypothesis.settings.load_profile("house")

Builder = Callable[..., tuple[str, str]]
READ = ("_parts", "_trace", "_converters", "arguments")
"""What Werkzeug keeps of an address that it has read."""
BUILT = {"_build": False, "_build_unknown": True}
"""Its two functions that build an address; the second one takes what the address does not name."""


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
    """Read an address once, and compile how it is built when that is first asked for.

    Werkzeug reads every route of each application anew and compiles two functions for it; the
    routes of two tests are the same, and a test builds the addresses of a few.
    """
    compile_builder, compile_now = Rule._compile_builder, Rule.compile  # noqa: SLF001 - there is no public door
    known: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def build_later(rule: Rule, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - Werkzeug's own
        compiled: list[Builder] = []

        def build(*values: Any, **named: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_builder(rule, append_unknown))
            return compiled[0](*values, **named)

        return build

    def compile_once(rule: Rule) -> None:
        text = (rule.rule, rule.host, rule.subdomain, rule.merge_slashes)
        if text not in known:
            compile_now(rule)
            known[text] = tuple(getattr(rule, name) for name in READ)
        for name, value in zip(READ, known[text], strict=True):
            setattr(rule, name, value.copy())
        for name, append_unknown in BUILT.items():
            setattr(rule, name, MethodType(build_later(rule, append_unknown), rule))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", build_later)
        patch.setattr(Rule, "compile", compile_once)
        yield
