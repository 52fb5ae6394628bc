"""Points in Chroma: found by nearness, made anew when they are lost, and gone when they are forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.store.index import Store
from tests.fakes import WordEmbedder

TEXTS = ["invoices typed by hand", "the price is fair", "we went live in May", "the price is fair", "no fee"]
ASKED = ["is the price fair", "live in ten days"]


def test_nearest_first_and_nothing_is_embedded_twice(tmp_path: Path) -> None:
    embedder = WordEmbedder()
    with Store.open(str(tmp_path / "s"), embedder, write=True) as store:
        assert store.put_points(TEXTS) == 4
        assert store.put_points(TEXTS) == 0
        queries = store.embed(ASKED)
        embedder.asked.clear()
        found = store.search_points(TEXTS, queries, 10)
        assert embedder.asked == []
    assert found[0][:2] == [1, 3] and found[1][0] == 2
    assert all(sorted(row) == [0, 1, 2, 3, 4] for row in found)


@pytest.mark.parametrize("put", [[], TEXTS[:2], [*TEXTS, "what another run left", "the price is fair now"]])
def test_the_same_order_whatever_the_collection_holds(tmp_path: Path, put: list[str]) -> None:
    with Store.open(str(tmp_path / "a"), WordEmbedder(), write=True) as full:
        full.put_points(TEXTS)
        wanted = full.search_points(TEXTS, full.embed(ASKED), 2)
    with Store.open(str(tmp_path / "b"), WordEmbedder(), write=True) as store:
        store.put_points(put)
        found = store.search_points(TEXTS, store.embed(ASKED), 2)
    assert found[0] == wanted[0] == [1, 3] and found[1][0] == wanted[1][0] == 2


def test_old_points_go_and_a_compaction_loses_only_time(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "s"), WordEmbedder(), write=True) as store:
        store.put_points(TEXTS)
        store.put_points(TEXTS[:1])
        assert store.put_points(TEXTS[:2]) == 1
        before = store.search_points(TEXTS, store.embed(ASKED), 5)
        store.scrub()
        assert store.search_points(TEXTS, store.embed(ASKED), 5) == before
        assert store.put_points(TEXTS) == 4
    with Store.open(str(tmp_path / "s"), WordEmbedder(), write=False) as store:
        assert store.search_points(TEXTS, store.embed(ASKED), 5) == before
        with pytest.raises(ValueError, match="reading"):
            store.put_points(TEXTS)


def test_each_opening_finds_the_same_and_all_of_it(tmp_path: Path) -> None:
    """Texts that differ by a word are what an approximate index loses, others each time that it is opened."""
    texts = [f"Fact {n} about the gate is just so." for n in range(400)]
    found = []
    for again in range(3):
        with Store.open(str(tmp_path / "s"), WordEmbedder(), write=True) as store:
            if not again:
                store.put_points(texts)
            found.append(store.search_points(texts, store.embed(ASKED), 400))
    assert found[0] == found[1] == found[2]
    assert all(sorted(row) == list(range(400)) for row in found[0])
