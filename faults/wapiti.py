"""Wapiti against the pages of those who press most in a full region, and of a stranger.

The portal is served on this machine; neither it nor the scanner can leave it. Each finding breaks
the promise, but for the exceptions that are named here with their reason. And because a scanner
that finds nothing may be one that cannot, it must find the mistakes of a weak page first.

Source: issue 6 ("wapiti: 0 findings of substance"); security.md 2, row 16.
"""

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, Response, g, request
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from faults import loopback, scanner, weak_page
from faults.scanner import Finding, Scan, ScannerMissing
from faults.verdict import Verdict
from faults.worker import SETTINGS
from mdt import clock
from mdt import engine as engines
from mdt.app import create_app
from mdt.config import Settings
from mdt.web import database as web_database
from mdt.web import streams
from tests import databases
from tests.browser import every_page, full_region
from tests.browser.every_page import Look
from tests.browser.full_region import Region
from tests.browser.tour import gives_page
from tests.conftest import VAULT_KEY
from tests.databases import Database
from tests.factories import Make
from tests.pages import Browser

AS_LONG_AS_IT_TAKES = timedelta(0)
LEAVES = ("/account/sign-out", "/profile/sessions/*")
"""What would end the session that the scan works with: the way out, and the list of sessions."""

HOME = "/profile/"

PEOPLE = ("samira", "hester", "dennis", "wout", every_page.PUBLIC)
"""A coordinator, a judge, a professional, an administrator and a stranger."""

PAGES_AT_ONCE = 15
"""One scan: it tries addresses in their order, so in one long scan the last would get no turn."""

EXCEPTIONS: Mapping[tuple[str, str], str] = {
    ("Secure Flag cookie", "Secure flag is not set"): "the trial speaks http; test_headers.py "
    "sees it over https",
}
"""Kind of finding and words of it -> why it is none of substance here."""

ATTACK_SECONDS = 60
"""For the kinds of attack of one scan together: where they are few, each gets far."""

OF_DATABASES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "sqlite": (PEOPLE, scanner.MODULES),
    "postgresql": (PEOPLE[:1], ("sql:post", "timesql:get")),
}
"""Who tries what on which: on the second, as who has most pages, what depends on the database.

By itself sql begins with addresses and would leave forms no time.
"""


def trials() -> Iterator[Verdict]:
    """Yield what the scanner finds: on a weak page, and on the portal on each database."""
    try:
        yield it_can_find()
        for kind, (people, modules) in OF_DATABASES.items():
            chosen = databases.open_database(kind)
            try:
                yield trial(kind, chosen, people, modules)
            finally:
                chosen.close()
    except ScannerMissing as error:
        yield Verdict(name="wapiti", counted={}, broken=(str(error),))


def it_can_find() -> Verdict:
    """Return whether it finds what is wrong with a page that is made to be weak."""
    paths = ["/", *(f"/{one}?word=x" for one in weak_page.WEAK)]
    with (
        TemporaryDirectory() as folder,
        catching() as catcher,
        serving(weak_page.create()) as address,
    ):
        scan = Scan(address=address, paths=paths, catcher=catcher.address)
        findings = scan.run(Path(folder))
    seen = {one.kind for one in findings}
    missed = [kind for kind in weak_page.WEAK.values() if kind not in seen]
    return Verdict(
        name="wapiti on a weak page",
        counted={"findings": len(findings)},
        broken=tuple(f"it did not see: {kind}" for kind in missed),
    )


def trial(kind: str, chosen: Database, people: Sequence[str], modules: Sequence[str]) -> Verdict:
    """Return what it finds on every page of these people."""
    with TemporaryDirectory() as folder:
        ours = replace(SETTINGS, database_url=chosen.url, vault_key=VAULT_KEY)
        settings = replace(ours, catcher_dir=Path(folder) / "mail")
        scanning = Scanning(chosen, settings, Path(folder), people, modules)
        try:
            with loopback.only() as tried:
                scanning.everybody()
                return scanning.verdict(kind, list(tried))
        finally:
            clock.shift(AS_LONG_AS_IT_TAKES)


