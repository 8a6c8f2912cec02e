"""Every address of the portal, filled in with something that does not exist."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

UNKNOWN = UUID("00000000-0000-4000-8000-000000000000")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Route(NamedTuple):
    """One address under one method."""

    endpoint: str
    method: str
    path: str
    has_parameters: bool


def routes(app: Flask) -> Iterator[Route]:
    """Yield every route, under GET or else the methods that it takes."""
    for rule in app.url_map.iter_rules():
        path = _fill(app, rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(rule.endpoint, method, path, bool(rule.arguments))


def _fill(app: Flask, rule: Rule) -> str:
    values = {name: _value(type(rule._converters[name]).__name__) for name in rule.arguments}  # noqa: SLF001 - werkzeug offers no other way
    adapter = app.url_map.bind("localhost")
    return adapter.build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


def _value(converter: str) -> UUID | int | str:
    values: dict[str, UUID | int] = {"UUIDConverter": UNKNOWN, "IntegerConverter": 999_999}
    return values.get(converter, "does-not-exist")
