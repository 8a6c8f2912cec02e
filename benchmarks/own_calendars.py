"""How long the worker takes to read people's own calendars, one of which is broken.

50 calendars of 500 events each: one in ten comes every week for half a year, one in twenty is a
whole day, the others are once, an hour or so, with the texts that calendars carry. Invented, and
the same every time. They stand on a web server of their own, another process on loopback; the
worker's own verb fetches each of them, and writes what it comes to in a database. Beside the
library, which then works out all of the events.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryDirectory
from threading import Event

from sqlmodel import Session, select

from benchmarks.harness import Figure, cpu_ms
from mdt import engine as engines
from mdt.adapters import ics, ics_lines
from mdt.adapters.calendars import OwnCalendars
from mdt.adapters.fetching import Web
from mdt.models import BusyKind, BusyProblem, BusySource, Person
from mdt.models.base import metadata
from mdt.scheduling import busy_reading, busy_sources
from mdt.scheduling.busy_reading import AHEAD, Desk
from mdt.scheduling.busy_sources import Place

CALENDARS, EVENTS = 50, 500
MOST_SECONDS = 10
LOOPBACK = "127.0.0.1"
NOW = datetime(2026, 10, 5, 6, 30, tzinfo=UTC)
SECRET = "b" * 32
MS_PER_SECOND = 1000


@dataclass(frozen=True)
class Shelf:
    """Calendars on a web server on loopback, by their addresses; server: its host and port."""

    server: str
    texts: Mapping[str, bytes]


def figures() -> Iterator[Figure]:
    """Yield how long the worker takes over all of them."""
    with shelf(CALENDARS, EVENTS) as full:
        yield Figure(
            name=f"{CALENDARS} own calendars of {EVENTS} events fetched and read, one broken",
            value=cpu_ms(partial(read, full), repeat=1) / MS_PER_SECOND,
            yardstick="every event worked out by the library",
            yardstick_value=cpu_ms(partial(_worked_out, full), repeat=1) / MS_PER_SECOND,
            unit="s",
            at_most=MOST_SECONDS,
            ratio_at_most=1,
        )


@contextmanager
def shelf(calendars: int, events: int) -> Iterator[Shelf]:
    """Serve so many invented calendars; the first ends in the middle of an event."""
    random = Random(2026)  # noqa: S311 - the same calendars in every run
    texts = [_calendar(random, events) for _ in range(calendars)]
    texts[0] = texts[0][: len(texts[0]) // 2]
    with TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            (Path(folder) / f"{number}.ics").write_bytes(text)
        with _serving(folder) as server:
            yield Shelf(server, {f"http://{server}/{n}.ics": text for n, text in enumerate(texts)})


@contextmanager
def _serving(folder: str) -> Iterator[str]:
    """Serve the files of a folder from a process of its own; yield its host and port."""
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", LOOPBACK]
    with Popen([*command, "--directory", folder], stdout=PIPE, stderr=DEVNULL, text=True) as child:  # noqa: S603 - our own interpreter
        try:
            said = child.stdout.readline() if child.stdout else ""
            yield f"{LOOPBACK}:{said.split(' port ')[1].split()[0]}"
        finally:
            child.terminate()


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
        own = OwnCalendars(Web(inside=[shelf.server]))
        desk = Desk(engine, own, SECRET, lambda: NOW)
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
