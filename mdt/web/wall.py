"""Wall-clock time as people type it: a day, a time, and in autumn which of the two.

A form has fields <name>_day, <name>_time and <name>_fold; templates show them with
shared/moments.html. Nothing typed is guessed at: a time that does not exist, or that exists
twice, is a problem at its field.
"""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext
from pydantic import BaseModel

from mdt.errors import AmbiguousTime, NonexistentTime
from mdt.scheduling.local_time import happens_twice, local, resolve_local
from mdt.web.errors import sentence
from mdt.web.forms import Problems


def read(form: BaseModel, name: str, problems: Problems) -> datetime | None:
    """Return the instant that was typed, None without a day or with a problem at its field."""
    day: date | None = getattr(form, f"{name}_day")
    at: time | None = getattr(form, f"{name}_time")
    if day is None:
        return None
    if at is None:
        problems[f"{name}_time"] = gettext("Vul ook de tijd in, bijvoorbeeld 13:30.")
        return None
    try:
        return resolve_local(datetime.combine(day, at), getattr(form, f"{name}_fold"))
    except NonexistentTime as refusal:
        problems[f"{name}_time"] = sentence(refusal)
    except AmbiguousTime as refusal:
        problems[f"{name}_fold"] = sentence(refusal)
    return None


def show(name: str, at: datetime | None) -> dict[str, Any]:
    """Return what the fields show for an instant; empty for none."""
    if at is None:
        return {f"{name}_day": "", f"{name}_time": "", f"{name}_fold": ""}
    here = local(at)
    return {
        f"{name}_day": here.date().isoformat(),
        f"{name}_time": f"{here:%H:%M}",
        f"{name}_fold": str(here.fold) if happens_twice(at) else "",
    }
