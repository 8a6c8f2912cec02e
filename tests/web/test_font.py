"""Rules of mdt.web.font: what is taken out of the font, and what stays."""

import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from mdt.web import assets, font

SOURCE = assets.FILES["public-sans.woff2"]
STYLES = [(assets.OWN / "css" / f"{name}.css").read_text() for name in assets.STYLES]
WEIGHTS = re.compile(r"font-weight:\s*(\d+)\s*;")


@pytest.fixture(scope="module")
def trimmed() -> bytes:
    """Return the font as browsers fetch it."""
    return font.trimmed(SOURCE.read_bytes())


def test_the_font_keeps_every_letter_and_its_kerning(trimmed: bytes) -> None:
    was, now = TTFont(SOURCE), TTFont(BytesIO(trimmed))

    assert now.getBestCmap().keys() == was.getBestCmap().keys()
    features = {one.FeatureTag for one in now["GPOS"].table.FeatureList.FeatureRecord}
    assert "kern" in features


def test_the_font_keeps_the_weights_that_the_styles_use(trimmed: bytes) -> None:
    [axis] = TTFont(BytesIO(trimmed))["fvar"].axes
    used = [int(weight) for style in STYLES for weight in WEIGHTS.findall(style)]

    assert (axis.minValue, axis.maxValue) == (min(used), max(used))
    assert f"font-weight: {min(used)} {max(used)};" in STYLES[assets.STYLES.index("font")]


def test_the_font_is_fetched_in_fewer_bytes(trimmed: bytes) -> None:
    assert len(trimmed) < 0.87 * SOURCE.stat().st_size


def test_a_font_trimmed_again_has_the_same_name(trimmed: bytes) -> None:
    assert font.trimmed(SOURCE.read_bytes()) == trimmed
