"""Processes that live and end together: when one stops, the others are stopped too."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event

LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 8.0


@dataclass(frozen=True)
class Child:
    """A command of ours in a process of its own."""

    name: str
    process: "subprocess.Popen[bytes]"

    @property
    def has_ended(self) -> bool:
        """True once the process is gone."""
        return self.process.poll() is not None


def start(name: str, arguments: Sequence[str], environ: Mapping[str, str]) -> Child:
    """Start `mdt <arguments>`; it ends with us, because we hold its standard input.

    A session of its own keeps the terminal's Ctrl-C from it: we tell it when to stop.
    """
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, "-m", "mdt.cli.main", *arguments],
        env=dict(environ),
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    return Child(name, process)


def first_to_end(children: Sequence[Child], stop: Event) -> Child | None:
    """Wait until a child ends and return it; None when we are told to stop."""
    while not stop.is_set():
        for child in children:
            if child.has_ended:
                return child
        stop.wait(LOOK_SECONDS)
    return None


def stop_all(children: Sequence[Child]) -> None:
    """Ask all to end, and end those that do not."""
    for child in children:
        if not child.has_ended:
            child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        if child.process.stdin:
            child.process.stdin.close()
