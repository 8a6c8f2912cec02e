"""Rules of mdt.cli.serve."""

import pytest

from mdt.cli import main, serve
from mdt.config import Settings

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
