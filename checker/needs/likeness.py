"""How alike statements are: by their vectors in context, by their vectors alone, and by rare words.

Vectors are centred on the corpus first: on calls about one product everything is near everything. The two
kinds of vectors err on different pairs; together they rank the other statements of a need clearly higher
than either (median rank 2 instead of 4 and 5 on the development worlds), and shared rare words add a little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORDS_WEIGHT = 0.5
_USUAL_WEIGHT = 50
"""How many statements the usual mean counts as."""

_STOP = frozenset(
    (
        "a an the of to in on for and or is are be with your you our we us it its this that at by "
        "from as not no i i'm i've i'd i'll it's that's they them they're he she his her my me so if "
        "but have has had do does did don't just like what when who how there then than was were "
        "would could can can't get got go one up out all about know because some any want need well "
        "yeah where we're you're there's"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Compared:
    """Statements by what they are compared by, a row each.

    Attributes:
        in_context: Unit vectors with what was said before, centred; (n, d).
        alone: Unit vectors of their own words, centred; (n, d).
        words: Of `word_weights`; (n, stems), sparse.
    """

    in_context: NDArray[np.float32]
    alone: NDArray[np.float32]
    words: Any

    def of(self, rows: Sequence[int]) -> Compared:
        """Some of them."""
        own = list(rows)
        return Compared(self.in_context[own], self.alone[own], self.words[own])

    def means(self, groups: Sequence[Sequence[int]]) -> Compared:
        """The mean of each of some groups of rows, each of one row or more; no unit vectors."""
        import numpy as np
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

        sizes = [len(members) for members in groups]
        shares = np.repeat([1 / size for size in sizes], sizes).astype(np.float32)
        rows = np.array([row for members in groups for row in members], dtype=np.int64)
        shape = (len(groups), len(self.in_context))
        average = csr_matrix((shares, rows, np.cumsum([0, *sizes])), shape=shape)
        return Compared(average @ self.in_context, average @ self.alone, average @ self.words)

    def likeness_to(self, means: Compared) -> NDArray[np.float64]:
        """Mean likeness, as of `likeness`, to the members of each of some groups: shape (n, groups).

        Args:
            means: Of the groups.
        """
        import numpy as np

        words = (self.words @ means.words.T).toarray()
        total = self.in_context @ means.in_context.T + self.alone @ means.alone.T + _WORDS_WEIGHT * words
        out: NDArray[np.float64] = np.asarray(total, dtype=np.float64) / (2 + _WORDS_WEIGHT)
        return out

    def partial_likeness(self, in_context: NDArray[np.float32], words: Any) -> NDArray[np.float64]:
        """Mean likeness to these means of statements whose own words are not embedded: shape (n, groups).

        Args:
            in_context: Of the statements; (n, d).
            words: Of the statements; (n, stems), sparse.
        """
        import numpy as np

        total = in_context @ self.in_context.T + _WORDS_WEIGHT * (words @ self.words.T).toarray()
        out: NDArray[np.float64] = np.asarray(total, dtype=np.float64) / (1 + _WORDS_WEIGHT)
        return out


def likeness(
    in_context: NDArray[np.float32], alone: NDArray[np.float32], words: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Likeness of each two statements: shape (n, n), at most 1.

    Args:
        in_context: Unit vectors of the statements with what was said before, centred; (n, d).
        alone: Unit vectors of their own words, centred; (n, d).
        words: Their likeness by shared words; (n, n).
    """
    import numpy as np

    total = in_context @ in_context.T + alone @ alone.T + _WORDS_WEIGHT * words
    out: NDArray[np.float64] = np.asarray(total, dtype=np.float64) / (2 + _WORDS_WEIGHT)
    return (out + out.T) / 2


def centred(vectors: NDArray[np.float32], usual: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """Unit vectors from which the mean of the corpus is taken.

    The mean of few statements would take away what they share, so it is drawn to the usual mean.

    Args:
        vectors: (n, d).
        usual: Mean of statements of all industries: (d,); the corpus alone counts if None.
    """
    import numpy as np

    if not len(vectors):
        return vectors
    mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
    return away_from(middle(len(vectors), mean, usual), vectors)


def middle(
    count: int, mean: NDArray[np.float32], usual: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """What is taken from vectors: their mean, drawn to the usual one where they are few.

    Args:
        count: How many vectors there are.
        mean: Of them: (d,).
        usual: See `centred`.
    """
    import numpy as np

    if usual is None:
        return mean
    drawn = (count * mean + _USUAL_WEIGHT * usual) / (count + _USUAL_WEIGHT)
    return np.asarray(drawn, dtype=np.float32)


def away_from(mean: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors from which a mean is taken."""
    import numpy as np

    moved = vectors - mean
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (moved / np.maximum(length, 1e-9)).astype(np.float32)
    return unit


def by_words(texts: Iterable[str], rows: Sequence[int]) -> NDArray[np.float32]:
    """Cosine of TF-IDF of word stems among some of the texts: shape (len(rows), len(rows)).

    Args:
        texts: Of the whole corpus, which tells how rare a word is.
        rows: Which texts to compare.
    """
    return alike_by(word_weights(texts, rows))


def word_weights(texts: Iterable[str], rows: Sequence[int]) -> Any:
    """TF-IDF of word stems of some of the texts: a sparse matrix of (len(rows), stems); see `by_words`."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = list(texts)
    if not any(map(stems, texts)):
        return csr_matrix((len(rows), 1))
    return TfidfVectorizer(analyzer=stems).fit_transform(texts)[list(rows)]


def weights_of(parts: Sequence[NDArray[Any]], shape: tuple[int, int]) -> Any:
    """The matrix of `word_weights` from its `data`, `indices` and `indptr`."""
    from scipy.sparse import csr_matrix

    return csr_matrix(tuple(parts), shape=shape)


def alike_by(weights: Any) -> NDArray[np.float32]:
    """Cosine of each two rows of `word_weights`."""
    import numpy as np

    out: NDArray[np.float32] = (weights @ weights.T).toarray().astype(np.float32)
    return out


def stems(text: str) -> list[str]:
    """Stems of the words that mean something."""
    words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
    return [_stem(word) for word in words if word not in _STOP and len(word) > 2]


@lru_cache(maxsize=1 << 17)  # words of a corpus repeat: nearly all its time went into stemming them again
def _stem(word: str) -> str:
    return word if word.isdigit() else str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
