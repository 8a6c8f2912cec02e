"""A small line of a few figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.web import sparkline


def test_the_highest_is_at_the_top_and_the_line_runs_to_both_edges() -> None:
    assert sparkline.draw([5, 3, 4]).points == "6.0,6.0 130.0,42.0 254.0,24.0"
    assert sparkline.draw([5, 3, 4]).last == (254.0, 24.0)


@pytest.mark.parametrize("figures", [[2.0], [2.0, 2.0]])
def test_alike_figures_make_a_line_all_the_same(figures: list[float]) -> None:
    assert len(sparkline.draw(figures).points.split()) == len(figures)


@given(st.lists(st.floats(min_value=0, max_value=400), min_size=1, max_size=6))
def test_no_point_falls_outside_the_picture(figures: list[float]) -> None:
    for point in sparkline.draw(figures).points.split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= sparkline.WIDTH
        assert 0 <= y <= sparkline.HEIGHT
