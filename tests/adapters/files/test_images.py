"""Rules of mdt.adapters.files.images."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from mdt.adapters.files import images
from mdt.documents.refusals import FileBroken, FileRefused, FileTooComplex
from tests.documents import files


def shown(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_photo_keeps_its_picture_and_nothing_of_where_and_by_what_it_was_made(form: str) -> None:
    taken = files.photo(form)
    assert files.DEVICE.encode() in taken

    kept = images.clean(taken, form)

    for word in (files.DEVICE, files.PLACE, "Exif"):
        assert word.encode() not in kept
    assert not shown(kept).getexif()


def test_a_photo_that_lay_on_its_side_stands_upright() -> None:
    kept = shown(images.clean(files.photo("JPEG", (60, 40)), "JPEG"))

    assert kept.size == (40, 60)
    top, bottom = kept.getpixel((20, 5)), kept.getpixel((20, 55))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > top[2], "red was on the left, which is up"
    assert bottom[2] > bottom[0]


def test_what_stands_behind_a_picture_is_gone() -> None:
    script = b"<script>alert(1)</script>PK\x03\x04"

    for form in ("JPEG", "PNG"):
        assert b"script" not in images.clean(files.photo(form) + script, form)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_pictures_of_every_usual_kind_are_kept(mode: str) -> None:
    out = BytesIO()
    form = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (8, 6)).save(out, form)

    assert shown(images.clean(out.getvalue(), form)).size == (8, 6)


def test_a_drawing_keeps_what_one_sees_through() -> None:
    drawing, out = Image.new("P", (4, 4), 1), BytesIO()
    drawing.putpalette([0, 0, 0, 255, 0, 0])
    drawing.save(out, "PNG", transparency=1)

    kept = shown(images.clean(out.getvalue(), "PNG")).convert("RGBA")

    assert kept.getpixel((0, 0)) == (255, 0, 0, 0)


def test_a_picture_of_a_hundred_million_pixels_is_not_opened() -> None:
    with pytest.raises(FileTooComplex):
        images.clean(_huge(10_000, 10_000), "PNG")


def test_a_picture_with_absurd_sides_is_not_opened() -> None:
    with pytest.raises(FileTooComplex):
        images.clean(_huge(200_000, 200_000), "PNG")


def _huge(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is this large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize("left", [9, 30, 200])
def test_a_picture_that_was_cut_off_is_refused(form: str, left: int) -> None:
    with pytest.raises(FileBroken):
        images.clean(files.photo(form, (300, 300))[:left], form)


WHOLE = files.photo("JPEG")


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=12))
@example(at=41, other=b"\x18")  # no number of that size fits where the camera's were
@example(at=111, other=b"\x00")  # a place that is no place
def test_a_photo_with_bytes_changed_at_random_is_made_anew_or_refused(
    at: int, other: bytes
) -> None:
    try:
        kept = images.clean(WHOLE[:at] + other + WHOLE[at + len(other) :], "JPEG")
    except FileRefused:
        return
    assert files.DEVICE.encode() not in kept


def test_nothing_else_is_tried_than_what_it_begins_with() -> None:
    with pytest.raises(FileBroken):
        images.clean(files.photo("PNG"), "JPEG")
