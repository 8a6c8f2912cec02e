"""What an invitation says on the wire, in each language: a moment, a link and nothing else.

These sentences stand here and not in the message catalogue, because what was sent with one UID
and SEQUENCE never changes its bytes, and a catalogue may be corrected. There is no field for
free text: what cannot be said cannot leak.

Source: data-minimal invitations, RFC 5545 3.8.1.3 (CLASS is a hint to clients, not a protection).
"""

from dataclasses import dataclass
from datetime import date, datetime

from mdt.models import Language, PlaceKind
from mdt.scheduling import local_time


@dataclass(frozen=True)
class Wording:
    """The words of one language."""

    organizer: str
    summary: str
    request: str
    hold: str
    cancel: str
    let_go: str
    kept: str
    places: dict[PlaceKind, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    summer: str
    winter: str
    changed: str
    held: str
    cancelled: str
    not_moved: str


WORDINGS = {
    Language.NL: Wording(
        organizer="Overlegportaal",
        summary="Overleg (besloten)",
        request="U bent uitgenodigd voor een overleg. Open het portaal om te antwoorden.",
        hold="Houd dit moment vrij. U hoort nog of het overleg dan is.",
        cancel="Deze uitnodiging is vervallen. U hoeft niets te doen.",
        let_go="U hoeft dit moment niet meer vrij te houden.",
        kept="Het overleg blijft op dit moment. Uw voorstel is niet overgenomen.",
        places={
            PlaceKind.ROOM: "Op locatie (zie portaal)",
            PlaceKind.VIDEO: "Online (link in portaal)",
        },
        weekdays=("ma", "di", "wo", "do", "vr", "za", "zo"),
        months=(
            *("jan", "feb", "mrt", "apr", "mei", "jun"),
            *("jul", "aug", "sep", "okt", "nov", "dec"),
        ),
        summer="zomertijd",
        winter="wintertijd",
        changed="Gewijzigd",
        held="Onder voorbehoud",
        cancelled="Vervallen",
        not_moved="Blijft staan",
    ),
    Language.EN: Wording(
        organizer="Conference portal",
        summary="Conference (closed)",
        request="You are invited to a conference. Open the portal to answer.",
        hold="Please keep this moment free. You will hear whether the conference is then.",
        cancel="This invitation has been withdrawn. You need not do anything.",
        let_go="You need not keep this moment free any more.",
        kept="The conference stays at this moment. Your proposal was not taken over.",
        places={
            PlaceKind.ROOM: "On site (see portal)",
            PlaceKind.VIDEO: "Online (link in portal)",
        },
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        months=(
            *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
            *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        ),
        summer="summer time",
        winter="winter time",
        changed="Changed",
        held="Provisional",
        cancelled="Withdrawn",
        not_moved="Not moved",
    ),
}


def moment(instant: datetime, language: Language) -> str:
    """Return the instant as Dutch clocks show it, such as 'do 12 feb 13:00'.

    A time that happens twice that night has its season with it.
    """
    return f"{day(local_time.local(instant), language)} {_clock(instant, WORDINGS[language])}"


def day(on: date, language: Language) -> str:
    """Return the local day, such as 'do 12 feb'."""
    words = WORDINGS[language]
    return f"{words.weekdays[on.weekday()]} {on.day} {words.months[on.month - 1]}"


def due(by: date | datetime, language: Language) -> str:
    """Return by when something must be ready: a day, or an instant with its hour."""
    return moment(by, language) if isinstance(by, datetime) else day(by, language)


def span(starts_at: datetime, ends_at: datetime, language: Language) -> str:
    """Return both ends, such as 'do 12 feb 13:00 – 13:45'; another day's end has its day."""
    is_one_day = local_time.local(starts_at).date() == local_time.local(ends_at).date()
    end = _clock(ends_at, WORDINGS[language]) if is_one_day else moment(ends_at, language)
    return f"{moment(starts_at, language)} – {end}"


def clock(instant: datetime, language: Language) -> str:
    """Return the time alone, such as '13:00'."""
    return _clock(instant, WORDINGS[language])


def _clock(instant: datetime, words: Wording) -> str:
    season = words.summer if local_time.is_summer_time(instant) else words.winter
    note = f" ({season})" if local_time.happens_twice(instant) else ""
    return f"{local_time.local(instant):%H:%M}{note}"
