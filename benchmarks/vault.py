"""How quickly everything in the vault is sealed anew, in CPU time, while a value is read meanwhile.

Source: issue 6, Speed (key rotation of 100,000 fields under a minute, pages served meanwhile).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event, Thread
from time import perf_counter_ns, sleep
from typing import Self
from uuid import uuid4

from sqlalchemy import Engine, insert
from sqlmodel import Session, select

from benchmarks.harness import NANOSECONDS_PER_MS, Figure, cpu_ms
from mdt import engine as engines
from mdt.models import SealedField, SealedKind, SealedPart, SealedValue
from mdt.vault import fields, keyring, rotation
from mdt.vault.keyring import Keyring
from tests import databases
from tests.factories import Make
from tests.vault.sealed import somebody

FIELDS = 100_000
MINUTE_MS = 60_000
PARTS = list(SealedPart)


def figures(*, number: int = FIELDS) -> Iterator[Figure]:
    """Yield what it costs to seal so many fields anew, and how long a reader waited at most."""
    for kind in ("sqlite", "postgresql"):
        database = databases.open_database(kind)
        try:
            spent, waited = measure(database.engine, number)
            yield Figure(
                name=f"sealing {number:,} fields anew, {kind}",
                value=spent,
                yardstick="the longest that a reader waited meanwhile",
                yardstick_value=waited,
                at_most=MINUTE_MS * number / FIELDS,
            )
        finally:
            database.close()


def measure(engine: Engine, number: int) -> tuple[float, float]:
    """Return the CPU time to seal so many fields anew, and the longest wait of a reader."""
    older, newer = keyring.read(keyring.new_line()), keyring.read(keyring.new_line())
    fill(engine, older, number)
    both = Keyring({**newer.keys, **older.keys})
    with Reader(engine, both) as reader:
        spent = cpu_ms(lambda: rotation.rotate(engine, both), repeat=1)
    return spent, reader.longest_ms


def fill(engine: Engine, keys: Keyring, number: int) -> None:
    """Commit so many sealed fields of one person."""
    with Session(engines.writing(engine)) as session:
        make = Make(session, datetime(2026, 1, 1, tzinfo=UTC))
        case, holder = make.case(), make.person()
        person = somebody(make, case)
        values = [
            SealedValue(
                id=uuid4(),
                case_id=case.id,
                case_person_id=person.id,
                kind=SealedKind.ADDRESS,
                label="Locatie",
                holder_person_id=holder.id,
            )
            for _ in range(number // len(PARTS) + 1)
        ]
        session.execute(insert(SealedValue), [value.model_dump() for value in values])
        rows = [_row(keys, value, part) for value in values for part in PARTS][:number]
        session.execute(insert(SealedField), rows)
        session.commit()


def _row(keys: Keyring, value: SealedValue, part: SealedPart) -> dict[str, object]:
    row = SealedField(
        id=uuid4(), case_id=value.case_id, value_id=value.id, part=part, key_id="", sealed=""
    )
    row.key_id, row.sealed = keys.seal("Kwartelpad 12b", place=fields.place(row))
    return row.model_dump()


class Reader:
    """Somebody who opens a page with a sealed value every few milliseconds."""

    def __init__(self, engine: Engine, keys: Keyring) -> None:
        """Read from engine."""
        self.longest_ms = 0.0
        self._engine, self._keys, self._stop = engine, keys, Event()
        self._thread = Thread(target=self._read)

    def __enter__(self) -> Self:
        """Begin to read."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop; the longest wait is known."""
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._stop.is_set():
            began = perf_counter_ns()
            with Session(self._engine) as session:
                row = session.exec(select(SealedField).limit(1)).one()
                fields.open_row(self._keys, row)
            self.longest_ms = max(self.longest_ms, (perf_counter_ns() - began) / NANOSECONDS_PER_MS)
            sleep(0.02)
