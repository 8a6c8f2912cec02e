"""A sheet as a PDF of one page or more: for a file on paper, in the letters that every reader has.

Nothing is fetched or embedded, and the same sheet gives the same bytes. The standard letters know
western languages; of any other letter its plain form is written (docs/decisions/0079).
"""

import unicodedata

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from mdt.judiciary.certificates import Sheet

MARGIN = 22
TERM = 52
"""Millimetres of the column with the names of facts."""

_CODE = "cp1252"
_FONT = "helvetica"
_WITHOUT_STROKE = {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
"""Letters that are no other letter with something above or below it."""


def write(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF."""
    pdf = _Page(sheet)
    pdf.add_page()
    _line(pdf, sheet.title, size=17, style="B", after=2)
    _line(pdf, sheet.lead, size=10.5, after=4)
    for heading, facts in sheet.blocks:
        pdf.ln(3)
        _line(pdf, heading, size=12, style="B", after=1.5)
        for term, value in facts:
            _fact(pdf, term, value)
    return bytes(pdf.output())


class _Page(FPDF):
    """A page with the sheet's foot."""

    def __init__(self, sheet: Sheet) -> None:
        """Begin an empty document in the sheet's language, made at its instant."""
        super().__init__(format="A4")
        self._foot = sheet.foot
        self.core_fonts_encoding = _CODE
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=28)
        self.set_creation_date(sheet.made_at)
        self.set_lang(sheet.language)
        self.set_title(_plain(sheet.title))

    def footer(self) -> None:
        """Write the foot and the number of the page."""
        self.set_y(-22)
        self.set_font(_FONT, size=8)
        self.set_text_color(90)
        text = f"{self._foot}  {self.page_no()}/{{nb}}"
        self.multi_cell(0, 4, _plain(text), align="L")
        self.set_text_color(0)


def _line(pdf: FPDF, text: str, *, size: float, style: str = "", after: float) -> None:
    pdf.set_font(_FONT, style, size)
    pdf.multi_cell(0, size * 0.5, _plain(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
    pdf.ln(after)


def _fact(pdf: FPDF, term: str, value: str) -> None:
    """Write a fact as two columns; the row is as high as the longer of the two."""
    page, top = pdf.page, pdf.get_y()
    pdf.set_font(_FONT, size=10)
    pdf.set_text_color(90)
    pdf.multi_cell(TERM, 5.2, _plain(term), new_x=XPos.RIGHT, new_y=YPos.TOP, align="L")
    bottom = pdf.get_y() + 5.2
    pdf.set_text_color(0)
    if pdf.page == page:
        pdf.set_xy(MARGIN + TERM, top)
    pdf.multi_cell(0, 5.2, _plain(value), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
    pdf.set_y(max(pdf.get_y(), bottom if pdf.page == page else 0))
    pdf.ln(0.8)


def _plain(text: str) -> str:
    """Return text in letters that the standard fonts have."""
    return "".join(one if _is_known(one) else _nearest(one) for one in text)


def _is_known(letter: str) -> bool:
    return letter == "\n" or (letter.isprintable() and bool(letter.encode(_CODE, "ignore")))


def _nearest(letter: str) -> str:
    """Return the letter without what is written above or below it; a question mark if none."""
    plain = unicodedata.normalize("NFKD", letter)[:1]
    return plain if plain and _is_known(plain) else _WITHOUT_STROKE.get(letter, "?")
