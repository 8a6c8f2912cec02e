"""mdt backup, mdt restore: a sealed copy of the whole database in one file, and back."""

import argparse
from datetime import datetime
from pathlib import Path

from mdt import clock
from mdt.backup import copying, files, restoring
from mdt.backup.restoring import Copy, NotEmpty, RowsMissing, UnknownForm
from mdt.backup.sealed_stream import NoSealedCopy, SealBroken
from mdt.cli import opening
from mdt.cli.problem import Problem
from mdt.config import MIN_SECRET_LENGTH, Settings
from mdt.scheduling import local_time


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    out = commands.add_parser("backup", help="write a sealed copy of the whole database")
    out.add_argument("file", type=Path)
    out.set_defaults(command=copy)

    back = commands.add_parser("restore", help="put a copy back into an empty database")
    back.add_argument("file", type=Path)
    back.add_argument("--check", action="store_true", help="read it to its end, change nothing")
    back.add_argument("--force", action="store_true", help="replace what the database holds now")
    back.set_defaults(command=put_back)


def copy(chosen: argparse.Namespace) -> int:
    """Write a copy; the portal may go on meanwhile."""
    settings = opening.settings()
    secret, engine = _secret(settings), opening.engine(settings)
    try:
        rows = copying.write(engine, chosen.file, secret, now=clock.now())
    except files.FileExists:
        raise Problem(f"{chosen.file} exists already: give another name.") from None
    except OSError as error:
        raise Problem(f"{chosen.file} cannot be written: {error.strerror}.") from None
    finally:
        engine.dispose()
    print(f"{rows} rows are in {chosen.file}. Only the key in MDT_BACKUP_KEY opens it.")
    return 0


def put_back(chosen: argparse.Namespace) -> int:
    """Put a copy back, or only look at it."""
    settings = opening.settings()
    found = _read(chosen, settings)
    print(f"A copy of {_moment(found.made_at)}, {found.rows} rows, revision {found.revision}.")
    if not chosen.check:
        print(
            "It is put back. Everybody signs in again; links and codes that were open then are "
            "ended; mail that waited then stands under Bezorging and leaves when you say so."
        )
    return 0


def _read(chosen: argparse.Namespace, settings: Settings) -> Copy:
    secret, url = _secret(settings), settings.database_url
    try:
        if chosen.check:
            return restoring.look(chosen.file, secret)
        return restoring.restore(
            url, chosen.file, secret, may_replace=chosen.force, now=clock.now()
        )
    except NoSealedCopy:
        raise Problem(f"{chosen.file} is no copy made by `mdt backup`.") from None
    except SealBroken:
        raise Problem(
            f"{chosen.file} does not open: MDT_BACKUP_KEY is another key than it was made with, "
            "or the file was changed or cut off. Nothing was changed."
        ) from None
    except (UnknownForm, RowsMissing):
        raise Problem(f"{chosen.file} is not as this program writes it.") from None
    except NotEmpty:
        raise Problem(
            "the database holds rows: copy it first if you need them, then use --force."
        ) from None
    except OSError as error:
        raise Problem(f"{chosen.file} cannot be read: {error.strerror}.") from None


def _secret(settings: Settings) -> str:
    """Return the key of copies, out of its file. Raises Problem."""
    if not settings.backup_key:
        raise Problem("MDT_BACKUP_KEY is missing: give the file in which the key of copies stands.")
    try:
        found = Path(settings.backup_key).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Problem("MDT_BACKUP_KEY is wrong: there is no such file of text.") from None
    if len(found) < MIN_SECRET_LENGTH:
        raise Problem("The key in MDT_BACKUP_KEY is too short: use 32 characters or more.")
    return found


def _moment(at: datetime) -> str:
    return f"{local_time.local(at):%Y-%m-%d %H:%M}"
