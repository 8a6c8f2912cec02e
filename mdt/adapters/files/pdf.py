"""A PDF made anew out of its pages: what stands on them; nothing that acts, hides or tells more.

Left behind: metadata (also XMP), scripts, actions, embedded files, links, outlines, thumbnails, and
what cameras wrote into pictures. What would be lost without a word is refused instead: fields,
remarks, layers. Source: ISO 32000-2, 12.6 (actions), 7.11.4 (embedded files), 14.3 (metadata).
"""

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import DependencyError, DeprecationError, PdfReadError, PyPdfError
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from mdt.adapters.files import embedded
from mdt.documents.refusals import FileBroken, FileLocked, FileTooComplex, FileWrittenOn

MOST_PAGES = 60
MOST_OBJECTS = 20_000
MOST_IN_A_PICTURE = 64 * 1024 * 1024

OF_A_PAGE = frozenset(
    ("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents")
) | {"/Group", "/UserUnit"}
NEVER = (
    *("/AA", "/AF", "/Alternates", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/LastModified"),
    *("/Metadata", "/OPI", "/OpenAction", "/PieceInfo", "/Ref", "/StructParent", "/StructParents"),
)
LOST_IN_SILENCE = frozenset({"/Link", "/Popup"})
"""Annotations that show nothing on paper."""

CATALOGUE = frozenset({"/Type", "/Pages"})
_DCT, _JPX, _FLATE = "/DCTDecode", "/JPXDecode", "/FlateDecode"
_BARE = {
    **dict.fromkeys((_DCT, "/DCT"), embedded.bare_jpeg),
    _JPX: embedded.bare_jpeg2000,
}

_TROUBLE = (
    *(AttributeError, DependencyError, DeprecationError, IndexError, KeyError),
    *(NotImplementedError, OverflowError, PyPdfError, RecursionError, TypeError, ValueError),
    zlib.error,
)
"""What pypdf answers a damaged or hostile file with."""


def clean(data: bytes) -> tuple[bytes, str]:
    """Return the PDF anew, and the words on its pages.

    Raises FileBroken, FileLocked, FileTooComplex, FileWrittenOn.
    """
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise FileLocked
        pages = _pages(reader)
        anew = _written(pages)
        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(anew)).pages)
    except MemoryError as error:
        raise FileTooComplex from error
    except _TROUBLE as error:
        raise FileBroken from error
    return anew, text


def _pages(reader: PdfReader) -> list[PageObject]:
    if len(reader.pages) > MOST_PAGES:
        raise FileTooComplex
    pages = list(reader.pages)
    if not pages:
        raise PdfReadError
    if "/OCProperties" in reader.root_object or any(_is_written_on(page) for page in pages):
        raise FileWrittenOn
    return pages


def _is_written_on(page: PageObject) -> bool:
    return any(_shows(one.get_object()) for one in page.get("/Annots", None) or ())


def _shows(annotation: Any) -> bool:
    """Tell whether something of an annotation stands on the page; a seal nobody sees does not."""
    if not isinstance(annotation, DictionaryObject):
        return False
    left, bottom, right, top = (float(one) for one in annotation.get("/Rect", [0, 0, 0, 0]))
    has_place = left != right and bottom != top
    return has_place and annotation.get("/Subtype") not in LOST_IN_SILENCE


def _written(pages: Iterable[PageObject]) -> bytes:
    writer = PdfWriter()
    for page in pages:
        others = tuple(key for key in page if key not in OF_A_PAGE)
        writer.add_page(page, excluded_keys=(*others, *NEVER))
    writer.metadata = None
    for key in [key for key in writer.root_object if key not in CATALOGUE]:
        del writer.root_object[key]
    for one in _dictionaries(writer):
        for key in NEVER:
            one.pop(NameObject(key), None)
        if isinstance(one, StreamObject):
            _bare(one)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    known = writer._objects  # noqa: SLF001 - pypdf offers no other way to each object
    if len(known) > MOST_OBJECTS:
        raise FileTooComplex
    return (one for one in known if isinstance(one, DictionaryObject))


def _bare(stream: StreamObject) -> None:
    """Take out of a picture what a camera wrote into it; it may be packed once more."""
    filters = stream.get("/Filter")
    names = (
        [str(filters)] if isinstance(filters, NameObject) else [str(one) for one in filters or ()]
    )
    if not names or names[-1] not in _BARE:
        return
    data = stream._data  # noqa: SLF001 - get_data() would open the picture
    for packed in names[:-1]:
        if packed != _FLATE:
            raise FileTooComplex
        data = _unpacked(data)
    stream._data = _BARE[names[-1]](data)  # noqa: SLF001 - as above
    stream[NameObject("/Filter")] = NameObject(names[-1])
    if len(names) > 1:
        stream.pop(NameObject("/DecodeParms"), None)


def _unpacked(data: bytes) -> bytes:
    opener = zlib.decompressobj()
    found = opener.decompress(data, MOST_IN_A_PICTURE)
    if opener.unconsumed_tail:
        raise FileTooComplex
    return found
