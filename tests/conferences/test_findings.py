"""Rules of mdt.conferences.findings."""

import pytest
from sqlmodel import Session, select

from mdt.conferences import findings
from mdt.conferences.meeting import MinutesAreFinal
from mdt.models import ConferenceState, EventRecord, NoteKind
from tests.conftest import NOON
from tests.factories import Make


@pytest.mark.parametrize(
    "state", [ConferenceState.CONVENED, ConferenceState.IN_SESSION, ConferenceState.HELD]
)
def test_a_finding_stands_at_the_item_under_its_writers_name(
    session: Session, make: Make, state: ConferenceState
) -> None:
    item = make.convened(state=state).items[0]
    iris, other = make.person(None), make.person()
    note = findings.leave(session, item, "Geen letsel.", by=iris, now=NOON)
    findings.leave(session, item, "Anders.", by=other, now=NOON)

    assert findings.of(session, item.id, iris) == [note]
    assert (note.kind, note.case_id, note.author_id) == (NoteKind.FINDING, item.case_id, iris.id)
    assert session.exec(select(EventRecord.name)).all() == ["NoteWritten", "NoteWritten"]


def test_no_finding_comes_after_the_minutes_are_final(session: Session, make: Make) -> None:
    held = make.convened(state=ConferenceState.HELD, adopted_at=NOON)

    with pytest.raises(MinutesAreFinal):
        findings.leave(session, held.items[0], "Te laat.", by=make.person(), now=NOON)
    assert session.exec(select(EventRecord)).all() == []
