"""Is a quote there? Located word for word, or dropped.

White space, case, quotation marks and other punctuation are folded: models change those. Every word, number,
currency sign and per cent sign must be there, in order, without a gap. What is shown afterwards is the
file's own text, never the model's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

_TOKEN = re.compile(r"[^\W_]+|[$€£¥%]")
_TAIL = re.compile(r"[.!?…]+[\"'”’)]*|[\"'”’)]+[.!?…]*")
LEAST_WORDS = 2


def locate(words: str, text: str) -> tuple[int, int] | None:
    """Offsets of the first place where the text holds the words; None if it does not."""
    wanted = [m.group().casefold() for m in _TOKEN.finditer(_straight(words))]
    if not wanted:
        return None
    found = [(m.group().casefold(), m.start(), m.end()) for m in _TOKEN.finditer(_straight(text))]
    tokens = [token for token, _, _ in found]
    for at in range(len(tokens) - len(wanted) + 1):
        if tokens[at] == wanted[0] and tokens[at : at + len(wanted)] == wanted:
            start, end = found[at][1], found[at + len(wanted) - 1][2]
            tail = _TAIL.match(text, end)
            return start, tail.end() if tail else end
    return None


def uninterrupted(start: int, end: int, text: str, breaks: Sequence[int]) -> list[tuple[int, int]]:
    """A stretch cut where its file interrupts it; pieces of one word left out if a longer one is there."""
    cuts = [start, *breaks[bisect_left(breaks, start + 1) : bisect_left(breaks, end)], end]
    pieces = [_trimmed(text, s, e) for s, e in pairwise(cuts)]
    pieces = [(s, e) for s, e in pieces if s < e]
    long = [(s, e) for s, e in pieces if len(text[s:e].split()) >= LEAST_WORDS]
    return long or pieces


def _straight(text: str) -> str:
    """Curly quotes straight, character by character, so that offsets stay."""
    return text.translate({0x2019: "'", 0x2018: "'"})


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
