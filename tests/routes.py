"""Every address of the portal, filled in with keys of rows, or with what does not exist."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

UNKNOWN = UUID("00000000-0000-4000-8000-000000000000")


class Route(NamedTuple):
    """One address under one method."""

    endpoint: str
    method: str
    path: str
    has_parameters: bool
    is_public: bool


def routes(app: Flask, keys: Mapping[str, UUID] | None = None) -> Iterator[Route]:
    """Yield every address under every method; keys say which row a parameter names."""
    for rule in app.url_map.iter_rules():
        path = _fill(app, rule, keys or {})
        is_public = getattr(app.view_functions[rule.endpoint], "mdt_action", "public") == "public"
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(rule.endpoint, method, path, bool(rule.arguments), is_public)


def _fill(app: Flask, rule: Rule, keys: Mapping[str, UUID]) -> str:
    values = {name: keys.get(name, _value(rule, name)) for name in rule.arguments}
    adapter = app.url_map.bind("localhost")
    return adapter.build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


def _value(rule: Rule, name: str) -> UUID | int | str:
    converter = type(rule._converters[name]).__name__  # noqa: SLF001 - werkzeug offers no other way
    values: dict[str, UUID | int] = {"UUIDConverter": UNKNOWN, "IntegerConverter": 999_999}
    return values.get(converter, "does-not-exist")
