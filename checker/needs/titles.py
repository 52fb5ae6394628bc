"""A need's title without a language model: the most central quote, shortened at sentence borders."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.needs.marks import wish

MAX_CHARACTERS = 140
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]+[\"'”’)]*|[^.!?…]+$")
_LEAST_WORDS = 5


def title(quotes: Sequence[str]) -> str:
    """The sentence of the most central quotes that says best what is wanted.

    Args:
        quotes: The need's statements, the most central first; at least one.
    """
    options = [
        (wish(sentence), -place, sentence)
        for place, quote in enumerate(quotes[:3])
        for sentence in _sentences(quote)
        if len(sentence.split()) >= _LEAST_WORDS
    ]
    best = max(options, key=lambda o: (o[0], o[1]))[2] if options else quotes[0]
    return _shortened(" ".join(best.split()))


def _sentences(quote: str) -> list[str]:
    return [m.group().strip() for m in _SENTENCE.finditer(quote) if m.group().strip()]


def _shortened(text: str) -> str:
    """The text, or as many whole words of it as fit."""
    if len(text) <= MAX_CHARACTERS:
        return text
    return text[: MAX_CHARACTERS - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
