"""Places in files, hashes of content, and wordings made comparable."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass


def digest(*parts: str, length: int = 16) -> str:
    """Hex SHA-256 of the parts, each fenced by its length so that no two lists collide."""
    h = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        h.update(f"{len(data)}:".encode())
        h.update(data)
    return h.hexdigest()[:length]


def normalised(text: str) -> str:
    """Text for comparing wordings: NFKC, lower case, quotes and dashes unified, edges trimmed."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"})
    return re.sub(r"\s+", " ", text).strip(" .,;:!?\"'*_`>#")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file, end exclusive.

    Where lines are not how a reader finds the text (a cell, a key path, a page), `locator` names
    the place. In files without lines (DOCX, XLSX, PPTX, PDF) start and end count within the
    located text.
    """

    start: Position
    end: Position
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and where it stands in the file.

    `start` is the offset in the text; the run goes to the next piece's start. A run on one line
    whose length equals its columns is mapped character by character; any other run (an entity, a
    collapsed line break) is atomic: its first character stands at the start and its last at the end.
    """

    start: int
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Maps offsets of one text to places in its file.

    Attributes:
        pieces: Runs in order of `start`; the first starts at 0.
        length: Length of the text in characters.
        locator: Name of the place where lines do not find it, such as `row 3, Headline 1`.
        breaks: Offsets where the file interrupts the text (next cue, next line of a transcript,
            next sentence object). A quote never crosses one.
    """

    pieces: tuple[Piece, ...]
    length: int
    locator: str | None = None
    breaks: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Place of text[start:end] in the file.

        Raises:
            ValueError: The stretch is empty or outside of the text.
        """
        if not 0 <= start < end <= self.length:
            raise ValueError(f"no stretch {start}:{end} in a text of {self.length} characters")
        first, last = self._at(start), self._at(end - 1)
        return Span(Position(first[0], first[1]), Position(last[2], last[3]), self.locator)

    def _at(self, offset: int) -> tuple[int, int, int, int]:
        """Start line, start column, end line, end column of the character at offset."""
        i = bisect_right(self.pieces, offset, key=lambda p: p.start) - 1
        piece = self.pieces[i]
        stop = self.pieces[i + 1].start if i + 1 < len(self.pieces) else self.length
        width = stop - piece.start
        if piece.line == piece.end_line and piece.end_column - piece.column == width:
            column = piece.column + offset - piece.start
            return piece.line, column, piece.line, column + 1
        return piece.line, piece.column, piece.end_line, piece.end_column
