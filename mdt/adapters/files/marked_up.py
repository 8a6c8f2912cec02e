"""XML of an office document: read without a DTD or an entity, and its words."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped] # has no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped] # as above

from mdt.documents.refusals import FileBroken

_NAMESPACE = re.compile(r"\{[^}]*\}")
ENDS = frozenset({"p", "h", "br", "tab", "line-break", "s", "tr", "table-cell", "cr"})
"""After these a word is over."""

SAID_BESIDE = frozenset({"descr", "title", "href", "Target", "alt"})
"""Attributes in which people and programs leave words."""


def read(content: bytes) -> Element:
    """Return the root. Raises FileBroken."""
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise FileBroken from error
    return root


def name(tag: object) -> str:
    """Return the name of an element or attribute, without its namespace."""
    return _NAMESPACE.sub("", str(tag))


def words(root: Element) -> str:
    """Return the words, those of one paragraph together however they are cut up."""
    return "".join(_words(root))


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield "\n" if name(child.tag) in ENDS else ""
        yield child.tail or ""
    for key, value in element.items():
        if name(key) in SAID_BESIDE:
            yield f"\n{value}\n"
