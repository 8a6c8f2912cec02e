"""The font of the pages without what no page uses: of the first view it is the largest part.

Every letter of the package stays; weights that the styles never ask for go, and so do the
features that no style turns on.
"""

from io import BytesIO

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LIGHTEST, HEAVIEST = 400, 750
"""The weights that the styles use; font.css says the same."""

FEATURES = ("ccmp", "kern", "locl", "mark", "tnum")
"""Composed letters, kerning, local forms, accents, and digits of one width for tables."""


def trimmed(source: bytes) -> bytes:
    """Return the variable font (woff2) without what is not used; the same bytes every time."""
    font = TTFont(BytesIO(source), recalcTimestamp=False)
    instancer.instantiateVariableFont(font, {"wght": (LIGHTEST, HEAVIEST)}, inplace=True)
    options = subset.Options(layout_features=list(FEATURES), hinting=False, name_IDs=["*"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    return written.getvalue()
