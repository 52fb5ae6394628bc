"""Ids outlive new calls, and so does what people did by hand."""

import json
from pathlib import Path

import pytest
from filelock import FileLock

from checker.errors import InputError, StoreLocked
from checker.needs.stable import NeedsBook, revising

PAY, TEMPS = ["p1", "p2", "p3"], ["t1", "t2", "t3", "t4"]


def ids(settled):
    return [need for need, _ in settled]


@pytest.mark.parametrize(
    "grown",
    [
        [["p9", *PAY], [*TEMPS, "t9"]],
        [["p1", "p2", "new"], TEMPS],
        [list(reversed(PAY)), list(reversed(TEMPS))],
    ],
    ids=["statements added", "one regrouped", "other order"],
)
def test_ids_stay_when_calls_are_added(grown):
    book = NeedsBook()
    before = ids(book.settle([PAY, TEMPS]))
    assert ids(book.settle(grown)) == before


def test_a_group_that_falls_apart_keeps_its_id_once():
    book = NeedsBook()
    (before,) = ids(book.settle([TEMPS]))
    first, second = ids(book.settle([["t1", "t2", "t3"], ["t4", "x"]]))
    assert first == before and second != before


def test_no_two_needs_share_an_id_when_the_central_statements_are_the_same():
    book = NeedsBook()
    book.settle([["a", "b", "c", "d", "e", "f", "g"]])
    found = ids(book.settle([["d", "e", "f", "g"], ["a", "b", "c"]]))
    assert len(set(found)) == 2


def test_an_id_does_not_depend_on_other_groups():
    assert ids(NeedsBook().settle([PAY]))[0] == ids(NeedsBook().settle([TEMPS, PAY]))[1]


def test_edits_survive_the_file_and_new_calls(tmp_path):
    path = tmp_path / "deep" / "needs.json"
    book = NeedsBook()
    pay, temps = ids(book.settle([PAY, TEMPS]))
    book.rename(pay, "  Pay on\n time ")
    book.merge(pay, temps)
    moved = book.divide(temps, ["t4"])
    book.write(path)
    again = NeedsBook.read(path)
    assert again == book and again.titles == {pay: "Pay on time"}
    settled = dict(again.settle([[*TEMPS, "t5"], ["p0", *PAY]]))
    assert set(settled[pay]) == {*PAY, "p0", "t1", "t2", "t3", "t5"}
    assert settled[moved] == ("t4",) and len(settled) == 2
    assert again.edited(pay) and again.edited(moved) and not again.edited("other")


def test_a_merged_need_is_remembered_while_its_calls_are_gone():
    book = NeedsBook()
    pay, temps = ids(book.settle([PAY, TEMPS]))
    book.merge(pay, temps)
    book.settle([PAY])
    assert ids(book.settle([TEMPS])) == [pay]


def test_merging_in_a_circle_is_refused():
    book = NeedsBook()
    pay, temps = ids(book.settle([PAY, TEMPS]))
    book.merge(pay, temps)
    for into, other in ((temps, pay), (pay, pay)):
        with pytest.raises(InputError):
            book.merge(into, other)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"schema": 2}), '{"schema": 1, "members": 3}'])
def test_a_damaged_book_is_named(tmp_path, text):
    path = tmp_path / "needs.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"needs\.json"):
        NeedsBook.read(path)


def test_no_file_is_an_empty_book(tmp_path):
    assert NeedsBook.read(tmp_path / "none.json") == NeedsBook()


def test_who_revises_the_book_waits_for_the_other_and_sees_his_edit(tmp_path: Path) -> None:
    import threading

    path = tmp_path / "needs.json"
    with revising(path) as book:
        book.settle([["a"], ["b"]])
    first, second = sorted(NeedsBook.read(path).members)
    inside = threading.Event()

    def settle() -> None:
        inside.wait()
        with revising(path) as later:
            later.settle([["a", "c"], ["b"]])

    run = threading.Thread(target=settle)
    run.start()
    with revising(path) as book:
        before = book.edition
        inside.set()
        book.rename(first, "By hand")
        assert book.edition != before
    run.join()
    assert NeedsBook.read(path).titles == {first: "By hand"}
    with pytest.raises(RuntimeError), revising(path) as book:
        book.rename(second, "Half done")
        raise RuntimeError
    assert second not in NeedsBook.read(path).titles
    with FileLock(f"{path}.lock"), pytest.raises(StoreLocked), revising(path, wait=0):
        pass
