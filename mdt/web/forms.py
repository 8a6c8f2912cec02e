"""Parse what was typed into a plain class; problems come back in Dutch, typing is kept."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from flask import request
from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from werkzeug.datastructures import MultiDict

from mdt.outbox import numbers
from mdt.outbox.numbers import NoNumber

Form = TypeVar("Form", bound=BaseModel)
Problems = dict[str, str]

_MESSAGES = {
    "missing": _l("Vul dit in."),
    "string_too_short": _l("Vul dit in."),
    "string_too_long": _l("Dit is te lang: gebruik ten hoogste %(max_length)s tekens."),
    "int_parsing": _l("Vul een heel getal in."),
    "greater_than_equal": _l("Vul een getal in vanaf %(ge)s."),
    "less_than_equal": _l("Vul een getal in tot en met %(le)s."),
    "uuid_parsing": _l("Kies een van de mogelijkheden."),
    "enum": _l("Kies een van de mogelijkheden."),
    "literal_error": _l("Kies een van de mogelijkheden."),
    "date_from_datetime_parsing": _l("Vul een datum in, bijvoorbeeld 27-11-2026."),
    "date_parsing": _l("Vul een datum in, bijvoorbeeld 27-11-2026."),
    "time_parsing": _l("Vul een tijd in, bijvoorbeeld 13:30."),
    "mail_domain": _l("Vul een maildomein in, bijvoorbeeld organisatie.nl."),
    "mail": _l("Vul een mailadres in, bijvoorbeeld naam@organisatie.nl."),
    "phone": _l(NoNumber.text),
    "web_address": _l("Vul een adres in dat met https:// begint."),
    "value_error": "%(error)s",
}
_SECURE = re.compile(r"https://[^\s/]+\.[^\s]+")
DOMAIN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z0-9-]{2,}", re.IGNORECASE)
"""A domain as it stands in a mail address."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _mail_address(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise PydanticCustomError("mail", "no mail address")
    return text.lower()


MailAddress = Annotated[str, Field(max_length=254), AfterValidator(_mail_address)]
"""A mail address as typed, in lower case; whether it works only mail can tell."""


def _web_address(text: str) -> str:
    if not _SECURE.fullmatch(text):
        raise PydanticCustomError("web_address", "no secure web address")
    return text


def _phone(text: str) -> str:
    try:
        return numbers.normal(text)
    except NoNumber as refusal:
        raise PydanticCustomError("phone", "no telephone number") from refusal


Phone = Annotated[str, Field(max_length=40), AfterValidator(_phone)]
"""A telephone number as typed, in the form in which it is kept (E.164)."""

SecureAddress = Annotated[str, Field(max_length=400), AfterValidator(_web_address)]
"""A web address that begins with https://, as it is put behind a link."""

_TOO_LITTLE = frozenset({"missing", "string_too_short"})
AS_TYPED = "as typed"
Password = Annotated[str, Field(max_length=1000), AS_TYPED]
"""A password: every character of it counts, also a blank before or after it (ASVS 5.0 6.2.8)."""

_OTHER = _l("Dit klopt niet. Kijk het na.")


def parse(
    form: type[Form], sent: MultiDict[str, str] | None = None
) -> tuple[Form | None, Problems]:
    """Return the form that was sent, or None and one message for each field with a problem.

    Empty fields count as not filled in. A field annotated as list takes every value. What
    is missing or too short is asked for in the words of the form's own MISSING, a dict by field.
    sent: what was sent, when it is not the body of the request.
    """
    try:
        values = _typed_values(form, request.form if sent is None else sent)
        return form.model_validate(values), {}
    except ValidationError as error:
        return None, _problems(error, getattr(form, "MISSING", {}))


def typed(**defaults: Any) -> dict[str, Any]:
    """Return what a form must show: what was just typed, else the defaults."""
    if request.method != "POST":
        return defaults
    shown = dict(defaults)
    for name in {*defaults, *request.form}:
        if isinstance(defaults.get(name), (list, tuple, set)):
            shown[name] = request.form.getlist(name)
        elif name in request.form:
            shown[name] = request.form[name]
        elif isinstance(defaults.get(name), bool):
            shown[name] = False
    return shown


def _typed_values(form: type[BaseModel], sent: MultiDict[str, str]) -> Mapping[str, object]:
    values: dict[str, object] = {}
    for name, field in form.model_fields.items():
        if "list" in str(field.annotation):
            values[name] = [text for text in sent.getlist(name) if text.strip()]
            continue
        text = sent.get(name, "")
        if text := text if AS_TYPED in field.metadata else text.strip():
            values[name] = text
    return values


def _problems(error: ValidationError, missing: Mapping[str, object]) -> Problems:
    return {_field(detail): _message(detail, missing) for detail in error.errors()}


def _field(detail: ErrorDetails) -> str:
    return str(detail["loc"][0]) if detail["loc"] else ""


def _message(detail: ErrorDetails, missing: Mapping[str, object]) -> str:
    if detail["type"] in _TOO_LITTLE and _field(detail) in missing:
        return str(missing[_field(detail)])
    return str(_MESSAGES.get(detail["type"], _OTHER)) % detail.get("ctx", {})
