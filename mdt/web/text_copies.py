"""The words of a file that may not come in, without what is sealed, as a file that may.

Somebody reads them first, and may change them; what comes back is looked at like every file.
Source: scenarios.md, scenario 2 (16.30: a redacted copy is stored).
"""

from flask import current_app, request
from flask_babel import get_locale, gettext

from mdt import clock
from mdt.judiciary.certificates import Sheet, Write
from mdt.web import certificate_page, dates

FIELD = "words"
MOST = 60_000
"""Letters: some thirty pages."""


def words() -> str:
    """Return the words that the form brings instead of a file; no more of them than are kept."""
    return request.form.get(FIELD, "").strip()[:MOST]


def content(title: str) -> bytes:
    """Return the words as a PDF that says what it is."""
    write: Write = current_app.extensions[certificate_page.WRITE]
    now, locale = clock.now(), str(get_locale())
    today = dates.local_date(now)
    said = gettext(
        "Tekst uit een bestand, zonder afgeschermde gegevens. Overgenomen op %(day)s.",
        day=dates.day_long(today, today=today, locale=locale),
    )
    sheet = Sheet(
        title=title,
        lead=f"{said}\n\n{words()}",
        blocks=(),
        foot=gettext("Opmaak, beeld en handtekening van het bestand staan hier niet in."),
        language=locale,
        made_at=now,
    )
    return write(sheet)
