"""What a judge declared herself, against what stands in a case.

Source: domain.md 3.4 (hash match, without showing the file).
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from mdt.judiciary import impediments
from mdt.judiciary.impediments import TooManyImpediments, TooShortToMatch
from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    Impediment,
    ImpedimentKind,
    Person,
    Procedure,
    ProcedureKind,
    Role,
    SeatDomain,
)
from tests.conftest import NOON
from tests.factories import Make

SECRET = "t" * 32
NAME, REFERENCE = ImpedimentKind.NAME, ImpedimentKind.REFERENCE


@pytest.fixture
def judge(make: Make) -> Person:
    return make.person(Role.JUDGE)


@pytest.fixture
def case(make: Make) -> Case:
    case = make.case(reference="MW-2026-071")
    make.add(CasePerson(case_id=case.id, name="Marco van den Brandsma", case_role=CaseRole.SUSPECT))
    make.add(Procedure(case_id=case.id, kind=ProcedureKind.CRIMINAL, number="C/10/7112 FA 26"))
    return case


def declare(session: Session, judge: Person, text: str, kind: ImpedimentKind = NAME) -> bool:
    new = impediments.declare(session, kind, text, secret=SECRET, by=judge, now=NOON)
    session.flush()
    return new


def fits(session: Session, case: Case, *judges: Person) -> bool:
    keys = [one.id for one in judges]
    return bool(impediments.among(session, case.id, keys, secret=SECRET))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (NAME, "Marco van den Brandsma"),
        (NAME, "  BRÁNDSMA "),
        (NAME, "van den Brandsma, Marco"),
        (NAME, "Van den Brandsma"),
        (REFERENCE, "mw 2026/071"),
        (REFERENCE, "c-10-7112-fa-26"),
    ],
)
def test_a_name_or_number_fits_however_it_is_written(
    session: Session, judge: Person, case: Case, kind: ImpedimentKind, text: str
) -> None:
    assert not fits(session, case, judge)
    declare(session, judge, text, kind)

    assert fits(session, case, judge)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (NAME, "Marco"),
        (NAME, "Brands"),
        (NAME, "MW-2026-071"),
        (REFERENCE, "MW-2026-07"),
        (REFERENCE, "Brandsma"),
    ],
)
def test_a_part_of_it_or_the_other_kind_does_not_fit(
    session: Session, judge: Person, case: Case, kind: ImpedimentKind, text: str
) -> None:
    declare(session, judge, text, kind)

    assert not fits(session, case, judge)


def test_what_one_judge_declared_counts_for_her_only_and_looks_like_nobody_elses(
    session: Session, make: Make, judge: Person, case: Case
) -> None:
    other = make.person(Role.JUDGE)
    declare(session, judge, "Brandsma")
    assert not fits(session, case, other)
    declare(session, other, "Brandsma")

    rows = session.exec(select(Impediment)).all()
    assert len({row.key_hash for row in rows}) == len(rows) == 2


def test_nothing_that_was_typed_is_kept(session: Session, judge: Person) -> None:
    declare(session, judge, "Brandsma")

    [row] = session.exec(select(Impediment)).all()
    assert "brandsma" not in str(row.model_dump()).casefold()
    assert len(row.key_hash) == 64


def test_another_secret_finds_nothing(session: Session, judge: Person, case: Case) -> None:
    declare(session, judge, "Brandsma")

    assert not impediments.among(session, case.id, [judge.id], secret="u" * 32)


def test_twice_is_once_and_what_was_withdrawn_does_not_fit(
    session: Session, judge: Person, case: Case
) -> None:
    assert declare(session, judge, "Brandsma")
    assert not declare(session, judge, "brandsma.")

    [row] = impediments.of(session, judge)
    impediments.withdraw(session, row)
    session.flush()
    assert not fits(session, case, judge)


def test_too_short_and_too_many_are_refused(
    session: Session, judge: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind, text in ((NAME, "B."), (NAME, " - "), (REFERENCE, "071")):
        with pytest.raises(TooShortToMatch):
            declare(session, judge, text, kind)
    monkeypatch.setattr(impediments, "MOST", 1)
    declare(session, judge, "Brandsma")
    with pytest.raises(TooManyImpediments):
        declare(session, judge, "Kuiper")
    assert not declare(session, judge, "Brandsma")


def test_at_a_conference_a_judge_is_held_against_the_cases_of_her_own_seats(
    session: Session, make: Make, judge: Person, case: Case
) -> None:
    sitting = make.convened(make.case())
    item = make.item(sitting, case)
    make.seat(sitting, judge, domain=SeatDomain.JUDICIARY)
    declare(session, judge, "Brandsma")
    assert impediments.at(session, sitting, secret=SECRET) == frozenset()

    make.seat(sitting, judge, item, domain=SeatDomain.JUDICIARY)
    assert impediments.at(session, sitting, secret=SECRET) == {judge.id}


WORDS = st.lists(st.from_regex(r"[A-Za-zé]{1,8}", fullmatch=True), min_size=1, max_size=4)


@given(WORDS)
def test_a_name_is_among_its_own_spellings_and_spelling_it_again_changes_nothing(
    words: list[str],
) -> None:
    name = " ".join(words)
    spelled = impediments.spell(NAME, name)

    assert spelled in impediments.spellings(name)
    assert impediments.spell(NAME, spelled) == spelled
    assert impediments.spell(NAME, name.upper()) == impediments.spell(NAME, name.lower())
    assert impediments.spell(NAME, words[-1]) in impediments.spellings(name)
