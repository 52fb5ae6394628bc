"""Which words of a statement are quoted: stretches that its file holds without interruption.

A quote never crosses a cue, line or sentence-object border of its file, so that whoever looks the
place up finds the very words. `verified` is the last gate before anything is shown.
"""

from __future__ import annotations

from checker.model import Statement, Turn

MIN_WORDS = 3


def stretches(statement: Statement, turn: Turn) -> list[tuple[int, int]]:
    """Offsets in the turn of the uninterrupted stretches of a statement, shortest ones left out.

    If every stretch is shorter than three words, all are given.
    """
    cuts = [statement.start, *(b for b in turn.source.breaks if statement.start < b < statement.end)]
    ends = [*cuts[1:], statement.end]
    trimmed = [_trim(turn.text, s, e) for s, e in zip(cuts, ends, strict=True)]
    found = [(s, e) for s, e in trimmed if s < e]
    long = [(s, e) for s, e in found if len(turn.text[s:e].split()) >= MIN_WORDS]
    return long or found


def verified(quote: str, start: int, end: int, turn: Turn) -> bool:
    """True if the turn holds exactly these words at this place."""
    return bool(quote) and turn.text[start:end] == quote


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Offsets of a quote in a text, white space and quotation marks aside; None if it is not there."""
    start = text.find(quote)
    if start >= 0 and quote:
        return start, start + len(quote)
    plain, places = _plain(text)
    wanted, _ = _plain(quote)
    at = plain.find(wanted) if wanted else -1
    return None if at < 0 else (places[at], places[at + len(wanted) - 1] + 1)


_UNIFIED = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0xA0: " "}


def _plain(text: str) -> tuple[str, list[int]]:
    """Text with white space collapsed and marks unified, and the offset of each of its characters."""
    out: list[str] = []
    places: list[int] = []
    for i, character in enumerate(text.translate(_UNIFIED)):
        if character.isspace():
            if out and out[-1] != " ":
                out.append(" ")
                places.append(i)
        else:
            out.append(character.lower() if len(character.lower()) == 1 else character)
            places.append(i)
    while out and out[-1] == " ":
        out.pop()
        places.pop()
    return "".join(out), places


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
