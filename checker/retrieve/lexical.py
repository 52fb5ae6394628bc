"""BM25 over statements: finds the number, the name and the odd word that vectors blur."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(r"\w+(?:['’.]\w+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
# They carry the point of a sentence, whatever a list of stop words says.
_KEPT = frozenset("no not never without more less".split())


class LexicalIndex:
    """Ranks texts by BM25 against a query.

    Args:
        texts: What is searched; a text is known by its row.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        rows = [words(text) for text in texts]
        self._size = len(rows)
        self._ids: dict[str, int] = {}
        if any(rows):
            self._ids, self._scores, self._rows, self._starts = _scored(rows)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that there is to an index, for keeping."""
        import numpy as np

        found: dict[str, NDArray[Any]] = {"size": np.array(self._size)}
        if self._ids:
            spelled = "\n".join(sorted(self._ids, key=self._ids.__getitem__)).encode("utf-8", "surrogatepass")
            found |= {"words": np.frombuffer(spelled, dtype=np.uint8), "scores": self._scores}
            found |= {"rows": self._rows, "starts": self._starts}
        return found

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> LexicalIndex:
        """Inverse of `arrays`.

        Raises:
            KeyError: An array is missing.
        """
        made = cls(())
        made._size = int(arrays["size"])
        if "words" in arrays:
            spelled = arrays["words"].tobytes().decode("utf-8", "surrogatepass")
            made._ids = {word: number for number, word in enumerate(spelled.split("\n"))}
            made._scores, made._rows, made._starts = arrays["scores"], arrays["rows"], arrays["starts"]
        return made

    def top(self, query: str, n: int) -> list[tuple[int, float]]:
        """Rows with a word of the query and their scores, best first, ties by row; at most `n`."""
        import numpy as np

        asked = [self._ids[word] for word in words(query) if word in self._ids]
        if not asked or n < 1:
            return []
        scores = np.zeros(self._size, dtype=self._scores.dtype)
        for word in asked:  # in the order of the query, as bm25s itself adds them up
            part = slice(self._starts[word], self._starts[word + 1])
            scores[self._rows[part]] += self._scores[part]
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
    # Alone: the package around it takes a fifth of a second to be imported, and a query needs no more of it.
    spec = importlib.util.find_spec("bm25s")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    alone = importlib.machinery.PathFinder.find_spec("stopwords", folders)
    if alone is None or alone.loader is None:
        raise ImportError("bm25s has no stop words")
    module = importlib.util.module_from_spec(alone)
    alone.loader.exec_module(module)
    return frozenset(module.STOPWORDS_EN_PLUS)


def _scored(
    rows: list[list[str]],
) -> tuple[dict[str, int], NDArray[np.float32], NDArray[np.int32], NDArray[np.int64]]:
    """Number of each word; and of the words in that order, scores, rows, and where those of each begin."""
    import bm25s
    import numpy as np

    ranker = bm25s.BM25()
    ranker.index(rows, show_progress=False)
    known = {word for row in rows for word in row}
    found = ranker.scores
    starts = np.asarray(found["indptr"], dtype=np.int64)
    order = sorted(known)  # bm25s numbers them in the order of a set, which differs from run to run
    at = [ranker.vocab_dict[word] for word in order]
    parts = [slice(starts[number], starts[number + 1]) for number in at]
    scores = np.concatenate([np.asarray(found["data"])[part] for part in parts])
    texts = np.concatenate([np.asarray(found["indices"])[part] for part in parts]).astype(np.int32)
    begins = np.concatenate([[0], np.cumsum([part.stop - part.start for part in parts])]).astype(np.int64)
    return {word: number for number, word in enumerate(order)}, scores, texts, begins
