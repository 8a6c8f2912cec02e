"""Pictures within other files: without what a camera or a program wrote beside their pixels.

Their pixels stay as they are. Sources: ISO/IEC 10918-1, annex B (segments of a JPEG);
ISO/IEC 15444-1, annex I (boxes of a JPEG 2000).
"""

from collections.abc import Iterator

from mdt.documents.refusals import FileBroken

SCAN, FILLER, ADOBE, COMMENT = 0xDA, 0xFF, 0xEE, 0xFE
APPLICATIONS = range(0xE1, 0xF0)
PIXELS = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
CODESTREAM = b"\xff\x4f\xff\x51"


def bare_jpeg(data: bytes) -> bytes:
    """Return a JPEG without the segments of applications and comments. Raises FileBroken."""
    if not data.startswith(b"\xff\xd8"):
        raise FileBroken
    return data[:2] + b"".join(_segments(data))


def _segments(data: bytes) -> Iterator[bytes]:
    at = 2
    while at + 4 <= len(data):
        if data[at] != FILLER:
            raise FileBroken
        marker = data[at + 1]
        if marker == FILLER:
            at += 1
            continue
        if marker == SCAN:
            end = data.rfind(b"\xff\xd9")  # what stands after the picture's end is left behind
            yield data[at : end + 2] if end > at else data[at:]
            return
        ends = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == ADOBE or (marker not in APPLICATIONS and marker != COMMENT):
            yield data[at:ends]
        at = ends
    raise FileBroken


def bare_jpeg2000(data: bytes) -> bytes:
    """Return a JPEG 2000 with the boxes of its pixels only. Raises FileBroken."""
    if data.startswith(CODESTREAM):
        return data
    return b"".join(_boxes(data))


def _boxes(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16])
        ends = at + length if length else len(data)
        if ends < at + 8 or ends > len(data):
            raise FileBroken
        if data[at + 4 : at + 8] in PIXELS:
            yield data[at:ends]
        at = ends
