"""Steps of a set-up: each is done once, and again only when what it is made from changed."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
STAMPS = ROOT / "build" / "setup"
LOG = STAMPS / "log.txt"
LAST_LINES = 15

Environ = Mapping[str, str]


class Problem(Exception):
    """The set-up cannot go on; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Step:
    """A piece of work with what it is made from and what it leaves."""

    name: str
    work: Callable[[], None]
    made_from: tuple[str | Path, ...] = ()
    """Files by path, and texts: the step is done again when one of them changes."""
    leaves: tuple[Path, ...] = ()
    """Files and folders that must be there, or the step is done again."""
    covers: tuple["Step", ...] = ()
    """Lesser steps that are done once this one is."""

    @property
    def is_done(self) -> bool:
        """True when it was done for exactly this input and what it left is still there."""
        if not all(path.exists() for path in self.leaves):
            return False
        return self._stamp.is_file() and self._stamp.read_text() == self._fingerprint()

    def mark_done(self) -> None:
        """Remember what the step was made from."""
        STAMPS.mkdir(parents=True, exist_ok=True)
        self._stamp.write_text(self._fingerprint())
        for lesser in self.covers:
            lesser.mark_done()

    @property
    def _stamp(self) -> Path:
        return STAMPS / self.name.replace(" ", "-")

    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        for source in self.made_from:
            digest.update(str(source).encode())
            digest.update(source.read_bytes() if isinstance(source, Path) else b"")
        return digest.hexdigest()


def carry_out(steps: Iterable[Step]) -> None:
    """Do the steps that are not done, one line each. Raises Problem at the first that fails."""
    for step in steps:
        if step.is_done:
            continue
        print(f"  {step.name} ", end="", flush=True)
        started = time.monotonic()
        try:
            step.work()
        except BaseException:
            print()
            raise
        step.mark_done()
        seconds = f"{time.monotonic() - started:.1f} s"
        print(f"{'.' * (48 - len(step.name) - len(seconds))} {seconds}", flush=True)


def run(
    command: Sequence[str | Path], advice: str, environ: Mapping[str, str] | None = None
) -> None:
    """Run a program from the project's folder, quietly.

    Raises Problem with advice when it fails, after showing the last it said.
    """
    STAMPS.mkdir(parents=True, exist_ok=True)
    with LOG.open("w+", encoding="utf-8", errors="replace") as log:
        try:
            done = subprocess.run(
                [str(part) for part in command],
                cwd=ROOT,
                env={**os.environ, **(environ or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except OSError as error:
            raise Problem(f"{command[0]}: {error.strerror}. {advice}") from error
        if done.returncode == 0:
            return
        log.seek(0)
        print()
        sys.stdout.writelines(f"    {line.rstrip()}\n" for line in log.readlines()[-LAST_LINES:])
    raise Problem(advice)
