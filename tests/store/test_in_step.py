"""A writer that ended well spares the next one from counting vectors; whatever is not certain is counted."""

import os
import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from checker.errors import StoreDamaged
from checker.store import in_step, maintenance
from checker.store.changes import CatalogWriter
from checker.store.chroma import ChromaVectors
from checker.store.index import Store
from tests.store.conftest import LINES, chroma_counts, reading

IN_STEP = {"buyer": 3, "ours": 2, "claims": 0}


@pytest.fixture
def place(tmp_path, write):
    """A store that its writer left in order."""
    write(tmp_path / "store", a=LINES)
    return tmp_path / "store"


@pytest.fixture
def asked(monkeypatch):
    """What was done since it was last cleared: Chroma loaded, vectors counted."""
    done = []
    load, count = ChromaVectors._load, maintenance.in_step

    def loading(self):
        if self._client is None:
            done.append("loaded")
        load(self)

    def counting(*args):
        done.append("counted")
        return count(*args)

    monkeypatch.setattr(ChromaVectors, "_load", loading)
    monkeypatch.setattr(maintenance, "in_step", counting)
    return done


def opened(place, embedder, asked):
    """What opening for writing and closing well takes."""
    asked.clear()
    with Store.open(place, embedder, write=True):
        return list(asked)


def test_after_a_good_end_nothing_is_counted_nor_loaded(place, embedder, asked):
    for _ in range(3):
        assert opened(place, embedder, asked) == []
    assert asked == [], "nor at the end, where nothing was written"
    with Store.open(place, embedder, write=True) as store:
        assert asked == []
        assert len(store.search("buyer", embedder.embed(["weeks"]), 9)[0]) == 3
        assert asked == ["loaded"], "it is there when it is asked"


def test_readers_leave_it_as_it_is(tmp_path, place, embedder, asked):
    lines = [("buyer", f"call {n} of {n % 17}") for n in range(1200)]  # enough for Chroma to write a graph
    with Store.open(place, embedder, write=True) as store:
        store.put(reading(tmp_path, "b", lines))
    for _ in range(2):
        with Store.open(place, embedder) as store:
            store.search("buyer", embedder.embed(["weeks"]), 3)
            store.vectors([s.id for s in store.statements("buyer")])
            store.search_claims(np.zeros((1, 64), dtype=np.float32), 1)
    assert opened(place, embedder, asked) == []


def test_what_was_written_is_counted_at_the_end_and_not_again(tmp_path, place, embedder, asked):
    with Store.open(place, embedder, write=True) as store:
        store.put(reading(tmp_path, "b"))
        store.remove(str(tmp_path / "a.vtt"))
        asked.clear()
    assert asked == ["counted"]
    assert opened(place, embedder, asked) == []


def test_deals_alone_are_no_matter_of_vectors(place, embedder, asked):
    from checker.model import Deal

    with Store.open(place, embedder, write=True) as store:
        before = store._catalog.state()
        store.put_deals([Deal("d1", "Orca")])
        assert store._catalog.state() != before
    assert asked == []
    assert opened(place, embedder, asked) == []


@pytest.mark.parametrize("how", ["killed", "closed", "failed"])
def test_any_other_end_is_counted_after(place, embedder, asked, how):
    store = Store.open(place, embedder, write=True)
    if how == "killed":  # nothing more comes of it
        store._parts.lock.release()
    elif how == "closed":
        store.close()
    else:
        with pytest.raises(ZeroDivisionError), store:
            raise ZeroDivisionError
    assert opened(place, embedder, asked) == ["loaded", "counted"]
    assert opened(place, embedder, asked) == []


