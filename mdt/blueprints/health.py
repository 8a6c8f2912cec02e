"""Is the process alive, and can it do its work? For machines: a status and nothing else."""

from pathlib import Path

from flask import Blueprint, Response, current_app
from sqlalchemy import make_url

from mdt import clock
from mdt.web.database import ENGINE
from mdt.web.guard import public
from mdt.web.health import STOPPING, Readiness

bp = Blueprint("health", __name__, url_prefix="/health")

READINESS = "mdt.readiness"


@bp.get("/live")
@public
def live() -> Response:
    """Answer: the process does."""
    return _bare(is_well=True)


@bp.get("/ready")
@public
def ready() -> Response:
    """Answer whether database, disk and delivery work, and nobody told us to stop."""
    if STOPPING.is_set():
        return _bare(is_well=False)
    readiness: Readiness = current_app.extensions.setdefault(READINESS, Readiness())
    is_ready = readiness.is_ready(current_app.extensions[ENGINE], _folder(), now=clock.now())
    return _bare(is_well=is_ready)


def _folder() -> Path:
    """Return the folder whose disk must not fill up: that of the data, where it is on this one."""
    settings = current_app.extensions["mdt.settings"]
    url = make_url(settings.database_url)
    is_file = url.get_backend_name() == "sqlite" and bool(url.database)
    return Path(url.database or "").resolve().parent if is_file else Path.cwd()


def _bare(*, is_well: bool) -> Response:
    return Response("", 200 if is_well else 503, mimetype="text/plain")
