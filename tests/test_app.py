"""Rules of mdt.app."""

from dataclasses import replace

import pytest
from flask import Flask, request
from sqlalchemy import Engine

from mdt.app import create_app
from mdt.config import Settings


def address_seen(app: Flask) -> str | None:
    """Return where a visitor comes from, as the portal sees it."""
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))
    forwarded = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    app.test_client().get("/account/sign-in", headers=forwarded)
    return seen[0]


def test_a_visitors_address_is_the_proxys_word_only_behind_a_proxy(
    settings: Settings, engine: Engine
) -> None:
    behind = create_app(replace(settings, tls_by_proxy=True), engine)
    alone = create_app(settings, engine)

    assert address_seen(behind) == "203.0.113.9"
    assert address_seen(alone) == "127.0.0.1"


def test_an_endpoint_that_says_not_who_may_call_it_stops_the_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, settings: Settings, engine: Engine
) -> None:
    monkeypatch.delattr(app.view_functions["home.today"], "mdt_action")

    with pytest.raises(RuntimeError, match=r"home\.today"):
        create_app(settings, engine)
