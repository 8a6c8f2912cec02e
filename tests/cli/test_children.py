"""Rules of mdt.cli.children."""

import subprocess
import sys
from threading import Event, Timer

from mdt.cli import children
from mdt.cli.children import Child


def child(code: str) -> Child:
    """Return a process that runs this code."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, start_new_session=True
    )
    return Child(code, process)


SLEEPS = "import time; print('up', flush=True); time.sleep(60)"
DIES = "raise SystemExit(3)"


def test_the_first_child_to_end_is_told() -> None:
    living, dying = child(SLEEPS), child(DIES)

    ended = children.first_to_end([living, dying], Event())
    children.stop_all([living, dying])

    assert ended is dying
    assert dying.process.returncode == 3
    assert living.has_ended


def test_told_to_stop_nobody_is_waited_for() -> None:
    living, stop = child(SLEEPS), Event()
    Timer(0.1, stop.set).start()

    assert children.first_to_end([living], stop) is None
    children.stop_all([living])


def test_a_child_that_does_not_listen_is_ended_all_the_same() -> None:
    deaf = child("import signal, time; signal.signal(15, 1); print(flush=True); time.sleep(60)")
    patience, children.PATIENCE_SECONDS = children.PATIENCE_SECONDS, 0.5
    try:
        children.stop_all([deaf])
    finally:
        children.PATIENCE_SECONDS = patience

    assert deaf.has_ended
