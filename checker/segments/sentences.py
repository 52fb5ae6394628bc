"""Sentences of a text, with offsets.

Splitting is sentencex's (Wikimedia, MIT); what is added here are the marks that speech and ad copy
need: an ellipsis followed by a capital, and a full stop inside closing quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_EXTRA = re.compile(r"(?<=[.!?…][\"'”’)])\s+(?=[A-Z“\"'])|(?<=…)\s+(?=[A-Z])|(?<=\.\.\.)\s+(?=[A-Z])")

_END = re.compile(r"[.!?]\s+(?=[A-Z])")
_LONGEST = 8_000  # characters given to the library at once


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets (start, end) of each sentence, white space at the edges cut off, in order."""
    from sentencex import get_sentence_boundaries

    if not text.strip():
        return []
    spans: list[tuple[int, int]] = []
    at = 0
    boundaries = (found for part in _parts(text) for found in get_sentence_boundaries("en", part))
    for boundary in boundaries:
        # The library's own offsets are checked against its text: a mismatch would move every quote.
        found = text.find(boundary["text"], at)
        start = found if found >= 0 else at
        end = start + len(boundary["text"])
        spans.extend(_split(text, start, min(end, len(text))))
        at = min(end, len(text))
    return spans


def _parts(text: str) -> Iterator[str]:
    """The text in parts that the library is quick with; many quotes take it the square of their number."""
    at = 0
    while len(text) - at > _LONGEST:
        window = text[at : at + _LONGEST]
        ends = [end.end() for end in _END.finditer(window, _LONGEST // 2)]
        cut = ends[-1] if ends else window.rfind(" ", 1) + 1 or _LONGEST
        yield window[:cut]
        at += cut
    yield text[at:]


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    at = start
    for cut in _EXTRA.finditer(text, start, end):
        out.append((at, cut.start()))
        at = cut.end()
    out.append((at, end))
    return [trimmed for s, e in out if (trimmed := _trim(text, s, e))[0] < trimmed[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
