"""Files to attach, as cameras, offices and people with bad intentions make them."""

from io import BytesIO

from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

PLACE, DEVICE = "Kwartelpad", "Camera van Ilse"
"""Words that no clean copy may say."""

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
TURNED = 6
"""A camera held upright says that what it took lies on its side."""

RED, BLUE = (200, 20, 20), (20, 20, 200)


def photo(form: str = "JPEG", size: tuple[int, int] = (60, 40), *, bare: bool = False) -> bytes:
    """Return a picture, red on the left and blue on the right; unless bare, with where it was."""
    picture = Image.new("RGB", size, BLUE)
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[MAKE] = DEVICE
    exif[ORIENTATION] = TURNED
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[29] = PLACE
    more = {} if bare else {"exif": exif.tobytes()}
    if form == "JPEG":
        more["comment"] = PLACE.encode()
    out = BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def letter(*words: str) -> bytes:
    """Return a PDF with these words, each on a page, and a writer's name beside them."""
    pdf = FPDF()
    pdf.set_author(DEVICE)
    pdf.set_title(PLACE)
    for text in words or ("Brief",):
        pdf.add_page()
        pdf.set_font("helvetica", size=12)
        pdf.multi_cell(0, 8, text)
    return bytes(pdf.output())


def letter_with_photo() -> bytes:
    """Return a PDF with a picture in it, as a camera wrote it."""
    pdf = FPDF()
    pdf.add_page()
    pdf.image(BytesIO(photo()), w=50)
    return bytes(pdf.output())


def armed() -> bytes:
    """Return a PDF that acts: scripts, an action on opening, a file within, XMP."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(letter("Brief"))))
    writer.add_attachment("meer.exe", b"MZ" + PLACE.encode())
    root = writer.root_object
    root["/Names"][NameObject("/JavaScript")] = DictionaryObject(  # type: ignore[index]
        {NameObject("/Names"): ArrayObject([TextStringObject("x"), _script()])}
    )
    root[NameObject("/OpenAction")] = _launch()
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): _launch()})
    xmp = StreamObject()
    xmp.set_data(f"<x:xmpmeta>{PLACE}</x:xmpmeta>".encode())
    for place in (root, page):
        place[NameObject("/Metadata")] = writer._add_object(xmp)  # noqa: SLF001 - no other way
    return _bytes(writer)


def annotated(kind: str, *, rect: tuple[int, int, int, int] = (10, 10, 90, 30)) -> bytes:
    """Return a PDF with an annotation of this kind on its page."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(letter("Brief"))))
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/Rect"): ArrayObject([NumberObject(one) for one in rect]),
            NameObject("/Contents"): TextStringObject(PLACE),
            NameObject("/A"): _launch(),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])
    return _bytes(writer)


def locked() -> bytes:
    """Return a PDF with a password on it."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(letter("Brief"))))
    writer.encrypt("geheim", algorithm="AES-256")
    return _bytes(writer)


def layered() -> bytes:
    """Return a PDF with layers, of which a reader may hide some."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(letter("Brief"))))
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject()
    return _bytes(writer)


def _script() -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('x')"),
        }
    )


def _launch() -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/S"): NameObject("/Launch"),
            NameObject("/F"): TextStringObject("calc.exe"),
        }
    )


def _bytes(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
