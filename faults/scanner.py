"""Wapiti, run as a program in an environment of its own, that cannot leave this machine.

The environment is made from requirements/wapiti.txt by `make faults` alone (tools/setup.py).
"""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faults import loopback
from mdt.web import csrf
from tools.setup import WAPITI

MISSING = "Wapiti is not installed: make faults"
MODULES = (
    *("sql", "xss", "permanentxss", "exec", "file", "ssrf", "redirect", "crlf", "csrf"),
    *("cookieflags", "csp", "http_headers"),
)
"""What may find something of substance here: no known products, and nothing of names or TLS."""

QUIET = (
    *("--format", "json", "--flush-session", "--no-bugreport", "--verbose", "0"),
    *("--scope", "subdomain", "--depth", "1", "--tasks", "1", "--timeout", "20"),
)
SPARE_SECONDS = 120


class ScannerMissing(Exception):
    """There is no scanner here."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the scanner thinks is wrong, and where."""

    kind: str
    method: str
    path: str
    parameter: str
    info: str

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.kind}: {self.method} {self.path} {self.parameter} ({self.info})"


@dataclass(frozen=True, kw_only=True)
class Scan:
    """Which addresses to try, by whose cookie, within how many seconds in all and a kind."""

    address: str
    catcher: str
    paths: Sequence[str] = ("/",)
    cookie: str = ""
    seconds: int = 15
    seconds_a_module: int = 5
    besides: Sequence[str] = ()
    modules: Sequence[str] = MODULES

    def run(self, folder: Path) -> list[Finding]:
        """Return what it found. Raises ScannerMissing; RuntimeError when it did not end well."""
        program = WAPITI / "bin/wapiti"
        if not program.exists():
            raise ScannerMissing(MISSING)
        report = folder / "report.json"
        ended = subprocess.run(
            [WAPITI / "bin/python", loopback.__file__, program, *self._words(folder, report)],
            capture_output=True,
            check=False,
            text=True,
            env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            timeout=self.seconds + self.seconds_a_module * len(self.modules) + SPARE_SECONDS,
        )
        if ended.returncode or not report.exists():
            raise RuntimeError(f"wapiti: {ended.stdout[-2000:]}{ended.stderr[-2000:]}")
        return found(json.loads(report.read_text()))

    def _words(self, folder: Path, report: Path) -> list[str]:
        words = ["--url", self.address + self.paths[0], "--output", str(report), *QUIET]
        words += ["--store-session", str(folder), "--store-config", str(folder)]
        words += ["--endpoint", f"{self.catcher}/", "--module", ",".join(self.modules)]
        words += ["--skip", csrf.FIELD]
        words += ["--max-scan-time", str(self.seconds)]
        words += ["--max-attack-time", str(self.seconds_a_module)]
        words += [word for path in self.paths for word in ("--start", self.address + path)]
        words += [word for path in self.besides for word in ("--exclude", self.address + path)]
        return words + (["--cookie-value", self.cookie] if self.cookie else [])


def found(report: dict[str, dict[str, list[dict[str, str]]]]) -> list[Finding]:
    """Return what a report holds: weaknesses, and what broke the portal."""
    return [
        Finding(
            kind=kind,
            method=one["method"],
            path=one["path"],
            parameter=one["parameter"] or "",
            info=one["info"],
        )
        for part in ("vulnerabilities", "anomalies")
        for kind, ones in report[part].items()
        for one in ones
    ]
