"""Bytes to text, and text to places: what every reader shares.

`decode` turns bytes into text without losing a character's place; `SourceText` knows the line and
column of every offset; `MapBuilder` assembles a text from stretches of the source and keeps the
map from one to the other.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right

from checker.errors import UnreadableFile
from checker.model import Piece, SourceMap

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, file: str) -> str:
    """Text of a file: by its byte order mark, else UTF-8, else Windows-1252 for Western text.

    A byte order mark is dropped; columns count from the first character after it.

    Raises:
        UnreadableFile: The file is empty, binary, or in no encoding that we can tell.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile(file, "the file is empty", "Remove it or export it again.")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, file)
    if b"\x00" in data[:4096]:
        raise UnreadableFile(file, "the file is binary, not text", "Export it as text.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if not _looks_western(data):
            raise UnreadableFile(
                file, f"the text is not UTF-8 (byte {error.start})", "Save it as UTF-8."
            ) from error
        return _strict(data, "cp1252", file)


def _strict(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            file, f"the text is not valid {encoding} (byte {error.start})", "Save it as UTF-8."
        ) from error


def _looks_western(data: bytes) -> bool:
    """True if the bytes above ASCII are few and are letters or typographic marks of cp1252."""
    high = [b for b in data if b >= 0x80]
    return len(high) * 4 < len(data) and not any(b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) for b in high)


def whole(text: str) -> str:
    """A text with halves of surrogate pairs joined, lonely ones as U+FFFD; no encoding can write halves."""
    if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class SourceText:
    """The text of a file with the line and column of every offset.

    Lines end at LF, CR LF or a lone CR, as editors count them.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        starts = [0]
        for i, character in enumerate(text):
            if character == "\n" or (character == "\r" and text[i + 1 : i + 2] != "\n"):
                starts.append(i + 1)
        self._starts = starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of an offset (which may be one past the end)."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int = 1) -> int:
        """Offset of a line and column, both from 1."""
        return self._starts[line - 1] + column - 1

    @property
    def line_count(self) -> int:
        """Number of lines."""
        return len(self._starts)


class MapBuilder:
    """Assembles a text from stretches of a source.

    `add` takes text that stands in the source as it is, `add_as` text that the source writes
    otherwise (an entity, an escape), `space` a separator that stands for a stretch of white space
    or markup. `interrupt` marks a break that no quote may cross.
    """

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._breaks: list[int] = []
        self._length = 0

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def add(self, start: int, end: int) -> None:
        """Append source[start:end] as it stands, line breaks inside it as single spaces."""
        text = self._source.text
        i = start
        while i < end:
            j = i
            while j < end and text[j] not in "\r\n":
                j += 1
            if j > i:
                self._append(text[i:j], i, j)
            i = j
            while j < end and text[j] in "\r\n":
                j += 1
            if j > i:
                self._append(" ", i, j)
            i = j

    def add_as(self, text: str, start: int, end: int) -> None:
        """Append text that source[start:end] stands for; atomic for the map."""
        if text:
            self._append(text, start, end)

    def space(self, at: int) -> None:
        """Append one space unless the text is empty or ends in one; it stands at offset `at`."""
        if self._length and not self._parts[-1].endswith(" "):
            self._append(" ", at, at)

    def interrupt(self) -> None:
        """Mark a break here: no quote will cross it."""
        if self._length and (not self._breaks or self._breaks[-1] != self._length):
            self._breaks.append(self._length)

    def _append(self, text: str, start: int, end: int) -> None:
        line, column = self._source.position(start)
        end_line, end_column = self._source.position(end)
        self._pieces.append(Piece(self._length, line, column, end_line, end_column))
        self._parts.append(text)
        self._length += len(text)

    def build(self, locator: str | None = None) -> tuple[str, SourceMap]:
        """The text and its map, white space at both ends cut off."""
        text = "".join(self._parts)
        lead = len(text) - len(text.lstrip())
        body = text.strip()
        return body, _cut(
            SourceMap(tuple(self._pieces), len(text), locator, tuple(self._breaks)), lead, len(body)
        )


def _cut(source: SourceMap, lead: int, length: int) -> SourceMap:
    """The map of text[lead:lead+length]."""
    pieces: list[Piece] = []
    stops = [*(p.start for p in source.pieces[1:]), source.length] if source.pieces else []
    for piece, stop in zip(source.pieces, stops, strict=True):
        start = max(piece.start, lead)
        end = min(stop, lead + length)
        if start >= end:
            continue
        linear = piece.line == piece.end_line and piece.end_column - piece.column == stop - piece.start
        shift, drop = (start - piece.start, stop - end) if linear else (0, 0)
        pieces.append(
            Piece(start - lead, piece.line, piece.column + shift, piece.end_line, piece.end_column - drop)
        )
    breaks = tuple(b - lead for b in source.breaks if lead < b < lead + length)
    return SourceMap(tuple(pieces), length, source.locator, breaks)


def located(text: str, locator: str) -> tuple[str, SourceMap]:
    """Text of a file without lines (DOCX, XLSX, PPTX, PDF), placed within its locator.

    Lines and columns count within `text`. Line breaks become spaces in the returned text.
    """
    source = SourceText(text)
    builder = MapBuilder(source)
    builder.add(0, len(text))
    return builder.build(locator)
