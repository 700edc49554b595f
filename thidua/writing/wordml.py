"""WordprocessingML as text: elements, runs, styles, and the package that holds a Word file's parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from thidua.writing import decree
from thidua.writing.decree import LOOKS, Look

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
RULE_SIZE = 2
EMU = 36_000
"""Of Word's units for pictures, in a millimetre."""


def tag(element: str, *children: str, **marks: str | int) -> str:
    """An element of Word's own namespace; its attributes are of the same."""
    said = "".join(f" w:{name}={quoteattr(str(value))}" for name, value in marks.items())
    inner = "".join(children)
    return f"<w:{element}{said}>{inner}</w:{element}>" if inner else f"<w:{element}{said}/>"


def part(root: str, *children: str) -> str:
    """A whole part of the package."""
    names = f'xmlns:w="{MAIN}" xmlns:r="{_RELATIONS}"'
    return "".join([f"{_XML}<w:{root} {names}>", *children, f"</w:{root}>"])


def run(text: str, *, bold: bool = False, italic: bool = False) -> str:
    face = (tag("b") if bold else "") + (tag("i") if italic else "")
    marks = tag("rPr", face) if face else ""
    lines = escape(text).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{marks}<w:t xml:space="preserve">{lines}</w:t></w:r>'


def paragraph(role: str, *runs: str, marks: str = "") -> str:
    """Of the style `role`; `marks` are the properties that depart from it."""
    return tag("p", tag("pPr", tag("pStyle", val=role), marks), *runs)


def picture(name: str, described: str, width: float, height: float) -> str:
    """A run with the picture `name` of the package, in millimetres."""
    size, number = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"', crc32(name.encode()) % 2**31
    return (
        "<w:r><w:drawing>"
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:docPr id="{number}" name="{name}" descr={quoteattr(described)}/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def twips(millimetres: float) -> int:
    return round(millimetres * decree.POINTS_PER_MM * 20)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """The package of `parts`, by name; the list of types first, as Word wants it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, parts[name])
    return buffer.getvalue()


def package(
    title: str,
    body: Sequence[str],
    heads: Mapping[str, str],
    feet: Mapping[str, str],
    pictures: Mapping[str, bytes] | None = None,
) -> dict[str, str | bytes]:
    """Every part of a file whose text is `body`; headers, footers and pictures are named as it names them."""
    shown = pictures or {}
    related = {
        "styles": "styles",
        "settings": "settings",
        **dict.fromkeys(heads, "header"),
        **dict.fromkeys(feet, "footer"),
    }
    parts: dict[str, str | bytes] = {
        "word/document.xml": part("document", "<w:body>", *body, "</w:body>"),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        **{f"word/{name}.xml": part("hdr", content) for name, content in heads.items()},
        **{f"word/{name}.xml": part("ftr", content) for name, content in feet.items()},
        "docProps/core.xml": _core(title),
        "_rels/.rels": _related(
            ("main", f"{_RELATIONS}/officeDocument", "word/document.xml"),
            ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "word/_rels/document.xml.rels": _related(
            *((name, f"{_RELATIONS}/{kind}", f"{name}.xml") for name, kind in related.items()),
            *((name, f"{_RELATIONS}/image", f"media/{name}.png") for name in shown),
        ),
        **{f"word/media/{name}.png": content for name, content in shown.items()},
    }
    return {**parts, "[Content_Types].xml": _types({"document": "document.main", **related})}


@cache
def _styles() -> str:
    fonts = tag("rFonts", **dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), decree.FONT))
    face = tag(
        "rPr", fonts, tag("color", val=decree.BLACK), tag("sz", val=28), tag("szCs", val=28), tag("lang", val="vi-VN")
    )
    shape = tag("pPr", tag("widowControl"), tag("spacing", after=0, line=240, lineRule="auto"))
    defaults = tag("docDefaults", tag("rPrDefault", face), tag("pPrDefault", shape))
    normal = tag("style", tag("name", val="Normal"), type="paragraph", default=1, styleId="Normal")
    return part("styles", defaults, normal, *(_style(role, look) for role, look in LOOKS.items()))


def _style(role: str, look: Look) -> str:
    keep = tag("keepNext") if look.keep else ""
    indent = tag("ind", left=twips(look.left), firstLine=twips(look.indent)) if look.left or look.indent else ""
    aligned = tag("jc", val="both" if look.align == "justify" else look.align)
    face = (tag("b") if look.bold else "") + (tag("i") if look.italic else "")
    red = tag("color", val=decree.RED) if role == "urgency" else ""
    size = round((RULE_SIZE if role == "rule" else look.size) * 2)
    return tag(
        "style",
        tag("name", val=look.name),
        tag("basedOn", val="Normal"),
        tag("qFormat"),
        tag("pPr", keep, _spacing(role, look), indent, aligned),
        tag("rPr", face, red, tag("sz", val=size), tag("szCs", val=size)),
        type="paragraph",
        customStyle=1,
        styleId=role,
    )


def _spacing(role: str, look: Look) -> str:
    if role == "rule":
        return tag("spacing", before=0, after=0, line=RULE_SIZE * 20, lineRule="exact")
    gaps = {"before": round(look.before * 20), "after": round(look.after * 20)}
    return tag("spacing", **gaps, line=round(look.line * 240), lineRule="auto")


def _settings() -> str:
    mode = tag("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return part("settings", tag("defaultTabStop", val=720), tag("compat", mode))


def _core(title: str) -> str:
    inner = f"<dc:title>{escape(title)}</dc:title><dc:language>vi-VN</dc:language>"
    names = f'xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"{_XML}<cp:coreProperties {names}>{inner}</cp:coreProperties>"


def _related(*relations: tuple[str, str, str]) -> str:
    lines = (f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in relations)
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _types(kinds: Mapping[str, str]) -> str:
    package_type = "application/vnd.openxmlformats-package"
    lines: Iterable[str] = (
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{package_type}.relationships+xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{"".join(lines)}'
        f'<Override PartName="/docProps/core.xml" ContentType="{package_type}.core-properties+xml"/></Types>'
    )
