"""An office's own Word templates: made from our layout, checked, and filled. Pure: nothing of the database.

A template is never executed: what stands between double braces is a name from `HOLES` or a fault; text is put in as
text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from lxml import etree

from thidua.kernel.text import fold
from thidua.writing.document import Document, Issuer, Number, Paragraph, Signature
from thidua.writing.docx import docx_of
from thidua.writing.lint.package import Package, Refused
from thidua.writing.wording import day_in_words, recipients_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MAIN = "word/document.xml"
HOLES = {
    "co_quan_chu_quan": "tên cơ quan chủ quản",
    "co_quan": "tên cơ quan ban hành",
    "so": "số văn bản",
    "ky_hieu": "ký hiệu",
    "dia_danh": "địa danh",
    "ngay_thang": "ngày … tháng … năm …",
    "trich_yeu": "trích yếu",
    "can_cu": "các căn cứ",
    "noi_dung": "toàn bộ nội dung",
    "quyen_han": "quyền hạn ký (TM., KT., …)",
    "chuc_vu": "chức vụ người ký",
    "nguoi_ky": "họ tên người ký",
    "noi_nhan": "các nơi nhận",
    "ma_kiem_tra": "mã kiểm tra văn bản",
}
"""What can be filled in, with what it stands for."""
BLOCKS = {"can_cu", "noi_dung", "noi_nhan"}
"""Those that become several paragraphs: each alone in its own."""
REQUIRED = ("co_quan", "so", "ky_hieu", "noi_dung", "chuc_vu", "nguoi_ky")
HOLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
SUGGESTED_FROM = 0.5


def blank_template(kind: str) -> bytes:
    """Our layout of a type of `decree.TYPES` with every hole in its place, to be changed in Word."""
    document = Document(
        type=kind,
        issuer=Issuer("{{ co_quan }}", ("{{ co_quan_chu_quan }}",)),
        number=Number("{{ ky_hieu }}", "{{ so }}"),
        place="{{ dia_danh }}",
        excerpt="{{ trich_yeu }}",
        bases=("{{ can_cu }}",),
        body=(Paragraph("{{ noi_dung }}"),),
        recipients=("{{ noi_nhan }}",),
        kept="",
        signatures=(Signature("{{ chuc_vu }}", "{{ nguoi_ky }}", ("{{ quyen_han }}",)),),
    )
    data = docx_of(document)
    xml = _read(data, MAIN).decode().replace(day_in_words(None), "{{ ngay_thang }}")
    return _with(data, xml.encode())


def problems_of(data: bytes) -> list[str]:
    """What keeps a Word file from being used as a template, a sentence each. Raises `Refused` for what is none."""
    root = _root(data)
    texts = ["".join(node.text or "" for node in line.iter(W + "t")) for line in root.iter(W + "p")]
    found: list[str] = list(_outside(data))
    seen: set[str] = set()
    for text in texts:
        for said in HOLE.findall(text):
            name = _name(said)
            seen.add(name)
            if name not in HOLES:
                found.append(_unknown(said))
            elif name in BLOCKS and HOLE.sub("", text).strip(" .;,/-–"):
                found.append(f"Chỗ điền {{{{ {name} }}}} phải đứng một mình trong một đoạn. Tách các chữ khác ra.")
        rest = HOLE.sub("", text)
        if "{%" in rest or "{#" in rest:
            found.append(f"Mẫu không nhận lệnh lập trình: “{text.strip()[:60]}”. Chỉ dùng chỗ điền dạng {{{{ ten }}}}.")
        elif "{{" in rest or "}}" in rest:
            found.append(f"Dấu ngoặc của chỗ điền chưa đủ: “{text.strip()[:60]}”. Viết đủ {{{{ và }}}}.")
    found += [
        f"Thiếu chỗ điền {{{{ {name} }}}} ({HOLES[name]}). Thêm vào mẫu." for name in REQUIRED if name not in seen
    ]
    return list(dict.fromkeys(found))


def filled(template: bytes, document: Document) -> bytes:
    """The template with what a document says. Paragraphs of text look as its styles have them."""
    root = _root(template)
    values = _values(document)
    blocks = _blocks(document)
    for line in list(root.iter(W + "p")):
        text = "".join(node.text or "" for node in line.iter(W + "t"))
        names = [_name(said) for said in HOLE.findall(text)]
        if len(names) == 1 and names[0] in BLOCKS:
            _put_blocks(line, blocks[names[0]])
        elif names:
            _put_words(line, values)
    return _with(template, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _name(said: str) -> str:
    return fold(said).replace(" ", "_")


def _unknown(said: str) -> str:
    near = get_close_matches(_name(said), HOLES, n=1, cutoff=SUGGESTED_FROM)
    hint = f" Có phải {{{{ {near[0]} }}}}?" if near else " Xem danh sách chỗ điền được dùng."
    return f"Không có chỗ điền “{said[:60]}”.{hint}"


def _outside(data: bytes) -> Iterator[str]:
    """Faults of the package: what it fetches from elsewhere, programs, holes in headers and footers."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        styles = package.read("word/styles.xml") if "word/styles.xml" in package.namelist() else b""
        if b'w:styleId="body"' not in styles:
            yield "Mẫu thiếu kiểu chữ của nội dung. Tải tệp mẫu của hệ thống về và sửa trên tệp đó."
        for name in package.namelist():
            if name.endswith(".rels") and b'TargetMode="External"' in package.read(name):
                yield "Mẫu có liên kết ra ngoài (ảnh, đối tượng hoặc đường dẫn trên mạng). Chép hẳn vào tệp hoặc bỏ đi."
            if "vba" in name.lower() or "/embeddings/" in name or "activex" in name.lower():
                yield "Mẫu có chứa macro hoặc đối tượng nhúng. Bỏ đi rồi lưu lại dạng .docx."
            if re.match(r"word/(?:header|footer|head|foot)\w*\.xml$", name) and b"{{" in package.read(name):
                yield "Chỗ điền trong đầu trang, chân trang không được điền. Chuyển vào nội dung trang."


