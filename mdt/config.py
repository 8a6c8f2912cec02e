"""Settings of this installation, read once from MDT_* and frozen.

A missing or wrong value stops the start with a sentence that names it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_SECRET = "only-for-development-never-in-production"  # noqa: S105 - refused by `mdt serve`
MIN_SECRET_LENGTH = 32
LONGEST_MARGIN_MINUTES, MOST_MEGABYTES = 60, 50
PREFIX = "MDT_"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ConfigError(Exception):
    """A setting is missing or wrong; the message names it and says what is expected."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations. Each field is read from MDT_<FIELD>."""

    database_url: str = "sqlite:///var/mdt.db"
    smtp_url: str = "smtp://127.0.0.1:2525"
    imap_url: str = ""
    sms_url: str = ""
    sms_secret: str = ""
    sms_secret_file: str = ""
    sms_header: str = "Authorization: Bearer {secret}"
    sms_sender: str = "Portaal"
    sms_fields: str = "to from text reference"
    mail_authenticator: str = ""
    backup_key: str = ""
    base_url: str = "http://localhost:5000"
    mail_domain: str = "portaal.example"
    secret_key: str = DEFAULT_SECRET
    demo: bool = False
    dkim_key: str = ""
    dkim_selector: str = ""
    tls_by_proxy: bool = False
    tls_certificate: str = ""
    tls_key: str = ""
    bind: str = "127.0.0.1:5000"
    web_workers: int = 2
    undo_seconds: int = 60
    vault_key: str = ""
    notice_hours: int = 24
    office_hours: str = "08.30-17.00"
    patience_minutes: int = 120
    span_margin_minutes: int = 10
    calendar_attachment: bool = True
    calendar_hosts: str = ""
    sign_in_hosts: str = ""
    catcher_dir: Path = Path("var/postvak")
    live_streams: int = 40
    audit_anchor: str = ""
    curious_cases: int = 30
    invitations_by_person: int = 500
    invitations_of_conference: int = 250
    account_offer_visits: int = 3
    retention_years: str = ""
    keep_days: str = ""
    clocks: str = ""
    review_ladder: str = "7-30-90-180-365-540"
    waiting_weights: str = "10-5-3-1"
    judge_modes: str = "kennis-proces"
    remind_before_due: str = "1"
    remind_late_days: int = 7
    remind_unanswered: str = "2-1"
    clamd: str = ""
    document_megabytes: int = 10
    documents_of_an_item: int = 20

    @property
    def is_secure(self) -> bool:
        """True when people reach the portal over https."""
        return self.base_url.startswith("https://")

    @property
    def inside(self) -> frozenset[str]:
        """Servers (host:port) of calendars and sign-in in our own network, without TLS too."""
        return frozenset(f"{self.calendar_hosts} {self.sign_in_hosts}".replace(",", " ").split())

    @property
    def text_fields(self) -> tuple[str, ...]:
        """What a gateway calls number, sender, words and reference of a text; - leaves one out."""
        return tuple(self.sms_fields.split())

    @property
    def text_secret(self) -> str:
        """The secret that the gateway knows us by: as given, or out of its file."""
        file = self.sms_secret_file
        return Path(file).read_text(encoding="utf-8").strip() if file else self.sms_secret

    @property
    def office(self) -> tuple[time, time]:
        """From when until when whoever gave no hours is taken to work; wall clock."""
        starts, ends = self.office_hours.split("-")
        return _clock(starts), _clock(ends)

    @property
    def ladder(self) -> tuple[int, ...]:
        """After how many days a case comes back to the table, counted from its first sitting."""
        return tuple(int(days) for days in self.review_ladder.split("-"))

    @property
    def before_due(self) -> tuple[int, ...]:
        """How many working days before its due date an owner is reminded of an action."""
        return tuple(int(days) for days in self.remind_before_due.split("-") if days)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """How many working days before a sitting who has not answered is reminded."""
        return tuple(int(days) for days in self.remind_unanswered.split("-") if days)

    @property
    def agreed_modes(self) -> tuple[str, ...]:
        """In which modes a judge may be asked: what the court's board agreed to."""
        return tuple(self.judge_modes.split("-"))

    @property
    def weights(self) -> tuple[int, ...]:
        """How much a minute of waiting weighs: judge, prosecutor, specialist, everybody else."""
        return tuple(int(weight) for weight in self.waiting_weights.split("-"))


