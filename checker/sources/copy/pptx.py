"""PPTX to blocks; a claim's place is slide and shape, such as `slide 3, Title 1`.

Speaker notes are for the presenter and left out, and so are hidden slides; both are noted.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from checker.model import Asset, Block
from checker.sources.copy.office import opened, placed_blocks


def read_pptx(data: bytes, file: str) -> Asset:
    """Read a slide deck.

    Raises:
        UnreadableFile: It is damaged.
    """
    import pptx
    from pptx.exc import PythonPptxError

    blocks: list[Block] = []
    notes: list[str] = []
    with opened(file, "PPTX", PythonPptxError):
        deck = pptx.Presentation(io.BytesIO(data))
        for number, slide in enumerate(deck.slides, start=1):
            if slide._element.get("show") == "0":
                notes.append(f"hidden slide {number} left out")
                continue
            if slide.has_notes_slide:
                notes.append(f"speaker notes of slide {number} left out")
            blocks += _slide(slide, number)
    title = next((b.text for b in blocks if b.kind == "title"), "")
    return Asset(file, "pptx", tuple(blocks), title, tuple(notes))


def _slide(slide: Any, number: int) -> Iterator[Block]:
    title = slide.shapes.title
    label = " ".join(title.text_frame.text.split()) if title is not None else ""
    for shape in _shapes(slide.shapes):
        place = f"slide {number}, {shape.name}"
        if shape.has_text_frame:
            is_title = title is not None and shape.shape_id == title.shape_id
            text = shape.text_frame.text.replace("\v", "\n")
            levels = len([p for p in shape.text_frame.paragraphs if p.text.strip()])
            kind = "title" if is_title else "bullet" if levels > 1 else "paragraph"
            yield from placed_blocks(text, kind, label, place)  # type: ignore[arg-type]
        elif getattr(shape, "has_table", False):
            yield from _table(shape.table, label, place)
        elif description := shape._element.xpath("string(.//p:cNvPr/@descr)"):
            yield from placed_blocks(str(description), "alt", label, place)


def _table(table: Any, label: str, place: str) -> Iterator[Block]:
    heads: list[str] = []
    for r, row in enumerate(table.rows, start=1):
        for c, cell in enumerate(row.cells, start=1):
            text = cell.text_frame.text.replace("\v", "\n")
            if r == 1:
                heads.append(" ".join(text.split()))
            head = heads[c - 1] if r > 1 and c <= len(heads) else ""
            yield from placed_blocks(text, "cell", head or label, f"{place}, row {r}, column {c}")


def _shapes(shapes: Any) -> Iterator[Any]:
    """Shapes in order, those of groups in the place of their group."""
    waiting = list(reversed(list(shapes)))
    while waiting:
        shape = waiting.pop()
        if hasattr(shape, "shapes"):
            waiting += reversed(list(shape.shapes))
        else:
            yield shape
