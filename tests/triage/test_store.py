"""The file of decisions: two writers, a killed writer, a merged file, undo."""

import multiprocessing
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checker.errors import CheckerError, InputError, StoreError, StoreLocked
from checker.triage.decisions import Decision, Undo, checked
from checker.triage.store import TriageConflict, TriageStore
from checker.triage.subjects import subject_of
from tests.triage.sample import finding, said

SUBJECT = subject_of(finding(evidence=[said("Twenty weeks.", account="Meridian Axle")]))


def decision(verdict: str = "dismiss", who: str = "ana", second: int = 0, **changes: object) -> Decision:
    made = Decision(SUBJECT, verdict, who, f"2026-11-02T10:00:{second:02}+00:00", "today's vendor")  # type: ignore[arg-type]
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> TriageStore:
    return TriageStore(tmp_path / ".checker/triage.jsonl", wait=5)


def test_what_was_decided_is_read_back_whole(store: TriageStore) -> None:
    made = decision(reason='line\nbreak "quoted" ü \u2028 </script>', owner="bo", until="2027-01-31")
    assert store.decide(made) is None
    assert store.events() == (made,)
    assert store.standing() == {SUBJECT.key: made}


def test_no_call_text_and_no_account_is_kept(store: TriageStore, tmp_path: Path) -> None:
    store.decide(decision())
    text = (tmp_path / ".checker/triage.jsonl").read_text(encoding="utf-8")
    assert "Up and running" in text
    assert "Meridian" not in text
    assert "Twenty" not in text


def test_the_last_decision_stands_and_history_is_kept(store: TriageStore) -> None:
    first, second = decision(), decision("confirm", "bo", 1)
    store.decide(first)
    assert store.decide(second) == first
    assert store.standing()[SUBJECT.key] == second
    assert store.history(SUBJECT) == (first, second)


def test_undo_brings_back_what_was_before(store: TriageStore) -> None:
    first, second = decision(), decision("confirm", "bo", 1)
    store.decide(first)
    store.decide(second)
    assert store.undo(SUBJECT, "cy", "2026-11-03T00:00:00+00:00") == second
    assert store.standing()[SUBJECT.key] == first
    assert store.undo(SUBJECT, "cy", "2026-11-03T00:00:01+00:00") == first
    assert store.standing() == {}
    assert [type(e) for e in store.history(SUBJECT)] == [Decision, Decision, Undo, Undo]
    with pytest.raises(InputError, match="no decision"):
        store.undo(SUBJECT, "cy", "2026-11-03T00:00:02+00:00")


def test_an_undone_decision_can_be_made_again(store: TriageStore) -> None:
    store.decide(decision())
    store.undo(SUBJECT, "cy", "2026-11-03T00:00:00+00:00")
    store.decide(decision())
    assert store.standing()[SUBJECT.key] == decision()


def test_a_decision_on_a_new_wording_replaces_the_old_and_undo_restores_it(store: TriageStore) -> None:
    old = decision()
    store.decide(old)
    reworded = subject_of(finding("Up and running in just 30 days."))
    new = replace(decision("confirm", "bo", 1), subject=reworded, replaces=old.id)
    assert store.decide(new, expected=old.id) == old
    assert list(store.standing().values()) == [new]
    store.undo(reworded, "bo", "2026-11-03T00:00:00+00:00")
    assert list(store.standing().values()) == [old]


def test_a_writer_who_saw_an_older_version_is_told(store: TriageStore) -> None:
    first = decision()
    store.decide(first, expected="")
    with pytest.raises(TriageConflict, match="ana has decided to dismiss it") as told:
        store.decide(decision("confirm", "bo", 1), expected="")
    assert told.value.standing == first
    with pytest.raises(TriageConflict):
        store.undo(SUBJECT, "bo", "2026-11-03T00:00:00+00:00", expected="someone else's")
    store.decide(decision("confirm", "bo", 1), expected=first.id)
    with pytest.raises(TriageConflict):
        store.decide(decision("accept", "cy", 2), expected=first.id)
    assert len(store.events()) == 2


