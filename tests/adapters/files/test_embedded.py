"""Rules of mdt.adapters.files.embedded."""

from io import BytesIO

import pytest
from PIL import Image

from mdt.adapters.files import embedded
from mdt.documents.refusals import FileBroken
from tests.documents import files


def test_a_jpeg_keeps_its_pixels_and_loses_what_stands_beside_them() -> None:
    taken = files.photo()

    bare = embedded.bare_jpeg(taken + b"PK\x03\x04 behind it")

    assert Image.open(BytesIO(bare)).tobytes() == Image.open(BytesIO(taken)).tobytes()
    for word in (files.DEVICE, files.PLACE, "behind"):
        assert word.encode() not in bare


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00", b"\xff\xd8zzzzzz"])
def test_what_is_no_whole_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(FileBroken):
        embedded.bare_jpeg(data)


def box(name: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4) + name + content


def test_a_jpeg_2000_keeps_the_boxes_of_its_pixels() -> None:
    pixels = [box(b"ftyp", b"jp2 "), box(b"jp2h", b"head"), box(b"jp2c", b"pixels")]
    told = [box(b"uuid", files.PLACE.encode()), box(b"xml ", files.DEVICE.encode())]

    bare = embedded.bare_jpeg2000(b"".join([pixels[0], *told, *pixels[1:]]))

    assert bare == b"".join(pixels)
    assert embedded.bare_jpeg2000(embedded.CODESTREAM + b"x") == embedded.CODESTREAM + b"x"


@pytest.mark.parametrize("data", [b"\x00\x00\x00\x04ftyp", b"\x00\x00\x01\x00ftyp"])
def test_boxes_that_reach_nowhere_are_refused(data: bytes) -> None:
    with pytest.raises(FileBroken):
        embedded.bare_jpeg2000(data)
