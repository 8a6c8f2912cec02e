"""Every address of the portal, filled in with keys of rows, or with what does not exist."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, Rule

UNKNOWN = UUID("00000000-0000-4000-8000-000000000000")


class Route(NamedTuple):
    """One address under one method.

    has_parameters: it names something that may not exist, and not only one of a few words.
    """

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
        names_row = any(
            not isinstance(_converter(rule, name), AnyConverter) for name in rule.arguments
        )
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(rule.endpoint, method, path, names_row, is_public)


def _fill(app: Flask, rule: Rule, keys: Mapping[str, UUID]) -> str:
    values = {name: keys.get(name, _value(rule, name)) for name in rule.arguments}
    adapter = app.url_map.bind("localhost")
    return adapter.build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


def _value(rule: Rule, name: str) -> UUID | int | str:
    converter = _converter(rule, name)
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    values: dict[str, UUID | int] = {"UUIDConverter": UNKNOWN, "IntegerConverter": 999_999}
    return values.get(type(converter).__name__, "does-not-exist")


def _converter(rule: Rule, name: str) -> BaseConverter:
    return rule._converters[name]  # noqa: SLF001 - werkzeug offers no other way
