"""Word, Excel and PowerPoint files with nothing but what is shown: known parts only, names blacked out in the text.

A part of an unknown kind (embedded objects, macros, data of diagrams) may hold anything, so a file with one that cannot
be left out is refused.
"""

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from thidua.initiatives.blind import pictures
from thidua.initiatives.blind.refusals import NotClean
from thidua.initiatives.masking import Mask

BROKEN = "Tệp bị hỏng nên không bỏ được thông tin ẩn. Mở, lưu lại rồi gửi tệp mới."
MOST_BYTES = 200 * 2**20
MOST_PARTS = 3000
KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|"
    r"word/(?:document|styles|numbering|fontTable|footnotes|endnotes|header\d*|footer\d*|theme/theme\d+|settings"
    r"|webSettings)\.xml|"
    r"xl/(?:workbook|styles|sharedStrings|theme/theme\d+|worksheets/sheet\d+|tables/table\d+|drawings/drawing\d+)\.xml|"
    r"ppt/(?:presentation|slides/slide\d+|slideLayouts/slideLayout\d+|slideMasters/slideMaster\d+|theme/theme\d+"
    r"|presProps|viewProps|tableStyles)\.xml|"
    r"(?:word|xl|ppt)/(?:[\w/]+/)?_rels/[\w.]+\.rels|"
    r"(?:word|xl|ppt)/(?:charts/chart\d+|drawings/drawing\d+)\.xml|"
    r"(?:word|xl|ppt)/media/[\w.-]+\.(?:png|jpe?g)",
    re.IGNORECASE,
)
LOSABLE = re.compile(
    r"docProps/.*|customXml/.*|_xmlsignatures/.*|.*/comments\w*\.xml|.*/comments/.*|.*/people\.xml|.*/persons/.*|"
    r".*/threadedComments/.*|.*/commentAuthors\.xml|.*/authors\.xml|.*/notesSlides/.*|.*/notesMasters/.*|"
    r".*/handoutMasters/.*|.*/printerSettings/.*|.*/calcChain\.xml|.*/stylesWithEffects\.xml|.*/glossary/.*|"
    r".*\.vml|.*/tags/.*|.*/revisions/.*|.*/stylesheets?/.*|.*/metadata\.xml|.*/docMetadata/.*|docMetadata/.*|"
    r".*/webextensions/.*|.*/fonts/.*|.*/style\d+\.xml|.*/colors\d+\.xml|.*/queryTables/.*|.*/connections\.xml",
    re.IGNORECASE,
)
"""Parts that the file shows well enough without."""
INSERTED, DELETED = {"ins", "moveTo"}, {"del", "moveFrom"}
SPOKEN = {"commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "cmLst", "legacyDrawing"} | {
    "legacyDrawingHF",
    "fileSharing",
    "rsids",
    "attachedTemplate",
    "documentProtection",
    "mailMerge",
    "docVars",
    "writeProtection",
    "proofState",
    "absPath",
    "permStart",
    "permEnd",
    "sdtPr",
}
"""Elements that say who wrote, checked or shared."""
TOLD = {"author", "date", "initials", "userName", "userId", "lastEdited", "providerId", "descr", "title", "alt"}
"""Attributes that do; the words behind a picture are often the path that it came from."""
WRITES = {"rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "numberingChange"}
CELLS = {"cellIns", "cellDel", "cellMerge", "tblGridChange", "tblPrExChange"}
PARAGRAPHS = {"p", "si", "is"}
VALUES = {
    "v",
    "f",
    "oddHeader",
    "oddFooter",
    "evenHeader",
    "evenFooter",
    "firstHeader",
    "firstFooter",
    "instrText",
    "definedName",
}


def has_pictures(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return any("/media/" in name for name in package.namelist())


def cleaned(data: bytes, mask: Mask) -> bytes:
    """Raises NotClean."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = _parts(package)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as reason:
        raise NotClean(BROKEN) from reason
    lost = {name for name in parts if not KEPT.fullmatch(name)}
    for name in lost:
        if not LOSABLE.fullmatch(name) and not _is_rel_of(name, lost):
            kind = PurePosixPath(name).name
            raise NotClean(f"Tệp có thành phần nhúng ({kind}) không kiểm tra được. Lưu lại dạng PDF rồi gửi.")
    kept = {name: content for name, content in parts.items() if name not in lost and not _is_rel_of(name, lost)}
    return _packed({name: _part(name, content, set(kept), mask) for name, content in kept.items()})


def _parts(package: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise NotClean("Tệp quá lớn khi mở ra. Lưu lại dạng PDF rồi gửi.")
    return {entry.filename: package.read(entry) for entry in entries}


def _is_rel_of(name: str, lost: set[str]) -> bool:
    """The relations of a part that is left out go with it."""
    path = PurePosixPath(name)
    return path.parent.name == "_rels" and str(path.parent.parent / path.name.removesuffix(".rels")) in lost


def _packed(parts: dict[str, bytes]) -> bytes:
    """All of one day: when which part was saved tells about the writer too."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _part(name: str, content: bytes, kept: set[str], mask: Mask) -> bytes:
    lower = name.lower()
    if lower.endswith(".png"):
        return pictures.cleaned(content, "png")
    if lower.endswith((".jpg", ".jpeg")):
        return pictures.cleaned(content, "jpeg")
    try:
        tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except etree.XMLSyntaxError as reason:
        raise NotClean(BROKEN) from reason
    if name == "[Content_Types].xml":
        _only_kept_types(tree, kept)
    elif lower.endswith(".rels"):
        _only_kept_relations(tree, name, kept)
    else:
        _silence(tree)
        _mask(tree, mask)
    written: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _only_kept_types(tree: Any, kept: set[str]) -> None:
    for entry in list(tree):
        if (part := entry.get("PartName")) and part.lstrip("/") not in kept:
            tree.remove(entry)


def _only_kept_relations(tree: Any, name: str, kept: set[str]) -> None:
    """Links out of the file go as well: a path or an address may be the writer's own."""
    folder = PurePosixPath(name).parent.parent
    for entry in list(tree):
        target = entry.get("Target", "")
        if entry.get("TargetMode") == "External":
            if entry.get("Type", "").endswith("/hyperlink"):
                entry.set("Target", "https://example.invalid/")
            else:
                tree.remove(entry)
        elif _resolved(folder, target) not in kept:
            tree.remove(entry)


def _resolved(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps: list[str] = []
    for step in (*folder.parts, *PurePosixPath(target).parts):
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _silence(tree: Any) -> None:
    """Accept what was inserted, drop what was deleted, and all that tells of people."""
    for element in list(tree.iter()):
        name, parent = _name(element), element.getparent()
        if parent is not None and (name in SPOKEN | DELETED | WRITES | CELLS or not name):
            _drop(element, parent)
            continue
        if parent is not None and name in INSERTED and not len(element) and _name(parent) in {"rPr", "trPr"}:
            _drop(element, parent)
            continue
        if name in {"docPr", "cNvPr"}:
            element.set("name", "")
        for key in list(element.attrib):
            local = etree.QName(key).localname
            if local in TOLD or local.startswith("rsid") or local in {"paraId", "textId"}:
                _forget(element, key, local)
    for element in [each for each in tree.iter() if _name(each) in INSERTED]:
        parent = element.getparent()
        if parent is not None:
            place = parent.index(element)
            parent[place : place + 1] = list(element)


def _drop(element: Any, parent: Any) -> None:
    if element.tail and (before := element.getprevious()) is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _forget(element: Any, key: str, local: str) -> None:
    """Titles of drawings are words about them; where a title must be there it is kept empty."""
    if local in {"descr", "title", "alt"}:
        element.set(key, "")
    else:
        del element.attrib[key]


def _mask(tree: Any, mask: Mask) -> None:
    """Names cut into several runs are names all the same: a paragraph is read as a whole."""
    done: set[Any] = set()
    for paragraph in [each for each in tree.iter() if _name(each) in PARAGRAPHS]:
        texts = [each for each in paragraph.iter() if _name(each) in {"t", "delText"} and each not in done]
        done.update(texts)
        whole = "".join(each.text or "" for each in texts)
        hidden = mask.same_length(whole)
        place = 0
        for each in texts:
            length = len(each.text or "")
            each.text = hidden[place : place + length]
            place += length
    for each in tree.iter():
        is_told = _name(each) in VALUES or (_name(each) == "t" and each not in done)
        if is_told and each.text and not (_name(each) == "v" and _is_number(each.text)):
            each.text = "".join(mask.same_length(piece) for piece in HEADER_CODES.split(each.text))
    for each in tree.iter():
        if _name(each) == "sheet" and (title := each.get("name")):
            each.set("name", mask.same_length(title))


HEADER_CODES = re.compile(r"(&[LCRPNDTFAZG]|&\"[^\"]*\"|&\d+)")
"""Signs in the head and foot of a sheet: they stand right before a name."""


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text.strip()))