@dataclass
class Scanning:
    """One trial as it goes on."""

    database: Database
    settings: Settings
    folder: Path
    people: Sequence[str] = PEOPLE
    modules: Sequence[str] = scanner.MODULES
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    pages: int = 0
    scans: int = 0
    requests: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    views: set[str | None] = field(default_factory=set)

    def everybody(self) -> None:
        """Scan the pages of everybody, one person after another, some pages at once."""
        writing = engines.writing(self.database.engine)
        with web_database.open_session(writing, self.settings) as session:
            make = Make(session, full_region.NOW)
            region = full_region.build(session, make, replace(self.settings, demo=True))
            session.commit()
            app = create_app(self.settings, self.database.engine)
            app.test_client_class = Browser
            self.listen(app)
            with serving(app) as address, catching() as catcher:
                for who in self.people:
                    paths = sorted({_path(app, region, look) for look in by_person()[who]})
                    for some in parts(paths):
                        browser = app.test_client()
                        if isinstance(browser, Browser) and who != every_page.PUBLIC:
                            browser.sign_in(session, region.people[who], now=clock.now())
                            browser.get(HOME)  # from now on its cookie knows the token of forms
                        scan = Scan(address=address, catcher=catcher.address, paths=some)
                        self._scan(who, browser, scan)
                self.troubles += [f"the portal asked for {path}" for path in catcher.asked]

    def listen(self, app: Flask) -> None:
        """Count from now on what this application answers."""
        app.before_request(_pass_guard)  # after the portal's own, that may refuse
        app.after_request(self._count)

    def _count(self, response: Response) -> Response:
        self.requests += 1
        if request.method == "POST":
            self.forms["sent"] += 1
        if request.method == "POST" and g.get("passed_guard"):
            self.views.add(request.endpoint)
            self.forms["answered"] += 1
            self.forms["taken"] += response.status_code < HTTPStatus.BAD_REQUEST
            self.forms["refused"] += response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def verdict(self, kind: str, tried: list[str]) -> Verdict:
        """Return what was promised and broken."""
        broken = [f"{who}: {one}" for who, one in self.findings if not is_excepted(one)]
        if 2 * self.forms["answered"] <= self.forms["sent"]:
            self.troubles.append("most forms were stopped for their token: little was tried")
        return Verdict(
            name=f"wapiti on {kind}",
            counted={
                "people": len(self.people),
                "pages": self.pages,
                "scans": self.scans,
                "requests": self.requests,
                "forms sent": self.forms["sent"],
                "of them answered by what they are for": self.forms["answered"],
                "of those taken": self.forms["taken"],
                "of those refused in words": self.forms["refused"],
                "kinds of form answered": len(self.views),
                "findings": len(self.findings),
                "named exceptions": len(self.findings) - len(broken),
                "times that the portal wanted to leave this machine": len(tried),
            },
            broken=(*broken, *self.troubles),
        )

    def _scan(self, who: str, browser: FlaskClient, scan: Scan) -> None:
        cookie = browser.get_cookie("s")
        folder = self.folder / f"scan{self.scans}"
        folder.mkdir()
        ours = replace(
            scan,
            cookie=f"s={cookie.value}" if cookie else "",
            besides=LEAVES,
            modules=self.modules,
            seconds_a_module=ATTACK_SECONDS // len(self.modules),
        )
        self.findings += [(who, one) for one in ours.run(folder)]
        self.scans += 1
        self.pages += len(scan.paths)
        if cookie and browser.get(HOME).status_code != HTTPStatus.OK:
            self.troubles.append(f"{who} was no longer signed in after {', '.join(scan.paths)}")


def is_excepted(finding: Finding) -> bool:
    """Tell whether a finding is none of substance, by the reasons above."""
    return any(finding.kind == kind and words in finding.info for kind, words in EXCEPTIONS)


def by_person() -> dict[str, list[Look]]:
    """Return who looks at which pages; the demo's own are no part of the portal that is tried."""
    found: dict[str, list[Look]] = {}
    for look in every_page.looks():
        if not look.endpoint.startswith("postvak."):
            found.setdefault(look.who, []).append(look)
    return found


def parts(paths: Sequence[str]) -> list[Sequence[str]]:
    """Return the pages of each scan."""
    return [paths[at : at + PAGES_AT_ONCE] for at in range(0, len(paths), PAGES_AT_ONCE)]


def _pass_guard() -> None:
    g.passed_guard = True


def _path(app: Flask, region: Region, look: Look) -> str:
    [rule] = [one for one in app.url_map.iter_rules(look.endpoint) if gives_page(one)]
    rows = {**region.keys, **region.texts}
    values = {name: rows[look.key_of(name)] for name in rule.arguments}
    built: str = app.url_map.bind("localhost").build(look.endpoint, values, method="GET")
    return built + look.query


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on this machine alone, and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        if streams.STREAMS in app.extensions:
            app.extensions[streams.STREAMS].close()
        server.shutdown()
        server.server_close()


@dataclass
class Catcher:
    """Who is asked for what a scanner types into a page: whoever asks it was misled."""

    address: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def catching() -> Iterator[Catcher]:
    """Let a server stand in for the one on the internet that the scanner's traps name."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "get_" not in self.path:
                catcher.asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    catcher = Catcher(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield catcher
    finally:
        server.shutdown()
        server.server_close()
