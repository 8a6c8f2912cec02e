"""Rules of mdt.cli.unsafe_settings."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mdt.cli import unsafe_settings
from mdt.config import DEFAULT_SECRET, Settings

SAFE = Settings(
    database_url="postgresql://mdt@db.example/mdt",
    smtp_url="smtps://mail.example",
    imap_url="imaps://mail.example/INBOX",
    mail_authenticator="mx.overleg.example",
    base_url="https://overleg.example",
    secret_key="s" * 40,
    dkim_key="dkim.pem",
    dkim_selector="mdt1",
    tls_certificate="cert.pem",
    tls_key="key.pem",
    backup_key="backup.key",
    audit_anchor="/elsewhere/anchor",
    vault_key="/elsewhere/vault.key",
    clamd="unix:///run/clamav/clamd.ctl",
)


def _said(settings: Settings, environ: dict[str, str] | None = None) -> list[str]:
    return [*unsafe_settings.sentences(settings, environ or {})]


def test_of_a_safe_installation_nothing_is_said() -> None:
    assert _said(SAFE, {"FLASK_DEBUG": "0"}) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"demo": True}, "anybody can be anybody"),
        ({"secret_key": DEFAULT_SECRET}, "everybody knows"),
        ({"mail_authenticator": "none"}, "senders are not checked"),
        ({"base_url": "http://overleg.example"}, "travel in the open"),
        ({"tls_key": ""}, "Nothing does TLS"),
        ({"tls_by_proxy": True, "bind": "0.0.0.0:5000"}, "goes around the proxy"),
        ({"smtp_url": "smtp://mail.example"}, "MDT_SMTP_URL sends"),
        ({"imap_url": "imap://mail.example"}, "MDT_IMAP_URL reads"),
        ({"dkim_key": "", "dkim_selector": ""}, "not signed"),
        ({"database_url": "sqlite:///no.db", "web_workers": 3}, "MDT_WEB_WORKERS is 3"),
        ({"backup_key": ""}, "no copy of the database"),
        ({"audit_anchor": ""}, "a cut end"),
        ({"vault_key": ""}, "MDT_VAULT_KEY is not set"),
        ({"clamd": ""}, "MDT_CLAMD is not set"),
    ],
)
def test_what_is_not_safe_is_said_in_one_sentence(change: dict[str, Any], sentence: str) -> None:
    [said] = _said(replace(SAFE, **change))

    assert sentence in said


def test_what_stays_on_this_machine_needs_no_tls() -> None:
    here: dict[str, Any] = {
        "smtp_url": "smtp://127.0.0.1:25",
        "imap_url": "",
        "bind": "127.0.0.1:5000",
    }

    assert _said(replace(SAFE, tls_by_proxy=True, **here)) == []


def test_debugging_is_named() -> None:
    [said] = _said(SAFE, {"FLASK_DEBUG": "1"})

    assert "FLASK_DEBUG" in said


@pytest.mark.parametrize(
    "setting", ["backup_key", "dkim_key", "sms_secret_file", "tls_key", "vault_key"]
)
def test_a_secret_that_others_on_the_machine_can_read_is_named(
    tmp_path: Path, setting: str
) -> None:
    file = tmp_path / "secret"
    file.write_text("secret", encoding="utf-8")
    file.chmod(0o640)

    named: dict[str, Any] = {setting: str(file)}
    [said] = _said(replace(SAFE, **named))

    assert f"MDT_{setting.upper()}" in said
    assert "chmod 600" in said
    file.chmod(0o600)
    assert _said(replace(SAFE, **named)) == []


def test_a_database_file_that_others_can_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mdt.db"
    file.touch(0o644)

    [said] = _said(replace(SAFE, database_url=f"sqlite:///{file}", web_workers=1))

    assert "MDT_DATABASE_URL is open to others" in said
