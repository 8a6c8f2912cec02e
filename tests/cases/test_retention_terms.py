"""How long a closed case is kept."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from mdt.cases import retention_terms
from mdt.cases.retention_terms import TERMS
from mdt.models import Case, Regime
from tests.conftest import NOON


def kept(regime: Regime, opened_at: datetime, closed_at: datetime, **years: int) -> date:
    case = Case(
        region_id=uuid4(),
        alias="Wilg",
        reference="MW-2026-014",
        regime=regime,
        lead_id=uuid4(),
        victim_contact_id=uuid4(),
        opened_at=opened_at,
    )
    terms = retention_terms.with_own(years)
    return retention_terms.retain_until(case, terms, closed_at=closed_at)


def test_every_regime_has_a_term_that_says_it_was_not_checked() -> None:
    assert set(TERMS) == set(Regime)
    assert not any(term.is_checked for term in TERMS.values())


def test_a_term_runs_from_the_day_of_closing_in_the_netherlands() -> None:
    late_evening = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert kept(Regime.WMO_VT, NOON, late_evening) == date(2041, 7, 1)


def test_a_term_may_run_from_the_day_of_opening() -> None:
    assert kept(Regime.WGS_ZVH, NOON, NOON.replace(year=2028)) == date(2031, 2, 10)


def test_a_term_that_ran_out_before_closing_ends_on_that_day() -> None:
    assert kept(Regime.WGS_ZVH, NOON, NOON.replace(year=2036)) == date(2036, 2, 10)


def test_a_term_from_a_leap_day_ends_a_day_early() -> None:
    leap_day = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert kept(Regime.WMO_VT, NOON, leap_day) == date(2043, 2, 28)


def test_an_installation_s_own_years_count_as_checked() -> None:
    terms = retention_terms.with_own({"wmo_vt": 20})
    assert (terms[Regime.WMO_VT].years, terms[Regime.WMO_VT].is_checked) == (20, True)
    assert terms[Regime.JEUGD] == TERMS[Regime.JEUGD]
    assert kept(Regime.WMO_VT, NOON, NOON, wmo_vt=20) == date(2046, 2, 10)


def test_an_unknown_regime_is_named() -> None:
    with pytest.raises(ValueError, match="wmo"):
        retention_terms.with_own({"wmo": 20})


def test_own_years_are_read_from_a_setting() -> None:
    assert retention_terms.own_years("") == {}
    assert retention_terms.own_years("wgs_zvh=5, wmo_vt=20") == {"wgs_zvh": 5, "wmo_vt": 20}


@pytest.mark.parametrize("text", ["wgs_zvh", "wgs_zvh=vijf", "wgs_zvh=5=6"])
def test_a_setting_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"unpack|invalid literal"):
        retention_terms.own_years(text)


@pytest.mark.parametrize("number", [0, -1])
def test_a_term_of_less_than_a_year_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="a year or more"):
        retention_terms.with_own({"wmo_vt": number})
