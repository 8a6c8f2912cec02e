"""What happened in a case."""

from datetime import timedelta

from sqlmodel import Session

from mdt import events
from mdt.cases import hand_over, history
from mdt.models import Case, Person
from tests.conftest import NOON
from tests.factories import Make


def names(session: Session, case: Case, limit: int = 20) -> list[str]:
    return [one.name for one in history.of(session, case, limit=limit)[0]]


def test_every_name_is_an_event() -> None:
    kinds = {kind.__name__ for kind in events.Event.__subclasses__()}
    assert kinds >= history.OF_A_CASE


def test_the_newest_comes_first_with_who_did_it(session: Session, make: Make) -> None:
    case, samira = make.case(), make.person(name="Samira")
    for minutes, kind in enumerate((events.CaseOpened, events.RiskChanged)):
        at = NOON + timedelta(minutes=minutes)
        events.record(session, kind(at=at, actor_id=samira.id, case_id=case.id))
    told, has_more = history.of(session, case, limit=20)
    assert [(one.name, one.who) for one in told] == [
        ("RiskChanged", "Samira"),
        ("CaseOpened", "Samira"),
    ]
    assert not has_more


def test_a_long_line_is_told_in_stretches(session: Session, make: Make) -> None:
    case = make.case()
    for minutes in range(3):
        at = NOON + timedelta(minutes=minutes)
        events.record(session, events.ActionMoved(at=at, actor_id=None, case_id=case.id))
    first, has_more = history.of(session, case, limit=2)
    rest, has_still_more = history.of(session, case, limit=2, skip=2)
    assert (len(first), has_more, len(rest), has_still_more) == (2, True, 1, False)
    assert first[0].who == ""


def test_the_same_again_and_again_is_told_once(session: Session, make: Make) -> None:
    case, samira, ruud = make.case(), make.person(), make.person()
    for minutes, who in enumerate((samira, samira, ruud, samira)):
        at = NOON + timedelta(minutes=minutes)
        events.record(session, events.RiskChanged(at=at, actor_id=who.id, case_id=case.id))
    told = history.told_once(history.of(session, case, limit=20)[0])
    assert [(one.latest.who, one.times) for one in told] == [
        (samira.name, 1),
        (ruud.name, 1),
        (samira.name, 2),
    ]
    assert told[2].latest.at == NOON + timedelta(minutes=1)


def test_a_sitting_belongs_to_every_case_on_its_agenda_and_to_no_other(
    session: Session, make: Make
) -> None:
    case, second, other = make.case(), make.case(), make.case()
    table = make.convened(case)
    make.item(table, second)
    events.record(
        session, events.ConferenceConvened(at=NOON, actor_id=None, conference_id=table.id)
    )
    assert names(session, case) == names(session, second) == ["ConferenceConvened"]
    assert names(session, other) == []


def test_what_happened_to_one_case_of_a_sitting_is_not_told_in_another(
    session: Session, make: Make
) -> None:
    case, second = make.case(), make.case()
    table = make.convened(case)
    make.item(table, second)
    events.record(
        session,
        events.ActionMoved(at=NOON, actor_id=None, case_id=case.id, conference_id=table.id),
    )
    assert names(session, second) == []


def test_answers_stay_with_the_sitting(session: Session, make: Make) -> None:
    case = make.case()
    table = make.convened(case)
    asked = make.invitation(table, make.person())
    said = {"conference_id": table.id, "subject_id": asked.id}
    events.record(session, events.AnswerGiven(at=NOON, actor_id=None, **said))
    assert names(session, case) == []


def test_who_changed_a_row_last_is_known(session: Session, make: Make) -> None:
    case, lead = make.case(), make.person(name="Ruud")
    assert history.last_change(session, case.id) is None
    hand_over.hand_over(
        session,
        case,
        lead=lead,
        victim_contact=session.get_one(Person, case.victim_contact_id),
        version=1,
        by=lead,
        now=NOON,
    )
    later = events.RiskChanged(at=NOON, actor_id=make.person().id, case_id=case.id)
    events.record(session, later)

    assert history.last_change(session, case.id) == history.Change("Ruud", NOON)
