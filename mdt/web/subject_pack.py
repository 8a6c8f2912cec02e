"""The answer to somebody who asks what is kept of them, as a sheet; always in Dutch.

Where nothing is told the answer is the same letter, whether there is a case or none: a case that
says nothing leaves no letter, no word and no block in it (docs/decisions/0145). What the portal
never gives is said in every answer and counted in none: a number would tell of a source.

Source: AVG art. 12, 15 and 77; UAVG art. 41.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Response, current_app
from flask_babel import force_locale, gettext

from mdt.cases import subject_reviews
from mdt.judiciary.certificates import Sheet, Write
from mdt.models import (
    Case,
    SubjectGround,
    SubjectLine,
    SubjectOutcome,
    SubjectRequest,
    SubjectReview,
    SubjectSection,
)
from mdt.web import dates, words
from mdt.web.certificate_page import WRITE
from mdt.web.database import get_session
from mdt.web.subject_lines import LANGUAGE

FILE_NAME = "inzage.pdf"
"""Names nobody: files are mailed and lie about."""

SILENT = frozenset({SubjectGround.INVESTIGATION, SubjectGround.POLICE_DATA})
"""Grounds that defeat themselves when one says that something was left out on them."""

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """What one case tells: at least one line with words."""

    reference: str
    lines: Sequence[SubjectLine]
    decided_by: str
    decided_at: datetime


def answer(request: SubjectRequest, reviews: Sequence[SubjectReview], *, now: datetime) -> Response:
    """Return the answer as a file, from what these reviews tell; dated when it went out."""
    with force_locale(LANGUAGE):
        sheet = of(request, told(reviews), made_at=request.given_at or now)
    write: Write = current_app.extensions[WRITE]
    response = Response(write(sheet), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=FILE_NAME)
    return response


def told(reviews: Sequence[SubjectReview]) -> list[Told]:
    """Return what is told, by case; a case that tells no line is not in it."""
    session = get_session()
    names = subject_reviews.decided_by(session, reviews)
    found = []
    for review in reviews:
        lines = subject_reviews.lines_of(session, review)
        is_told = review.outcome is SubjectOutcome.TELL and any(not one.ground for one in lines)
        if is_told and review.decided_by_id and review.decided_at:
            case = session.get_one(Case, review.case_id)
            by = names[review.decided_by_id]
            found.append(Told(case.reference, lines, by, review.decided_at))
    return sorted(found, key=lambda one: one.reference)


def of(request: SubjectRequest, found: Sequence[Told], *, made_at: datetime) -> Sheet:
    """Return the answer as a sheet, in the language that is set; dated by the day alone."""
    blocks: list[tuple[str, Sequence[tuple[str, str]]]] = [(gettext("Uw verzoek"), _asked(request))]
    for one in found:
        heading = gettext("Zaak met kenmerk %(reference)s", reference=one.reference)
        blocks += [(str(heading), _lines(one)), (gettext("Weggelaten in deze zaak"), _gone(one))]
    blocks.append((gettext("In elk antwoord gelijk"), _always()))
    return Sheet(
        title=gettext("Antwoord op uw verzoek om inzage"),
        lead=_lead(has_any=bool(found)),
        blocks=blocks,
        foot=gettext("Opgemaakt op %(moment)s.", moment=_day(made_at)),
        language=LANGUAGE,
        made_at=made_at.replace(hour=0, minute=0, second=0, microsecond=0),
    )


def _lead(*, has_any: bool) -> str:
    if has_any:
        return str(gettext("Dit zijn de gegevens over u die wij u geven (AVG art. 15)."))
    text = gettext(
        "Wij geven u geen gegevens. Er zijn geen gegevens over u, of de wet staat niet toe dat wij "
        "zeggen of ze er zijn. Wie in geen enkele zaak voorkomt, krijgt ditzelfde antwoord."
    )
    return str(text)


def _asked(request: SubjectRequest) -> Facts:
    return [
        (gettext("Naam"), request.name),
        (gettext("Geboren op"), _day(request.born_on)),
        (gettext("Ontvangen op"), _day(request.received_on)),
    ]


def _lines(one: Told) -> Facts:
    return [(words.word(line.section), line.text) for line in one.lines if not line.ground]


def _gone(one: Told) -> Facts:
    """Say what kinds of things were left out, how many, on what ground and who decided.

    Not of what would warn by being counted: for that the same words stand in every pack.
    """
    kinds = Counter((line.section, line.ground) for line in one.lines if _is_counted(line))
    facts = [
        (words.word(section), f"{number}: {words.word(ground)}")
        for (section, ground), number in kinds.items()
        if ground
    ]
    by = gettext("%(name)s, casusregisseur", name=one.decided_by)
    return [
        *facts,
        (
            gettext("Zonder aantal"),
            gettext(
                "Van notities en van wat opsporing raakt, zeggen wij niemand of er iets is "
                "weggelaten (AVG art. 23 lid 2 onder h). Dit staat bij elke zaak."
            ),
        ),
        (gettext("Wie besliste"), f"{by}, {_day(one.decided_at)}"),
    ]


def _is_counted(line: SubjectLine) -> bool:
    return (
        line.ground is not None
        and line.ground not in SILENT
        and line.section is not SubjectSection.NOTES
    )


def _always() -> Facts:
    return [
        (
            gettext("Wat niemand krijgt"),
            gettext(
                "Gegevens van anderen, wie iets vertelde, en wat is afgeschermd. Dit staat in elk "
                "antwoord, ook als er niets van is; daarom staat er geen aantal bij."
            ),
        ),
        (gettext("Wie besliste"), gettext("Het portaal, voor iedereen gelijk.")),
        (
            gettext("Niet eens?"),
            gettext(
                "U kunt een klacht indienen bij de Autoriteit Persoonsgegevens, of naar de rechter "
                "gaan. U kunt ook vragen gegevens te verbeteren of te wissen."
            ),
        ),
    ]


def _day(when: date) -> str:
    return dates.day_long(dates.local_date(when), today=date.min, locale=LANGUAGE)
