"""An ordinary week in Merwestad: five cases beside the scenarios. All of it is fictional.

Moments count from today, as mdt.demo.stage.DayByDay reads them; mdt.demo.week plays them.
"""

from mdt.demo.facts import Agreed, CaseFacts, Involved
from mdt.models import CaseRole, LegalStatus, PlanHeading, Reply, SeatDomain, SeatFill


def _case(alias: str, number: str, victim: str, other: str, lead: str) -> CaseFacts:
    return CaseFacts(
        alias=alias,
        reference=f"MW-2026-{number}",
        lead=lead,
        contact="lotte",
        persons=(
            Involved(victim, CaseRole.VICTIM, LegalStatus.VICTIM, ""),
            Involved(other, CaseRole.SUSPECT, LegalStatus.SUSPECT, "ex-partner"),
        ),
        risks={"threat": "Dreiging", "stalking": "Stalking", "child": "Kind is getuige"},
    )


CASES = {
    "beuk": _case("Beuk", "058", "Marit Schaap", "Joris Blok", "ruud"),
    "esdoorn": _case("Esdoorn", "061", "Yara Demir", "Sven Tak", "femke"),
    "kastanje": _case("Kastanje", "049", "Anna Brink", "Leo Kamp", "ruud"),
    "linde": _case("Linde", "063", "Dewi Kuijt", "Paul Stam", "marijke"),
    "wilg": _case("Wilg", "064", "Ria Vonk", "Ben Oost", "ruud"),
}

QUESTIONS = {
    "beuk": "Wie houdt contact met beide ouders, en wat weet de school?",
    "esdoorn": "Kan zij dit weekend veilig thuis blijven?",
    "kastanje": "Wat is er nodig om de bedreigingen te laten stoppen?",
    "linde": "Is het contact tussen de kinderen en hun vader nu veilig?",
    "wilg": "Wat doen wij als hij volgende maand vrijkomt?",
}

SMALL_TABLE = (
    (SeatDomain.VT, "marijke", SeatFill.PERSON),
    (SeatDomain.OM, "anouk", SeatFill.PERSON),
    (SeatDomain.POLICE, None, SeatFill.ORGANISATION),
    (SeatDomain.JUDICIARY, None, SeatFill.DUTY),
)
"""A table of four: two fixed seats, any officer, and whichever judge is on duty."""

ASKED = ("+4 10:00", "+5 14:00", "+6 09:00")
"""The moments about which the table of Beuk is asked."""

POLL: tuple[tuple[str, str, tuple[Reply, ...]], ...] = (
    ("-1 15:32", "dennis", (Reply.YES, Reply.NO, Reply.YES)),
    ("-1 15:50", "fatima", (Reply.YES, Reply.MAYBE, Reply.MAYBE)),
    ("-1 16:05", "ruud", (Reply.YES, Reply.YES, Reply.YES)),
    ("-1 16:41", "lotte", (Reply.MAYBE, Reply.YES, Reply.YES)),
)
"""Who answered so far; the others still may."""

KASTANJE = (
    Agreed(
        "K1",
        "Stopgesprek met Leo voeren en vastleggen",
        "dennis",
        "-1",
        "threat",
        PlanHeading.SAFE_NOW,
        busy="-3 10:00",
    ),
    Agreed(
        "K2",
        "Aanmelden bij de groep voor daders",
        "bilal",
        "+1 12:00",
        "stalking",
        PlanHeading.HIS_HELP,
        undone=("-2 16:10", "De groep is vol tot volgende maand."),
    ),
    Agreed(
        "K3",
        "Met school afspreken wie de kinderen haalt",
        "femke",
        "+2",
        "child",
        PlanHeading.CHILDREN,
        done="-3 15:20",
    ),
    Agreed(
        "K4",
        "Anna helpen met haar aangifte",
        "lotte",
        "+3",
        "threat",
        PlanHeading.LAW,
    ),
)
"""One is late, one cannot be done, one is done and one may still wait."""

KASTANJE_ANSWERS = tuple(
    ("-5 11:00", who, Reply.YES)
    for who in ("marijke", "dennis", "anouk", "fatima", "lotte", "joost", "ruud", "femke", "iris")
)

KASTANJE_WORDS = (
    ("note", "De bedreigingen komen van wisselende nummers."),
    ("decision", "Alle berichten gaan naar één adres bij de politie."),
)

ESDOORN_ANSWERS = (
    ("-2 11:20", "marijke", Reply.YES),
    ("-2 11:32", "dennis", Reply.YES),
    ("-2 12:05", "anouk", Reply.YES),
    ("-2 13:10", "hester", Reply.YES),
    ("-2 14:00", "lotte", Reply.YES),
    ("-1 09:05", "joost", Reply.YES),
    ("-1 09:40", "fatima", Reply.MAYBE),
    ("-40m", "hester", Reply.NO),
)
"""The judge said yes, and declined less than an hour ago: another one is being asked."""

TURN_ANSWERS = (
    ("-1 10:10", "marijke", Reply.YES),
    ("-1 10:25", "lotte", Reply.YES),
    ("-1 11:45", "dennis", Reply.YES),
)
