"""Give birth to workers that know their work: a process that did it once and forks.

A worker of its own takes seconds to load; a fork of one that is warm takes milliseconds, so that
a thousand can die within minutes. Lines come in and go out: `start {job}` gives a process id,
`wait <process id>` how it ended.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from faults.worker import Job, Worker

ROOT = Path(__file__).parents[1]


class Told(Protocol):
    """A job, which can be told in one line."""

    def text(self) -> str:
        """Return that line."""


class Child(Protocol):
    """What is forked: it takes a job up and does it."""

    def take_up(self, job: Any) -> None:
        """Begin with this job."""

    def work(self) -> None:
        """Do it."""


class Nursery:
    """The process that workers are born from, as its owner sees it."""

    def __init__(self, first: Told, module: str = "faults.nursery") -> None:
        """Start it; it does the first job itself. module: whose main() knows how."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, first.text()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            text=True,
        )

    def start(self, job: Told) -> int:
        """Return the process id of a new worker with this job."""
        return int(self._ask(f"start {job.text()}"))

    def wait(self, pid: int) -> int:
        """Return how a worker ended: 0, or minus the signal that killed it."""
        return int(self._ask(f"wait {pid}"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        with self._process as process:
            process.kill()

    def _ask(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        print(line, file=self._process.stdin, flush=True)
        return self._process.stdout.readline()


def main(first: str) -> None:
    """Do the first job, then fork workers as asked, until nobody asks any more."""
    warm = Worker(Job.read(first))
    warm.deliver_one()
    serve(warm, Job.read)


def serve(warm: Child, read: Callable[[str], Any]) -> None:
    """Fork this one as often as asked; read: returns the job that a line tells."""
    for line in sys.stdin:
        verb, _, what = line.strip().partition(" ")
        print(_start(warm, read(what)) if verb == "start" else _wait(int(what)), flush=True)


def _start(warm: Child, job: Any) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        warm.take_up(job)
        warm.work()
        code = 0
    finally:
        os._exit(code)


def _wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main(sys.argv[1])
