"""Text as a reader sees it, assembled from a source with the place of each character.

Takes stretches of a `SourceText`, gives `Block`s. White space is collapsed to single spaces,
characters that nobody sees (soft hyphens, zero-width padding) are left out, and a text without a
letter or digit is no block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.model import Block, BlockKind
from checker.sources.text import MapBuilder, SourceText

_UNSEEN = "\u00ad\u034f\u200b\u200c\u2060\ufeff"
_GAP = re.compile(rf"\s{{2,}}|[^\S ]|[{_UNSEEN}]+")
_DROP_UNSEEN = dict.fromkeys(map(ord, _UNSEEN))


@dataclass(frozen=True, slots=True)
class Traced:
    """A decoded text: character i stands for source[starts[i]:ends[i]].

    For values that the file writes with escapes (CSV quotes, JSON, YAML) and for lines that have
    lost their prefix (Markdown), where the parser gives the decoded text only.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def part(self, start: int, end: int) -> Traced:
        """The characters from start to end, as a text of its own."""
        return Traced(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Stretches of text[start:end]: start, end, and whether the source has it as it is."""
        at = start
        while at < end:
            stop = at + 1
            literal = self.ends[at] - self.starts[at] == 1
            while (
                literal
                and stop < end
                and self.starts[stop] == self.ends[stop - 1]
                and self.ends[stop] - self.starts[stop] == 1
            ):
                stop += 1
            yield at, stop, literal
            at = stop


class Flow:
    """The text of one block in the making."""

    def __init__(self, source: SourceText) -> None:
        self._builder = MapBuilder(source)
        self._text = source.text
        self._spaced = True
        self.visible = 0
        """Characters so far that are not white space."""

    def words(self, start: int, end: int) -> None:
        """Append source[start:end], white space collapsed."""
        at = start
        for gap in _GAP.finditer(self._text, start, end):
            self._run(at, gap.start())
            if gap.group()[0].isspace():
                self.white(gap.start(), gap.end())
            at = gap.end()
        self._run(at, end)

    def put(self, text: str, start: int, end: int) -> None:
        """Append a text that source[start:end] stands for, such as an entity."""
        text = text.translate(_DROP_UNSEEN)
        if text and text.isspace():
            self.white(start, end)
        elif text:
            self._builder.add_as(text, start, end)
            self._spaced = text[-1].isspace()
            self.visible += 1

    def white(self, start: int, end: int) -> None:
        """Append one space for source[start:end], unless one stands there already."""
        if not self._spaced:
            self._builder.add_as(" ", start, end)
            self._spaced = True

    def traced(self, text: Traced) -> None:
        """Append a decoded text."""
        for start, end, literal in text.runs(0, len(text.text)):
            if literal and self._text[text.starts[start]] == text.text[start]:
                self.words(text.starts[start], text.ends[end - 1])
            else:
                for i in range(start, end):
                    self.put(text.text[i], text.starts[i], text.ends[i])

    def block(self, kind: BlockKind, label: str = "", locator: str | None = None) -> Block | None:
        """The finished block, or None if there is nothing to read in it."""
        if not self.visible:
            return None
        text, source = self._builder.build(locator)
        if not any(c.isalnum() for c in text):
            return None
        return Block(kind, text, source, "" if label == text else label)

    def _run(self, start: int, end: int) -> None:
        if start < end and self._spaced and self._text[start] == " ":
            start += 1
        if start < end:
            self._builder.add(start, end)
            self._spaced = self._text[end - 1] == " "
            self.visible += end - start


def block_of(
    source: SourceText,
    start: int,
    end: int,
    kind: BlockKind,
    label: str = "",
    locator: str | None = None,
) -> Block | None:
    """The block of one stretch of the source that needs no decoding."""
    flow = Flow(source)
    flow.words(start, end)
    return flow.block(kind, label, locator)
