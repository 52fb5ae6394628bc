"""Keeps text that speaks to a model from reaching one.

The fence, the fixed set of answers and the check of quotes protect what is reported; they cannot bring back
what a model that obeyed a stranger left out. So the part of a text that looks like orders to a language model
is withheld from every prompt, with all that follows it in the same text, and the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from checker.judge.signs import MARKUP_SIGNS, suspicious

WITHHELD = "(withheld)"
"""Stands in a prompt for what was withheld."""

_PIECE = re.compile(r"[^\n.!?。！？]*(?:[.!?。！？]++(?=\s|$|[\"'”’)\]])|[。！？\n]|[.!?]++(?=\S)|$)\s*")


@lru_cache(maxsize=16_384)
def admitted(text: str) -> str:
    """The beginning of a text that may stand in a prompt: all, or what stands before the orders in it."""
    if not suspicious(text):
        return text
    kept = 0
    for start, end in _pieces(text):
        if suspicious(text[start:end]):
            break
        kept = end
    before = text[:kept].rstrip()
    # Orders that no sentence holds alone: nothing is sure, so nothing is kept.
    return before if kept < len(text) and before and not suspicious(before) else ""


def admitted_of(text: str, breaks: Sequence[int]) -> str:
    """What of a turn may stand in a prompt: as `admitted`, but each cue or line of its file for itself.

    So that orders in one cue do not hide what the same speaker says in the next one. Where somebody plays
    another voice or the end of the data, all that follows in the turn belongs to it.
    """
    signs = suspicious(text)
    if not signs:
        return text
    if MARKUP_SIGNS & set(signs):
        return admitted(text)
    edges = [0, *(b for b in breaks if 0 < b < len(text)), len(text)]
    kept = [admitted(text[a:b]).strip() for a, b in pairwise(edges)]
    joined = f" {WITHHELD} ".join(_runs(kept))
    return joined if not suspicious(joined) else admitted(text)


def in_raw_file(text: str, markup: bool) -> tuple[str, ...]:
    """Signs in a file as it was read, also where no reader shows them, such as comments.

    Args:
        text: The file.
        markup: True if tags, keys and marks are what such a file is made of; they are no sign then.
    """
    found = suspicious(text)
    return tuple(name for name in found if not (markup and name in MARKUP_SIGNS))


def _runs(kept: Sequence[str]) -> list[str]:
    """Neighbours joined; what was withheld whole parts them."""
    runs: list[list[str]] = [[]]
    for piece in kept:
        if piece:
            runs[-1].append(piece)
        elif runs[-1]:
            runs.append([])
    return [" ".join(run) for run in runs if run]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for match in _PIECE.finditer(text):
        if match.end() > match.start():
            yield match.span()
