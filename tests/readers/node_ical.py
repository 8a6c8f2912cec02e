"""Ask node-ical, which many servers read calendars with, what it makes of ours."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.readers import ical_js

SCRIPT = Path(__file__).with_name("node_ical.mjs")


def read(*calendars: bytes) -> list[list[dict[str, Any]]]:
    """Return per calendar its events and tasks, as node-ical sees them."""
    answer = subprocess.run(
        [ical_js.node(), str(SCRIPT)],
        input=json.dumps([calendar.decode() for calendar in calendars]).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr.decode()
    facts: list[list[dict[str, Any]]] = json.loads(answer.stdout)
    return facts
