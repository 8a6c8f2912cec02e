"""The application: the only place where the web's parts are wired together."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, request
from htmx_flask import Htmx
from jinja2 import StrictUndefined
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from mdt import config
from mdt import engine as engines
from mdt.adapters import pdf
from mdt.adapters.clamd import Clamd
from mdt.adapters.fetching import Web
from mdt.adapters.files import apart
from mdt.adapters.identity_providers import IdentityProviders
from mdt.blueprints import (
    account,
    account_wishes,
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
    certificates,
    conferences,
    contact_rules,
    court_blocks,
    court_modes,
    delivery,
    directory,
    documents,
    duty,
    emergencies,
    emergency_access,
    fallbacks,
    feeds,
    fresh_proof,
    guest_passkeys,
    health,
    home,
    identity_providers,
    impediments,
    incidents,
    incoming,
    invitation_phone,
    invitations,
    join,
    join_codes,
    join_passkeys,
    joining,
    joining_judge,
    joining_moment,
    judge_register,
    judges,
    keeping,
    knowledge,
    links,
    mail_domains,
    measures,
    meeting,
    meeting_actions,
    memberships,
    moment,
    more_time,
    one_tap,
    order,
    own_moment,
    panels,
    passkey_entry,
    passkeys,
    people,
    plan,
    poll_answers,
    poll_own_time,
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
    retention,
    reviews,
    risks,
    search,
    seats,
    signals,
    single_sign_on,
    statistics,
    subject_requests,
    subject_reviews,
    turns,
    units,
    vault,
    walls,
)
from mdt.config import Settings
from mdt.documents.receiving import unscanned
from mdt.web import (
    actor,
    assets,
    certificate_page,
    compress,
    csrf,
    database,
    deeds,
    document_page,
    drafts,
    emergency_notice,
    emergency_page,
    errors,
    filters,
    guard,
    happened,
    headers,
    invited,
    joined,
    latest_page,
    leak_page,
    once,
    organisation_entry,
    render,
    retention_years,
    shell,
    streams,
    templating,
    uploads,
    vault_form,
    words,
)
from mdt.web import judges as judge_words

BLUEPRINTS = (
    account.bp,
    account_wishes.bp,
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
    certificates.bp,
    conferences.bp,
    contact_rules.bp,
    court_blocks.bp,
    court_modes.bp,
    delivery.bp,
    directory.bp,
    documents.bp,
    duty.bp,
    emergencies.bp,
    emergency_access.bp,
    fallbacks.bp,
    feeds.bp,
    fresh_proof.bp,
    guest_passkeys.bp,
    health.bp,
    home.bp,
    identity_providers.bp,
    impediments.bp,
    incidents.bp,
    incoming.bp,
    invitation_phone.bp,
    invitations.bp,
    judge_register.bp,
    judges.bp,
    join.bp,
    join_codes.bp,
    join_passkeys.bp,
    joining.bp,
    joining_judge.bp,
    joining_moment.bp,
    keeping.bp,
    knowledge.bp,
    links.bp,
    mail_domains.bp,
    measures.bp,
    meeting.bp,
    meeting_actions.bp,
    memberships.bp,
    moment.bp,
    more_time.bp,
    one_tap.bp,
    order.bp,
    own_moment.bp,
    panels.bp,
    passkey_entry.bp,
    passkeys.bp,
    people.bp,
    plan.bp,
    poll_answers.bp,
    poll_own_time.bp,
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
    retention.bp,
    reviews.bp,
    risks.bp,
    search.bp,
    seats.bp,
    signals.bp,
    single_sign_on.bp,
    statistics.bp,
    subject_requests.bp,
    subject_reviews.bp,
    turns.bp,
    units.bp,
    vault.bp,
    walls.bp,
)
_PARTS = (
    *(actor, assets, certificate_page, uploads),  # uploads: before csrf reads a form
    *(csrf, deeds, document_page, drafts, emergency_notice, emergency_page, errors, filters),
    *(happened, invited, judge_words, latest_page, once, render, retention_years, shell),
    *(streams, words),
    leak_page,
    vault_form,
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
    app.extensions[certificate_page.WRITE] = pdf.write
    app.extensions[uploads.CLEAN] = apart.clean
    app.extensions[uploads.SCAN] = Clamd(settings.clamd) if settings.clamd else unscanned
    Htmx(app)
    templating.init_app(app, _language)

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
    web = Web(inside=settings.inside)
    app.extensions[organisation_entry.PROVIDERS] = IdentityProviders(web)
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
