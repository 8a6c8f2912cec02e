"""How a sitting of one's own is called in lists: by its cases as far as they are one's own."""

from flask_babel import gettext, ngettext

from mdt.conferences.sittings import Sitting
from mdt.models import ConferenceKind
from mdt.web import words
from mdt.web.actor import actor


def title(sitting: Sitting) -> str:
    """Return «Zaak Berk, eerste overleg»; without a case that is for the viewer, neutral words."""
    if sitting.topics:
        kind = words.word(sitting.conference.kind).lower()
        return str(gettext("%(cases)s, %(kind)s", cases=cases(sitting), kind=kind))
    return neutral(sitting.conference.kind)


def neutral(kind: ConferenceKind) -> str:
    """Return how a conference is called for who may see none of its cases."""
    if kind is ConferenceKind.KNOWLEDGE:
        return words.word(kind)
    is_judge = actor().is_judge
    return str(gettext("Uitnodiging Rechtspraak") if is_judge else gettext("Overleg"))


def cases(sitting: Sitting) -> str:
    """Return «Zaak Berk», or «Zaak Berk en 2 andere zaken»; nothing when none is for the viewer."""
    if not sitting.topics:
        return ""
    first, others = sitting.topics[0], len(sitting.topics) - 1
    named = str(gettext("Zaak %(alias)s", alias=first.alias))
    if not others:
        return named
    return str(
        ngettext(
            "%(named)s en %(num)s andere zaak",
            "%(named)s en %(num)s andere zaken",
            others,
            named=named,
        )
    )
