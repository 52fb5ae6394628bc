"""DOCX to blocks; a claim's place is `paragraph 12` or `table 1, row 2, column 3`.

Paragraphs are counted from 1 without empty ones. Inserted text of tracked changes is read, deleted
and hidden text is not; text boxes are, headers, footers and comments are not.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from checker.model import Asset, Block, BlockKind
from checker.sources.copy.office import opened, placed_blocks

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_UNREAD = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_MC}Fallback", f"{_W}rPr", f"{_W}pPr")
)
_SHOWN = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(data: bytes, file: str) -> Asset:
    """Read a Word document.

    Raises:
        UnreadableFile: It is damaged.
    """
    import docx
    from docx.opc.exceptions import OpcError

    with opened(file, "DOCX", OpcError):
        document = docx.Document(io.BytesIO(data))
        reader = _Reader({style.style_id: (style.name or "").lower() for style in document.styles})
        reader.read(document.element.body)
    title = next((b.text for b in reader.blocks if b.kind in ("title", "heading")), "")
    return Asset(file, "docx", tuple(reader.blocks), title)


class _Reader:
    def __init__(self, styles: dict[str, str]) -> None:
        self.blocks: list[Block] = []
        self._styles = styles
        self._label = ""
        self._paragraphs = self._tables = self._boxes = 0

    def read(self, body: Any) -> None:
        """Read the body's paragraphs in order, wherever they are wrapped."""
        for element in _walk(body, stop=(f"{_W}p", f"{_W}tbl")):
            if element.tag == f"{_W}tbl":
                self._table(element)
                continue
            text = _text_of(element)
            self._paragraphs += bool(text.strip())
            self._paragraph(element, text, f"paragraph {max(1, self._paragraphs)}")

    def _paragraph(self, element: Any, text: str, locator: str) -> None:
        kind = self._kind(element)
        label = "" if kind in ("heading", "title") else self._label
        for block in placed_blocks(text, kind, label, locator):
            self.blocks.append(block)
            if block.kind in ("heading", "title"):
                self._label = block.text
        for picture in element.iter(_DRAWING):
            if not _within(picture, element, f"{_MC}Fallback"):
                self.blocks += placed_blocks(picture.get("descr") or "", "alt", self._label, locator)
        for box in element.iter(f"{_W}txbxContent"):
            if _within(box, element, f"{_MC}Fallback"):
                continue
            self._boxes += 1
            for inner in box.iter(f"{_W}p"):
                kind = self._kind(inner)
                self.blocks += placed_blocks(_text_of(inner), kind, self._label, f"text box {self._boxes}")

    def _table(self, table: Any) -> None:
        self._tables += 1
        number = self._tables
        heads: list[str] = []
        for r, row in enumerate(_walk(table, stop=(f"{_W}tr",)), start=1):
            for c, cell in enumerate(_walk(row, stop=(f"{_W}tc",)), start=1):
                text = "\n".join(_text_of(p) for p in cell.iter(f"{_W}p") if not _in_box(p, cell))
                if r == 1:
                    heads.append(" ".join(text.split()))
                label = heads[c - 1] if r > 1 and c <= len(heads) and heads[c - 1] else self._label
                self.blocks += placed_blocks(text, "cell", label, f"table {number}, row {r}, column {c}")

    def _kind(self, paragraph: Any) -> BlockKind:
        properties = paragraph.find(f"{_W}pPr")
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        name = self._styles.get(style.get(f"{_W}val"), "") if style is not None else ""
        if name == "title":
            return "title"
        if name.startswith(("heading", "subtitle")):
            return "heading"
        if "quote" in name:
            return "quote"
        numbered = properties is not None and properties.find(f"{_W}numPr") is not None
        return "bullet" if numbered or name.startswith("list") else "paragraph"


def _walk(element: Any, stop: tuple[str, ...]) -> Iterator[Any]:
    """Descendants with one of the tags in order, none inside another; deleted ones left out."""
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child.tag in stop:
            yield child
        elif child.tag not in _UNREAD:
            waiting += reversed(child)


def _text_of(paragraph: Any) -> str:
    """Text of a paragraph as it is shown, line breaks as line feeds."""
    parts: list[str] = []
    for run in _walk(paragraph, stop=(f"{_W}r",)):
        properties = run.find(f"{_W}rPr")
        if properties is not None and properties.find(f"{_W}vanish") is not None:
            continue
        for piece in _walk(run, stop=(f"{_W}t", *_SHOWN)):
            parts.append(_SHOWN.get(piece.tag) or piece.text or "")
    return "".join(parts)


def _within(element: Any, top: Any, tag: str) -> bool:
    parent = element.getparent()
    while parent is not None and parent is not top:
        if parent.tag == tag:
            return True
        parent = parent.getparent()
    return False


def _in_box(paragraph: Any, cell: Any) -> bool:
    return _within(paragraph, cell, f"{_W}txbxContent")
