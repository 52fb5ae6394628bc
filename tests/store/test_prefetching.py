"""The next batch is embedded while one is written, and nothing of that shows in what is stored."""

from threading import Event

import numpy as np
import pytest

from checker.errors import StoreError
from checker.store.index import Store
from checker.store.prefetching import STEP, Prefetcher
from tests.fakes import WordEmbedder
from tests.store.conftest import chroma_counts, reading


class Watched(WordEmbedder):
    """Says when it is asked for a text, and refuses others."""

    def __init__(self, watched: str = "", refused: str = "") -> None:
        super().__init__()
        self.watched, self.refused, self.seen = watched, refused, Event()

    def embed(self, texts):
        if self.watched in texts:
            self.seen.set()
        if self.refused in texts:
            raise StoreError("the server of the embedder has gone", "Run it again.")
        return super().embed(texts)


def test_the_next_texts_are_embedded_while_one_is_at_work() -> None:
    embedder = Watched(watched="second")
    with Prefetcher(embedder) as prefetcher:
        found = prefetcher.each([("a", ["first"]), ("b", ["second", "second"]), ("c", [])])
        item, vectors = next(found)
        assert item == "a" and vectors.shape == (1, embedder.dimension)
        assert embedder.seen.wait(10)
        (second, twice), (third, none) = found
    assert (second, third) == ("b", "c") and none.shape == (0, embedder.dimension)
    assert np.array_equal(twice, WordEmbedder().embed(["second", "second"]))
    assert embedder.asked == ["first", "second"]


def test_what_nobody_waits_for_is_not_embedded() -> None:
    embedder = Watched(watched="0")
    with Prefetcher(embedder) as prefetcher:
        found = prefetcher.each(
            [("a", ["first"]), ("b", [f"{n}" for n in range(200 * STEP)]), ("c", ["third"])]
        )
        next(found)
        assert embedder.seen.wait(10)
    assert len(embedder.asked) < 200 * STEP and "third" not in embedder.asked


def test_batches_before_one_that_fails_are_stored(tmp_path) -> None:
    embedder = Watched(refused="Nobody answers.")
    batches = [
        [reading(tmp_path, "a", (("buyer", "It took us eleven weeks."),))],
        [],
        [reading(tmp_path, "b", (("buyer", "Forty nine dollars is fine."),))],
        [reading(tmp_path, "c", (("buyer", "Nobody answers."),))],
        [reading(tmp_path, "d", (("buyer", "We will see."),))],
    ]
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        stored = store.put_each(batches)
        assert [next(stored), next(stored)] == [1, 1]
        with pytest.raises(StoreError, match="has gone"):
            next(stored)
    with Store.open(tmp_path / "store", WordEmbedder()) as store:
        assert [s.text for s in store.statements()] == [
            "It took us eleven weeks.",
            "Forty nine dollars is fine.",
        ]
        assert chroma_counts(store)["buyer"] == 2
