"""Statements are read a part at a time, and are all of one state of the index."""

import tracemalloc

import pytest

from checker.store import catalog as catalog_module
from checker.store.catalog import Catalog
from checker.store.changes import CatalogWriter
from tests.store.conftest import LINES, reading

SIDES = (None, "buyer", "ours", "unknown")


@pytest.fixture
def writer(tmp_path):
    catalog = CatalogWriter(tmp_path, "here", write=True)
    catalog.replace([(reading(tmp_path, name), "") for name in "cab"])
    yield catalog
    catalog.close()


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(catalog_module, "_PART", 2)


def plainly(catalog, side):
    """The order that is promised, told without the database's."""
    rows = [
        (s.file, s.call, s.turn, s.start, key, s)
        for key, s in catalog.by_vector(
            row[0] for row in catalog.rows("SELECT vector FROM statements")
        ).items()
        if side in (None, s.side)
    ]
    return [(row[4], row[5]) for row in sorted(rows, key=lambda row: row[:5])]


@pytest.mark.parametrize("side", SIDES)
def test_all_come_in_order(writer, small_parts, side):
    assert list(writer.numbered(side)) == plainly(writer, side)
    assert [s for _, s in writer.numbered(side)] == writer.statements(side)


@pytest.mark.parametrize("own", [True, False], ids=["of the writer", "of a reader"])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("taken", [0, 1, 3])
def test_they_are_of_the_state_in_which_they_were_asked_for(tmp_path, writer, small_parts, own, side, taken):
    asked = writer if own else Catalog(tmp_path, "here")
    before = plainly(writer, side)
    rows = asked.numbered(side)
    found = [next(rows) for _ in range(min(taken, len(before)))]
    writer.remove([str(tmp_path / "a.vtt")])
    writer.replace([(reading(tmp_path, "b", LINES[2:]), ""), (reading(tmp_path, "d"), "")])
    assert asked.count("calls") == 3 and len(asked.statements("ours")) == 5, "others see what is new"
    assert found + list(rows) == before
    after = plainly(writer, side)
    assert list(asked.numbered(side)) == after != before
    if not own:
        asked.close()


def test_few_are_in_memory(tmp_path, writer):
    lines = [("buyer", f"{n} " + "x" * 2000) for n in range(4000)]
    writer.replace([(reading(tmp_path, "long", lines), "")])
    tracemalloc.start()
    try:
        count = sum(1 for _ in writer.numbered("buyer"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 4000 + 9
    assert peak < 8_000_000, "all of them, each with what was said before it, are 16 million letters"


def test_what_is_left_half_read_holds_nothing_open(tmp_path, writer, small_parts):
    def log_is_held():
        return bool(writer.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0])

    writer.rows("PRAGMA busy_timeout = 1")
    for begin in (lambda rows: None, next):
        rows = writer.numbered()
        begin(rows)
        writer.note("some", "thing")
        assert log_is_held(), "a state that is being read is kept"
        del rows
        assert not log_is_held()


def test_files_are_looked_up_at_once_and_never_as_they_were(tmp_path, writer):
    asked = []
    names = [str(tmp_path / f"{name}.vtt") for name in "abc"]
    writer._db.set_trace_callback(asked.append)
    assert [writer.file(name).file for name in names] == names
    assert len(asked) == 1
    writer.remove(names[:1])
    assert writer.file(names[0]) is None
    stat = reading(tmp_path, "b", LINES[:1]).stat
    writer.seen([stat])
    assert writer.file(names[1]).seen_ns == stat.seen_ns
