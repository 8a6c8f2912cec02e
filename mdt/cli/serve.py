"""mdt serve: the portal for others, by gunicorn, from the MDT_* settings."""

import argparse
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from mdt.cli import draining, lifeline, opening, production
from mdt.config import Settings
from mdt.web import logs, vault_keys

PORTAL = "mdt.app:create_app()"
"""By name, as every server finds an application: the command line does not wire the portal."""

THREADS = 64
"""A page with a live stream holds a thread for as long as it is open."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("serve", help="serve the portal to others, from MDT_*")
    command.add_argument("--development", action="store_true", help=argparse.SUPPRESS)
    command.set_defaults(command=serve)


def serve(chosen: argparse.Namespace) -> int:
    """Serve until told to stop. Raises ConfigError when that would not be safe."""
    settings = opening.settings()
    if not chosen.development:
        production.require(settings)
        vault_keys.require(settings.vault_key)
    opening.engine(settings).dispose()
    Server(settings, development=chosen.development).run()
    return 0


class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn, told by our settings and by nothing else."""

    def __init__(self, settings: Settings, *, development: bool) -> None:
        """Serve with these settings; in development, end with the parent."""
        self._settings = settings
        self._development = development
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in options(self._settings, development=self._development).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the portal; each worker process makes its own, from the same settings."""
        opening.engine(self._settings).dispose()  # and take the demo's clock
        return import_app(PORTAL)


def options(settings: Settings, *, development: bool) -> dict[str, Any]:
    """Return what gunicorn must know."""
    found: dict[str, Any] = {
        "bind": settings.bind,
        "worker_class": "gthread",
        "workers": 1 if development else settings.web_workers,
        "threads": THREADS,
        "timeout": 60,
        "graceful_timeout": 2 if development else 30 + draining.SECONDS,
        "keepalive": 5,
        "logconfig_dict": logs.SETTINGS,
        "loglevel": "warning",
        "control_socket_disable": True,  # it would stand in a home folder
    }
    if settings.tls_certificate:
        found |= {"certfile": settings.tls_certificate, "keyfile": settings.tls_key}
    if development:
        found["when_ready"] = _follow
    else:
        found["post_worker_init"] = _drain
    return found


def _drain(worker: Any) -> None:
    draining.prepare(worker)


def _follow(_server: Any) -> None:
    lifeline.follow()
