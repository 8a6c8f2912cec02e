"""Write the next migration from what the models have and the newest revision has not."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mdt import migrate


def main(arguments: Sequence[str]) -> int:
    """Write migrations/versions/<number>_<title>.py; return the exit status."""
    title = " ".join(arguments).strip().rstrip(".")
    if not title:
        print('Say what changes: make migration NAME="Give a case its colour"')
        return 2
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/migration.db"
        if migrate.newest():
            migrate.upgrade(url)
        path = migrate.generate(url, title)
    for words in (["format", "--quiet"], ["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *words, str(path)], check=True)
    print(f"{path.relative_to(Path.cwd())}: read it, and say in its docstring why it is there.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
