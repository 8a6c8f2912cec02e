"""A Word document made anew: its text, styles and pictures, and what these need.

Left behind: properties, thumbnail, settings (they name a template and its author), custom data.
Refused: macros, objects, what is fetched from elsewhere, remarks and changes that are kept.
Source: ISO/IEC 29500-1, 11 (WordprocessingML), 29500-2 (parts and relationships).
"""

import re
from collections.abc import Iterator
from html import escape
from posixpath import dirname, normpath
from xml.etree.ElementTree import Element

from mdt.adapters.files import images, marked_up, packed, sniffing
from mdt.documents.refusals import FileActs, FileBroken, FileRemarks

TYPES, ROOT, MAIN = "[Content_Types].xml", "_rels/.rels", "word/document.xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEXTS = re.compile(
    r"word/(document|styles|numbering|fontTable|footnotes|endnotes|(header|footer)\d*)\.xml"
)
THEME = re.compile(r"word/theme/theme\d*\.xml")
PICTURES = re.compile(r"word/media/[\w.-]+\.(png|jpe?g)", re.IGNORECASE)
LINKS_OF = re.compile(r"(_rels/\.rels|word/(theme/)?_rels/[\w.]+\.rels)")

NEEDED = frozenset(
    ("officeDocument", "styles", "numbering", "fontTable", "footnotes", "endnotes", "header")
) | {"footer", "theme", "image"}
LEFT_BEHIND = frozenset(
    ("core-properties", "extended-properties", "custom-properties", "thumbnail", "settings")
) | {"webSettings", "customXml", "stylesWithEffects", "people", "glossaryDocument"}
HYPERLINK = "hyperlink"
MAY_LEAD = ("http://", "https://", "mailto:")
REMARKS = frozenset({"comments", "commentsExtended", "commentsIds", "commentsExtensible"})
CHANGED = frozenset({"cellDel", "commentReference", "del", "ins", "moveFrom", "moveTo"})
FIELDS = frozenset(
    (
        "DATE",
        "HYPERLINK",
        "NOTEREF",
        "NUMPAGES",
        "PAGE",
        "PAGEREF",
        "REF",
        "SECTION",
        "SECTIONPAGES",
    )
) | {"SEQ", "STYLEREF", "TIME", "TOC"}
"""Fields that count or point within the document; others fetch, run or ask."""

Links = list[dict[str, str]]


def clean(parts: dict[str, bytes]) -> tuple[bytes, str]:
    """Return the document anew, and its words.

    Raises FileActs, FileBroken, FileRemarks, FileTooComplex.
    """
    links = {name: list(_links(name, parts)) for name in parts if LINKS_OF.fullmatch(name)}
    kept: dict[str, bytes] = {}
    said = [one["Target"] for some in links.values() for one in some]
    for name, content in parts.items():
        if TEXTS.fullmatch(name) or THEME.fullmatch(name):
            root = marked_up.read(content)
            _require_still(root)
            said.append(marked_up.words(root))
            kept[name] = content
        elif PICTURES.fullmatch(name):
            kept[name] = images.clean(content, sniffing.picture(content))
    if MAIN not in kept:
        raise FileBroken
    for name, some in links.items():
        if _owner(name) in kept or name == ROOT:
            kept[name] = _written(some)
    whole = {TYPES: _types(parts[TYPES], kept), **kept}
    return packed.pack(whole), "\n".join(said)


def _links(name: str, parts: dict[str, bytes]) -> Iterator[dict[str, str]]:
    """Yield the relationships that stay. Raises FileActs, FileRemarks for one that may not be."""
    for one in marked_up.read(parts[name]):
        kind = one.get("Type", "").rsplit("/", 1)[-1]
        if kind in REMARKS:
            raise FileRemarks
        if _may_stay(kind, name, one, parts):
            yield dict(one.items())
        elif kind not in LEFT_BEHIND:
            raise FileActs


def _may_stay(kind: str, name: str, link: Element, parts: dict[str, bytes]) -> bool:
    if kind == HYPERLINK:
        return link.get("Target", "").startswith((*MAY_LEAD, "#"))
    is_outside = link.get("TargetMode") == "External"
    return kind in NEEDED and not is_outside and _reached(name, link) in parts


def _reached(name: str, link: Element) -> str:
    target = link.get("Target", "")
    base = "" if name == ROOT else dirname(_owner(name))
    path = target[1:] if target.startswith("/") else normpath(f"{base}/{target}").lstrip("/")
    known = (TEXTS, THEME, PICTURES)
    return path if any(one.fullmatch(path) for one in known) else ""


def _owner(name: str) -> str:
    """Return of which part these are the relationships."""
    return name.replace("_rels/", "").removesuffix(".rels")


def _require_still(root: Element) -> None:
    for one in root.iter():
        name = marked_up.name(one.tag)
        if name in CHANGED:
            raise FileRemarks
        if name in {"altChunk", "object", "control", "subDoc", "OLEObject"}:
            raise FileActs
    for field in _fields(root):
        words = field.split()
        if words and words[0].upper() not in FIELDS:
            raise FileActs


def _fields(root: Element) -> Iterator[str]:
    """Yield what each field of a paragraph says, however it is cut up."""
    for one in root.iter():
        name = marked_up.name(one.tag)
        if name == "fldSimple":
            yield next((value for key, value in one.items() if marked_up.name(key) == "instr"), "")
        if name == "p":
            yield from _of_paragraph(one)


def _of_paragraph(paragraph: Element) -> Iterator[str]:
    said = ""
    for one in paragraph.iter():
        name = marked_up.name(one.tag)
        if name == "fldChar":
            yield said
            said = ""
        elif name == "instrText":
            said += one.text or ""
    yield said


def _written(links: Links) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = "".join(f"<Relationship{_attributes(one)}/>" for one in links)
    return _HEAD + f'<Relationships xmlns="{space}">{rows}</Relationships>'.encode()


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items())


def _types(content: bytes, kept: dict[str, bytes]) -> bytes:
    """Return the list of types, of the parts that stay. Raises FileActs: a template, or macros."""
    usual = ({"Extension": ends, "ContentType": kind} for ends, kind in _USUAL.items())
    rows = [f"<Default{_attributes(one)}/>" for one in usual]
    for one in marked_up.read(content):
        part, kind = one.get("PartName", "").lstrip("/"), one.get("ContentType", "")
        if part == MAIN and kind != MAIN_TYPE:
            raise FileActs
        if part in kept:
            named = {"PartName": f"/{part}", "ContentType": kind}
            rows.append(f"<Override{_attributes(named)}/>")
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return _HEAD + f'<Types xmlns="{space}">{"".join(rows)}</Types>'.encode()


_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_USUAL = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
