"""How long the worker takes to read people's own calendars, one of which is broken.

50 calendars of 500 events each: one in ten comes every week for half a year, one in twenty is a
whole day, the others are once, an hour or so, with the texts that calendars carry. Beside the
library, which then works out all of the events. Only the way out is left away: a calendar is there
at once. Invented, and the same every time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event

from sqlmodel import Session, select

from benchmarks.harness import Figure, cpu_ms
from mdt import engine as engines
from mdt.adapters import ics, ics_lines
from mdt.adapters.calendars import OwnCalendars
from mdt.adapters.fetching import Answer, Request, Web
from mdt.models import BusyKind, BusyProblem, BusySource, Person
from mdt.models.base import metadata
from mdt.scheduling import busy_reading, busy_sources
from mdt.scheduling.busy_reading import AHEAD, Desk
from mdt.scheduling.busy_sources import Place

CALENDARS, EVENTS = 50, 500
MOST_SECONDS = 10
NOW = datetime(2026, 10, 5, 6, 30, tzinfo=UTC)
SECRET = "b" * 32
MS_PER_SECOND = 1000


class Shelf(Web):
    """A way out that has every calendar at hand."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        """Keep the calendars by their address."""
        super().__init__()
        self.texts = texts

    def ask(self, request: Request) -> Answer:
        """Return the calendar at the address."""
        return Answer(200, self.texts[request.address], "", "")


def figures() -> Iterator[Figure]:
    """Yield how long the worker takes over all of them."""
    full = shelf(CALENDARS, EVENTS)
    yield Figure(
        name=f"{CALENDARS} own calendars of {EVENTS} events read, one broken",
        value=cpu_ms(partial(read, full), repeat=1) / MS_PER_SECOND,
        yardstick="every event worked out by the library",
        yardstick_value=cpu_ms(partial(_worked_out, full), repeat=1) / MS_PER_SECOND,
        unit="s",
        at_most=MOST_SECONDS,
        ratio_at_most=1,
    )


def shelf(calendars: int, events: int) -> Shelf:
    """Return so many invented calendars; the first ends in the middle of an event."""
    random = Random(2026)  # noqa: S311 - the same calendars in every run
    texts = [_calendar(random, events) for _ in range(calendars)]
    texts[0] = texts[0][: len(texts[0]) // 2]
    return Shelf({f"https://agenda.example/{n}.ics": text for n, text in enumerate(texts)})


def read(shelf: Shelf) -> tuple[int, Counter[BusyProblem | None]]:
    """Let the worker read the calendars of a new database; return how many, and what came of it."""
    with TemporaryDirectory() as folder:
        engine = engines.connect(f"sqlite:///{Path(folder) / 'calendars.db'}")
        metadata.create_all(engine)
        with Session(engine) as session:
            for number, address in enumerate(shelf.texts):
                person = Person(name=f"Persoon {number}", mail=f"p{number}@partner.example")
                session.add(person)
                busy_sources.add(
                    session, person, BusyKind.ICS, Place(address), secret=SECRET, now=NOW
                )
            session.commit()
        desk = Desk(engine, OwnCalendars(shelf), SECRET, lambda: NOW)
        tried = busy_reading.read_due(desk, Event())
        with Session(engine) as session:
            outcomes = Counter(source.problem for source in session.exec(select(BusySource)))
        engine.dispose()
    return tried, outcomes


def _worked_out(shelf: Shelf) -> None:
    for text in list(shelf.texts.values())[1:]:
        ics.worked_out(ics_lines.of(text).events, (NOW, NOW + AHEAD), ())


def _calendar(random: Random, events: int) -> bytes:
    inner = "".join(_event(random, number) for number in range(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inner}END:VCALENDAR\r\n".encode()


def _event(random: Random, number: int) -> str:
    day = NOW.date() + timedelta(days=random.randrange(-30, AHEAD.days))
    begin = datetime(day.year, day.month, day.day, 8, tzinfo=UTC) + timedelta(
        minutes=15 * random.randrange(32)
    )
    if number % 20 == 1:
        lines = [f"DTSTART;VALUE=DATE:{day:%Y%m%d}"]
    else:
        length = timedelta(minutes=random.choice([30, 45, 60, 120]))
        zone = "TZID=Europe/Amsterdam"
        lines = [
            f"DTSTART;{zone}:{begin:%Y%m%dT%H%M%S}",
            f"DTEND;{zone}:{begin + length:%Y%m%dT%H%M%S}",
        ]
    if number % 10 == 0:
        lines.append("RRULE:FREQ=WEEKLY;COUNT=26")
    texts = [f"UID:{number}@agenda.example", "SUMMARY:Werkoverleg", "DESCRIPTION:" + "Tekst " * 9]
    lines += [*texts, "STATUS:CONFIRMED", "TRANSP:OPAQUE"]
    return "".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", *lines, "END:VEVENT"))
