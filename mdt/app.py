"""The application: the only place where the web's parts are wired together."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, request
from flask_babel import Babel
from htmx_flask import Htmx
from jinja2 import StrictUndefined
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from mdt import config
from mdt import engine as engines
from mdt.blueprints import (
    account,
    actions,
    agenda,
    agenda_items,
    answers,
    arrangements,
    audit,
    availability,
    cascades,
    case_details,
    case_people,
    cases,
    conferences,
    contact_rules,
    delivery,
    directory,
    duty,
    emergencies,
    fallbacks,
    feeds,
    health,
    home,
    incoming,
    invitations,
    join,
    join_codes,
    joining,
    judges,
    keeping,
    links,
    mail_domains,
    measures,
    meeting,
    meeting_actions,
    moment,
    more_time,
    one_tap,
    order,
    panels,
    people,
    plan,
    poll_answers,
    poll_people,
    polls,
    postvak,
    procedures,
    profile,
    proposed_moments,
    recovery,
    region_times,
    region_week,
    reminders,
    reviews,
    risks,
    search,
    seats,
    signals,
    turns,
    walls,
)
from mdt.config import Settings
from mdt.web import (
    actor,
    assets,
    compress,
    csrf,
    database,
    deeds,
    drafts,
    emergency_page,
    errors,
    filters,
    guard,
    happened,
    headers,
    invited,
    joined,
    latest_page,
    once,
    render,
    retention,
    shell,
    streams,
    templating,
    words,
)
from mdt.web import (
    judges as judge_words,
)

BLUEPRINTS = (
    account.bp,
    actions.bp,
    agenda.bp,
    agenda_items.bp,
    answers.bp,
    arrangements.bp,
    audit.bp,
    availability.bp,
    cascades.bp,
    case_details.bp,
    case_people.bp,
    cases.bp,
    conferences.bp,
    contact_rules.bp,
    delivery.bp,
    directory.bp,
    duty.bp,
    emergencies.bp,
    fallbacks.bp,
    feeds.bp,
    health.bp,
    home.bp,
    incoming.bp,
    invitations.bp,
    judges.bp,
    join.bp,
    join_codes.bp,
    joining.bp,
    keeping.bp,
    links.bp,
    mail_domains.bp,
    measures.bp,
    meeting.bp,
    meeting_actions.bp,
    moment.bp,
    more_time.bp,
    one_tap.bp,
    order.bp,
    panels.bp,
    people.bp,
    plan.bp,
    poll_answers.bp,
    poll_people.bp,
    polls.bp,
    postvak.bp,
    procedures.bp,
    profile.bp,
    proposed_moments.bp,
    recovery.bp,
    reminders.bp,
    region_times.bp,
    region_week.bp,
    reviews.bp,
    risks.bp,
    search.bp,
    seats.bp,
    signals.bp,
    turns.bp,
    walls.bp,
)
_PARTS = (
    *(actor, assets, csrf, deeds, drafts, emergency_page, errors, filters, happened),
    *(invited, judge_words, latest_page, once, render, retention, shell, streams, words),
)
SETTINGS = "mdt.settings"
MAX_REQUEST_BYTES = 1_000_000


def create_app(settings: Settings | None = None, engine: Engine | None = None) -> Flask:
    """Return the portal, wired. Without arguments both come from the environment.

    Raises ConfigError when a setting is missing or wrong, RuntimeError when an
    endpoint does not declare who may call it.
    """
    settings = settings or config.load(os.environ)
    app = Flask(__name__, static_folder=None)
    _configure(app, settings)
    Htmx(app)
    Babel(app, locale_selector=_language)
    templating.init_app(app)

    headers.init_app(app)  # after_request functions run last to first: headers come last
    compress.init_app(app)
    database.init_app(app, engine or engines.connect(settings.database_url))
    for part in _PARTS:
        part.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    guard.init_app(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions[SETTINGS] = settings
    if settings.tls_by_proxy:  # then a visitor's address is what the proxy says
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.jinja_environment = templating.Environment
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent / "translations"),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_NAME="__Host-s" if settings.is_secure else "s",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure,
        TRUSTED_HOSTS=[urlsplit(settings.base_url).hostname] if settings.is_secure else None,
    )


def _language() -> str:
    if person := joined.person() or actor.half_signed_in():
        return person.language.value
    return request.accept_languages.best_match(("nl", "en"), "nl")
