"""WordprocessingML: the few XML manners that every part of a Word file shares."""

from __future__ import annotations

from typing import Any

from lxml import etree

from thidua.reading.refusals import Damaged

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_OFF = ("0", "false", "off", "none")


def parsed(part: bytes) -> Any | None:
    """The root of a part, None for an empty one. Raises Refusal `damaged`.

    Entities are not resolved, nothing is fetched; a part with a document type is refused, since Office writes none.
    Depth and the length of one text are bounded by libxml2.
    """
    if not part:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(part.replace(_STRICT, _TRANSITIONAL), parser)
    except (etree.XMLSyntaxError, ValueError) as cause:
        raise Damaged from cause
    if root.getroottree().docinfo.doctype:
        raise Damaged
    return root


def child(element: Any, name: str) -> Any | None:
    return None if element is None else element.find(W + name)


def value(element: Any, name: str) -> str | None:
    """The `w:val` of a child."""
    found = child(element, name)
    return None if found is None else found.get(W + "val")


def is_on(switch: Any | None) -> bool:
    """Whether a toggle such as `<w:b/>` is there and not turned off."""
    return switch is not None and switch.get(W + "val", "1") not in _OFF
