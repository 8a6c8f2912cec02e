"""mdt run: everything at once on this machine, with the demo region; for trying and making."""

import argparse
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_urlsafe
from threading import Event
from types import FrameType
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from mdt import acting, config, migrate
from mdt import engine as engines
from mdt.cli import children
from mdt.cli.children import Child
from mdt.cli.problem import Problem
from mdt.config import Settings
from mdt.demo import loading, offset
from mdt.models import Membership, Organisation, Person
from mdt.vault import keyring

LOOPBACK = "127.0.0.1"
PORTS = range(5000, 5050)
ANSWER_SECONDS = 60.0
SECRET_FILE = Path("var/secret-key")
VAULT_FILE = Path("var/vault-key")
WIDTH = 24


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("run", help="try the portal here, with its demo region")
    command.set_defaults(command=run)


def run(_: argparse.Namespace) -> int:
    """Start everything, say where it is, and stop everything at Ctrl-C or when one part dies."""
    environ = development(os.environ)
    settings = config.load(environ)
    print("Portaal Veiligheidsoverleg, on this machine only.\n")
    _prepare(settings)
    stop, started = _told_to_stop(), list[Child]()
    try:
        _start(settings, environ, started, stop)
        _say_where(settings)
        ended = children.first_to_end(started, stop)
    finally:
        children.stop_all(started)
    if ended:
        status = ended.process.returncode
        raise Problem(f"{ended.name} ended by itself (status {status}), so all was stopped.")
    print("\nStopped.")
    return 0


def development(environ: Mapping[str, str]) -> dict[str, str]:
    """Return environ with what it lacks: demo mode, secrets of this machine, free ports."""
    port, mail_port, text_port = _free_port(PORTS), _free_port([0]), _free_port([0])
    ours = {
        "MDT_DEMO": "1",
        "MDT_BIND": f"{LOOPBACK}:{port}",
        # Not a bare number: passkeys refuse one.
        "MDT_BASE_URL": f"http://localhost:{port}",
        "MDT_SMTP_URL": f"smtp://{LOOPBACK}:{mail_port}",
        # A mail server of one's own to try with signs nothing.
        "MDT_MAIL_AUTHENTICATOR": "none",
        "MDT_SMS_URL": f"http://{LOOPBACK}:{text_port}/",
    }
    if "MDT_SECRET_KEY" not in environ:
        ours["MDT_SECRET_KEY"] = _kept(SECRET_FILE, token_urlsafe(48))
    if "MDT_VAULT_KEY" not in environ:
        ours["MDT_VAULT_KEY"] = _kept(VAULT_FILE, keyring.new_line())
    return {**ours, **environ}


def _kept(file: Path, fresh: str) -> str:
    """Return the secret of this machine that the file holds; the fresh one the first time."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(fresh, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def _free_port(ports: Sequence[int]) -> int:
    for port in ports:
        with closing(socket.socket()) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((LOOPBACK, port))
            except OSError:
                continue
            found: int = trial.getsockname()[1]
            return found
    raise Problem(f"no port is free from {ports[0]} to {ports[-1]}: set MDT_BIND.")


def _prepare(settings: Settings) -> None:
    """Bring the database up to date, and put the demo region in an empty one."""
    migrate.upgrade(settings.database_url)
    _step("database", "up to date")
    engine = acting.portal(engines.connect(settings.database_url))
    offset.restore(engine)
    if loading.is_empty(engine):
        world = loading.load(engine, settings=settings)
        _step("demo region", f"{world.region.name}, in the middle of a week")
    engine.dispose()


def _start(
    settings: Settings, environ: Mapping[str, str], started: list[Child], stop: Event
) -> None:
    """Start the parts, one after the other where one needs the other, and add them to started."""
    where, _, mail_port = settings.smtp_url.rpartition(":")
    if where.endswith(LOOPBACK):
        catcher = ["catcher", "--port", mail_port, *_texts_too(settings), "--with-parent"]
        started.append(children.start("the mail catcher", catcher, environ))
        _await(lambda: _listens(int(mail_port)), started, stop)
        _step("mail catcher", str(settings.catcher_dir))
    started += [
        children.start("the web server", ["serve", "--development"], environ),
        children.start("the worker", ["worker", "--with-parent"], environ),
    ]
    if settings.imap_url:
        started.append(children.start("the inbox", ["inbox", "--with-parent"], environ))
        _step("inbox", "reads answers")
    _step("web server", settings.bind)
    _step("worker", "delivers mail")
    _await(lambda: _answers(settings.bind), started, stop)


def _texts_too(settings: Settings) -> list[str]:
    """Return what lets the catcher take text messages, when they would go to this machine."""
    url = urlsplit(settings.sms_url)
    is_here = url.hostname == LOOPBACK and url.port is not None
    return ["--text-port", str(url.port)] if is_here else []


def _await(is_there: Callable[[], bool], started: Sequence[Child], stop: Event) -> None:
    """Wait for a part; one that dies meanwhile is seen by first_to_end()."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while not is_there() and time.monotonic() < deadline:
        if stop.wait(children.LOOK_SECONDS) or any(child.has_ended for child in started):
            return


def _listens(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=5).close()
    except OSError:
        return False
    return True


def _answers(bind: str) -> bool:
    try:
        with closing(HTTPConnection(bind, timeout=5)) as connection:
            connection.request("HEAD", "/account/sign-in")
            return connection.getresponse().status < 500  # noqa: PLR2004 - it answers, whatever it says
    except OSError:
        return False


def _say_where(settings: Settings) -> None:
    print(f"\nOpen {settings.base_url} and become anybody with one click:\n")
    for name, role, organisation in _people(settings):
        print(f"  {name:<{WIDTH}} {role:<{WIDTH}} {organisation}")
    print(f"\nTheir mail: {settings.base_url}/postvak/")
    print("Ctrl-C stops everything.", flush=True)


def _people(settings: Settings) -> list[tuple[str, str, str]]:
    """Return who can be become: name, function or role, and organisation."""
    engine = engines.connect(settings.database_url)
    with Session(engine) as session:
        rows = session.exec(
            select(Person.name, Membership, Organisation.name)
            .join(Membership, col(Membership.person_id) == Person.id)
            .join(Organisation, col(Organisation.id) == Membership.organisation_id)
            .where(col(Membership.until_at).is_(None), col(Person.is_active))
            .order_by(col(Membership.role), col(Person.name))
        ).all()
    engine.dispose()
    return [(name, post.function or post.role.value, where) for name, post, where in rows]


def _told_to_stop() -> Event:
    """Return what Ctrl-C and SIGTERM set."""
    stop = Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    return stop


def _step(name: str, what: str) -> None:
    print(f"  {name} {'.' * (16 - len(name))} {what}", flush=True)
