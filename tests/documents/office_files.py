"""Office documents to attach, made part by part."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZipFile

from tests.documents.files import DEVICE, PLACE, photo

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
CAMERA = photo()


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """Return a packed file with these parts."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a packed file."""
    with ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def docx(body: str = "", *, links: str = "", kind: str = MAIN, **more: bytes | str) -> bytes:
    """Return a Word document: body within its paragraph, links in its relationships."""
    relation = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    own = relation.format("r1", OFFICE, "officeDocument", "word/document.xml")
    core = relation.format("r2", OFFICE, "metadata/core-properties", "docProps/core.xml")
    inner = relation.format("r3", OFFICE, "image", "media/foto.jpeg")
    settings = relation.format("r4", OFFICE, "settings", "settings.xml")
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="x"><Override PartName="/word/document.xml" '
        f'ContentType="{kind}"/><Override PartName="/docProps/core.xml" ContentType="c"/>'
        "</Types>",
        "_rels/.rels": f"{head}{own}{core}</Relationships>",
        "docProps/core.xml": f"<c>{DEVICE}</c>",
        "word/settings.xml": f"<s>{PLACE}</s>",
        "word/media/foto.jpeg": CAMERA,
        "word/_rels/document.xml.rels": f"{head}{inner}{settings}{links}</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{SPACE}"><w:body><w:p><w:r><w:t>Brief van'
        f" de school</w:t></w:r>{body}</w:p></w:body></w:document>",
    }
    return zipped(parts | {name.replace("__", "/"): said for name, said in more.items()})


def link(kind: str, target: str) -> str:
    """Return a relationship that leads outside."""
    return f'<Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'


def odt(body: str = "", **more: bytes | str) -> bytes:
    """Return an OpenDocument text with body within its paragraph."""
    content = (
        f'<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:text="{ODF}:text:1.0" '
        f'xmlns:draw="{ODF}:drawing:1.0" xmlns:script="{ODF}:script:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text><text:p>Brief van de '
        f"school{body}</text:p></office:text></office:body></office:document-content>"
    )
    parts: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "meta.xml": f"<m>{DEVICE}</m>",
        "settings.xml": f"<s>{PLACE}</s>",
        "Thumbnails/thumbnail.png": CAMERA,
        "Pictures/foto.jpg": CAMERA,
        "META-INF/manifest.xml": "<m/>",
    }
    return zipped(parts | {name.replace("__", "/"): said for name, said in more.items()})
