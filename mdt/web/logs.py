"""Logs for operators, without content: no name, case, mail text, token or value of a query.

A traceback is kept as the places in the code and the classes of the errors: their messages may
quote a row. Whatever looks like a secret, and every query string, is masked in the line itself.
"""

import logging
import logging.config
import re
import traceback
from time import gmtime
from types import TracebackType
from typing import Any

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SECRETS = (
    re.compile(r"(?<=/u/)[^\s\"']+|(?<=/links/)[^\s\"']+"),  # what stands in a link by mail
    re.compile(r"(?<=/feeds/)[^\s\"']+"),  # the secret address of a calendar
    re.compile(r"\?[^\s\"']+"),  # a query string
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),  # a mail address
    re.compile(rf"(?<![\w.-])(?!{UUID}(?![\w.-]))(?=[\w.-]*[\d-])[\w.-]{{20,}}={{0,2}}"),  # a token
)
MASK = "***"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What would begin another line, or move what is read: written as it is typed in code."""

SETTINGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"generic": {"()": "mdt.web.logs.Discreet", "fmt": FORMAT}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic"}},
    "root": {"level": "INFO", "handlers": ["console"]},
    "loggers": {
        "alembic": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
        "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": True},
        "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
    },
}
"""For every process, gunicorn's too. No line for each request: the audit trail has them."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Lays a record out, in UTC, and leaves out of it what nobody who reads logs may see."""

    converter = staticmethod(gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what another handler kept of the traceback is not used."""
        record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line's own words, masked."""
        record.message = one_line(mask(record.message))
        return super().formatMessage(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        """Return where it went wrong, innermost last, and the classes of what was raised."""
        return "\n".join(_chain(ei[1]))


def configure() -> None:
    """Let every logger of this process write discreetly, to the error stream."""
    logging.config.dictConfig(SETTINGS)


def mask(line: str) -> str:
    """Return line without tokens, queries and mail addresses. UUIDs stay: they name rows."""
    for secret in SECRETS:
        line = secret.sub(MASK, line)
    return line


def one_line(words: str) -> str:
    """Return words without anything that could pass for a line of its own."""
    return CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode(), words)


def _chain(error: BaseException | None) -> list[str]:
    if error is None:
        return []
    places = [
        f"  {frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    causes = _chain(error.__cause__ or error.__context__)
    return [*causes, f"{type(error).__module__}.{type(error).__qualname__}", *places]
