"""Rules of mdt.web.compress."""

import gzip
from collections.abc import Iterator

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from mdt.web import compress

PAGE = "<!doctype html><title>Vandaag</title>" + "<p>Zaak Berk</p>" * 100
PACKED = {"Accept-Encoding": "br, gzip"}


@pytest.fixture
def client() -> FlaskClient:
    """Return a browser on an application with a page, a short answer, a file and a stream."""
    app = Flask(__name__)
    app.add_url_rule("/page", "page", lambda: PAGE)
    app.add_url_rule("/short", "short", lambda: "<p>Kort</p>")
    app.add_url_rule("/data", "data", lambda: Response(PAGE, mimetype="text/calendar"))
    app.add_url_rule("/live", "live", lambda: Response(_events(), mimetype="text/event-stream"))
    app.add_url_rule("/slow", "slow", lambda: Response(_events(), mimetype="text/html"))
    app.add_url_rule("/gone", "gone", lambda: (PAGE, 404))
    compress.init_app(app)
    return app.test_client()


def _events() -> Iterator[str]:
    yield PAGE


def test_a_page_is_compressed_and_unpacks_to_itself(client: FlaskClient) -> None:
    small = client.get("/page", headers=PACKED)
    zipped = client.get("/page", headers={"Accept-Encoding": "gzip"})

    assert (small.content_encoding, zipped.content_encoding) == ("br", "gzip")
    assert brotli.decompress(small.data).decode().startswith(PAGE)
    assert gzip.decompress(zipped.data).decode().startswith(PAGE)
    assert len(small.data) == int(small.headers["Content-Length"]) < len(PAGE) / 4


def test_a_page_that_another_site_asked_for_is_not_compressed(client: FlaskClient) -> None:
    for site in ("cross-site", "same-site"):
        response = client.get("/page", headers={**PACKED, "Sec-Fetch-Site": site})

        assert "Content-Encoding" not in response.headers
        assert response.text == PAGE


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_that_a_person_asked_for_is_compressed(client: FlaskClient, site: str) -> None:
    response = client.get("/page", headers={**PACKED, "Sec-Fetch-Site": site})

    assert response.content_encoding == "br"


def test_the_same_page_has_a_different_length_every_time(client: FlaskClient) -> None:
    lengths = {len(client.get("/page", headers=PACKED).data) for _ in range(40)}

    assert len(lengths) > 5


@pytest.mark.parametrize("path", ["/short", "/data", "/live", "/slow"])
def test_streams_files_and_short_answers_are_left_alone(client: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in client.get(path, headers=PACKED).headers


def test_caches_are_told_that_pages_differ_by_encoding(client: FlaskClient) -> None:
    assert "Accept-Encoding" in client.get("/page").vary
    assert "Content-Encoding" not in client.get("/page").headers


def test_without_a_known_encoding_an_error_page_keeps_its_bytes(client: FlaskClient) -> None:
    assert client.get("/gone").data == client.get("/gone").data == PAGE.encode()
