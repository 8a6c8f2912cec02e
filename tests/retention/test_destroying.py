"""Rules of mdt.retention: two people destroy a whole case, and nothing but a proof stays."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.access.actor import Actor
from mdt.demo import merwestad, populier
from mdt.demo.stage import Stage
from mdt.models import (
    Case,
    Destruction,
    EventRecord,
    Person,
    RetentionProposal,
    Role,
)
from mdt.models.base import metadata
from mdt.retention import belongings, destroying, proposing
from mdt.retention.destroying import NoOfficer, NotProposed, SamePerson
from mdt.retention.proposing import NotDue, NotLater
from tests.conftest import NOON
from tests.factories import Make

TODAY = NOON.date()
YESTERDAY = TODAY - timedelta(days=1)


def _who(session: Session, person: Person, now: datetime = NOON) -> Actor:
    return actors.load(session, person, now=now)


def _past(make: Make, **columns: object) -> Case:
    return make.case(**{"closed_at": NOON, "retain_until": YESTERDAY} | columns)


@pytest.fixture
def officer(make: Make) -> Person:
    return make.person(Role.DPO)


def test_a_case_is_due_on_the_day_after_its_last_day(make: Make) -> None:
    assert proposing.is_due(_past(make), NOON)
    assert not proposing.is_due(_past(make, retain_until=TODAY), NOON)
    assert not proposing.is_due(make.case(), NOON)


def test_two_people_destroy_a_case_and_a_proof_says_who_and_what(
    session: Session, make: Make, officer: Person
) -> None:
    case, by = _past(make, reference="MW-2019-007"), make.coordinator()
    make.risk(case)
    proposing.propose(session, case, by=by, now=NOON)

    proof = destroying.destroy(session, case, _who(session, officer), now=NOON)

    assert session.exec(select(Case).where(Case.reference == "MW-2019-007")).all() == []
    assert (proof.reference, proof.proposed_by_id, proof.agreed_by_id) == (
        "MW-2019-007",
        by.id,
        officer.id,
    )
    assert "case=1" in proof.counts.split()
    assert "risk=1" in proof.counts.split()
    told = session.exec(select(EventRecord).order_by(col(EventRecord.id))).all()
    assert [(one.name, one.case_id, one.subject_id) for one in told] == [
        ("CaseDestroyed", None, proof.id)
    ]


def test_one_person_or_two_without_the_officer_destroy_nothing(
    session: Session, make: Make, officer: Person
) -> None:
    case, by = _past(make), make.coordinator()
    second = make.coordinator()

    with pytest.raises(NotProposed):
        destroying.destroy(session, case, _who(session, officer), now=NOON)
    proposing.propose(session, case, by=by, now=NOON)
    with pytest.raises(SamePerson):
        destroying.destroy(session, case, _who(session, by), now=NOON)
    with pytest.raises(NoOfficer):
        destroying.destroy(session, case, _who(session, second), now=NOON)
    assert session.get(Case, case.id)


def test_an_officer_of_another_region_does_not_count(session: Session, make: Make) -> None:
    elsewhere = make.organisation(region_id=make.another_region().id)
    case, stranger = _past(make), make.person(Role.DPO, elsewhere)
    proposing.propose(session, case, by=make.coordinator(), now=NOON)

    with pytest.raises(NoOfficer):
        destroying.destroy(session, case, _who(session, stranger), now=NOON)


def test_the_officer_may_propose_and_a_coordinator_agree(
    session: Session, make: Make, officer: Person
) -> None:
    case = _past(make)
    proposing.propose(session, case, by=officer, now=NOON)

    proof = destroying.destroy(session, case, _who(session, make.coordinator()), now=NOON)

    assert proof.proposed_by_id == officer.id


def test_nothing_is_proposed_before_its_term_or_twice(
    session: Session, make: Make, officer: Person
) -> None:
    with pytest.raises(NotDue):
        proposing.propose(session, make.case(), by=officer, now=NOON)
    case = _past(make)

    first = proposing.propose(session, case, by=officer, now=NOON)
    again = proposing.propose(session, case, by=make.coordinator(), now=NOON)

    assert again.id == first.id
    assert again.proposed_by_id == officer.id


def test_what_was_proposed_is_taken_back_and_the_case_stays(
    session: Session, make: Make, officer: Person
) -> None:
    case = _past(make)
    proposing.propose(session, case, by=officer, now=NOON)

    proposing.withdraw(session, case, by=make.coordinator(), now=NOON)

    with pytest.raises(NotProposed):
        destroying.destroy(session, case, _who(session, make.coordinator()), now=NOON)


def test_a_case_kept_longer_is_due_no_more_and_loses_its_proposal(
    session: Session, make: Make, officer: Person
) -> None:
    case, later = _past(make), TODAY + timedelta(days=365)
    proposing.propose(session, case, by=officer, now=NOON)

    with pytest.raises(NotLater):
        proposing.extend(session, case, TODAY, "er loopt beroep", by=officer, now=NOON)
    proposing.extend(session, case, later, "er loopt beroep", by=officer, now=NOON)

    assert case.retain_until == later
    assert session.exec(select(RetentionProposal)).all() == []
    with pytest.raises(NotDue):
        destroying.destroy(session, case, _who(session, make.coordinator()), now=NOON)


def test_who_stands_behind_a_wall_finds_no_case_that_is_due(
    session: Session, make: Make, officer: Person
) -> None:
    case, other = _past(make), _past(make)
    make.wall(case, officer)
    who = _who(session, officer)

    found = proposing.due(session, frozenset({make.region.id}), who, now=NOON)

    assert [one.case.id for one in found] == [other.id]


def test_what_another_case_agreed_at_its_table_stays_and_lets_the_table_go(
    session: Session, make: Make, officer: Person
) -> None:
    case = _past(make)
    sitting = make.conference(case)
    action = make.action(make.case(), conference_id=sitting.id)
    proposing.propose(session, case, by=make.coordinator(), now=NOON)

    destroying.destroy(session, case, _who(session, officer), now=NOON)

    session.refresh(action)
    assert action.conference_id is None


def test_of_a_whole_case_nothing_is_left_anywhere_and_its_neighbour_keeps_everything(
    session: Session,
) -> None:
    """Play scenario 1, seat another case beside it, and look through every table afterwards."""
    now = datetime.fromisoformat("2026-06-01T12:00+00:00")
    world = merwestad.set_up(session, now=now - timedelta(days=200))
    stage = populier.play(session, world, shift=timedelta(0), until=now)
    case, beside = stage.cases[populier.CASE], _neighbour(stage, now)
    neighbours = belongings.of(session, beside.id).counts()
    case.closed_at, case.retain_until = now, date(2026, 5, 31)
    words = set(_words(session, case))
    by, officer = stage.person("samira"), stage.person("hanneke")
    proposing.propose(session, case, by=by, now=now)

    destroying.destroy(session, case, _who(session, officer, now), now=now)

    assert len(words) > 30
    left = [one for one in _everything(session) if any(word in one for word in words)]
    assert left == []
    assert neighbours.items() <= belongings.of(session, beside.id).counts().items()
    assert session.exec(select(Destruction)).one().reference == "MW-2026-014"


def _neighbour(stage: Stage, now: datetime) -> Case:
    """Put another case on the agenda of a sitting of this one, with an action agreed there."""
    make = Make(stage.session, now)
    make._region = stage.world.region  # noqa: SLF001 - the demo's own region
    keeper = stage.person("ruud").id
    other = make.case(reference="MW-2026-077", lead_id=keeper, victim_contact_id=keeper)
    sitting = stage.conferences[populier.FIRST]
    make.item(sitting, other, position=1)
    make.action(other, stage.person("ruud"), conference_id=sitting.id, title="bellen")
    return other


def _words(session: Session, case: Case) -> Iterator[str]:
    """Yield every text of more than one word in the rows of the case."""
    for name, keys in belongings.of(session, case.id).keys.items():
        table = metadata.tables[name]
        key = next(iter(table.primary_key.columns))
        rows = session.execute(sa.select(table).where(key.in_([one[0] for one in keys])))
        for row in rows:
            texts = [value for value in row if isinstance(value, str)]
            yield from (text for text in texts if " " in text and "=" not in text)


def _everything(session: Session) -> Iterator[str]:
    for table in metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            yield f"{table.name} {' '.join(str(value) for value in row)}"
