"""The first things somebody does here."""

from datetime import time

from sqlmodel import Session

from mdt.access import actor as actors
from mdt.conferences import first_steps
from mdt.conferences.first_steps import Done
from mdt.models import Panel, Person, Regime, Reply, WorkingPattern
from tests.conftest import NOON
from tests.factories import Make


def done(session: Session, person: Person) -> Done:
    row = session.execute(first_steps.DONE, {"person_id": person.id}).one()
    return first_steps.done(actors.load(session, person, now=NOON), row)


def test_somebody_new_did_nothing_yet(session: Session, make: Make) -> None:
    make.conference()
    make.seated(make.convened())
    assert done(session, make.coordinator()) == Done(
        hours=False, phone=False, arranged=False, answered=False, set_up=False
    )


def test_each_step_is_read_from_what_there_is(session: Session, make: Make) -> None:
    samira = make.person(phone="06 12345678")
    make.add(WorkingPattern(person_id=samira.id, weekday=0, starts=time(9), ends=time(17)))
    table = make.convened(coordinator_id=samira.id)
    make.invitation(table, samira, reply=Reply.NO, replied_at=NOON)
    make.add(Panel(region_id=make.region.id, name="Tafel", regime=Regime.WGS_ZVH))
    assert done(session, samira) == Done(
        hours=True, phone=True, arranged=True, answered=True, set_up=True
    )
