import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from checker.errors import StoreError
from checker.model import Claim, Deal, Position, Span
from checker.store.index import Reading, Store
from tests.fakes import WordEmbedder
from tests.store.conftest import LINES, chroma_counts, reading


def opened(tmp_path, embedder, **kwargs):
    return Store.open(tmp_path / "store", embedder, **kwargs)


def test_a_statement_is_found_by_its_words_with_everything_it_had(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    expected = reading(tmp_path, "a").calls[0]
    with opened(tmp_path, embedder) as store:
        [[first, *rest]] = store.search("buyer", embedder.embed(["the rollout took eleven weeks"]), 3)
        assert first[0] == expected[1][1]
        assert 0 < first[1] <= 1.0001
        assert [s.side for s, _ in rest] == ["buyer", "buyer"]
        assert store.call(expected[0].id) == expected[0]
        assert list(store.calls()) == [expected[0]]
        assert [store.turn(expected[0].id, n) for n in range(6)] == list(expected[0].turns)
        assert store.turn("no such call", 0) is None
        assert sorted(store.statements(), key=lambda s: s.turn) == list(expected[1])
        assert [s.text for s in store.statements("unknown")] == ["Sorry, I was on mute."]


def test_many_claims_are_asked_in_one_query(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    with opened(tmp_path, embedder) as store:
        asked = []
        collection = store._parts.vectors._collections["buyer"]
        query = collection.query
        object.__setattr__(collection, "query", lambda **kw: asked.append(1) or query(**kw))
        rows = store.search("buyer", embedder.embed(["weeks", "dollars", "mute"] * 10), 2)
    assert len(rows) == 30 and len(asked) == 1
    assert rows[:3] == rows[3:6]


def test_an_unchanged_file_costs_neither_reading_nor_embedding(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    path = tmp_path / "a.vtt"
    os.utime(path, (1_000_000_000, 1_000_000_000))
    with opened(tmp_path, embedder, write=True) as store:
        assert store.unchanged(str(path)), "other time, same bytes"
        assert not store.unchanged(str(path), recipe="other settings")
        assert not store.unchanged(str(tmp_path / "b.vtt"))
    path.chmod(0)
    with opened(tmp_path, embedder, write=True) as store:
        assert store.unchanged(str(path)), "the time was noted, the bytes are not read again"
        embedder.asked.clear()
        path.chmod(0o600)
        store.put(reading(tmp_path, "a"))
        assert embedder.asked == []


def test_a_change_within_the_tick_of_the_clock_is_seen(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    path = tmp_path / "a.vtt"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"eleven", b"twelve"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with opened(tmp_path, embedder) as store:
        assert not store.unchanged(str(path))


def test_a_changed_file_replaces_and_only_new_words_are_embedded(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES, b=LINES)
    embedder.asked.clear()
    write(tmp_path / "store", a=[*LINES[:3], ("buyer", "Ninety nine is too much."), *LINES[5:]])
    assert embedder.asked == ["And the price per seat?\nNinety nine is too much."]
    with opened(tmp_path, embedder) as store:
        texts = [s.text for s in store.statements("buyer") if s.file.endswith("a.vtt")]
        assert texts == ["It took us eleven weeks, not two.", "Ninety nine is too much."]
        assert chroma_counts(store) == {"buyer": 5, "ours": 4, "claims": 0}


def test_a_side_told_anew_moves_the_statement(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    write(tmp_path / "store", a=[*LINES[:5], ("buyer", LINES[5][1])])
    write(tmp_path / "store", a=[("buyer", LINES[0][1]), *LINES[1:]])
    with opened(tmp_path, embedder) as store:
        assert chroma_counts(store) == {"buyer": 4, "ours": 1, "claims": 0}
        assert len(store.search("buyer", embedder.embed(["rollout"]), 9)[0]) == 4


def test_a_removed_file_leaves_nothing_behind(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES, b=LINES)
    with opened(tmp_path, embedder, write=True) as store:
        store.remove(str(tmp_path / "a.vtt"), "never there")
        assert list(store.files()) == [str(tmp_path / "b.vtt")]
        store.remove(str(tmp_path / "b.vtt"))
        assert chroma_counts(store) == {"buyer": 0, "ours": 0, "claims": 0}
        assert store.stats().buyer == 0
        tables = ("files", "calls", "statements", "garbage")
        assert [store._catalog.count(table) for table in tables] == [0, 0, 0, 0]
        assert store.search("buyer", embedder.embed(["x"]), 5) == [[]]


def test_removed_words_are_gone_from_the_disk(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES, b=[("buyer", "We only use the wombat module.")])

    def on_disk() -> bool:
        return any(b"wombat" in p.read_bytes() for p in (tmp_path / "store").rglob("*") if p.is_file())

    assert on_disk()
    with opened(tmp_path, embedder, write=True) as store:
        store.remove(str(tmp_path / "b.vtt"))
    assert not on_disk()


def test_nothing_heavy_is_loaded_before_it_is_used():
    heavy = "{'chromadb', 'numpy', 'langchain_openai', 'openai', 'onnxruntime', 'filelock', 'bm25s', 'httpx'}"
    modules = "checker.store.index, checker.store.openai_embedder, checker.retrieve.candidates"
    script = f"import sys, {modules}; found = {heavy} & set(sys.modules); assert not found, found"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])


def test_same_words_are_embedded_once(tmp_path, embedder, write):
    write(tmp_path / "store", a=[("buyer", "Yeah.")], b=[("buyer", "Yeah.")], c=[("buyer", "Yeah.")])
    assert embedder.asked == ["Yeah."]


def test_one_call_in_two_files_stays_when_one_goes(tmp_path, embedder):
    with opened(tmp_path, embedder, write=True) as store:
        store.put(reading(tmp_path, "a", ident="same"), reading(tmp_path, "b", ident="same"))
        store.remove(str(tmp_path / "a.vtt"))
        assert store.call("same").file == str(tmp_path / "b.vtt")
        assert chroma_counts(store) == {"buyer": 3, "ours": 2, "claims": 0}


def test_vectors_come_in_the_order_asked(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    with opened(tmp_path, embedder) as store:
        some = [store.statements("buyer")[2], store.statements("ours")[0], store.statements("buyer")[0]]
        vectors = store.vectors([s.id for s in some])
        texts = ["Forty nine dollars is fine for us.\nYeah.", some[1].text, f"{some[1].text}\n{some[2].text}"]
        assert vectors.dtype == np.float32
        assert np.allclose(vectors, WordEmbedder().embed(texts), atol=1e-6)
        assert store.vectors([]).shape == (0, 64)


def test_more_statements_than_chroma_takes_at_once(tmp_path, embedder):
    lines = [("buyer", f"statement {i} of many") for i in range(5600)]
    with opened(tmp_path, embedder, write=True) as store:
        store.put(reading(tmp_path, "long", lines))
        assert chroma_counts(store)["buyer"] == 5600
        ids = [s.id for s in store.statements("buyer")]
        assert store.vectors(ids).shape == (5600, 64)


def test_claims_and_deals_come_back(tmp_path, embedder):
    claims = [
        Claim(f"c{i}", "landing.md", quote, Span(Position(i, 1), Position(i, 9)), "heading")
        for i, quote in enumerate(["Live in two weeks", "Forty nine dollars"], 1)
    ]
    deals = [Deal("d2", "Orca", amount=96_500.0, calls=("a.vtt",)), Deal("d1", "Ägir")]
    with opened(tmp_path, embedder, write=True) as store:
        store.put_deals(deals)
        store.put_claims(claims)
        assert store.deals() == deals
        assert store.search_claims(embedder.embed(["in two weeks"]), 1)[0][0][0] == claims[0]
        store.put_claims(claims[1:])
        assert chroma_counts(store)["claims"] == 1


def test_compacting_gives_disk_back_and_keeps_everything(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES, b=LINES)
    with opened(tmp_path, embedder, write=True) as store:
        query = embedder.embed(["eleven weeks"])
        before = store.search("buyer", query, 9)
        store.compact()
        assert store.search("buyer", query, 9) == before
    assert [p.name for p in (tmp_path / "store").glob("vectors-*")] == ["vectors-2"]
    with opened(tmp_path, embedder) as store:
        assert store.search("buyer", query, 9) == before


def test_compacting_makes_unreadable_vectors_again(tmp_path, embedder, write, monkeypatch):
    write(tmp_path / "store", a=LINES)
    with opened(tmp_path, embedder, write=True) as store:
        before = store.search("buyer", embedder.embed(["eleven weeks"]), 9)
        damaged = StoreError("Error getting embedding")
        monkeypatch.setattr(store._parts.vectors, "get", lambda *args: (_ for _ in ()).throw(damaged))
        store.compact()
        assert store.search("buyer", embedder.embed(["eleven weeks"]), 9) == before


def test_lost_vectors_are_made_again_from_the_catalog(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    shutil.rmtree(tmp_path / "store" / "vectors-1")
    assert write(tmp_path / "store").buyer == 3
    with opened(tmp_path, embedder) as store:
        assert chroma_counts(store) == {"buyer": 3, "ours": 2, "claims": 0}


def test_text_that_is_not_unicode_survives(tmp_path, embedder, write):
    write(tmp_path / "store", a=[("buyer", "half an emoji \ud83d and \x00 more")])
    with opened(tmp_path, embedder) as store:
        assert store.statements()[0].text == "half an emoji \ud83d and \x00 more"


def test_a_reader_may_not_write(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    with opened(tmp_path, embedder) as store, pytest.raises(ValueError, match="write=True"):
        store.put(Reading(reading(tmp_path, "b").stat))


def test_an_unknown_side_has_no_vectors(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    with opened(tmp_path, embedder) as store, pytest.raises(ValueError, match="unknown"):
        store.search("unknown", embedder.embed(["x"]), 1)


def test_git_is_told_to_leave_calls_alone(tmp_path, embedder, write):
    write(tmp_path / ".checker" / "store", a=LINES)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".checker/triage.jsonl").write_text("{}\n")
    (tmp_path / ".checker/review.html").write_text("what was said")
    listed = ["git", "-C", str(tmp_path), "ls-files", "--others", "--exclude-standard", ".checker"]
    seen = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split()
    assert seen == [".checker/triage.jsonl"]
    (tmp_path / ".checker/.gitignore").write_text("# mine\n")
    write(tmp_path / ".checker" / "store", a=LINES)
    assert (tmp_path / ".checker/.gitignore").read_text() == "# mine\n"
