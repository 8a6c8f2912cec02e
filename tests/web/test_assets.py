"""Rules of mdt.web.assets."""

import gzip
import os
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask, Response, session
from flask.testing import FlaskClient

from mdt.web import assets


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the built files."""
    folder = tmp_path_factory.mktemp("static")
    assets.build(folder)
    return folder


@pytest.fixture
def app(built: Path) -> Flask:
    """Return an application that serves them."""
    app = Flask(__name__, static_folder=None)
    app.secret_key = "for tests"
    assets.init_app(app, built)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return its browser."""
    return app.test_client()


def address(app: Flask, name: str) -> str:
    """Return where a file is served now."""
    found: str = app.jinja_env.globals["asset"](name)  # type: ignore[operator]  # it is callable
    return found


@pytest.mark.parametrize("name", [*assets.FILES, "htmx.js", "portaal.css"])
def test_every_file_is_served_for_ever_under_a_name_of_its_content(
    app: Flask, client: FlaskClient, name: str
) -> None:
    response = client.get(address(app, name))

    assert response.status_code == 200
    assert re.fullmatch(r"/static/[\w-]+\.[a-z2-7]{16}\.\w+", address(app, name))
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content_type == assets.MEDIA_TYPES[Path(name).suffix]


def test_a_packed_copy_unpacks_to_the_same_bytes(app: Flask, client: FlaskClient) -> None:
    url = address(app, "portaal.css")
    plain = client.get(url)
    packed = client.get(url, headers={"Accept-Encoding": "gzip, br"})
    zipped = client.get(url, headers={"Accept-Encoding": "gzip"})

    assert (packed.content_encoding, zipped.content_encoding) == ("br", "gzip")
    assert brotli.decompress(packed.data) == plain.data == gzip.decompress(zipped.data)
    assert "Accept-Encoding" in packed.vary
    assert len({plain.headers["ETag"], packed.headers["ETag"], zipped.headers["ETag"]}) == 3


@pytest.mark.parametrize("refused", ["br;q=0", "identity", ""])
def test_an_encoding_that_is_refused_is_not_used(
    app: Flask, client: FlaskClient, refused: str
) -> None:
    response = client.get(address(app, "app.js"), headers={"Accept-Encoding": refused})

    assert "Content-Encoding" not in response.headers


def test_the_font_is_not_packed_twice(app: Flask, client: FlaskClient) -> None:
    font = client.get(address(app, "public-sans.woff2"), headers={"Accept-Encoding": "br, gzip"})

    assert "Content-Encoding" not in font.headers


def test_a_file_that_the_browser_has_is_not_sent_again(app: Flask, client: FlaskClient) -> None:
    url = address(app, "app.js")
    known = client.get(url).headers["ETag"]

    again = client.get(url, headers={"If-None-Match": known})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "name",
    ["manifest.json", "app.js", "../pyproject.toml", "css/base.css", "htmx.org/LICENSE"],
)
def test_nothing_outside_the_list_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_a_file_starts_no_session_and_does_not_vary_with_one(app: Flask) -> None:
    @app.after_request
    def look_at_the_session(response: Response) -> Response:
        session["seen"] = True
        return response

    response = app.test_client().get(address(app, "app.js"))

    assert "Cookie" not in response.vary
    assert "Set-Cookie" not in response.headers


def test_the_styles_name_the_built_font_and_keep_no_comments(built: Path) -> None:
    [style] = built.glob("portaal.*.css")
    [font] = built.glob("public-sans.*.woff2")
    text = style.read_text()

    assert f'url("{font.name}")' in text
    assert "/*" not in text
    assert text.startswith("@layer reset,tokens,base,layout,parts,forms,print;")


def test_the_styles_say_the_same_without_the_spaces() -> None:
    style = (
        'a,\n  b > i {\n  top: calc(1px + 2px);\n  content: "; {  , ";\n}\n'
        "@media (x: y) { p:hover { a: b, c; } }"
    )

    tight = assets._tight(style)  # noqa: SLF001 - the whole bundle is no readable example

    assert tight == 'a,b > i{top:calc(1px + 2px);content:"; {  , "}@media (x: y){p:hover{a:b,c}}'


def test_every_style_file_is_in_the_bundle() -> None:
    assert {path.stem for path in (assets.OWN / "css").iterdir()} == set(assets.STYLES)


def test_every_own_file_is_served() -> None:
    own = {path for path in assets.OWN.iterdir() if path.is_file()}

    assert own <= set(assets.FILES.values())


def test_building_again_gives_the_same_names_and_leaves_nothing_behind(built: Path) -> None:
    before = {path.name: path.read_bytes() for path in built.iterdir()}
    (built / "app.oldoldoldoldold2.js").write_text("old")

    assets.build(built)

    assert {path.name: path.read_bytes() for path in built.iterdir()} == before


def test_a_changed_source_is_built_again_and_an_unchanged_one_is_not(built: Path) -> None:
    manifest = built / assets.MANIFEST
    made_at = manifest.stat().st_mtime_ns

    assets.init_app(Flask("fresh", static_folder=None), built)
    assert manifest.stat().st_mtime_ns == made_at

    os.utime(manifest, (0, 0))
    assets.init_app(Flask("stale", static_folder=None), built)
    assert manifest.stat().st_mtime_ns > made_at


def test_a_missing_package_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "FILES", {"htmx.js": tmp_path / "htmx.min.js"})

    with pytest.raises(assets.AssetsMissing, match=r"htmx\.min\.js is missing: run"):
        assets.build(tmp_path / "out")


def test_the_symbols_that_templates_name_are_in_the_sprite() -> None:
    sprite = (assets.OWN / "icons.svg").read_text()
    have = set(re.findall(r'<symbol id="(\w+)"', sprite))
    templates = (assets.OWN.parent / "templates").rglob("*.html")
    used = {name for path in templates for name in re.findall(r'icon\("(\w+)"', path.read_text())}

    assert used <= have


def test_what_every_page_loads_leaves_room_for_the_page_itself(built: Path) -> None:
    """First view of any page: at most 60 KB over the wire, and no page is 8 KB packed."""
    names = ("app", "htmx", "icons", "mark", "portaal")
    packed = sum(next(built.glob(f"{name}.*.br")).stat().st_size for name in names)
    [font] = built.glob("*.woff2")

    assert packed + font.stat().st_size <= 52_000
