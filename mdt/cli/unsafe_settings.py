"""What the settings of an installation make unsafe, in sentences that say what to do."""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url

from mdt.config import DEFAULT_SECRET, LOOPBACK, Settings

OTHERS = stat.S_IRWXG | stat.S_IRWXO
FLASK_DEBUG = "FLASK_DEBUG"
NEVER = frozenset({"", "0", "false", "no"})
SECRETS = ("_key", "_secret_file")
"""How settings end that name a file with a secret."""


def sentences(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for everything in the settings that is not safe."""
    yield from _who_gets_in(settings, environ)
    yield from _what_travels(settings)
    yield from _what_is_kept(settings)
    yield from _files(settings)


def _who_gets_in(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    if settings.demo:
        yield "MDT_DEMO is on: anybody can be anybody. Never with real people."
    if environ.get(FLASK_DEBUG, "").lower() not in NEVER:
        yield "FLASK_DEBUG is set: an error would show the program's inside. Take it away."
    if settings.secret_key == DEFAULT_SECRET:
        yield "MDT_SECRET_KEY is the one that everybody knows: set a random text."
    if settings.mail_authenticator == "none":
        yield (
            "MDT_MAIL_AUTHENTICATOR is none: senders are not checked, so whoever knows the address "
            "of an invitation can answer it. Name the mail server that vouches."
        )


def _what_travels(settings: Settings) -> Iterator[str]:
    if not settings.is_secure:
        yield "MDT_BASE_URL does not begin with https://: passwords travel in the open."
    if not (settings.tls_certificate and settings.tls_key) and not settings.tls_by_proxy:
        yield (
            "Nothing does TLS: give MDT_TLS_CERTIFICATE and MDT_TLS_KEY, or let a proxy in front "
            "do it and say so with MDT_TLS_BY_PROXY=1."
        )
    host = settings.bind.rpartition(":")[0].strip("[]")
    if settings.tls_by_proxy and host not in LOOPBACK:
        yield (
            f"MDT_BIND is {settings.bind} behind a proxy: whoever reaches that goes around the "
            "proxy, without TLS. Listen on 127.0.0.1, or let nobody else reach it."
        )
    if _is_open(settings.smtp_url, "smtp"):
        yield "MDT_SMTP_URL sends mail over the network without TLS: use smtps:// or smtp+starttls://."
    if settings.imap_url and _is_open(settings.imap_url, "imap"):
        yield "MDT_IMAP_URL reads mail over the network without TLS: use imaps:// or imap+starttls://."
    if not settings.dkim_key:
        yield (
            "Mail is not signed by the portal: set MDT_DKIM_KEY and MDT_DKIM_SELECTOR, unless your "
            "mail server signs."
        )


def _what_is_kept(settings: Settings) -> Iterator[str]:
    if settings.database_url.startswith("sqlite") and settings.web_workers > 1:
        yield (
            f"The database is SQLite and MDT_WEB_WORKERS is {settings.web_workers}: they wait for "
            "each other to write. Use PostgreSQL, or one worker."
        )
    if not settings.backup_key:
        yield "MDT_BACKUP_KEY is not set: there can be no copy of the database."
    if not settings.audit_anchor:
        yield "MDT_AUDIT_ANCHOR is not set: a cut end of the trail would not show."
    if not settings.clamd:
        yield "MDT_CLAMD is not set: attachments are made anew, and no virus scanner looks at them."
    if not settings.vault_key:
        yield "MDT_VAULT_KEY is not set: no secret address can be kept. `mdt vault key` makes one."


def _files(settings: Settings) -> Iterator[str]:
    for field in fields(settings):
        value = getattr(settings, field.name)
        if field.name.endswith(SECRETS) and isinstance(value, str) and _is_file(value):
            yield from _read_by_others(f"MDT_{field.name.upper()}", Path(value))
    url = make_url(settings.database_url)
    if url.drivername.startswith("sqlite") and _is_file(url.database or ""):
        yield from _read_by_others("MDT_DATABASE_URL", Path(url.database or ""))


def _read_by_others(name: str, path: Path) -> Iterator[str]:
    if path.stat().st_mode & OTHERS:
        yield f"The file of {name} is open to others on this machine: chmod 600 {path}"


def _is_file(value: str) -> bool:
    try:
        return bool(value) and Path(value).is_file()
    except (OSError, ValueError):
        return False  # a secret itself, and no name of a file


def _is_open(address: str, scheme: str) -> bool:
    """Tell whether the address is without TLS and of another machine."""
    url = urlsplit(address)
    return url.scheme == scheme and url.hostname not in LOOPBACK
