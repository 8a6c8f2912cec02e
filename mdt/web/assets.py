"""Static files under the fingerprint of their content, compressed once, served from a list.

The build collects by an allow-list (our own files, and three out of npm's packages), so that
nothing else under node_modules can ever be asked for. A name changes whenever its bytes
do: browsers may keep every file for ever.
"""

import gzip
import json
import re
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import brotli
from flask import Flask, Response, abort, request

from mdt.web import cookies, font

ROOT = Path(__file__).parents[2]
OWN = Path(__file__).parents[1] / "static"
NPM = ROOT / "node_modules"
BUILT = ROOT / "build" / "static"
MANIFEST = "manifest.json"
ENDPOINT = "static"
ADDRESS = "/static/"
PREFIX = "/static/"

STYLES = (
    *("tokens", "font", "base", "layout", "parts", "seats", "tables"),
    *("schedule", "pages", "forms", "forced", "print"),
)
"""The files of portaal.css, in order; tokens.css names the layers and comes first."""

HTMX = NPM / "htmx.org/dist/htmx.min.js"
STREAMS = NPM / "htmx.org/dist/ext/hx-sse.min.js"
"""One file with htmx: as a file of its own it can come after htmx has looked at the page."""

FILES: Mapping[str, Path] = {
    "app.js": OWN / "app.js",
    "icons.svg": OWN / "icons.svg",
    "mark.svg": OWN / "mark.svg",
    "passkeys.js": OWN / "passkeys.js",
    "public-sans.woff2": NPM
    / "@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2",
}

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

LASTING = "public, max-age=31536000, immutable"


class AssetsMissing(Exception):
    """A file of the allow-list is not there; the message names it and says what to run."""


@dataclass(frozen=True)
class Asset:
    """One built file: its bytes as they are, and compressed where that helps."""

    name: str
    media_type: str
    bodies: Mapping[str, bytes]

    def body(self, accepted: Mapping[str, bool]) -> tuple[str, bytes]:
        """Return the best encoding that is accepted, and its bytes."""
        for encoding in ("br", "gzip"):
            if encoding in self.bodies and accepted.get(encoding):
                return encoding, self.bodies[encoding]
        return "identity", self.bodies["identity"]


def build(target: Path = BUILT) -> dict[str, str]:
    """Build every file into target and return the manifest: name -> built name.

    Raises AssetsMissing when a source is not there.
    """
    target.mkdir(parents=True, exist_ok=True)
    manifest = {name: _write(target, name, _source(path)) for name, path in FILES.items()}
    manifest["htmx.js"] = _write(target, "htmx.js", b"\n".join(map(_read, (HTMX, STREAMS))))
    manifest["portaal.css"] = _write(target, "portaal.css", _bundle(manifest))
    _put(target / MANIFEST, json.dumps(manifest, indent=2, sort_keys=True).encode())
    _sweep(target, {MANIFEST, *manifest.values()})
    return manifest


def init_app(app: Flask, built: Path = BUILT) -> None:
    """Serve the built files and give templates asset(name); build first what is not up to date."""
    if _is_stale(built):
        build(built)
    manifest: dict[str, str] = json.loads((built / MANIFEST).read_text())
    assets = {name: _load(built, name) for name in manifest.values()}

    @cookies.alike
    def serve(filename: str) -> Response:
        if filename not in assets:
            abort(404)
        return _answer(assets[filename])

    addresses = {name: PREFIX + built_name for name, built_name in manifest.items()}
    cookies.init_app(app)
    app.add_url_rule(f"{PREFIX}<filename>", endpoint=ENDPOINT, view_func=serve)
    app.jinja_env.globals["asset"] = addresses.__getitem__


def _is_stale(built: Path) -> bool:
    """Tell whether a source changed after the build; without sources a build stays as it is."""
    manifest = built / MANIFEST
    if not manifest.exists():
        return True
    sources = (*FILES.values(), HTMX, STREAMS, *(OWN / "css" / f"{name}.css" for name in STYLES))
    made_at = manifest.stat().st_mtime
    return any(path.stat().st_mtime > made_at for path in sources if path.exists())


def _answer(asset: Asset) -> Response:
    accepted = {name: request.accept_encodings[name] > 0 for name in ("br", "gzip")}
    encoding, body = asset.body(accepted)
    response = Response(body, content_type=asset.media_type)
    if encoding != "identity":
        response.content_encoding = encoding
    response.headers["Cache-Control"] = LASTING
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{asset.name}-{encoding}")
    return response.make_conditional(request)  # type: ignore[return-value]  # it returns self


def _load(built: Path, name: str) -> Asset:
    bodies = {"identity": (built / name).read_bytes()}
    for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
        packed = built / f"{name}{suffix}"
        if packed.exists():
            bodies[encoding] = packed.read_bytes()
    return Asset(name, MEDIA_TYPES[Path(name).suffix], bodies)


def _bundle(manifest: Mapping[str, str]) -> bytes:
    """Join the styles, without what only people read, with each url() under its built name."""
    text = "\n".join(_read(OWN / "css" / f"{name}.css").decode() for name in STYLES)
    text = _tight(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return re.sub(r'url\("([^"/:]+)"\)', lambda m: f'url("{manifest[m[1]]}")', text).encode()


def _tight(style: str) -> str:
    """Return the style without the spaces that mean nothing; those in a string stay."""
    parts = re.split(r'("[^"]*")', style)
    for place in range(0, len(parts), 2):
        part = re.sub(r"\s*([{};,])\s*", r"\1", parts[place])
        part = re.sub(r"([{};][\w-]+):\s+", r"\1:", part)
        parts[place] = re.sub(r"\s*\n\s*", " ", part.replace(";}", "}"))
    return "".join(parts).strip()


def _plain(script: str) -> str:
    """Return a script of ours without its lines of comment and its indents."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"(?m)^\s*/\*.*\*/\s*$", "", script)).strip()


def _source(path: Path) -> bytes:
    body = _read(path)
    if path.parent == OWN and path.suffix == ".js":
        return _plain(body.decode()).encode()
    return font.trimmed(body) if path.suffix == ".woff2" else body


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise AssetsMissing(f"{path} is missing: run `make run` or `npm ci` first") from error


def _write(target: Path, name: str, body: bytes) -> str:
    """Write body, and packed copies of what is not packed already; return the built name."""
    stem, suffix = name.rsplit(".", 1)
    mark = b32encode(sha256(body).digest()[:10]).decode().lower()
    built = f"{stem}.{mark}.{suffix}"
    _put(target / built, body)
    if suffix != "woff2":
        _put(target / f"{built}.br", brotli.compress(body, quality=11))
        _put(target / f"{built}.gz", gzip.compress(body, compresslevel=9, mtime=0))
    return built


def _put(path: Path, body: bytes) -> None:
    """Write in one move, so that two builds at once never show each other half a file."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(body)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def _sweep(target: Path, kept: set[str]) -> None:
    """Remove what an earlier build left."""
    for path in target.glob("[!.]*"):
        if path.name.removesuffix(".br").removesuffix(".gz") not in kept:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    build()
