"""A judge's certificate in words, for the court's file; always in Dutch, whoever asks for it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import Flask, Response, current_app
from flask_babel import force_locale, gettext

from mdt import clock
from mdt.judiciary import certificates
from mdt.judiciary.certificates import Certificate, Part, Sheet, Write
from mdt.judiciary.openings import Seen
from mdt.models import Invitation
from mdt.web import dates, deeds, judges, linked, words
from mdt.web.database import get_session

WRITE = "mdt.certificates"
"""Under what name the application keeps how a sheet becomes a file."""

LANGUAGE = "nl"
FILE_NAME = "verklaring.pdf"
"""Names no judge and no case: files are mailed and lie about."""

Facts = list[tuple[str, str]]


def init_app(app: Flask) -> None:
    """Offer the templates whether there is something to certify."""
    app.jinja_env.globals["judge_certificate_due"] = is_due


def is_due(invitation: Invitation) -> bool:
    """Tell whether the judge of the invitation attended or opened something."""
    return certificates.is_due(get_session(), invitation)


def answer(invitation: Invitation) -> Response:
    """Return the certificate as a file. Raises NothingToCertify."""
    told = certificates.of(get_session(), invitation, now=clock.now())
    with force_locale(LANGUAGE):
        sheet = of(told)
    write: Write = current_app.extensions[WRITE]
    response = Response(write(sheet), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=FILE_NAME)
    return response


def of(told: Certificate) -> Sheet:
    """Return the certificate as a sheet, in the language that is set."""
    blocks: list[tuple[str, Sequence[tuple[str, str]]]] = [
        (gettext("Wie en waarbij"), _sitting(told)),
        *((_heading(part), _part(part)) for part in told.parts),
        *((gettext("Inzage"), _seen(one)) for one in told.openings),
    ]
    return Sheet(
        title=gettext("Verklaring van aanwezigheid en inzage"),
        lead=f"{gettext('Voor het dossier van de rechtbank.')} {judges.ALWAYS}",
        blocks=blocks,
        foot=gettext(
            "Opgemaakt door het portaal op %(moment)s, uit het logboek. "
            "Bevat geen feiten van een zaak.",
            moment=_moment(told.made_at),
        ),
        language=LANGUAGE,
        made_at=told.made_at,
    )


def _sitting(told: Certificate) -> Facts:
    asked = told.invitation
    return [
        (gettext("Rechter"), told.judge.name),
        (gettext("Rechtbank"), ", ".join(told.courts) or gettext("onbekend")),
        (gettext("Overleg"), f"{words.word(told.conference.kind)}, {_moment(asked.starts_at)}"),
        (gettext("Gevraagd voor"), gettext("%(minutes)s minuten", minutes=linked.minutes(asked))),
    ]


def _heading(part: Part) -> str:
    return str(gettext("Zaak %(reference)s", reference=part.reference))


def _part(part: Part) -> Facts:
    facts = [
        (gettext("Vorm"), words.word(part.mode)),
        (
            gettext("Aanwezig"),
            "\n".join(_stretch(*one) for one in part.there) or gettext("niet aanwezig"),
        ),
    ]
    if part.bar:
        since = gettext(
            "behandelt niets van dit gezin sinds %(moment)s", moment=_moment(part.bar.since)
        )
        facts.append((gettext("Beletsel"), since))
    return facts


def _seen(one: Seen) -> Facts:
    opening = one.opening
    facts = [
        (gettext("Geopend"), _moment(opening.opened_at)),
        (
            gettext("Gesloten"),
            _moment(one.until) if one.until else gettext("nog open"),
        ),
        (gettext("Hoe lang"), judges.length(one.seconds)),
        (
            gettext("Wat zij zag"),
            ", ".join(deeds.word(name) for name in one.sections) or gettext("niets"),
        ),
    ]
    if opening.reason:
        facts.append((gettext("Reden van afmelden"), words.word(opening.reason)))
    return facts


def _stretch(begin: datetime, end: datetime | None) -> str:
    if end is None:
        return str(gettext("van %(start)s uur, nog aanwezig", start=_clock(begin)))
    minutes = round((end - begin) / timedelta(minutes=1))
    return str(
        gettext(
            "van %(start)s tot %(end)s uur (%(minutes)s minuten)",
            start=_clock(begin),
            end=_clock(end),
            minutes=minutes,
        )
    )


def _moment(at: datetime) -> str:
    """Return the moment with its year, whatever year it is: a file is read later."""
    return dates.moment_long(at, today=date.min, locale=LANGUAGE)


def _clock(at: datetime) -> str:
    return dates.clock(at, locale=LANGUAGE)
