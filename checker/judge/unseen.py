"""Characters that are in a text and that no reader sees."""

from __future__ import annotations

import unicodedata

# Not of category Cf or Cc, and yet unseen: fillers, joiners, variation selectors.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x180B, 0x180F))


def visible(text: str) -> str:
    """A text without characters that are there but not seen; a lone half of a pair becomes `\ufffd`."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return "".join("\ufffd" if _broken(c) else c for c in text if not is_invisible(c))


def is_invisible(char: str) -> bool:
    """True for what a reader doesn't see: zero-width, bidi, tag and control characters, fillers."""
    if char.isascii():
        return (char < " " and char not in "\n\t\r\x0b\x0c\x1c\x1d\x1e") or char == "\x7f"
    code = ord(char)
    if char in _UNSEEN or any(first <= code <= last for first, last in _SELECTORS):
        return True
    return 0xE0000 <= code <= 0xE0FFF or (char != "\x85" and unicodedata.category(char) in ("Cf", "Cc"))


def _broken(char: str) -> bool:
    return 0xD800 <= ord(char) <= 0xDFFF or (ord(char) & 0xFFFE) == 0xFFFE
