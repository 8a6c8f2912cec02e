"""A sheet as a PDF: what stands in it, its letters, its pages, and the same bytes every time."""

from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader

from mdt.adapters import pdf
from mdt.judiciary.certificates import Sheet
from tests.conftest import NOON

SHEET = Sheet(
    title="Verklaring van aanwezigheid en inzage",
    lead="Voor het dossier van de rechtbank.",
    blocks=[("Wie en waarbij", [("Rechter", "mr. Hester Zijlstra"), ("Rechtbank", "Merwestad")])],
    foot="Opgemaakt door het portaal.",
    language="nl",
    made_at=NOON,
)


def read(sheet: Sheet) -> PdfReader:
    return PdfReader(BytesIO(pdf.write(sheet)))


def text_of(sheet: Sheet) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(sheet).pages).split())


def test_everything_on_the_sheet_stands_in_the_file() -> None:
    text = text_of(SHEET)

    for words in (SHEET.title, SHEET.lead, "Wie en waarbij", "mr. Hester Zijlstra", "1/1"):
        assert words in text


def test_the_same_sheet_gives_the_same_bytes_and_another_instant_others() -> None:
    assert pdf.write(SHEET) == pdf.write(SHEET)
    assert pdf.write(SHEET) != pdf.write(replace(SHEET, made_at=NOON.replace(hour=13)))


def test_letters_that_the_standard_fonts_lack_are_written_plainly() -> None:
    sheet = replace(SHEET, blocks=[("Wie", [("Naam", "Yağmur Şahin Łucja Zoë É ĳ 王")])])

    assert "Yagmur Sahin Lucja Zoë É" in text_of(sheet)


def test_a_long_sheet_goes_on_on_the_next_page_with_its_foot_and_number() -> None:
    long = [("Rechter", "Maximiliaan van Oostenbrugge-Wolterbeek tot Heeswijk " * 4)] * 40
    pages = read(replace(SHEET, blocks=[("Veel", long)])).pages

    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in page.extract_text()
        assert "Opgemaakt door het portaal." in page.extract_text()


def test_the_file_tells_its_language_and_title_and_no_program_of_ours() -> None:
    found = read(SHEET)

    assert str(found.root_object["/Lang"]) == "nl"
    assert found.metadata is not None
    assert found.metadata.title == SHEET.title
    assert found.metadata.author is None
