"""Rules of the wapiti trial that need no wapiti: it stays here, and each finding breaks it."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from faults import loopback, scanner, wapiti
from faults.scanner import Finding, Scan, ScannerMissing
from mdt.app import create_app
from mdt.config import Settings
from tests import pages
from tests.browser import every_page
from tests.databases import Database
from tests.pages import Browser

UNPROCESSABLE = 422

FINDING = Finding(kind="SQL Injection", method="GET", path="/cases", parameter="q", info="why")


def test_nothing_leaves_this_machine_and_what_wanted_to_is_told() -> None:
    with loopback.only() as tried, pytest.raises(loopback.WayOutError):
        socket.create_connection(("192.0.2.1", 80), timeout=0.01)

    assert tried == ["192.0.2.1"]


def test_this_machine_can_be_reached_and_afterwards_names_are_looked_up_as_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, loopback.only() as tried:
        socket.create_connection(server.getsockname()).close()

    assert tried == []
    assert socket.getaddrinfo("192.0.2.1", 80)


def test_a_program_cannot_leave_it_either(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import socket\nsocket.getaddrinfo('elsewhere.example', 80)\n")

    ended = subprocess.run(
        [sys.executable, loopback.__file__, program], capture_output=True, check=False, text=True
    )

    assert "no way out to elsewhere.example" in ended.stderr


def test_without_the_scanner_it_is_said_and_does_not_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "WAPITI", tmp_path)

    with pytest.raises(ScannerMissing, match="make faults"):
        Scan(address="http://127.0.0.1:1", catcher="http://127.0.0.1:1").run(tmp_path)
    assert [verdict.holds for verdict in wapiti.trials()] == [False]


def test_every_weakness_and_everything_that_broke_is_a_finding() -> None:
    one = {"method": "GET", "path": "/cases", "parameter": "q", "info": "why"}
    report = {
        "vulnerabilities": {"SQL Injection": [one], "Backup file": []},
        "anomalies": {"Internal Server Error": [one]},
    }

    assert [str(finding) for finding in scanner.found(report)] == [
        "SQL Injection: GET /cases q (why)",
        "Internal Server Error: GET /cases q (why)",
    ]


def test_a_finding_breaks_the_promise_unless_it_is_excepted_with_a_reason(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanning = wapiti.Scanning(database, Settings(), tmp_path, findings=[("samira", FINDING)])
    scanning.forms.update(sent=1, answered=1)

    assert scanning.verdict("sqlite", []).broken == (f"samira: {FINDING}",)
    monkeypatch.setattr(wapiti, "EXCEPTIONS", {("SQL Injection", "why"): "because"})
    assert scanning.verdict("sqlite", []).holds


def test_a_trial_whose_forms_were_stopped_for_their_token_does_not_pass(
    database: Database, tmp_path: Path
) -> None:
    scanning = wapiti.Scanning(database, Settings(), tmp_path)
    scanning.forms.update(sent=2, answered=1)

    assert not scanning.verdict("sqlite", []).holds


def test_a_form_without_its_token_is_not_counted_as_answered(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    scanning = wapiti.Scanning(database, Settings(), tmp_path)
    own = create_app(settings, database.engine)  # what listens to it stays with it
    own.testing, own.test_client_class = True, Browser
    scanning.listen(own)
    browser = own.test_client()

    browser.post("/account/sign-in", data={"mail": "x"})
    with_token = pages.send(browser, "/account/sign-in", mail="x")

    assert with_token.status_code == UNPROCESSABLE
    assert scanning.forms == {"sent": 2, "answered": 1, "taken": 0, "refused": 1}
    assert scanning.views == {"account.enter"}


def test_what_is_left_alone_is_an_address_that_ends_a_session(app: Flask) -> None:
    addresses = app.url_map.bind("localhost")

    found = [addresses.match(one.replace("*", "end"), method="POST")[0] for one in wapiti.LEAVES]

    assert found == ["account.sign_out", "profile.end_others"]


def test_each_of_those_who_press_most_has_pages_and_a_stranger_too() -> None:
    people = wapiti.by_person()

    assert every_page.PUBLIC in wapiti.PEOPLE
    assert set(wapiti.PEOPLE) <= people.keys()
    most = max(people, key=lambda who: len(people[who]))
    assert [most] == [*wapiti.OF_DATABASES["postgresql"][0]]


def test_the_pages_of_a_person_are_all_scanned_some_at_once() -> None:
    paths = [f"/{number}" for number in range(2 * wapiti.PAGES_AT_ONCE + 1)]

    parts = wapiti.parts(paths)

    assert [path for part in parts for path in part] == paths
    assert len(parts) == 3
