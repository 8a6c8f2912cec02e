"""Rules of the wapiti trial that need no wapiti: it stays here, and each finding breaks it."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from faults import loopback, scanner, wapiti
from faults.scanner import Finding, Scan, ScannerMissing
from mdt.config import Settings
from tests.browser import every_page
from tests.databases import Database

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

    assert scanning.verdict("sqlite", []).broken == (f"samira: {FINDING}",)
    monkeypatch.setattr(wapiti, "EXCEPTIONS", {("SQL Injection", "why"): "because"})
    assert scanning.verdict("sqlite", []).holds


def test_everybody_who_has_a_page_is_tried_and_a_stranger_too() -> None:
    people = wapiti.by_person()

    assert every_page.PUBLIC in people
    assert people.keys() == {look.who for look in every_page.looks()}
