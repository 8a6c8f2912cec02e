"""What a case is called."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from mdt.cases import naming
from mdt.cases.naming import (
    AliasInUse,
    AliasLooksLikeName,
    AliasNotNeutral,
    ReferenceInUse,
    ReferenceMalformed,
)
from tests.conftest import NOON
from tests.factories import Make

TODAY = date(2026, 2, 10)


def check(session: Session, make: Make, alias: str, *names: str) -> str:
    return naming.check_alias(session, make.region.id, alias, names, today=TODAY)


def test_an_alias_is_kept_with_single_spaces(session: Session, make: Make) -> None:
    assert check(session, make, "  Zwarte   els ") == "Zwarte els"


@pytest.mark.parametrize("alias", ["", "7 linden", "Béuk", "Wilg!", "W" * 41, "Wilg-", "noor@x.nl"])
def test_an_alias_is_plain_letters(session: Session, make: Make, alias: str) -> None:
    with pytest.raises(AliasNotNeutral):
        check(session, make, alias)


def test_an_alias_of_an_open_case_is_refused_in_any_letters(session: Session, make: Make) -> None:
    make.case(alias="Populier")
    with pytest.raises(AliasInUse):
        check(session, make, "pOpUlIeR")


def test_an_alias_is_refused_until_retention_has_passed(session: Session, make: Make) -> None:
    make.case(alias="Populier", closed_at=NOON, retain_until=TODAY)
    make.case(alias="Wilg", closed_at=NOON, retain_until=TODAY - timedelta(days=1))

    with pytest.raises(AliasInUse):
        check(session, make, "Populier")
    assert check(session, make, "Wilg") == "Wilg"


def test_a_closed_case_without_a_retention_date_keeps_its_alias(
    session: Session, make: Make
) -> None:
    make.case(alias="Populier", closed_at=NOON)
    with pytest.raises(AliasInUse):
        check(session, make, "Populier")


def test_another_region_may_have_the_same_alias(session: Session, make: Make) -> None:
    make.case(alias="Populier")
    elsewhere = Make(session, NOON).region
    assert naming.check_alias(session, elsewhere.id, "Populier", (), today=TODAY) == "Populier"


def test_a_refused_alias_comes_with_one_that_is_free(session: Session, make: Make) -> None:
    make.case(alias=naming.TREES[0])
    with pytest.raises(AliasInUse, match=f"bijvoorbeeld {naming.TREES[1]}"):
        check(session, make, naming.TREES[0])


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("Noor", "Noor van Dalen"),
        ("dalen", "Noor van Dalen"),
        ("Dalen 2", "Noor van Dalen"),
        ("VanDalen", "Noor van Dalen"),
        ("Ozturk", "Bilal Öztürk"),
        ("Linde", "Linde de Boer"),
        ("Beuk", "Sem Beukers"),
    ],
)
def test_an_alias_that_points_at_a_name_is_refused(
    session: Session, make: Make, alias: str, name: str
) -> None:
    with pytest.raises(AliasLooksLikeName):
        check(session, make, alias, "Iemand Anders", name)


@pytest.mark.parametrize(
    ("alias", "name"), [("Den", "Rick van den Berg"), ("Es", "Esmee Bos"), ("Wilg", "Noor Bos")]
)
def test_an_alias_that_only_shares_a_particle_is_free(
    session: Session, make: Make, alias: str, name: str
) -> None:
    assert check(session, make, alias, name) == alias


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared_with_any_name(alias: str, name: str) -> None:
    assert naming.looks_like_name(alias, [name]) in {True, False}


def test_offered_aliases_are_free_neutral_and_endless(session: Session, make: Make) -> None:
    for tree in naming.TREES:
        make.case(alias=tree.upper())
    offered = naming.offer(session, make.region.id, 3, today=TODAY)

    assert offered == [f"{tree} 2" for tree in naming.TREES[:3]]
    assert [check(session, make, alias) for alias in offered] == offered


def test_no_tree_is_offered_twice() -> None:
    assert len({naming.folded(tree) for tree in naming.TREES}) == len(naming.TREES)
    assert all(naming.NEUTRAL.fullmatch(tree) for tree in naming.TREES)


def test_the_next_reference_follows_the_highest_of_this_year(session: Session, make: Make) -> None:
    for reference in ("MW-2026-014", "MW-2026-9", "MW-2025-200", "mw-2026-1001", "MW-2026-x"):
        make.case(reference=reference)
    assert naming.next_reference(session, make.region.id, today=TODAY) == "MW-2026-1002"


def test_the_first_reference_takes_the_region_s_letters(session: Session, make: Make) -> None:
    assert naming.next_reference(session, make.region.id, today=TODAY) == "RE-2026-001"


def test_a_new_year_starts_at_one_with_the_same_prefix(session: Session, make: Make) -> None:
    make.case(reference="MW-2025-200")
    assert naming.next_reference(session, make.region.id, today=TODAY) == "MW-2026-001"


@pytest.mark.parametrize("reference", ["", "MW 2026 014", "MW-2026-014;", "M" * 33])
def test_a_reference_has_no_spaces_or_odd_signs(
    session: Session, make: Make, reference: str
) -> None:
    with pytest.raises(ReferenceMalformed):
        naming.check_reference(session, make.region.id, reference, today=TODAY)


def test_a_reference_is_used_once_in_a_region(session: Session, make: Make) -> None:
    make.case(reference="MW-2026-014")
    with pytest.raises(ReferenceInUse, match="MW-2026-015"):
        naming.check_reference(session, make.region.id, "mw-2026-014", today=TODAY)
