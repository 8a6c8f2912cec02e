"""A PostgreSQL server of the tests' own: no network, no durability, gone when they end."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 30.0
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
}
"""A test's database may be lost with the machine, so it never waits for a disk."""


class Server:
    """Programs of PostgreSQL, run on a folder and a socket that nobody else uses."""

    def __init__(self, programs: Path, new_folder: Callable[[], Path]) -> None:
        """Make a cluster and start it. Raises RuntimeError with the server's own last words."""
        self._folder = new_folder()
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            programs = self._step_down(programs)
        self.url = f"postgresql+psycopg://mdt@/postgres?host={self._folder}"
        self._run(
            str(programs / "initdb"),
            *("--pgdata", str(self._folder / "data"), "--username", "mdt", "--auth", "trust"),
            *("--no-sync", "--encoding", "UTF8", "--locale", "C"),
        )
        self._process = self._start(programs)

    def stop(self) -> None:
        """Stop the server at once; nothing that it kept is wanted."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    def _step_down(self, programs: Path) -> Path:
        """Let nobody run the programs: PostgreSQL refuses root. Return where nobody finds them.

        The wheel's are copied with their libraries, because a home of root's is closed to
        others and must stay so.
        """
        nobody = pwd.getpwnam("nobody")
        self._as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        wheel = programs.parents[1]
        if not programs.is_relative_to("/usr"):
            for part in filter(Path.exists, (programs.parent, wheel.with_suffix(".libs"))):
                shutil.copytree(part, self._folder / part.relative_to(wheel.parent), symlinks=True)
            programs = self._folder / programs.relative_to(wheel.parent)
        os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
        return programs

    def _start(self, programs: Path) -> subprocess.Popen[bytes]:
        options = [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]
        log = self._folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    *("setpriv", "--pdeathsig", "QUIT"),  # never outlive the tests
                    str(programs / "postgres"),
                    *("-D", str(self._folder / "data"), "-k", str(self._folder)),
                    *options,
                ],
                stdout=output,
                stderr=output,
                cwd=self._folder,
                **self._as_user,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.02)
        return process

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url.replace("+psycopg", "")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self._folder, **self._as_user
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stderr[-2000:]}")
