"""Forms that only our own pages can send: Flask-WTF's token, masked anew on every page.

The mask makes the token's bytes differ in each answer, so that compressed pages do not
betray it (BREACH): a page shows mask and token XOR mask.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes

from flask import Flask, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

FIELD = "csrf_token"


class MaskedCSRFProtect(CSRFProtect):  # type: ignore[misc] # flask-wtf has no types
    """Reads the masked token where Flask-WTF looks for the plain one."""

    def _get_csrf_token(self) -> str | None:
        return unmask(request.form.get(FIELD, ""))


def init_app(app: Flask) -> None:
    """Check every form and offer csrf_field() to the templates."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # bound to the session, which ends by itself
    app.config["WTF_CSRF_SSL_STRICT"] = False  # Referrer-Policy: no-referrer leaves no Referer
    MaskedCSRFProtect(app)
    app.jinja_env.globals["csrf_field"] = field


def field() -> Markup:
    """Return the hidden field that every form carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, mask(generate_csrf()))


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
        return _xor(raw[half:], raw[:half]).decode() or None
    except ValueError:
        return None


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
