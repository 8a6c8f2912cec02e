"""Invented rows for the style guide: a table of thirteen seats, long names, late actions."""

from datetime import timedelta

from mdt import clock
from mdt.web.cover import SeatMark, SeatState
from mdt.web.timeline import Bar

NOW = clock.now()
DAY = timedelta(days=1)

FOUR = [
    SeatMark("Zorg", SeatState.YES),
    SeatMark("Politie", SeatState.ASKED),
    SeatMark("OM", SeatState.YES),
    SeatMark("Rechter", SeatState.EMPTY),
]
COMPLETE = [SeatMark(label, SeatState.YES) for label in ("Zorg", "Politie", "OM", "Rechter")]
ASKED = [SeatMark(label, SeatState.ASKED) for label in ("Zorg", "Politie", "OM", "Rechter")]
THIRTEEN = [
    SeatMark("Veilig Thuis", SeatState.YES),
    SeatMark("Politie", SeatState.MAYBE),
    SeatMark("OM", SeatState.YES),
    SeatMark("Gemeente", SeatState.FAILED),
    SeatMark("Contact", SeatState.YES),
    SeatMark("ZVH", SeatState.YES, quorum=False),
    SeatMark("Rechter", SeatState.NO, quorum=False),
    SeatMark("Reclassering", SeatState.YES, quorum=False),
    SeatMark("Raad", SeatState.YES, quorum=False),
    SeatMark("Lokaal team", SeatState.ASKED, quorum=False),
    SeatMark("Arts", SeatState.ASKED, quorum=False),
    SeatMark("Advocaat", SeatState.EMPTY, quorum=False),
    SeatMark("Forensische polikliniek Merwestad-Noord", SeatState.YES, quorum=False),
]

BARS = [
    Bar("Huisverbod", NOW - 7 * DAY, NOW + 10 * DAY, "tot en met do 3 december · nog 10 dagen"),
    Bar("Contactverbod", NOW - 7 * DAY, NOW + 24 * DAY, "tot en met do 17 december"),
    Bar("AWARE-knop", NOW - 4 * DAY, NOW + 38 * DAY, "daarna opnieuw bekijken"),
    Bar("Opvang", NOW - 6 * DAY, NOW - 1 * DAY, "eerder gestopt", is_ended=True),
    Bar("Geheim adres", NOW - 1 * DAY, None, "geen einddatum"),
]

LONG_NAME = "mr. dr. Wilhelmina-Alexandrine van der Meulen-Schimmelpenninck van Oldenbarnevelt"
LONG_WORD = "Jeugdbeschermingsmaatregelencoördinatieteamvergadering"

ACTIONS = [
    ("Slot van de voordeur vervangen", "R. de Boer", "Woonstad", NOW - 4 * DAY, "busy"),
    ("Adres op de aandachtslijst van de meldkamer", "K. Yıldız", "Politie", NOW + DAY, "done"),  # noqa: RUF001 - a Turkish name
    (f"Bespreek {LONG_WORD} met de school", LONG_NAME, LONG_WORD, NOW + 3 * DAY, "open"),
]
PEOPLE = [
    ("1", "Dennis Kok", "Politie", "kan op beide momenten", True),
    ("2", "Petra Smit", "Politie", "kan op 1 moment", True),
    ("3", LONG_NAME, "Gecertificeerde instelling Merwestad", "", True),
    ("4", "Tim Aalbers", "Veilig Thuis", "afwezig tot en met vrijdag", False),
]
PROBLEMS = {
    "title": "Vul in wat er moet gebeuren.",
    "due_on": "Vul een datum in die nog komt, bijvoorbeeld 27 november.",
    "owner": "Kies wie dit doet.",
}
STANDS = [("open", "Nog niet"), ("busy", "Bezig"), ("done", "Klaar"), ("not_done", "Lukt niet")]
WEEK = [
    ("ma", "23 nov", [("09.00", "yyn?"), ("11.00", "yyyn")], [("13.30", "nnyy")]),
    ("di", "24 nov", [("09.00", "yy?y"), ("11.00", "yyyy")], [("15.00", "ynyn")]),
    ("wo", "25 nov", [("10.00", "yyyy")], [("13.30", "yyny"), ("15.00", "?yyy")]),
    ("do", "26 nov", [("09.00", "nyyy"), ("11.00", "yynn")], []),
    ("vr", "27 nov", [("09.30", "yyyy"), ("11.00", "yy?y")], [("13.30", "ynyy")]),
]