def _race(path: Path, who: str, start: object, results: object) -> None:
    store = TriageStore(path)
    start.wait()  # type: ignore[attr-defined]
    won = 0
    for second in range(25):
        seen = store.standing().get(SUBJECT.key)
        try:
            store.decide(decision(who=who, second=second), expected=seen.id if seen else "")
            won += 1
        except TriageConflict:
            continue
    results.put(won)  # type: ignore[attr-defined]


def test_two_processes_never_write_over_each_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(2), context.Queue()
    path = tmp_path / "triage.jsonl"
    writers = [context.Process(target=_race, args=(path, who, start, results)) for who in ("ana", "bo")]
    for writer in writers:
        writer.start()
    won = sum(results.get(timeout=60) for _ in writers)
    for writer in writers:
        writer.join(timeout=60)
    events = TriageStore(path).events()
    assert len(events) == won
    assert len({e.id for e in events if isinstance(e, Decision)}) == won
    assert {e.who for e in events} == {"ana", "bo"}


def test_a_writer_that_waits_too_long_says_so(tmp_path: Path) -> None:
    from filelock import FileLock

    path = tmp_path / "triage.jsonl"
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with FileLock(f"{path}.lock"):
            held.set()
            done.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(10)
        with pytest.raises(StoreLocked, match="somebody else is writing"):
            TriageStore(path, wait=0.05).decide(decision())
    finally:
        done.set()
        thread.join()


def test_a_line_that_a_killed_writer_left_is_dropped(store: TriageStore, tmp_path: Path) -> None:
    path = tmp_path / ".checker/triage.jsonl"
    store.decide(decision())
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    assert store.events() == (decision(),)
    store.decide(decision("confirm", "bo", 1))
    assert [e.who for e in store.events()] == ["ana", "bo"]


def test_a_last_line_without_its_break_is_kept(store: TriageStore, tmp_path: Path) -> None:
    path = tmp_path / ".checker/triage.jsonl"
    store.decide(decision())
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    store.decide(decision("confirm", "bo", 1))
    assert [e.who for e in store.events()] == ["ana", "bo"]


def test_a_damaged_line_is_named(store: TriageStore, tmp_path: Path) -> None:
    store.decide(decision())
    with (tmp_path / ".checker/triage.jsonl").open("a", encoding="utf-8") as file:
        file.write("<<<<<<< HEAD\n")
    with pytest.raises(StoreError, match=r"triage\.jsonl:2: not a decision"):
        store.events()


def test_lines_of_two_branches_merge(tmp_path: Path) -> None:
    ours, theirs = TriageStore(tmp_path / "a.jsonl"), TriageStore(tmp_path / "b.jsonl")
    for one in (ours, theirs):
        one.decide(decision())
    ours.decide(decision("confirm", "bo", 1))
    theirs.decide(decision("accept", "cy", 2))
    both = "".join((tmp_path / name).read_text(encoding="utf-8") for name in ("a.jsonl", "b.jsonl"))
    lines = dict.fromkeys(both.splitlines(keepends=True))
    (tmp_path / "m.jsonl").write_text("".join(lines), encoding="utf-8")
    merged = TriageStore(tmp_path / "m.jsonl")
    assert merged.standing()[SUBJECT.key].who == "cy"
    assert len(merged.events()) == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": " "}, "takes a reason"),
        ({"who": ""}, "somebody who made it"),
        ({"until": "soon"}, "no date"),
        ({"until": "2026-11-01"}, "has passed"),
        ({"verdict": "ban"}, "no decision"),
    ],
)
def test_what_cannot_be_kept_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(CheckerError, match=words):
        checked(decision(**changes), date(2026, 11, 2))


def test_to_confirm_takes_no_reason() -> None:
    made = decision("confirm", reason="", until="2026-11-02")
    assert checked(made, date(2026, 11, 2)) is made