def test_an_error_that_the_caller_swallows_leaves_no_note(tmp_path, place, embedder, asked, monkeypatch):
    with Store.open(place, embedder, write=True) as store, monkeypatch.context() as patch:
        patch.setattr(CatalogWriter, "replace", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.put(reading(tmp_path, "b", [("buyer", "Nine weeks in the end.")]))
    asked.clear()
    with Store.open(place, embedder, write=True) as store:
        assert "counted" in asked
        assert chroma_counts(store) == IN_STEP


def test_vectors_that_are_still_to_be_deleted_leave_no_note(place, embedder, asked):
    with Store.open(place, embedder, write=True) as store:
        store._catalog.intend([("buyer", "never put")])
    assert opened(place, embedder, asked) == ["loaded", "counted"]
    assert opened(place, embedder, asked) == []


def test_a_catalog_changed_by_somebody_who_knows_no_note_is_counted(tmp_path, place, embedder, asked):
    other = CatalogWriter(place, "here", write=True)
    other.replace([(reading(tmp_path, "b"), "")])
    other.close()
    with Store.open(place, embedder, write=True) as store:
        assert "counted" in asked
        assert chroma_counts(store) == {"buyer": 6, "ours": 4, "claims": 0}


def test_vectors_changed_by_somebody_who_knows_no_note_are_counted(place, embedder, asked):
    with closing(sqlite3.connect(place / "vectors-1/chroma.sqlite3", isolation_level=None)) as other:
        other.execute("DELETE FROM embeddings WHERE id = 1")
    asked.clear()
    with Store.open(place, embedder, write=True) as store:
        assert "counted" in asked
        assert chroma_counts(store) == IN_STEP


def test_vectors_that_chroma_lost_while_they_were_written_are_made_again(tmp_path, place, embedder, asked):
    with Store.open(place, embedder, write=True) as store:
        store.put(reading(tmp_path, "b"))
        store._parts.vectors.delete("buyer", sorted(store._catalog.keys("buyer"))[:2])
    with Store.open(place, embedder, write=True) as store:
        assert chroma_counts(store) == {"buyer": 6, "ours": 4, "claims": 0}


@pytest.mark.parametrize("part", ["vectors-1", "catalog.sqlite3"])
def test_a_part_of_a_backup_is_counted(tmp_path, place, embedder, asked, part):
    """Vectors or catalog of before, put back alone: both had their note."""
    backup = tmp_path / "backup"
    shutil.copytree(place, backup)
    other = [*LINES[:3], ("buyer", "Ninety nine is too much."), ("buyer", "Way too much."), *LINES[5:]]
    with Store.open(place, embedder, write=True) as store:
        store.put(reading(tmp_path, "a", other))
        store.put(reading(tmp_path, "b"))
    if part == "vectors-1":
        shutil.rmtree(place / part)
        shutil.copytree(backup / part, place / part)
    else:
        for name in ("", "-wal", "-shm"):
            (place / f"{part}{name}").unlink(missing_ok=True)
        shutil.copy2(backup / part, place / part)
    asked.clear()
    with Store.open(place, embedder, write=True) as store:
        assert "counted" in asked
        for side in ("buyer", "ours"):
            held = {key for page in store._parts.vectors.keys(side) for key in page}
            assert held == store._catalog.keys(side)


def test_a_whole_backup_brings_its_note(tmp_path, place, embedder, asked):
    shutil.copytree(place, tmp_path / "backup")
    with Store.open(place, embedder, write=True) as store:
        store.put(reading(tmp_path, "b"))
    assert opened(tmp_path / "backup", embedder, asked) == []
    with Store.open(tmp_path / "backup", embedder, write=True) as store:
        assert chroma_counts(store) == IN_STEP


def test_a_graph_that_was_written_to_is_counted(tmp_path, place, embedder, asked):
    graph = many(tmp_path, place, embedder)
    assert opened(place, embedder, asked) == []
    os.utime(graph, ns=(1, 1))
    assert opened(place, embedder, asked) == ["loaded", "counted"]
    assert opened(place, embedder, asked) == []


def test_damage_that_only_a_reader_can_see_is_mended_by_the_next_writer(tmp_path, place, embedder, asked):
    """Bytes that went bad in place: neither size nor time of the file tells."""
    graph = many(tmp_path, place, embedder)
    facts = graph.stat()
    graph.write_bytes(b"\0" * facts.st_size)
    os.utime(graph, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert opened(place, embedder, asked) == [], "this is what cannot be seen"
    with (
        pytest.raises(StoreDamaged, match="checker index"),
        Store.open(place, embedder) as store,
    ):
        store.search("buyer", embedder.embed(["call"]), 3)
    assert opened(place, embedder, asked)[:2] == ["loaded", "counted"]
    with Store.open(place, embedder) as store:
        assert len(store.search("buyer", embedder.embed(["call"]), 3)[0]) == 3


def test_new_vectors_are_counted_by_the_next_writer_only(place, embedder, asked):
    with Store.open(place, embedder, write=True) as store:
        store.compact()
        asked.clear()
    assert asked == [], "a process that had the old vectors in its memory does not write to the new ones"
    assert opened(place, embedder, asked) == ["loaded", "counted"]
    assert opened(place, embedder, asked) == []


def test_without_a_witness_there_is_no_note(place, embedder, asked, monkeypatch):
    monkeypatch.setattr(in_step.sys, "executable", "")
    assert in_step.witness(place / "vectors-1") is None
    assert opened(place, embedder, asked) == ["loaded", "counted"]
    monkeypatch.undo()
    with Store.open(place, embedder, write=True) as store:
        assert store._parts.step._told is None


def many(tmp_path, place, embedder):
    """Puts so much that Chroma writes a graph; its file that is read first."""
    with Store.open(place, embedder, write=True) as store:
        store.put(reading(tmp_path, "b", [("buyer", f"call {n} of {n % 17}") for n in range(1200)]))
    (graph,) = place.glob("vectors-1/*/index_metadata.pickle")
    return graph
