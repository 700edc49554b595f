"""Web pages: their text without the tags. Menus and the like stay, as lines of their own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from thidua.reading.source import Source

from .paper import Paper
from .text import decoded

_TAG = re.compile(r"<(/?)([a-z][a-z0-9:]*)[^<>]*>|<[!?][^<>]*>", re.I)
_BREAKING_TAGS = (
    "address article aside blockquote body br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 "
    "h6 head header hr html li main nav ol option p pre section select table tbody td tfoot th thead title tr ul"
)
_BREAKING = frozenset(_BREAKING_TAGS.split())
_COMMENT_END = re.compile("-->")
_UNSEEN = {name: re.compile(f"(?=</{name})", re.I) for name in ("script", "style", "noscript", "template")}
_HEADING = re.compile(r"h[1-6]")
_MOST_COLUMNS_OF_LAYOUT = 2


def read_html(data: bytes) -> Source:
    """Raises Refusal `old_encoding`, `too_long`."""
    reader = _Reader()
    for tag, text in _tokens(decoded(data)):
        if tag:
            reader.meet(tag)
        else:
            reader.add(text)
    reader.meet("html")
    while reader.is_in_table:
        reader.meet("/table")
    return reader.paper.source("text")


def _tokens(page: str) -> Iterator[tuple[str, str]]:
    """Tags in lower case (closing ones with a slash) and texts. What is not closed is text; one pass."""
    at, search = 0, _Search(page)
    while (opened := page.find("<", at)) >= 0:
        yield "", page[at:opened]
        tag = _TAG.match(page, opened)
        if page.startswith("<!--", opened) and (end := search.after(_COMMENT_END, opened)):
            at = end
        elif tag is None:
            yield "", "<"
            at = opened + 1
        else:
            name = ((tag[1] or "") + (tag[2] or "")).lower()
            yield name, ""
            at = (search.after(_UNSEEN[name], tag.end()) if name in _UNSEEN else 0) or tag.end()
    yield "", page[at:]


class _Search:
    """Finds ends; one that was not found is never looked for again, which keeps the whole linear."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._missing: set[re.Pattern[str]] = set()

    def after(self, end: re.Pattern[str], start: int) -> int:
        """The place behind the next `end`, 0 where there is none."""
        found = None if end in self._missing else end.search(self._page, start)
        if found is None:
            self._missing.add(end)
            return 0
        return found.end()


class _Reader:
    def __init__(self) -> None:
        self.paper = Paper()
        self._pieces: list[str] = []
        self._heading = 0
        self._tables: list[_Table] = []
        self._count = 0

    @property
    def is_in_table(self) -> bool:
        return bool(self._tables)

    def add(self, text: str) -> None:
        if text:
            self._pieces.append(text)

    def meet(self, tag: str) -> None:
        name = tag.lstrip("/")
        if name not in _BREAKING:
            return
        self._end_line(whole=tag != "br")
        if _HEADING.fullmatch(name):
            self._heading = int(name[1]) if tag == name else 0
        elif name == "table":
            self._open_table() if tag == name else self._close_table()
        elif self._tables:
            self._tables[-1].meet(tag)

    def _end_line(self, *, whole: bool) -> None:
        text = " ".join(html.unescape("".join(self._pieces)).split())
        self._pieces.clear()
        if text and self._tables:
            self._tables[-1].add(text)
        elif text:
            self.paper.write(text, whole=whole, heading=self._heading)

    def _open_table(self) -> None:
        self._tables.append(_Table())

    def _close_table(self) -> None:
        if not self._tables:
            return
        table = self._tables.pop()
        if self._tables:
            self._tables[-1].take(table)
        elif table.is_layout:
            for line in table.lines():
                self.paper.write(line, whole=True)
        else:
            for row in table.rows:
                self.paper.write_row(("\n".join(cell) for cell in row), table=self._count)
            self._count += 1


class _Table:
    """Rows of cells of lines. Tables of one or two columns, and those around other tables, only lay out a page."""

    def __init__(self) -> None:
        self.rows: list[list[list[str]]] = []
        self._is_around = False

    @property
    def is_layout(self) -> bool:
        return self._is_around or max((len(row) for row in self.rows), default=0) <= _MOST_COLUMNS_OF_LAYOUT

    def meet(self, tag: str) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append([])

    def add(self, line: str) -> None:
        if not self.rows or not self.rows[-1]:
            self.meet("td")
        self.rows[-1][-1].append(line)

    def take(self, inner: _Table) -> None:
        self._is_around = True
        for line in inner.lines() if inner.is_layout else inner.joined_rows():
            self.add(line)

    def lines(self) -> Iterator[str]:
        return (line for row in self.rows for cell in row for line in cell)

    def joined_rows(self) -> Iterator[str]:
        return ("\t".join(" ".join(cell) for cell in row) for row in self.rows)
