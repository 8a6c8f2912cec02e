"""The retention terms of this installation: the table, with its own years where it set them."""

from flask import Flask, current_app

from mdt.cases import retention_terms
from mdt.cases.retention_terms import Terms
from mdt.config import ConfigError, Settings

TERMS = "mdt.retention_terms"


def init_app(app: Flask) -> None:
    """Read MDT_RETENTION_YEARS. Raises ConfigError, naming it, when it cannot be read."""
    settings: Settings = app.extensions["mdt.settings"]
    try:
        years = retention_terms.own_years(settings.retention_years)
        app.extensions[TERMS] = retention_terms.with_own(years)
    except ValueError as error:
        raise ConfigError(
            f"MDT_RETENTION_YEARS is {settings.retention_years!r}: "
            "give years by regime, such as wgs_zvh=5,wmo_vt=20."
        ) from error


def terms() -> Terms:
    """Return the terms that count here."""
    found: Terms = current_app.extensions[TERMS]
    return found
