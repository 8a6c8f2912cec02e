"""An OpenDocument text made anew: its text, its styles and its pictures, and nothing else.

Left behind: metadata, settings (they name a printer), thumbnails. Refused: scripts, objects,
what is fetched from elsewhere, remarks and changes that are kept.
Source: OpenDocument 1.3, parts 2 and 3.
"""

from xml.etree.ElementTree import Element

from mdt.adapters.files import images, marked_up, packed, sniffing
from mdt.documents.refusals import FileActs, FileBroken, FileLocked, FileRemarks

MIMETYPE = "application/vnd.oasis.opendocument.text"
TYPE, MANIFEST = "mimetype", "META-INF/manifest.xml"
TEXTS = ("content.xml", "styles.xml")
PICTURES = "Pictures/"
LEFT_BEHIND = (
    "Configurations2/",
    "Thumbnails/",
    "layout-cache",
    "manifest.rdf",
    "meta.xml",
    "settings.xml",
)
REMARKS = frozenset({"annotation", "tracked-changes"})
ACTS = frozenset(
    ("applet", "dde-connection", "dde-source", "event-listener", "floating-frame", "object")
) | {"object-ole", "plugin", "script", "section-source", "database-display", "form", "executable"}
LINKS = ("http://", "https://", "mailto:", "#")


def clean(parts: dict[str, bytes]) -> tuple[bytes, str]:
    """Return the document anew, and its words.

    Raises FileActs, FileBroken, FileLocked, FileRemarks, FileTooComplex.
    """
    if b"encryption-data" in parts.get(MANIFEST, b""):
        raise FileLocked
    kept = {name: parts[name] for name in TEXTS if name in parts}
    if TEXTS[0] not in kept:
        raise FileBroken
    roots = [marked_up.read(content) for content in kept.values()]
    for root in roots:
        _require_still(root)
    for name, content in parts.items():
        if name.startswith(PICTURES):
            kept[name] = images.clean(content, sniffing.picture(content))
        elif name not in {TYPE, MANIFEST, *TEXTS} and not name.startswith(LEFT_BEHIND):
            raise FileActs
    listed = {TYPE: MIMETYPE.encode(), **kept, MANIFEST: _manifest(kept)}
    return packed.pack(listed, plain=TYPE), "\n".join(map(marked_up.words, roots))


def _require_still(root: Element) -> None:
    """Refuse what acts, what is fetched, and what somebody wrote beside the text."""
    for one in root.iter():
        name = marked_up.name(one.tag)
        if name in REMARKS:
            raise FileRemarks
        if name in ACTS or any(not _may_lead(name, one, key) for key in one.attrib):
            raise FileActs


def _may_lead(name: str, element: Element, key: str) -> bool:
    if marked_up.name(key) != "href":
        return True
    value = element.get(key, "")
    return value.startswith(LINKS) if name == "a" else value.removeprefix("./").startswith(PICTURES)


def _manifest(kept: dict[str, bytes]) -> bytes:
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    listed = [("/", MIMETYPE), *((name, _type(name)) for name in kept)]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        'manifest:version="1.3">'
        f"{''.join(entry.format(*one) for one in listed)}</manifest:manifest>"
    ).encode()


def _type(name: str) -> str:
    if name in TEXTS:
        return "text/xml"
    return "image/png" if name.lower().endswith(".png") else "image/jpeg"
