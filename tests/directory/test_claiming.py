"""Two people who save at the same instant: one of them is told."""

from threading import Barrier, Thread
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from mdt import engine as engines
from mdt.directory import regions
from mdt.errors import StaleVersion
from mdt.models import Person, Room
from tests.conftest import NOON
from tests.factories import Make


def test_of_two_who_save_a_room_at_once_the_second_is_told(
    session: Session, engine: Engine, make: Make
) -> None:
    room, by = make.room(name="Kamer 1"), make.person()
    session.commit()
    ready, saved, told = Barrier(2), list[str](), list[str]()

    def go(key: UUID, by_id: UUID, name: str) -> None:
        with Session(engines.writing(engine)) as own:
            ready.wait()
            try:
                regions.change_room(
                    own,
                    own.get_one(Room, key),
                    name=name,
                    address="",
                    is_active=True,
                    version=1,
                    by=own.get_one(Person, by_id),
                    now=NOON,
                )
                own.commit()
                saved.append(name)
            except StaleVersion:
                told.append(name)

    threads = [Thread(target=go, args=(room.id, by.id, name)) for name in ("Noord", "Zuid")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(saved), len(told)) == (1, 1)
    session.expire_all()
    assert (room.name, room.version) == (saved[0], 2)
