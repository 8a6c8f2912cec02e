"""What scenario "Zilverberk" is about: people, risks, actions, answers. All of it is fictional.

Times are wall clock in Europe/Amsterdam, as in the scenario; mdt.demo.zilverberk plays them.
"""

from datetime import time

from mdt.demo.facts import Agreed, CaseFacts, Filed, Involved, OfContact, Sealed
from mdt.models import (
    CaseRole,
    ContactKind,
    LegalStatus,
    PlanHeading,
    ProcedureKind,
    ProcedureStage,
    Reply,
    SealedPart,
    SeatDomain,
)

QUESTION = "Zijn Ilse en Lieke de komende nachten veilig, ook voor wie zijn systemen kent?"
REVIEW_QUESTION = "Werkt het plan, en wie neemt het over nu hij vastzit?"

CASE = CaseFacts(
    alias="Zilverberk",
    reference="MW-2026-071",
    lead="ruud",
    contact="lotte",
    persons=(
        Involved("Ilse Kuiper", CaseRole.VICTIM, LegalStatus.VICTIM, "moeder van Lieke"),
        Involved("Marco Brandsma", CaseRole.SUSPECT, LegalStatus.SUSPECT, "ex-partner, vader"),
        Involved("Lieke", CaseRole.CHILD, LegalStatus.MINOR, "dochter, 6 jaar"),
    ),
    risks={
        "weapon": "Wapen",
        "systems": "Opsporen via systemen",
        "threat": "Dreiging",
        "proof": "Bewijs raakt weg",
        "child": "Overdracht van het kind",
        "tracing": "Opsporen via telefoon",
        "address": "Geheim adres",
        "partial": "Partijdigheid",
    },
    # His own unit, and the administrator whom that unit lends out.
    shut_to=(SeatDomain.POLICE, "wout"),
)

HIDING_PLACE = Sealed(
    about=CaseRole.VICTIM,
    label="Locatie 7",
    keeper=SeatDomain.SHELTER,
    says={
        SealedPart.STREET: "Kwartelpad 12b",
        SealedPart.POSTCODE: "9876 ZX",
        SealedPart.TOWN: "Elzerwoude",
    },
)
"""Where mother and child are; there is no such place."""

TABLE: tuple[tuple[SeatDomain, str | None, bool], ...] = (
    (SeatDomain.VT, "marijke", True),
    (SeatDomain.POLICE, None, True),
    (SeatDomain.OM, None, True),
    (SeatDomain.RVDK, "femke", True),
    (SeatDomain.MUNICIPALITY, "nadia", True),
    (SeatDomain.VICTIM_CONTACT, "lotte", True),
    (SeatDomain.PROCESS, "joost", True),
    (SeatDomain.JUDICIARY, "hester", False),
)
"""The seats of an emergency: who usually holds each, and whether it counts for quorum."""

ANSWERS = (
    ("10-24 17:14", "marijke", Reply.YES),
    ("10-24 17:20", "roos", Reply.YES),
    ("10-24 17:22", "joost", Reply.YES),
    ("10-24 17:31", "lotte", Reply.YES),
    ("10-24 17:40", "jelle", Reply.YES),
    ("10-24 17:48", "nadia", Reply.YES),
    ("10-24 17:52", "karel", Reply.YES),
    ("10-24 18:05", "femke", Reply.YES),
    ("10-24 18:20", "hester", Reply.YES),
    ("10-25 09:42", "hester", Reply.NO),
    ("10-25 10:12", "tom", Reply.YES),
)
"""The judge on duty declines 48 minutes before the start; the third one of the roster comes."""

REVIEW_ANSWERS = (
    ("10-25 13:20", "roos", Reply.YES),
    ("10-25 15:02", "lotte", Reply.YES),
    ("10-25 15:30", "karel", Reply.YES),
    ("10-26 08:40", "marijke", Reply.YES),
    ("10-26 09:10", "joost", Reply.YES),
    ("10-26 09:45", "nadia", Reply.YES),
    ("10-26 11:30", "jelle", Reply.MAYBE),
    ("10-26 12:10", "femke", Reply.YES),
    ("10-27 16:20", "jelle", Reply.YES),
)

DOOR_CHECKS = (
    (0, "10-25 02:40", "Deur gecontroleerd: dicht, licht uit, niemand op straat."),
    (1, "10-25 03:40", "Deur gecontroleerd: dicht. Een grijze auto reed langzaam voorbij."),
)
"""Hours after the first half past two of the night, when Roos noted it, and what she saw; in the
night in which the clock goes back the second one is at half past two too."""

