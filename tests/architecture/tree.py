"""The tree as the rules of the house see it: tracked files, parsed modules, templates."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MDT = ROOT / "mdt"
TEMPLATES = MDT / "templates"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> list[Path]:
    """Return every file that is, or is about to be, committed."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted(
        path for name in filter(None, listed.split("\0")) if (path := ROOT / name).exists()
    )


@cache
def modules(top: str = "mdt") -> dict[Path, ast.Module]:
    """Return every Python file under a top-level folder, parsed."""
    paths = (path for path in tracked() if path.suffix == ".py" and path.is_relative_to(ROOT / top))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def templates() -> dict[str, str]:
    """Return every template by the name that Jinja knows it by."""
    paths = (path for path in tracked() if path.is_relative_to(TEMPLATES))
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8") for path in paths
    }


def functions(top: str = "mdt") -> Iterator[tuple[str, Function]]:
    """Yield every function under a top-level folder with the place to look for it."""
    for path, module in modules(top).items():
        for node in ast.walk(module):
            if isinstance(node, Function):
                yield f"{short(path)}:{node.lineno} {node.name}", node


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Yield every call in mdt/ of a function or method of that name."""
    for path, module in modules().items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", None) == name:
                yield path, node


def short(path: Path) -> str:
    """Return the path as one would type it."""
    return path.relative_to(ROOT).as_posix()