def _values(document: Document) -> dict[str, str]:
    number, _, sign = str(document.number or "").partition("/")
    signature = document.signatures[0] if document.signatures else Signature("")
    return {
        "co_quan_chu_quan": " ".join(parent.upper() for parent in document.issuer.parents),
        "co_quan": document.issuer.name.upper(),
        "so": number.strip(),
        "ky_hieu": sign,
        "dia_danh": document.place,
        "ngay_thang": day_in_words(document.day),
        "trich_yeu": document.excerpt,
        "quyen_han": " ".join(line.upper() for line in signature.standing),
        "chuc_vu": signature.position.upper(),
        "nguoi_ky": signature.name,
        "ma_kiem_tra": document.check_url.rstrip("/").rpartition("/")[2],
    }


def _blocks(document: Document) -> dict[str, list[Any]]:
    """The elements of each block, cut out of our own print of the document."""
    body = etree.fromstring(_read(docx_of(replace(document, appendices=())), MAIN))[0]
    elements = [element for element in body if element.tag in (W + "p", W + "tbl")]
    head = next(at for at, element in enumerate(elements) if element.tag == W + "tbl")
    foot = max(at for at, element in enumerate(elements) if element.tag == W + "tbl")
    middle = elements[head + 1 : foot]
    apart = {"type", "excerpt", "rule", "addressee", "addressees", "addressees_item", "enacting", "resolved", "basis"}
    recipients = [line for line in elements[foot].iter(W + "p") if _style(line) == "recipient"]
    first = next((at for at, element in enumerate(middle) if _style(element) not in apart), len(middle))
    return {
        "can_cu": [element for element in middle[:first] if _style(element) == "basis"],
        "noi_dung": middle[first:],
        "noi_nhan": recipients if recipients_of(document) else [],
    }


def _style(element: Any) -> str:
    style = element.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else str(style.get(W + "val"))


def _put_blocks(line: Any, elements: list[Any]) -> None:
    for element in elements:
        line.addprevious(deepcopy(element))
    holder = line.getparent()
    is_last = holder.tag == W + "tc" and line is holder[-1] and not elements
    section = line.find(f"{W}pPr/{W}sectPr")
    if is_last or section is not None:
        for node in line.iter(W + "t"):
            node.text = ""
    else:
        holder.remove(line)


def _put_words(line: Any, values: dict[str, str]) -> None:
    """Holes are filled from the last to the first; one that Word parted over runs takes the look of its first."""
    nodes = list(line.iter(W + "t"))
    text = "".join(node.text or "" for node in nodes)
    for hole in reversed(list(HOLE.finditer(text))):
        start, end = hole.span()
        at, is_put = 0, False
        for node in nodes:
            own = node.text or ""
            since, until = max(start - at, 0), min(end - at, len(own))
            at += len(own)
            if since < until:
                words = "" if is_put else values.get(_name(hole[1]), "")
                node.text, is_put = own[:since] + words + own[until:], True
                node.set(SPACE, "preserve")


def _root(data: bytes) -> Any:
    """The main part of a Word file that was judged by the layout check's own reader. Raises Refused."""
    Package(data)
    try:
        content = _read(data, MAIN)
    except KeyError as cause:
        raise Refused("Tệp không phải văn bản Word thông thường. Lưu lại dạng .docx rồi thử lại.") from cause
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _read(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def _with(data: bytes, main: bytes) -> bytes:
    """The same package with another main part; the same input gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fresh = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, main if entry.filename == MAIN else old.read(entry))
    return buffer.getvalue()
