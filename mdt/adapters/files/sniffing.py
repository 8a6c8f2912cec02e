"""What kind of file some bytes are: by what they begin with, never by a name or a header."""

from mdt.documents.refusals import FileActs, FileEmpty, FileKindUnknown

PDF, PNG, JPEG, ZIP, OLD = "pdf", "png", "jpeg", "zip", "ole"

BEGINS = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"PK\x03\x04": ZIP,
    b"\xd0\xcf\x11\xe0": OLD,
}
"""At the first byte, without anything before it: what is two kinds at once is of one."""


def kind(data: bytes) -> str:
    """Return the kind. Raises FileEmpty, FileKindUnknown."""
    if not data:
        raise FileEmpty
    for beginning, found in BEGINS.items():
        if data.startswith(beginning):
            return found
    raise FileKindUnknown


def picture(data: bytes) -> str:
    """Return PNG or JPEG, for a picture within a document. Raises FileActs for any other."""
    for beginning, found in BEGINS.items():
        if data.startswith(beginning) and found in {PNG, JPEG}:
            return found.upper()
    raise FileActs
