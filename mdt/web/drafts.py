"""A text whose writer's session ran out while typing: kept, sealed, until they sign in again.

Nothing is stored. The fields that were sent travel through the pages of signing in as one
hidden field, sealed under the installation's secret and bound to the person for whom the form
was made; only that person gets them back, within the hour.
"""

import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Flask, current_app, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from mdt import clock, keys
from mdt.identity import sealing
from mdt.identity.sealing import SealBroken
from mdt.web import csrf

FIELD = "draft"
LASTS = timedelta(hours=1)
LONGEST = 400_000
"""Characters of a sealed draft that still fit in a form beside others."""
PURPOSE = "draft"
SECRETS = frozenset({"again", "code", "current", "password"})
"""Fields that nobody may keep; a form with one of them is typed anew."""


@dataclass(frozen=True)
class Draft:
    """What was sent, and where it was going."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        """Return what a person would recognise as their own words."""
        return [value for _, value in self.fields if " " in value.strip()]


def init_app(app: Flask) -> None:
    """Offer draft_field() to the pages of signing in."""
    app.jinja_env.globals["draft_field"] = field


def of_request() -> Draft | None:
    """Return the form that was just sent, None when there is nothing to keep."""
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {csrf.FIELD, FIELD}
    )
    is_worth_it = fields and not SECRETS & request.form.keys()
    return Draft(request.path, fields) if is_worth_it and _can_be_posted(request.path) else None


def seal(draft: Draft, person_id: UUID) -> str:
    """Return the draft sealed for this person, "" when it is too long to keep."""
    content = {"path": draft.path, "fields": draft.fields, "at": clock.now().timestamp()}
    packed = zlib.compress(json.dumps(content).encode())
    sealed = sealing.seal(_key(), packed, place=str(person_id))
    return sealed if len(sealed) <= LONGEST else ""


def sealed_now() -> str:
    """Return the draft of this request, sealed for its writer; "" when there is none."""
    draft, writer = of_request(), csrf.writer()
    return seal(draft, writer) if draft and writer else ""


def brought() -> str:
    """Return the sealed draft that this sign-in brought along, "" when it brought none."""
    return request.form.get(FIELD, "")


def opened(sealed: str, person_id: UUID) -> Draft | None:
    """Return the draft when it was kept for this person and is not too old."""
    try:
        packed = sealing.unseal(_key(), sealed, place=str(person_id))
    except SealBroken:
        return None
    content = json.loads(zlib.decompress(packed))
    kept_at = datetime.fromtimestamp(content["at"], UTC)
    if clock.now() - kept_at > LASTS:
        return None
    return Draft(content["path"], tuple((name, value) for name, value in content["fields"]))


def field(sealed: str) -> Markup:
    """Return the hidden field that carries a sealed draft on, nothing when there is none."""
    if not sealed:
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, sealed)


def _can_be_posted(path: str) -> bool:
    """Tell whether path takes a plain form; htmx may have used another method."""
    try:
        current_app.create_url_adapter(request).match(path, method="POST")  # type: ignore[union-attr] # within a request there is one
    except HTTPException:
        return False
    return True


def _key() -> bytes:
    return keys.derive(current_app.extensions["mdt.settings"].secret_key, PURPOSE)
