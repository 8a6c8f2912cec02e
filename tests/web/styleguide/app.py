"""A small application that shows every macro full, empty and with errors, on the real layouts.

It is for us: the browser tests look at it, and so does whoever changes the look. Start it with
`python -m tests.web.styleguide.app`.
"""

from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, render_template, request
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import mdt
from mdt.web import assets, compress, filters, headers
from mdt.web.shell import NavItem, Viewer
from tests.web.styleguide import sample

HERE = Path(__file__).parent
PAGES = tuple(sorted(path.stem for path in (HERE / "templates").glob("*.html")))


def create_app(**config: Any) -> Flask:
    """Return the style guide: one address for each page in templates/."""
    app = Flask(__name__, static_folder=None)
    app.config.update(SECRET_KEY="style guide", SESSION_COOKIE_SECURE=False, **config)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(HERE / "templates"),
            FileSystemLoader(Path(mdt.__file__).parent / "templates"),
        ]
    )
    app.jinja_env.globals |= {"csrf_field": _csrf_field, "emergency_here": lambda: None}
    Babel(app, locale_selector=lambda: request.args.get("lang", "nl"))
    for part in (headers, compress, assets, filters):
        part.init_app(app)
    app.context_processor(_frame)
    app.add_url_rule("/", "home", lambda: _show("index"))
    app.add_url_rule("/<name>", "page", _show, methods=["GET", "POST"])
    app.add_url_rule("/sign-out", "account.sign_out", lambda: _show("sign_in"), methods=["POST"])
    return app


def _show(name: str) -> Response | str:
    if name not in PAGES:
        abort(404)
    return render_template(f"{name}.html", pages=PAGES, **vars(sample))


def _frame() -> dict[str, Any]:
    places = (("home", "Vandaag"), ("people", "Overleggen"), ("cal", "Agenda"), ("task", "Acties"))
    nav = [
        NavItem(icon, icon, label, f"/{icon}", 3 * (icon == "task"), icon == "home", "3 te laat")
        for icon, label in (*places, ("case", "Zaken"))
    ]
    return {
        "lang": request.args.get("lang", "nl"),
        "viewer": Viewer(
            "Samira Haddad", "Coördinator, Zorg- en Veiligheidshuis", is_administrator=True
        ),
        "nav": nav,
        "more": [NavItem("me", "user", "Mijn gegevens", "/me", 0, current=False)],
        "search_href": "/search",
    }


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="none">')


if __name__ == "__main__":
    create_app().run("127.0.0.1", 5055)