WORDS = (
    ("note", "De overdracht van Lieke van 17 uur en het gevraagde contactverbod botsen."),
    ("note", "Ilse zegt: ik durf de politie niet te bellen, zij zijn zijn collega's."),
    ("decision", "Eenheid Waterland en de Rijksrecherche doen al het politiewerk."),
    ("decision", "Geen bericht over deze zaak loopt over systemen van zijn eenheid."),
)

ACTIONS = (
    Agreed(
        "S1",
        "Dienstwapen en eigen wapens innemen, buiten functie stellen",
        "karel",
        "10-25 13:00",
        "weapon",
        PlanHeading.SAFE_NOW,
        done="10-25 12:40",
    ),
    Agreed(
        "S2",
        "Zijn toegang tot systemen blokkeren en nagaan wat hij opzocht",
        "karel",
        "10-25 18:00",
        "systems",
        PlanHeading.SAFE_NOW,
        busy="10-25 12:50",
        done="10-25 17:30",
    ),
    Agreed(
        "S3",
        "Aanhouden buiten heterdaad, of een gedragsaanwijzing vragen",
        "jelle",
        "10-25 20:00",
        "threat",
        PlanHeading.SAFE_NOW,
        done="10-25 16:20",
    ),
    Agreed(
        "S4",
        "Forensisch onderzoek naar verwurging",
        "iris",
        "10-26 14:40",
        "proof",
        PlanHeading.LAW,
        done="10-25 14:00",
    ),
    Agreed(
        "S5",
        "Overdracht van Lieke stoppen en een voorlopige maatregel vragen",
        "femke",
        "10-25 15:00",
        "child",
        PlanHeading.CHILDREN,
        done="10-25 13:10",
    ),
    Agreed(
        "S6",
        "Telefoon vervangen, locatie delen uit, tablet van Lieke nakijken",
        "lotte",
        "10-25 14:00",
        "tracing",
        PlanHeading.HER_LIFE,
        done="10-25 13:45",
    ),
    Agreed(
        "S7",
        "Adres geheim in de BRP, andere school, domicilie kiezen",
        "nadia",
        "10-27",
        "address",
        PlanHeading.HER_LIFE,
        busy="10-26 09:30",
        done="10-27 11:15",
    ),
    Agreed(
        "S8",
        "Veilig bericht aan haar werkgever, niet via de politie",
        "lotte",
        "10-26 12:00",
        "tracing",
        PlanHeading.HER_LIFE,
        done="10-26 10:20",
    ),
    Agreed(
        "S9",
        "Vastleggen wie onderzoekt en wie de pers te woord staat",
        "jelle",
        "10-26 10:00",
        "partial",
        PlanHeading.LAW,
        done="10-26 09:40",
    ),
)

_ALL = frozenset({CaseRole.VICTIM, CaseRole.SUSPECT, CaseRole.CHILD})
_BOTH = frozenset({CaseRole.VICTIM, CaseRole.SUSPECT})
_FAMILY, _CRIMINAL = ProcedureKind.FAMILY, ProcedureKind.CRIMINAL
_PROVISIONAL, _HEARING = ProcedureStage.PROVISIONAL, ProcedureStage.HEARING_SET
_PREPARED = ProcedureStage.PREPARED

FILED = (
    ("10-24 16:40", "samira", Filed(_FAMILY, _PROVISIONAL, _ALL, decided="09-18")),
    (
        "10-25 10:30",
        "jelle",
        Filed(ProcedureKind.BEHAVIOURAL_ORDER, _PREPARED, _ALL, at_court=False),
    ),
    ("10-25 13:09", "femke", Filed(_FAMILY, _PROVISIONAL, _ALL, decided="10-25")),
    ("10-25 16:31", "jelle", Filed(_CRIMINAL, ProcedureStage.RUNNING, _BOTH)),
    ("10-27 10:00", "jelle", Filed(_CRIMINAL, _HEARING, _BOTH, hearing="11-06 10:00")),
)
"""What runs beside the case, and who noted it when."""

VISITS = (OfContact(ContactKind.VISIT, CaseRole.CHILD, 6, time(17), time(19)),)
"""The hand-over of Sunday at five (scenarios.md 2)."""

BAN = (OfContact(ContactKind.BAN, CaseRole.CHILD), OfContact(ContactKind.BAN, CaseRole.VICTIM))
"""What the prosecutor asks for; it contradicts the hand-over (scenarios.md 2, 10:31)."""