def load(environ: Mapping[str, str]) -> Settings:
    """Return the settings in environ. Raises ConfigError naming the first one that is wrong."""
    _refuse_unknown(environ)
    values = {
        field.name: _read(field.name, field.type, environ[_variable(field.name)])
        for field in fields(Settings)
        if _variable(field.name) in environ
    }
    settings = Settings(**values)  # type: ignore[arg-type]
    _check(settings)
    return settings


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    """Raise ConfigError for a setting that is none: a misspelt one would silently do nothing."""
    known = [_variable(field.name) for field in fields(Settings)]
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            [*close] = get_close_matches(name, known, n=1, cutoff=0)
            raise ConfigError(f"{name} is no setting of the portal: did you mean {close[0]}?")


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _read(name: str, kind: object, text: str) -> object:
    variable = _variable(name)
    if kind is bool:
        if text.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise ConfigError(f"{variable} is {text!r}: use 1 or 0.")
        return text.lower() in {"1", "true", "yes"}
    if kind is int:
        if not text.isdecimal():
            raise ConfigError(f"{variable} is {text!r}: use a whole number.")
        return int(text)
    if kind is Path:
        return Path(text)
    return text


def _check(settings: Settings) -> None:
    _check_url("MDT_DATABASE_URL", settings.database_url, {"sqlite", "postgresql"})
    _check_url("MDT_SMTP_URL", settings.smtp_url, {"smtp", "smtps", "smtp+starttls"})
    if settings.imap_url:
        _check_url("MDT_IMAP_URL", settings.imap_url, {"imap", "imap+starttls", "imaps"})
    _check_url("MDT_BASE_URL", settings.base_url, {"http", "https"})
    if len(settings.secret_key) < MIN_SECRET_LENGTH:
        raise ConfigError("MDT_SECRET_KEY is too short: use 32 characters or more.")
    if "@" in settings.mail_domain or "." not in settings.mail_domain:
        raise ConfigError("MDT_MAIL_DOMAIN is wrong: give a domain name such as portaal.example.")
    if not all(re.fullmatch(r"[^\s:/]+:\d+", host) for host in settings.inside):
        raise ConfigError(
            "MDT_CALENDAR_HOSTS or MDT_SIGN_IN_HOSTS is wrong: give each server as host:port."
        )
    if settings.patience_minutes < 1:
        raise ConfigError("MDT_PATIENCE_MINUTES is wrong: give at least one minute.")
    if not 0 <= settings.span_margin_minutes <= LONGEST_MARGIN_MINUTES:
        raise ConfigError("MDT_SPAN_MARGIN_MINUTES is wrong: give 0 to 60 minutes.")
    _check_reminders(settings)
    _check_texts(settings)
    if bool(settings.dkim_key) != bool(re.fullmatch(r"[A-Za-z0-9.-]+", settings.dkim_selector)):
        raise ConfigError(
            "MDT_DKIM_KEY and MDT_DKIM_SELECTOR go together: give the file of the key, "
            "and the name under which the DNS has its public half, such as mdt1."
        )
    _check_documents(settings)
    _check_office(settings)
    _check_ladder(settings)
    _check_weights(settings)
    _check_modes(settings)


