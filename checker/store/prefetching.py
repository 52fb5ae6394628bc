"""Embedding beside writing: while one batch is written, the texts of the next are turned into vectors.

Embedding takes all cores, writing one, and that one waits for the disk now and then.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Final, TypeVar

from checker.store.embedding import Embedder, embed_unique

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

STEP: Final = 512
"""Texts between two looks at whether anybody still waits for them."""


class Prefetcher:
    """Embeds texts in a thread of its own.

    Use it as a context manager: what nobody asks for any more is left.

    Args:
        embedder: Makes the vectors.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._over = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedding")

    def each(self, work: Iterable[tuple[T, Sequence[str]]]) -> Iterator[tuple[T, NDArray[np.float32]]]:
        """Each item with the vectors of its texts, in order; the next one's are being made meanwhile.

        Args:
            work: Items with texts; asked for one item ahead, in the thread of the caller.

        Raises:
            CheckerError: The embedder's, when the turn of the item has come.
        """
        waiting: tuple[T, Future[NDArray[np.float32]]] | None = None
        for item, texts in work:
            now = item, self._thread.submit(self._embedded, texts)
            if waiting:
                yield waiting[0], waiting[1].result()
            waiting = now
        if waiting:
            yield waiting[0], waiting[1].result()

    def __enter__(self) -> Prefetcher:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the thread."""
        self._over.set()
        self._thread.shutdown(cancel_futures=True)

    def _embedded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return embed_unique(_Interruptible(self._embedder, self._over), texts)


class _Interruptible:
    """An embedder that stops between two steps."""

    def __init__(self, embedder: Embedder, over: threading.Event) -> None:
        self._embedder, self._over = embedder, over
        self.name, self.version, self.dimension = embedder.name, embedder.version, embedder.dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Texts of like length together: little is padded, also across steps.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        for start in range(0, len(texts), STEP):
            if self._over.is_set():
                raise InterruptedError("nobody waits for these vectors any more")
            rows = order[start : start + STEP]
            out[rows] = self._embedder.embed([texts[row] for row in rows])
        return out
