"""A portal with the oldest mistakes in it, for a scanner that must be able to find them."""

import sqlite3

from flask import Flask, Response, request
from markupsafe import Markup

FORM = '<form method="{}" action="/{}"><input name="word" value="x"><button>Go</button></form>'
WEAK = {
    "say": "Reflected Cross Site Scripting",
    "ask": "SQL Injection",
    "go": "Open Redirect",
}
"""Each mistake by its address, with the scanner's name of it."""


def create() -> Flask:
    """Return it."""
    weak = Flask("weak")

    @weak.get("/")
    def index() -> str:
        return (
            "<html><body>" + "".join(FORM.format("get", name) for name in WEAK) + "</body></html>"
        )

    @weak.get("/say")
    def say() -> str:
        return f"<html><body>{Markup(_word())}</body></html>"  # noqa: S704 - weak on purpose

    @weak.get("/ask")
    def ask() -> Response:
        database = sqlite3.connect(":memory:")
        try:
            database.execute(f"SELECT '{_word()}'")
        except sqlite3.Error as error:
            return Response(f"sqlite3.OperationalError: {error}", status=500)
        return Response("<html><body>asked</body></html>")

    @weak.get("/go")
    def go() -> Response:
        if "://" in _word():
            return Response(status=302, headers={"Location": _word()})
        return Response("<html><body>nowhere</body></html>")

    return weak


def _word() -> str:
    return request.args.get("word", "")
