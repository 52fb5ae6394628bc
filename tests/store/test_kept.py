"""What is kept beside the index holds for one state of it, and is never in the way."""

import numpy as np
import pytest

from checker.model import Deal
from checker.store.index import Store
from checker.store.kept import Kept, drop_kept, text_array, text_of
from tests.store.conftest import LINES, reading

MADE = {"rows": np.arange(3, dtype=np.int32), "text": text_array("a “b” \ud800")}


def kept(folder, state="now", made_by=("words", "1")):
    return Kept(folder, lambda: state, made_by)


def test_arrays_come_back_as_they_were(tmp_path):
    kept(tmp_path / "kept").save("words", "1", MADE)
    found = kept(tmp_path / "kept").load("words", "1")
    assert found["rows"].tolist() == [0, 1, 2] and found["rows"].dtype == np.int32
    assert text_of(found["text"]) == "a “b” \ud800"
    assert kept(tmp_path / "kept").has("words", "1")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["words.npz"]


@pytest.mark.parametrize(
    ("other", "name", "recipe"),
    [
        ({"state": "later"}, "words", "1"),
        ({"made_by": ("words", "2")}, "words", "1"),
        ({}, "words", "2"),
        ({}, "heard", "1"),
        ({"state": ""}, "words", "1"),
    ],
    ids=["another state", "another embedder", "another version", "another name", "no state"],
)
def test_what_was_made_of_something_else_is_passed_over(tmp_path, other, name, recipe):
    kept(tmp_path).save("words", "1", MADE)
    assert kept(tmp_path, **other).load(name, recipe) is None
    assert not kept(tmp_path, **other).has(name, recipe)


@pytest.mark.parametrize("damage", [b"", b"no archive", None], ids=["empty", "something else", "cut short"])
def test_a_damaged_file_is_passed_over(tmp_path, damage):
    kept(tmp_path).save("words", "1", MADE)
    path = tmp_path / "words.npz"
    path.write_bytes(path.read_bytes()[:-40] if damage is None else damage)
    assert kept(tmp_path).load("words", "1") is None and not kept(tmp_path).has("words", "1")
    kept(tmp_path).save("words", "1", MADE)
    assert kept(tmp_path).load("words", "1") is not None


def test_a_changed_byte_is_seen(tmp_path):
    kept(tmp_path).save("words", "1", {"rows": np.zeros(1000, dtype=np.uint8)})
    path = tmp_path / "words.npz"
    data = bytearray(path.read_bytes())
    data[-700] ^= 1
    path.write_bytes(bytes(data))
    assert kept(tmp_path).load("words", "1") is None


def test_nothing_is_kept_of_an_index_that_changed_meanwhile(tmp_path):
    states = iter(["before", "after"])
    Kept(tmp_path, lambda: next(states)).save("words", "1", MADE)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "kept").write_text("in the way")
    kept(tmp_path / "kept").save("words", "1", MADE)
    assert kept(tmp_path / "kept").load("words", "1") is None


def state(store: Store) -> str:
    return store._parts.catalog.state()


DEAL = Deal("d", "Acme", "won", "food", 1.0, "USD", "won", None, ("a.vtt",))


def test_the_state_changes_with_calls_and_deals_and_nothing_else(tmp_path, embedder):
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        states = [state(store)]
        for change in (
            lambda: store.put(reading(tmp_path, "a", LINES)),
            lambda: store.put_deals([DEAL]),
            lambda: store.put(reading(tmp_path, "a", LINES[:2])),
            lambda: store.remove(str(tmp_path / "a.vtt")),
        ):
            change()
            states.append(state(store))
        assert len(set(states)) == 5
        store.put()
        store.put_deals([DEAL])
        store.remove("nobody.vtt")
        store.compact()
        assert state(store) == states[-1]
    with Store.open(tmp_path / "store", embedder) as store:
        assert state(store) == states[-1]


def test_a_change_takes_away_what_was_made_before_it(tmp_path, embedder):
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        store.put(reading(tmp_path, "a", LINES))
        store.kept.save("words", "1", MADE)
        assert store.kept.has("words", "1")
        store.put(reading(tmp_path, "b", LINES))
        assert list((tmp_path / "store" / "kept").iterdir()) == []
        store.kept.save("words", "1", MADE)
        store.scrub()
        assert drop_kept(tmp_path / "store") == 0


def test_an_index_from_before_keeps_nothing_until_it_is_written_to(tmp_path, embedder):
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        store.put(reading(tmp_path, "a", LINES))
        store._parts.catalog.rows("DELETE FROM meta WHERE key = 'state'")
    with Store.open(tmp_path / "store", embedder) as store:
        store.kept.save("words", "1", MADE)
        assert not (tmp_path / "store" / "kept").exists()
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        assert state(store)
