"""The sheet: the blocks of a plan with its frame and its tree of headings, as every reader of a field needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from thidua.reading.blocks import Block, BlockKind
from thidua.reading.bodies import is_body
from thidua.reading.frame import Frame, frame_of, is_appendix
from thidua.reading.labels import bullet_of, label_of
from thidua.reading.letters import fold
from thidua.reading.outline import Node, nested, title_of
from thidua.reading.tables import Table, tables_of

TEXT_KINDS = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM, BlockKind.ROW)
LONGEST = 20_000
"""Characters of one paragraph that are read for what they say; no paragraph of a plan is longer."""
_KINDS = (
    # The kind of matter a heading deals with, by words of its folded title; the first that fits.
    ("time", r"^(?:thoi gian|tien do|lo trinh|thoi han)"),
    ("organisation", r"to chuc (?:va )?(?:trien khai )?(?:thuc hien|phong trao|trien khai)|to chuc, thuc hien"
    r"|phan cong (?:nhiem vu|trach nhiem|thuc hien|to chuc|cong)|trach nhiem (?:thuc hien|cua)|^phan cong"
    r"|thuc hien ke hoach|to chuc phat dong"),
    ("commendation", r"khen thuong|ky luat|giai thuong"),
    ("criteria", r"tieu chi|tieu chuan|thang diem|cach tinh diem|danh gia xep loai"),
    ("targets", r"^(?:(?:cac|mot so|nhung|he thong|muc tieu(?: va)?|muc tieu,) )*chi tieu|chi tieu (?:thi dua|phan dau"
    r"|cu the|chu yeu|co ban|chinh|can dat)|, chi tieu$|muc tieu(?:,| va) (?:cac )?chi tieu"),
    ("budget", r"kinh phi|nguon luc tai chinh|tai chinh thuc hien"),
    ("bases", r"can cu\b"),
    ("aims", r"muc dich|muc tieu|quan diem|y nghia"),
    ("requirements", r"^yeu cau"),
    ("participants", r"doi tuong|thanh phan"),
    ("scope", r"pham vi"),
    ("contents", r"^(?:cac )?noi dung|noi dung (?:thi dua|phong trao|trong tam|thuc hien|chu yeu|cu the)"),
    ("time", r"thoi gian|tien do|lo trinh|cac moc"),
    ("tasks", r"nhiem vu"),
    ("solutions", r"giai phap|bien phap"),
    ("reporting", r"bao cao|thong tin"),
    ("contents", r"noi dung"),
    ("situation", r"^(?:dac diem|thuan loi|kho khan|boi canh|tinh hinh|khai quat|uu diem|han che)|thuc trang"
    r"|danh gia (?:chung|tinh hinh|ket qua)|ket qua (?:dat duoc|thuc hien|nam)"),
)  # fmt: skip
_KIND_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


def kind_of_heading(title: str) -> str:
    """The kind of matter that a heading announces, or the empty string."""
    folded = fold(title)
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.search(folded)), "")


def _kind_of(title: str) -> str:
    """The kind of matter; a body's own name (`Hội đồng Thi đua - Khen thưởng`) announces none but work."""
    kind = kind_of_heading(title)
    return kind if kind in ("organisation", "participants") or not is_body(title) else ""


@dataclass(frozen=True)
class Sheet:
    """A document ready for reading: `texts[i]` is the text of block i, empty for what is not text of the plan."""

    blocks: tuple[Block, ...]
    texts: tuple[str, ...]
    folded: tuple[str, ...]
    frame: Frame
    nodes: tuple[Node, ...]

    @cached_property
    def node_at(self) -> dict[int, Node]:
        """The labelled paragraph at a block's index."""
        return {node.index: node for node in self.nodes}

    @cached_property
    def kinds(self) -> dict[int, str]:
        """The kind of matter that each labelled heading's own title announces."""
        return {node.index: _kind_of(title_of(self.texts[node.index])) for node in self.nodes if node.heading}

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables whose columns are known."""
        return tables_of(self.blocks, self.texts)

    @cached_property
    def table_at(self) -> dict[int, Table]:
        """The table whose columns are known, at each of its rows."""
        return {row: table for table in self.tables for row in table.rows}

    @cached_property
    def table_headings(self) -> frozenset[int]:
        return frozenset(table.heading for table in self.tables)

    @cached_property
    def owner(self) -> dict[int, Node]:
        """The labelled paragraph that a block stands under (itself for a labelled one)."""
        owners = {index: node for node in self.nodes for index in node.body}
        return owners | self.node_at

    def chain(self, index: int) -> Iterator[Node]:
        """The headings over a block, the nearest first, itself included."""
        node = self.owner.get(index)
        while node is not None:
            if node.heading:
                yield node
            node = node.parent

    def kind_at(self, index: int) -> str:
        """The kind of matter a block belongs to: that of the nearest heading that announces one."""
        node = self.owner.get(index)
        return self._kinds_below[node.index] if node else ""

    @cached_property
    def _kinds_below(self) -> dict[int, str]:
        """The kind of matter that stands under each labelled paragraph; those above come before those below."""
        found: dict[int, str] = {}
        for node in self.nodes:
            found[node.index] = self.kinds.get(node.index) or (found[node.parent.index] if node.parent else "")
        return found

    def content(self) -> Iterator[int]:
        """The indexes of the body's text, from the first heading to the recipients."""
        foot = self.foot
        return (i for i in range(self.frame.body, foot) if self.texts[i])

    @cached_property
    def appendix(self) -> tuple[int, ...]:
        """The rows of tasks and of targets in the appendices; those under a heading of results report what is past."""
        found: list[int] = []
        is_open = False
        for index in range(self.frame.end, len(self.texts)):
            if not self.blocks[index].cells and self.texts[index]:
                is_open = is_appendix(self.folded[index]) or (is_open and "ket qua" not in self.folded[index])
            elif is_open and index in self.table_at and self.table_at[index].sets_work_or_targets:
                found.append(index)
        return tuple(found)

    @property
    def foot(self) -> int:
        """Where the recipients or the signer begin."""
        return self.frame.foot


def sheet_of(blocks: Sequence[Block]) -> Sheet:
    """Frame and tree of the blocks of a document."""
    texts = tuple(block.text[:LONGEST] if block.kind in TEXT_KINDS else "" for block in blocks)
    frame = frame_of(texts)
    rows = frozenset(block.index for block in blocks if block.kind == BlockKind.ROW)
    nodes = nested(texts, frame.body, frame.foot, rows=rows)
    for node in nodes:
        node.heading = blocks[node.index].kind == BlockKind.HEADING
    return Sheet(tuple(blocks), texts, tuple(map(fold, texts)), frame, tuple(nodes))


def bare(text: str) -> str:
    """A paragraph without its label or bullet."""
    label = label_of(text)
    if label:
        return text[label.end :].strip()
    return text[len(bullet_of(text)) :].strip()
