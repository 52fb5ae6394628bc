"""BM25 over statements: finds the number, the name and the odd word that vectors blur."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

_WORD = re.compile(r"\w+(?:['’.]\w+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
# They carry the point of a sentence, whatever a list of stop words says.
_KEPT = frozenset("no not never without more less".split())


class LexicalIndex:
    """Ranks texts by BM25 against a query.

    Args:
        texts: What is searched; a text is known by its row.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        rows = [words(text) for text in texts]
        self._size = len(rows)
        self._ranker = _ranker(rows) if any(rows) else None
        self._known = {word for row in rows for word in row}

    def top(self, query: str, n: int) -> list[tuple[int, float]]:
        """Rows with a word of the query and their scores, best first, ties by row; at most `n`."""
        import numpy as np

        asked = [word for word in words(query) if word in self._known]
        if self._ranker is None or not asked or n < 1:
            return []
        scores = np.asarray(self._ranker.get_scores(asked))
        hits = np.flatnonzero(scores > 0)
        if len(hits) > n:
            bar = np.partition(scores[hits], len(hits) - n)[len(hits) - n]
            hits = hits[scores[hits] >= bar]
        best = hits[np.argsort(-scores[hits], kind="stable")][:n]
        return [(int(row), float(scores[row])) for row in best]


def words(text: str) -> list[str]:
    """Stems of the words that tell one text from another; numbers and number words among them."""
    text = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower()).replace("’", "'")
    return [stem for word in _WORD.findall(text) if (stem := _stem(word))]


@cache
def _stem(word: str) -> str:
    """Stem of a lower-case word, or nothing for a stop word."""
    if word not in _KEPT and word in _stop_words():
        return ""
    if word[0].isdigit():
        return word
    return str(_stemmer().stemWord(word.removesuffix("'s")))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@cache
def _stop_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN_PLUS

    return frozenset(STOPWORDS_EN_PLUS)


def _ranker(rows: list[list[str]]) -> Any:
    import bm25s

    ranker = bm25s.BM25()
    ranker.index(rows, show_progress=False)
    return ranker
