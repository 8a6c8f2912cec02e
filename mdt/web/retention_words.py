"""What a case consists of, in words: for who is about to destroy it, and for the proof."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

KINDS: Mapping[str, LazyString] = {
    "agenda_item": _l("agendapunten"),
    "attendance": _l("aanwezigheid"),
    "case": _l("zaken"),
    "case_person": _l("betrokkenen"),
    "conference": _l("overleggen"),
    "event_record": _l("gebeurtenissen"),
    "incident": _l("incidenten"),
    "incoming_mail": _l("antwoorden per mail"),
    "invitation": _l("uitnodigingen"),
    "measure": _l("maatregelen"),
    "note": _l("notities en besluiten"),
    "outbox_message": _l("verstuurde berichten"),
    "plan_version": _l("vastgestelde plannen"),
    "procedure": _l("procedures"),
    "risk": _l("risico's"),
    "safety_action": _l("acties"),
    "seat": _l("stoelen"),
}
OTHERS = _l("andere gegevens")


def kinds(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what there is of each kind, in words by alphabet; the rest as one, last."""
    named = sorted((str(KINDS[name]), number) for name, number in counts.items() if name in KINDS)
    rest = sum(number for name, number in counts.items() if name not in KINDS)
    return [*named, (str(OTHERS), rest)] if rest else named
