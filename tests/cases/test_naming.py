"""What a case is called."""

import re
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
from mdt.models import Region
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
    with pytest.raises(AliasInUse) as refused:
        check(session, make, naming.TREES[0])
    offer = str(refused.value.params["offer"])
    assert check(session, make, offer) == offer


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
    offered = naming.offer(session, make.region.id, 100, today=TODAY)

    assert len({naming.folded(alias) for alias in offered}) == 100
    assert {alias.rpartition(" ")[2] for alias in offered} == {"2", "3"}
    assert [check(session, make, alias) for alias in offered] == offered


def test_a_word_that_is_missing_among_the_offered_ones_does_not_tell_of_a_case(
    session: Session, make: Make
) -> None:
    """Every region misses some words, and each region others; the rest come in any order."""
    first, second = make.region, make.add(Region(name="Elders"))

    def offered(region: Region) -> list[str]:
        return naming.offer(session, region.id, len(naming.TREES) // 2, today=TODAY)

    seen = [{word for _ in range(40) for word in offered(one)} for one in (first, second)]
    never = [set(naming.TREES) - words for words in seen]
    assert all(len(naming.TREES) / 8 < len(words) < len(naming.TREES) / 2 for words in never)
    assert never[0] != never[1]
    assert offered(first) != offered(first)


def test_no_tree_is_offered_twice() -> None:
    assert len({naming.folded(tree) for tree in naming.TREES}) == len(naming.TREES)
    assert all(naming.NEUTRAL.fullmatch(tree) for tree in naming.TREES)


def test_the_number_of_a_reference_is_free_and_does_not_tell_how_many_there_are(
    session: Session, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "NUMBERS", range(1000, 1004))
    for reference in ("MW-2026-1000", "mw-2026-1002", "MW-2025-1001", "MW-2026-x"):
        make.case(reference=reference)
    drawn = {naming.free_reference(session, make.region.id, today=TODAY) for _ in range(60)}
    assert drawn == {"MW-2026-1001", "MW-2026-1003"}


def test_when_no_number_is_left_to_draw_the_next_one_is_free(
    session: Session, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "NUMBERS", range(1000, 1001))
    for reference in ("MW-2026-1000", "MW-2026-2007"):
        make.case(reference=reference)
    assert naming.free_reference(session, make.region.id, today=TODAY) == "MW-2026-2008"


def test_the_first_reference_takes_the_region_s_letters(session: Session, make: Make) -> None:
    found = naming.free_reference(session, make.region.id, today=TODAY)
    assert re.fullmatch(r"RE-2026-\d{4}", found)


def test_a_new_year_goes_on_with_the_same_prefix(session: Session, make: Make) -> None:
    make.case(reference="MW-2025-200")
    found = naming.free_reference(session, make.region.id, today=TODAY)
    assert re.fullmatch(r"MW-2026-\d{4}", found)


@pytest.mark.parametrize("reference", ["", "MW 2026 014", "MW-2026-014;", "M" * 33])
def test_a_reference_has_no_spaces_or_odd_signs(
    session: Session, make: Make, reference: str
) -> None:
    with pytest.raises(ReferenceMalformed):
        naming.check_reference(session, make.region.id, reference, today=TODAY)


def test_a_reference_is_used_once_in_a_region(session: Session, make: Make) -> None:
    make.case(reference="MW-2026-014")
    with pytest.raises(ReferenceInUse, match=r"bijvoorbeeld MW-2026-\d{4}\."):
        naming.check_reference(session, make.region.id, "mw-2026-014", today=TODAY)
