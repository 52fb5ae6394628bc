"""No text is embedded twice, and nothing about the file that remembers can stop a run."""

from pathlib import Path

import numpy as np
import pytest

from checker.store import vector_cache
from checker.store.vector_cache import RememberingEmbedder
from tests.fakes import WordEmbedder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "embedded.sqlite3"


def test_what_was_embedded_before_is_not_asked_for(path: Path) -> None:
    first, second = WordEmbedder(), WordEmbedder()
    made = RememberingEmbedder(first, path).embed(["fast start", "no card", "fast start"])
    again = RememberingEmbedder(second, path).embed(["no card", "fast start", "new words"])
    assert sorted(first.asked) == ["fast start", "no card"]
    assert second.asked == ["new words"]
    assert made.dtype == again.dtype == np.float32
    assert np.array_equal(made, WordEmbedder().embed(["fast start", "no card", "fast start"]).astype("f4"))
    assert np.array_equal(again[:2], made[[1, 0]])


@pytest.mark.parametrize(
    "other",
    [WordEmbedder(name="others"), WordEmbedder(version="2"), WordEmbedder(dimension=32)],
    ids=["name", "version", "dimension"],
)
def test_vectors_of_another_embedder_are_not_taken(path: Path, other: WordEmbedder) -> None:
    RememberingEmbedder(WordEmbedder(), path).embed(["fast start"])
    made = RememberingEmbedder(other, path).embed(["fast start"])
    assert other.asked == ["fast start"]
    assert made.shape == (1, other.dimension)


def test_no_text_is_kept(path: Path) -> None:
    RememberingEmbedder(WordEmbedder(), path).embed(["Lind Foods waited for months"])
    assert b"Lind" not in b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_nothing_asked_is_nothing_made(path: Path) -> None:
    assert RememberingEmbedder(WordEmbedder(), path).embed([]).shape == (0, 64)
    assert not path.exists()


def test_a_damaged_file_is_only_slow(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)
    embedder = WordEmbedder()
    for _ in range(2):
        assert RememberingEmbedder(embedder, path).embed(["fast start"]).shape == (1, 64)
    assert embedder.asked == ["fast start"] * 2


def test_a_damaged_vector_is_made_anew(path: Path) -> None:
    import sqlite3

    made = RememberingEmbedder(WordEmbedder(), path).embed(["fast start"])
    with sqlite3.connect(path) as connection:
        connection.execute("update vectors set vector = x'00'")
    connection.close()
    assert np.array_equal(RememberingEmbedder(WordEmbedder(), path).embed(["fast start"]), made)


def test_the_latest_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_cache, "KEPT", 2)
    embedder = WordEmbedder()
    for text in ("one", "two", "three", "three", "one"):
        RememberingEmbedder(embedder, path).embed([text])
    assert embedder.asked == ["one", "two", "three", "one"]
