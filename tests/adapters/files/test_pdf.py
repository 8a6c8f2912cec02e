"""Rules of mdt.adapters.files.pdf."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from mdt.adapters.files import pdf
from mdt.documents.refusals import (
    FileBroken,
    FileLocked,
    FileRefused,
    FileTooComplex,
    FileWrittenOn,
)
from tests.documents import files

ACTS = ("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/EmbeddedFile", "/Metadata", "/URI")


def everything(data: bytes) -> str:
    """Return all names, texts and open streams of a PDF, one after another."""
    found: list[str] = []
    reader = PdfReader(BytesIO(data))
    for number in range(1, len(reader.xref[0]) + 1 if reader.xref else 1):
        found += _told(reader.get_object(number))
    return " ".join([*found, repr(reader.trailer), data.decode("latin-1")])


def _told(one: object) -> list[str]:
    if isinstance(one, StreamObject):
        told = [one._data.decode("latin-1")]  # noqa: SLF001 - as it stands in the file
        return told + [f"{key} {value}" for key, value in one.items()]
    if isinstance(one, DictionaryObject):
        return [f"{key} {value}" for key, value in one.items()]
    return [str(list(one))] if isinstance(one, ArrayObject) else [str(one)]


def test_the_words_stay_and_who_wrote_them_goes() -> None:
    kept, words = pdf.clean(files.letter("Eerste blad", "Tweede blad"))

    assert "Eerste blad" in words
    assert "Tweede blad" in words
    assert len(PdfReader(BytesIO(kept)).pages) == 2
    assert not PdfReader(BytesIO(kept)).metadata
    for word in (files.DEVICE, files.PLACE):
        assert word not in everything(kept)


def test_what_acts_when_a_pdf_is_opened_is_gone() -> None:
    armed = files.armed()
    assert all(name in everything(armed) for name in ("/JavaScript", "/OpenAction", "/Metadata"))

    told = everything(pdf.clean(armed)[0])

    assert not [name for name in ACTS if name in told]
    assert files.PLACE not in told
    assert "calc.exe" not in told


def test_a_camera_says_nothing_from_within_a_pdf() -> None:
    taken = files.letter_with_photo()
    assert files.DEVICE.encode() in taken

    kept, _ = pdf.clean(taken)

    assert files.DEVICE.encode() not in kept
    [picture] = PdfReader(BytesIO(kept)).pages[0].images
    assert picture.image
    assert picture.image.size == (60, 40)


def test_a_link_is_left_out_and_the_page_stays() -> None:
    kept, words = pdf.clean(files.annotated("/Link"))

    assert "Brief" in words
    assert "/Annots" not in everything(kept)
    assert files.PLACE not in everything(kept)


@pytest.mark.parametrize("kind", ["/Widget", "/FreeText", "/Text", "/Stamp", "/Highlight", "/Ink"])
def test_what_would_be_lost_without_a_word_is_refused(kind: str) -> None:
    with pytest.raises(FileWrittenOn):
        pdf.clean(files.annotated(kind))


def test_a_seal_that_nobody_sees_is_no_writing() -> None:
    assert pdf.clean(files.annotated("/Widget", rect=(0, 0, 0, 0)))


def test_layers_are_refused_because_one_may_be_hidden() -> None:
    with pytest.raises(FileWrittenOn):
        pdf.clean(files.layered())


def test_a_pdf_with_a_password_is_refused() -> None:
    with pytest.raises(FileLocked):
        pdf.clean(files.locked())


def test_what_is_not_short_is_refused() -> None:
    with pytest.raises(FileTooComplex):
        pdf.clean(files.letter(*["Blad"] * (pdf.MOST_PAGES + 1)))


@pytest.mark.parametrize("left", [5, 9, 60, 300])
def test_a_pdf_that_was_cut_off_is_refused(left: int) -> None:
    with pytest.raises(FileBroken):
        pdf.clean(files.letter()[:left])


def test_what_stands_before_and_behind_the_pages_is_gone() -> None:
    kept, _ = pdf.clean(files.letter() + b"<script>alert(1)</script>PK\x03\x04")

    assert b"script" not in kept


WHOLE = files.letter("Brief van de school")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=12))
def test_a_pdf_with_bytes_changed_at_random_is_made_anew_or_refused(at: int, other: bytes) -> None:
    hostile = WHOLE[:at] + other + WHOLE[at + len(other) :]
    try:
        kept, _ = pdf.clean(hostile)
    except FileRefused:
        return
    assert kept.startswith(b"%PDF-")
