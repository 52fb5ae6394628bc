"""Values of string files and front matter: decoded text with places, to blocks.

A value may hold line breaks and inline HTML: each line that the writer meant as one becomes a
block, tags vanish, entities are decoded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.model import Block, BlockKind
from checker.sources.copy.flow import Flow, Traced
from checker.sources.text import SourceText

_BREAK = re.compile(r"\n+|</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|table)\b[^<>]*>", re.I)
_MARKER = re.compile(r"[ \t]*[-*•][ \t]+")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--|&(?:#\w{1,8}|[A-Za-z]\w{1,31});")


@dataclass(frozen=True, slots=True)
class Entry:
    """One string of a file.

    Attributes:
        path: Where it stands, such as `faq[2].answer`.
        key: The nearest name above it, such as `answer`.
        value: Its text with places.
    """

    path: str
    key: str
    value: Traced


def value_blocks(source: SourceText, entry: Entry, kind: BlockKind, locator: str | None) -> list[Block]:
    """Blocks of one value; the label is its key."""
    blocks: list[Block] = []
    for start, end in _lines(entry.value.text):
        flow = Flow(source)
        at = start
        for first, stop, entity in _markup(entry.value.text, start, end):
            flow.traced(entry.value.part(at, first))
            at = stop
            if entity:
                flow.put(html.unescape(entity), entry.value.starts[first], entry.value.ends[stop - 1])
        flow.traced(entry.value.part(at, end))
        if block := flow.block(kind, entry.key, locator):
            blocks.append(block)
    return blocks


def _markup(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Start and end of each tag, comment and entity, and the entity; a comment that never ends is text."""
    at = start
    last_end = text.rfind("-->", start, end)
    while found := _MARKUP.search(text, at, end):
        at = found.end()
        if found.group() != "<!--":
            yield found.start(), at, found.group() if found.group()[0] == "&" else ""
        elif at <= last_end:
            at = text.find("-->", at, end) + 3
            yield found.start(), at, ""


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for found in _BREAK.finditer(text):
        yield _after_marker(text, at), found.start()
        at = found.end()
    yield _after_marker(text, at), len(text)


def _after_marker(text: str, at: int) -> int:
    marker = _MARKER.match(text, at)
    return marker.end() if marker else at


def line_blocks(source: SourceText, value: Traced, kind: BlockKind, label: str, locator: str) -> list[Block]:
    """A block for each line of a value that holds no markup."""
    blocks: list[Block] = []
    at = 0
    for line in value.text.splitlines(keepends=True):
        flow = Flow(source)
        flow.traced(value.part(at, at + len(line)))
        if block := flow.block(kind, label, locator):
            blocks.append(block)
        at += len(line)
    return blocks