def _check_documents(settings: Settings) -> None:
    if not 1 <= settings.document_megabytes <= MOST_MEGABYTES:
        raise ConfigError("MDT_DOCUMENT_MEGABYTES is wrong: give 1 to 50.")
    if not re.fullmatch(r"|tcp://[^\s/:]+:\d+|unix://(/[^\s/]+)+", settings.clamd):
        raise ConfigError("MDT_CLAMD is wrong: give tcp://host:port or unix:///path/of/its/socket.")


def _check_office(settings: Settings) -> None:
    try:
        starts, ends = settings.office
    except ValueError:
        starts = ends = time()
    if starts >= ends:
        raise ConfigError("MDT_OFFICE_HOURS is wrong: give two times such as 08.30-17.00.")


def _check_reminders(settings: Settings) -> None:
    for name in ("before_due", "unanswered"):
        try:
            is_sound = all(days > 0 for days in getattr(settings, name))
        except ValueError:
            is_sound = False
        if not is_sound:
            raise ConfigError(
                f"MDT_REMIND_{name.upper()} is wrong: give working days such as 3-1, or nothing."
            )
    if settings.remind_late_days < 1:
        raise ConfigError("MDT_REMIND_LATE_DAYS is wrong: give at least one day.")


def _check_texts(settings: Settings) -> None:
    if settings.sms_url:
        url = urlsplit(settings.sms_url)
        is_here = url.scheme == "http" and url.hostname in LOOPBACK
        if (url.scheme != "https" and not is_here) or not url.hostname or "@" in url.netloc:
            raise ConfigError(
                "MDT_SMS_URL is wrong: give an address that starts with https://, without name or "
                "word in it (http:// only on this machine)."
            )
    if settings.sms_secret and settings.sms_secret_file:
        raise ConfigError("Give MDT_SMS_SECRET or MDT_SMS_SECRET_FILE, not both.")
    if settings.sms_secret_file and not Path(settings.sms_secret_file).is_file():
        raise ConfigError("MDT_SMS_SECRET_FILE is wrong: there is no such file.")
    if not re.fullmatch(r"[A-Za-z0-9-]+: ?[\x20-\x7e]*\{secret\}", settings.sms_header):
        raise ConfigError(
            "MDT_SMS_HEADER is wrong: give a header such as Authorization: Bearer {secret}."
        )
    if not re.fullmatch(r"([\w.-]+ ){3}[\w.-]+", settings.sms_fields) or "-" in (
        settings.text_fields[0],
        settings.text_fields[2],
    ):
        raise ConfigError(
            "MDT_SMS_FIELDS is wrong: give four names, for number, sender, words and reference, "
            "such as to from text reference; - for a sender or reference that is not wanted."
        )


def _check_ladder(settings: Settings) -> None:
    try:
        is_rising = all(one < other for one, other in pairwise((0, *settings.ladder)))
    except ValueError:
        is_rising = False
    if not is_rising:
        raise ConfigError(
            "MDT_REVIEW_LADDER is wrong: give rising whole numbers of days such as 7-30-90."
        )


def _check_weights(settings: Settings) -> None:
    try:
        is_sound = len(settings.weights) == len(Settings().weights) and min(settings.weights) > 0
    except ValueError:
        is_sound = False
    if not is_sound:
        raise ConfigError(
            "MDT_WAITING_WEIGHTS is wrong: give four whole numbers such as 10-5-3-1, "
            "for a judge, a prosecutor, a specialist and everybody else."
        )


def _check_modes(settings: Settings) -> None:
    if not set(settings.agreed_modes) <= {"kennis", "proces", "rc", "niet_zittend"}:
        raise ConfigError("MDT_JUDGE_MODES is wrong: give modes such as kennis-proces-rc.")


def _clock(text: str) -> time:
    hour, minute = text.strip().replace(".", ":").split(":")
    return time(int(hour), int(minute))


def _check_url(variable: str, url: str, schemes: set[str]) -> None:
    scheme = urlsplit(url).scheme
    if scheme.split("+psycopg")[0] not in schemes:
        raise ConfigError(f"{variable} must start with one of: {', '.join(sorted(schemes))}.")
