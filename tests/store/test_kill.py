"""A run killed at any point leaves a store that the next run completes."""

import random
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from checker.errors import StoreDamaged
from checker.store import maintenance
from checker.store.catalog import Catalog
from checker.store.changes import CatalogWriter
from checker.store.chroma import ChromaVectors
from checker.store.index import Store
from tests.fakes import WordEmbedder
from tests.store.conftest import LINES, chroma_counts, reading

NEW = [*LINES[:1], ("buyer", "Nine weeks in the end."), *LINES[2:]]


OLD_AND_NEW = [{text for side, text in lines if side == "buyer"} for lines in (LINES, NEW)]


class Killed(BaseException):
    pass


POINTS = {
    "before anything": (WordEmbedder, "embed"),
    "before the intention": (CatalogWriter, "intend"),
    "before the vectors": (ChromaVectors, "put"),
    "before the commit": (CatalogWriter, "replace"),
    "before the sweep": (maintenance, "sweep"),
    "before old vectors go": (ChromaVectors, "delete"),
    "before the garbage is forgotten": (CatalogWriter, "swept"),
}


@pytest.mark.parametrize("after", [False, True], ids=["", "just after"])
@pytest.mark.parametrize("point", POINTS)
def test_killed_between_two_steps(tmp_path, embedder, write, monkeypatch, point, after):
    write(tmp_path / "store", a=LINES, b=LINES)
    where, name = POINTS[point]
    original = getattr(where, name)

    def kill(*args, **kwargs):
        if after:
            original(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch:
        store = Store.open(tmp_path / "store", embedder, write=True)
        patch.setattr(where, name, kill)
        with pytest.raises(Killed):
            store.put(reading(tmp_path, "a", NEW))
        store.close()
    with Store.open(tmp_path / "store", embedder) as store:
        texts = {s.text for s in store.statements("buyer") if s.file.endswith("a.vtt")}
        assert len(texts & {LINES[1][1], NEW[1][1]}) == 1, "old or new, never both or neither"
        found = {s.text for s, _ in store.search("buyer", embedder.embed(["weeks"]), 9)[0]}
        assert texts <= found
    write(tmp_path / "store", a=NEW)
    with Store.open(tmp_path / "store", embedder) as store:
        assert chroma_counts(store) == {"buyer": 6, "ours": 4, "claims": 0}
        assert NEW[1][1] in {s.text for s in store.statements("buyer")}
        assert store._catalog.count("garbage") == 0


@pytest.mark.parametrize("point", POINTS)
def test_a_reader_sees_the_old_or_the_new_state_while_somebody_writes(
    tmp_path, embedder, write, monkeypatch, point
):
    write(tmp_path / "store", a=LINES, b=LINES)
    where, name = POINTS[point]
    original = getattr(where, name)
    seen = []

    def look(*args, **kwargs):
        for step in (lambda: None, lambda: original(*args, **kwargs)):
            done = step()
            with monkeypatch.context() as patch:
                patch.setattr(where, name, original)
                with Store.open(tmp_path / "store", embedder) as reader:
                    said = {s.text for s in reader.statements("buyer") if s.file.endswith("a.vtt")}
                    found = {s.text for s, _ in reader.search("buyer", embedder.embed(["weeks"]), 9)[0]}
            assert said in OLD_AND_NEW and said <= found <= {text for _, text in (*LINES, *NEW)}
            assert len(found & {LINES[1][1], NEW[1][1]}) == 1 + (said != OLD_AND_NEW[0])
            seen.append(said)
        return done

    with Store.open(tmp_path / "store", embedder, write=True) as store:
        with monkeypatch.context() as patch:
            patch.setattr(where, name, look)
            store.put(reading(tmp_path, "a", NEW))
        assert len(seen) >= 2
        assert {s.text for s in store.statements("buyer") if s.file.endswith("a.vtt")} == OLD_AND_NEW[1]


def test_killed_while_removing(tmp_path, embedder, write, monkeypatch):
    write(tmp_path / "store", a=LINES, b=LINES)
    store = Store.open(tmp_path / "store", embedder, write=True)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(ChromaVectors, "delete", lambda *args: (_ for _ in ()).throw(Killed))
        store.remove(str(tmp_path / "a.vtt"))
    store.close()
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        assert chroma_counts(store) == {"buyer": 3, "ours": 2, "claims": 0}


def test_killed_while_compacting(tmp_path, embedder, write, monkeypatch):
    write(tmp_path / "store", a=LINES)
    store = Store.open(tmp_path / "store", embedder, write=True)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(CatalogWriter, "note", lambda *args: (_ for _ in ()).throw(Killed))
        store.compact()
    store.close()
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        assert chroma_counts(store) == {"buyer": 3, "ours": 2, "claims": 0}
    assert [p.name for p in (tmp_path / "store").glob("vectors-*")] == ["vectors-1"]


def test_a_graph_that_was_half_written_is_made_again(tmp_path, embedder):
    """Chroma writes a graph's files one by one; a kill between two of them leaves what it cannot read."""
    lines = [("buyer", f"call {n} of {n % 17}") for n in range(1200)]  # enough for Chroma to write a graph
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        store.put(reading(tmp_path, "a", lines))
    (graph,) = (tmp_path / "store").glob("vectors-1/*/index_metadata.pickle")
    graph.write_bytes(graph.read_bytes()[: graph.stat().st_size // 2])
    with (
        pytest.raises(StoreDamaged, match="checker index"),
        Store.open(tmp_path / "store", embedder) as store,
    ):
        store.search("buyer", embedder.embed(["call"]), 3)
    asked = len(embedder.asked)
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        assert chroma_counts(store)["buyer"] == 1200
        assert len(store.search("buyer", embedder.embed([lines[5][1]]), 3)[0]) == 3
    assert len(embedder.asked) > asked + 1000, "what cannot be read is embedded again"
    assert [p.name for p in (tmp_path / "store").glob("vectors-*")] == ["vectors-2"]


WRITER = """
    import sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from checker.store.index import Store
    from tests.fakes import WordEmbedder
    from tests.store.conftest import reading
    folder = Path({folder!r})
    with Store.open(folder / "store", WordEmbedder(), write=True) as store:
        print("open", flush=True)
        for i in range(1000):
            lines = [("buyer", f"call {{i % 7}} round {{i}} line {{n}}") for n in range(40)]
            store.put(reading(folder, f"file{{i % 7}}", lines))
"""


def test_a_process_killed_by_the_system(tmp_path, embedder):
    script = textwrap.dedent(WRITER.format(root=str(Path(__file__).parents[2]), folder=str(tmp_path)))
    dice = random.Random(7)
    for _ in range(4):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"open\n"
        time.sleep(dice.uniform(0.05, 0.5))
        process.kill()
        process.wait()
        process.stdout.close()
        with Store.open(tmp_path / "store", embedder, write=True) as store:
            statements = store.statements("buyer")
            assert len({s.id for s in statements}) == len(statements) == 40 * len(store.files())
            assert chroma_counts(store)["buyer"] == len(statements)
            vectors = store.vectors([s.id for s in statements])
            assert vectors.shape == (len(statements), 64)
    assert isinstance(store._catalog, Catalog)
