"""Collect the words on screen and bring the English catalogue up to date.

Dutch is what stands in the code, so it needs no catalogue; a word that the catalogue misses is
shown in Dutch. Translate mdt/translations/en/LC_MESSAGES/messages.po and run the set-up again.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CATALOGUES = ROOT / "mdt" / "translations"
COLLECTED = ROOT / "build" / "messages.pot"
LANGUAGE = "en"

SAID_AS = ("_l", "N_")
"""Besides _() and ngettext(): lazily, and marked for the web to translate."""


HEADER = """\
# English words of the portal; the Dutch ones stand in the code.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def main() -> int:
    """Write the template and the catalogue; return the exit status."""
    COLLECTED.parent.mkdir(exist_ok=True)
    keywords = [part for name in SAID_AS for part in ("--keyword", name)]
    _babel(
        *("extract", "--mapping", "pyproject.toml", *keywords, "--sort-output"),
        *("--add-location", "never", "--project", "mdt", "--output", str(COLLECTED), "mdt"),
    )
    catalogue = CATALOGUES / LANGUAGE / "LC_MESSAGES" / "messages.po"
    if not catalogue.exists():
        catalogue.parent.mkdir(parents=True)
        catalogue.write_text(HEADER, encoding="utf-8")
    _babel(
        *("update", "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"),
        *("--input-file", str(COLLECTED), "--locale", LANGUAGE, "--output-file", str(catalogue)),
    )
    _keep_header(catalogue)
    print(f"{catalogue.relative_to(ROOT)}: translate what has no msgstr.")
    return 0


def _keep_header(catalogue: Path) -> None:
    """Put our own header back: Babel fills its fields with dates and blanks."""
    _, words = catalogue.read_text(encoding="utf-8").split("\n\n", 1)
    catalogue.write_text(f"{HEADER}\n{words.rstrip()}\n", encoding="utf-8")


def _babel(*arguments: str) -> None:
    program = Path(sys.executable).with_name("pybabel")
    subprocess.run([str(program), "--quiet", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
