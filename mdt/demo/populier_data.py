"""What scenario "Populier" is about: people, risks, actions, answers. All of it is fictional.

Times are wall clock in Europe/Amsterdam, as in the scenario; mdt.demo.populier plays them.
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
    SealedKind,
    SealedPart,
    SeatDomain,
)

ALIAS = "Populier"
QUESTION = "Is Noor vannacht en de komende tien dagen veilig, en wie doet wat om dat zo te houden?"
REVIEW_QUESTION = "Werkt het plan, en wat moet er gebeuren voor het huisverbod eindigt?"


PERSONS = (
    Involved("Noor van Dalen", CaseRole.VICTIM, LegalStatus.VICTIM, "moeder van Sem"),
    Involved("Rick Hofstra", CaseRole.SUSPECT, LegalStatus.SUSPECT, "ex-partner, vader van Sem"),
    Involved("Sem", CaseRole.CHILD, LegalStatus.MINOR, "zoon, 7 jaar"),
)

RISKS = {
    "stalking": "Stalking",
    "threat": "Doodsbedreiging",
    "acute": "Acuut geweld",
    "weapon": "Wapen",
    "child": "Kind is getuige",
    "control": "Controle en herhaling",
    "return": "Terugkeer in huis",
    "tablet": "Volgen via de tablet",
    "gap": "Gat na het huisverbod",
    "justice": "Toegang tot recht",
    "out_of_sight": "Zij raakt uit beeld",
}

CASE = CaseFacts(
    alias=ALIAS,
    reference="MW-2026-014",
    lead="ruud",
    contact="lotte",
    persons=PERSONS,
    risks=RISKS,
)

SOURCE = Sealed(
    about=CaseRole.VICTIM,
    kind=SealedKind.SOURCE,
    label="Bron 1",
    keeper=SeatDomain.VT,
    says={
        SealedPart.SOURCE: "Eline van Dalen",
        SealedPart.NOTE: "Belde op 9 februari met 0800-2000. Wil niet dat Rick weet dat zij belde.",
    },
)
"""Who reported; her name stands nowhere else (scenarios.md 1.9)."""


ACTIONS = (
    Agreed(
        "A1",
        "Contactverbod en gebiedsverbod vragen voor huis, school en werk",
        "anouk",
        "02-12 18:00",
        "stalking",
        PlanHeading.SAFE_NOW,
        done="02-12 16:00",
    ),
    Agreed(
        "A2",
        "Afspraak op locatie voor huis, school en zus",
        "dennis",
        "02-12 17:00",
        "acute",
        PlanHeading.SAFE_NOW,
        done="02-12 16:40",
    ),
    Agreed(
        "A3",
        "AWARE-knop geven en sloten vervangen",
        "lotte",
        "02-13 17:00",
        "acute",
        PlanHeading.SAFE_NOW,
        busy="02-12 17:30",
        done="02-13 15:20",
    ),
    Agreed(
        "A4",
        "Wapens nagaan en het jachtmes in beslag nemen",
        "dennis",
        "02-12 22:00",
        "weapon",
        PlanHeading.SAFE_NOW,
        done="02-12 21:10",
    ),
    Agreed(
        "A5",
        "Advocaat vraagt met spoed om omgang op te schorten",
        "ruud",
        "02-20",
        "child",
        PlanHeading.CHILDREN,
        busy="02-13 09:30",
        done="02-18 11:00",
    ),
    Agreed(
        "A6",
        "Gesprek met Sem en afspraken met school",
        "femke",
        "02-17",
        "child",
        PlanHeading.CHILDREN,
        busy="02-16 10:00",
        done="02-17 15:30",
    ),
    Agreed(
        "A7",
        "Intake voor behandeling van Rick regelen",
        "pieter",
        "03-02",
        "control",
        PlanHeading.HIS_HELP,
    ),
    Agreed(
        "A8",
        "Eigen plek voor Rick tot zijn flat vrij is",
        "fatima",
        "02-19",
        "return",
        PlanHeading.HIS_HELP,
        busy="02-13 10:00",
        done="02-17 16:00",
    ),
    Agreed(
        "A9",
        "Telefoon en tablet nakijken, gedeelde accounts verbreken",
        "dennis",
        "02-20",
        "tablet",
        PlanHeading.HER_LIFE,
        busy="02-16 09:15",
    ),
    Agreed(
        "A10",
        "Advies over verlengen van het huisverbod",
        "fatima",
        "02-19 09:00",
        "gap",
        PlanHeading.LAW,
        busy="02-16 11:00",
        done="02-19 08:30",
    ),
    Agreed(
        "A11",
        "Rechten doornemen: advocaat, schade, eigen verhaal",
        "lotte",
        "02-20",
        "justice",
        PlanHeading.LAW,
    ),
    Agreed(
        "A12",
        "Noor vertellen wat er besloten is",
        "lotte",
        "02-13 13:00",
        "out_of_sight",
        PlanHeading.HER_LIFE,
        done="02-13 12:15",
    ),
)

ANSWERS = (
    ("02-10 09:52", "marijke", Reply.YES),
    ("02-10 10:05", "joost", Reply.YES),
    ("02-10 10:14", "dennis", Reply.YES),
    ("02-10 10:40", "ruud", Reply.YES),
    ("02-10 11:22", "anouk", Reply.YES),
    ("02-10 11:31", "fatima", Reply.YES),
    ("02-10 12:48", "lotte", Reply.YES),
    ("02-10 13:05", "femke", Reply.MAYBE),
    ("02-10 14:30", "bilal", Reply.YES),
    ("02-10 16:10", "hester", Reply.YES),
    ("02-10 16:45", "iris", Reply.YES),
    ("02-11 09:20", "femke", Reply.YES),
    ("02-11 10:05", "karin", Reply.YES),
    ("02-11 15:40", "pieter", Reply.YES),
)
"""Who answered the invitation to the first conference, and when; not yet: nobody."""

REVIEW_ANSWERS = (
    ("02-13 12:20", "marijke", Reply.YES),
    ("02-13 13:10", "lotte", Reply.YES),
    ("02-13 14:05", "joost", Reply.YES),
    ("02-13 14:40", "dennis", Reply.MAYBE),
    ("02-13 16:15", "fatima", Reply.YES),
    ("02-16 09:05", "ruud", Reply.YES),
    ("02-17 10:30", "anouk", Reply.YES),
    ("02-18 09:10", "dennis", Reply.YES),
)
"""Who answered the invitation to the review."""

WORDS = (
    ("note", "Noor zegt: ik wil in mijn huis blijven. Sem mag zijn vader later weer zien."),
    ("note", "De omgang op zondag en het gevraagde contactverbod spreken elkaar tegen."),
    ("decision", "De officier vraagt vandaag een gedragsaanwijzing."),
    ("decision", "Bij contact of komst binnen 500 meter: melding aan het OM binnen 2 uur."),
)
"""What was written down on 12 February."""

MESSAGE = "Bericht van de tablet van Sem: 'ik weet waar je bent'."
"""What came in the night of 29 March."""

_ALL = frozenset({CaseRole.VICTIM, CaseRole.SUSPECT, CaseRole.CHILD})
_BOTH = frozenset({CaseRole.VICTIM, CaseRole.SUSPECT})
_FAMILY, _CRIMINAL = ProcedureKind.FAMILY, ProcedureKind.CRIMINAL
_HOUSE_BAN, _ORDER = ProcedureKind.HOUSE_BAN, ProcedureKind.BEHAVIOURAL_ORDER
_PROVISIONAL, _DECIDED = ProcedureStage.PROVISIONAL, ProcedureStage.DECIDED
_RUNNING, _HEARING = ProcedureStage.RUNNING, ProcedureStage.HEARING_SET

FILED = (
    ("02-10 09:19", "samira", Filed(_FAMILY, _PROVISIONAL, _ALL, decided="01-30")),
    (
        "02-10 09:22",
        "fatima",
        Filed(_HOUSE_BAN, _DECIDED, _ALL, at_court=False, decided="02-10", until="02-20"),
    ),
    ("02-10 11:25", "anouk", Filed(_CRIMINAL, _RUNNING, _BOTH)),
    ("02-12 09:09", "anouk", Filed(_ORDER, ProcedureStage.PREPARED, _ALL, at_court=False)),
    ("02-12 15:30", "anouk", Filed(_CRIMINAL, _HEARING, _BOTH, hearing="04-21 09:30")),
    (
        "02-12 16:01",
        "anouk",
        Filed(_ORDER, _DECIDED, _ALL, at_court=False, decided="02-12", until="05-13"),
    ),
    (
        "02-18 11:05",
        "ruud",
        Filed(_FAMILY, _HEARING, _ALL, hearing="02-24 10:00", decided="01-30"),
    ),
    (
        "02-19 09:49",
        "fatima",
        Filed(_HOUSE_BAN, _DECIDED, _ALL, at_court=False, decided="02-10", until="03-10"),
    ),
)
"""What runs beside the case, and who noted it when."""

VISITS = (OfContact(ContactKind.VISIT, CaseRole.CHILD, 6, time(10), time(18)),)
"""The visits of the provisional arrangement: every Sunday."""

BAN = (OfContact(ContactKind.BAN, CaseRole.CHILD), OfContact(ContactKind.BAN, CaseRole.VICTIM))
"""What the prosecutor asks for; it contradicts the visits (scenarios.md 1, conference 1)."""
