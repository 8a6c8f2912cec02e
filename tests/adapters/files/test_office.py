"""Rules of mdt.adapters.files.office, and of the two kinds that it knows."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mdt.adapters.files import office, packed, sniffing
from mdt.documents.refusals import (
    FileActs,
    FileBroken,
    FileKindUnknown,
    FileLocked,
    FileRefused,
    FileRemarks,
    FileTooComplex,
)
from tests.documents import office_files as made
from tests.documents.files import DEVICE, PLACE, photo
from tests.documents.office_files import docx, link, odt, parts_of, zipped


@pytest.mark.parametrize(("data", "kind"), [(docx(), "docx"), (odt(), "odt")])
def test_the_words_and_pictures_stay_and_what_tells_of_its_maker_goes(
    data: bytes, kind: str
) -> None:
    found, kept, words = office.clean(data)

    assert found == kind
    assert "Brief van de school" in words
    parts = parts_of(kept)
    assert [name for name in parts if "foto" in name]
    for word in (DEVICE, PLACE):
        assert not [name for name, content in parts.items() if word.encode() in content]
    assert not [name for name in parts if "meta" in name or "ettings" in name or "core" in name]


def test_what_was_made_anew_is_made_anew_into_the_same_parts() -> None:
    for data in (docx(), odt()):
        once = office.clean(data)[1]
        again = office.clean(once)[1]

        first, second = parts_of(once), parts_of(again)
        assert list(first) == list(second)
        assert all(second[name] == said for name, said in first.items() if "foto" not in name)


def test_an_opendocument_begins_with_what_it_is() -> None:
    kept = office.clean(odt())[1]

    assert kept[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    "data",
    [
        docx(kind="application/vnd.ms-word.document.macroEnabled.main+xml"),
        docx(links=link("attachedTemplate", "http://evil.example/x.dotm")),
        docx(links=link("image", "http://evil.example/x.png")),
        docx(links=link("hyperlink", "file:///etc/passwd")),
        docx(links=f'<Relationship Id="r8" Type="{made.OFFICE}/vbaProject" Target="vba.bin"/>'),
        docx('<w:fldSimple w:instr=" DDEAUTO c:\\cmd.exe "/>'),
        docx(
            '<w:r><w:instrText> INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE "http://x"'
            "</w:instrText></w:r>"
        ),
        docx("<w:altChunk/>"),
        docx("<w:object/>"),
        odt('<draw:object xlink:href="./Object 1"/>'),
        odt('<draw:image xlink:href="http://evil.example/x.png"/>'),
        odt('<draw:image xlink:href="../x.png"/>'),
        odt('<text:a xlink:href="vnd.sun.star.script:x">x</text:a>'),
        odt("<script:event-listener/>"),
        odt(Basic__script="x"),
        odt(Pictures__x=b"<svg/>"),
    ],
)
def test_what_acts_or_reaches_out_is_refused(data: bytes) -> None:
    with pytest.raises(FileActs):
        office.clean(data)


@pytest.mark.parametrize(
    "data",
    [
        docx('<w:ins w:author="Ilse"/>'),
        docx('<w:del w:author="Ilse"><w:r><w:delText>adres</w:delText></w:r></w:del>'),
        docx(links=f'<Relationship Id="r7" Type="{made.OFFICE}/comments" Target="comments.xml"/>'),
        odt("<office:annotation/>"),
        odt("<text:tracked-changes/>"),
    ],
)
def test_remarks_and_changes_that_are_kept_are_refused(data: bytes) -> None:
    with pytest.raises(FileRemarks):
        office.clean(data)


def test_a_link_that_one_clicks_stays_and_is_among_the_words() -> None:
    data = docx(links=link("hyperlink", "https://school.example/linde"))

    assert "https://school.example/linde" in office.clean(data)[2]


def test_a_word_that_is_cut_up_is_one_word() -> None:
    cut = "<w:r><w:t> in Ooster</w:t></w:r><w:r><w:t>wolde</w:t></w:r>"

    assert "in Oosterwolde" in office.clean(docx(cut))[2]


@pytest.mark.parametrize(
    "data",
    [
        zipped({"a.txt": "x"}),
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}),
        zipped({"META-INF/MANIFEST.MF": "x", "Main.class": "x"}),
    ],
)
def test_no_other_packed_file_is_kept(data: bytes) -> None:
    with pytest.raises(FileKindUnknown):
        office.clean(data)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a//b", "C:/x", "a\\b"])
def test_a_part_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(FileBroken):
        packed.open_(zipped({name: "x"}))


def test_a_bomb_is_not_opened_whatever_it_says_of_its_size() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", bytes(packed.MOST_OF_A_PART + 1))
    bomb = out.getvalue()
    with pytest.raises(FileTooComplex):
        packed.open_(bomb)

    lies = bomb.replace(struct.pack("<I", packed.MOST_OF_A_PART + 1), struct.pack("<I", 10))
    with pytest.raises(FileRefused):
        packed.open_(lies)
    with pytest.raises(FileTooComplex):
        packed.open_(zipped({f"p{one}": "" for one in range(packed.MOST_PARTS + 1)}))


def test_no_entity_is_opened() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'

    with pytest.raises(FileBroken):
        office.clean(docx(**{"word/document.xml": laughs}))


def test_a_password_is_refused_in_either_kind() -> None:
    locked = {"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}
    with pytest.raises(FileLocked):
        office.clean(odt(**locked))
    with pytest.raises(FileLocked):
        office.refuse(b"\xd0\xcf\x11\xe0" + office.ENCRYPTED)
    with pytest.raises(FileKindUnknown):
        office.refuse(b"\xd0\xcf\x11\xe0 an old .doc")


@pytest.mark.parametrize("left", [10, 200, 900])
def test_what_was_cut_off_is_refused(left: int) -> None:
    for data in (docx(), odt()):
        with pytest.raises(FileRefused):
            office.clean(data[:left])


def test_a_picture_that_is_a_packed_file_too_is_kept_as_a_picture_only() -> None:
    both = photo("PNG") + docx()

    assert sniffing.kind(both) == sniffing.PNG


WHOLE = docx()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=12))
@example(at=WHOLE.rindex(b"[Content_Types]"), other=bytes(1))  # a part without a name
def test_bytes_changed_at_random_are_made_anew_or_refused(at: int, other: bytes) -> None:
    try:
        _, kept, _ = office.clean(WHOLE[:at] + other + WHOLE[at + len(other) :])
    except FileRefused:
        return
    assert DEVICE.encode() not in kept
