"""Forms that only our own pages can send: Flask-WTF's token, masked anew in every answer.

The mask makes the token's bytes differ in each answer, so that compressed pages do not
betray it (BREACH): a page shows mask and token XOR mask. Within one answer every form carries
the same bytes, so that a page with two hundred forms compresses well.

Under the mask also stands, signed, for whom the form was made: a text that comes back after
its writer's session ran out is kept for that person and for nobody else (mdt.web.drafts).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest
from secrets import token_bytes
from uuid import UUID

from flask import Flask, current_app, g, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from mdt import keys
from mdt.web.actor import half_signed_in

FIELD = "csrf_token"
MARK = "~"
PURPOSE = "form writer"


class MaskedCSRFProtect(CSRFProtect):  # type: ignore[misc] # flask-wtf has no types
    """Reads the masked token where Flask-WTF looks for the plain one."""

    def _get_csrf_token(self) -> str | None:
        return _parts()[0] or None


def init_app(app: Flask) -> None:
    """Check every form and offer csrf_field() to the templates."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # bound to the session, which ends by itself
    app.config["WTF_CSRF_SSL_STRICT"] = False  # Referrer-Policy: no-referrer leaves no Referer
    MaskedCSRFProtect(app)
    app.jinja_env.globals["csrf_field"] = field


def field() -> Markup:
    """Return the hidden field that every form carries."""
    if "csrf_masked" not in g:
        g.csrf_masked = mask(generate_csrf() + _signature())
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, g.csrf_masked)


def writer() -> UUID | None:
    """Return for whom the form that was sent was made, None when it does not say so truly."""
    person, _, proof = _parts()[1].partition(".")
    try:
        key = UUID(person)
    except ValueError:
        return None
    return key if compare_digest(proof, _proof(key)) else None


def mask(token: str) -> str:
    """Return token under a fresh random mask."""
    plain = token.encode()
    pad = token_bytes(len(plain))
    return urlsafe_b64encode(pad + _xor(plain, pad)).decode()


def unmask(masked: str) -> str | None:
    """Return the token under the mask, None when it is none of ours."""
    try:
        raw = urlsafe_b64decode(masked.encode())
        half = len(raw) // 2
        return _xor(raw[half:], raw[:half]).decode("ascii") or None
    except ValueError:
        return None


def _parts() -> tuple[str, str]:
    """Return the token that was sent, and the signature that stood with it."""
    token, _, signature = (unmask(request.form.get(FIELD, "")) or "").partition(MARK)
    return token, signature


def _signature() -> str:
    person = half_signed_in()
    return f"{MARK}{person.id}.{_proof(person.id)}" if person else ""


def _proof(person_id: UUID) -> str:
    return keys.token(current_app.extensions["mdt.settings"].secret_key, PURPOSE, str(person_id))


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
