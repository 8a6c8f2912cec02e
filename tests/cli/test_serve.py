"""Rules of mdt.cli.serve."""

from dataclasses import replace
from pathlib import Path
from ssl import TLSVersion

import pytest
from gunicorn.sock import ssl_context

from mdt.cli import main, serve
from mdt.config import Settings
from tests import certificates

SAFE = Settings(
    secret_key="s" * 40,
    base_url="https://portaal.example",
    bind="0.0.0.0:8443",
    tls_certificate="cert.pem",
    tls_key="key.pem",
)


def test_serving_others_with_the_default_secret_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.main(["serve"]) == 2

    assert "MDT_SECRET_KEY is missing" in capsys.readouterr().err


def test_gunicorn_hears_of_the_certificate_and_needs_no_home_folder() -> None:
    options = serve.options(SAFE, development=False)

    assert (options["certfile"], options["keyfile"]) == ("cert.pem", "key.pem")
    assert options["bind"] == SAFE.bind
    assert options["control_socket_disable"]
    assert options["workers"] == SAFE.web_workers


def test_gunicorn_accepts_every_option() -> None:
    config = serve.Server(SAFE, development=True).cfg

    assert config.worker_class_str == "gthread"
    assert (config.threads, config.workers) == (serve.THREADS, 1)


def test_no_tls_older_than_1_2_is_spoken(tmp_path: Path) -> None:
    file = str(certificates.write(tmp_path))
    settings = replace(SAFE, tls_certificate=file, tls_key=file)

    context = ssl_context(serve.Server(settings, development=False).cfg)

    assert context.minimum_version is TLSVersion.TLSv1_2
    suites = {suite["name"] for suite in context.get_ciphers()}
    assert suites
    assert not [one for one in suites if any(old in one for old in ("RC4", "3DES", "NULL", "MD5"))]
