"""Runs on disk and one run beside another."""

import json
import multiprocessing
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from checker.errors import StoreError
from checker.model import ClaimReport, Finding, Need, Run, Triaged, Usage
from checker.runs.compare import changes
from checker.runs.store import KEPT, RunStore, content_digest, scope_of
from tests.reports.sample import RUN, SURROGATE
from tests.triage.sample import finding, need, said

ONE = said("It took us twenty weeks.")
TWO = said("From Labor Day to tax time.", "two", "Globex")
COPY = ["campaign"]
WHEN = "2026-11-25T10:00:00+00:00"


def run(*findings: Finding, **changed: object) -> Run:
    claims = tuple(ClaimReport(f.claim, "contradicted") for f in findings if f.claim)
    return replace(Run("embedded", "pairs-1", findings, claims), **changed)  # type: ignore[arg-type]


def by_id(before: Sequence[Finding], now: Sequence[Finding]) -> Mapping[str, str]:
    known = {f.id for f in before}
    return {f.id: f.id for f in now if f.id in known}


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def test_a_run_comes_back_as_it_was(store: RunStore) -> None:
    clean = replace(RUN, warnings=tuple(w for w in RUN.warnings if SURROGATE not in w), usage=Usage())
    entry = store.add(clean, COPY, WHEN)
    assert store.load(entry.digest) == clean


def test_what_cannot_be_written_does_not_stop_it(store: RunStore) -> None:
    entry = store.add(RUN, COPY, WHEN)
    assert len(store.load(entry.digest).warnings) == 3


def test_no_time_and_no_decision_is_in_the_body(store: RunStore, tmp_path: Path) -> None:
    told = replace(run(finding()), triage=(Triaged(finding().id, "dismissed", "no", "ana"),))
    entry = store.add(run(finding()), COPY, WHEN, told)
    body = (tmp_path / f"runs/{entry.digest}.json").read_text(encoding="utf-8")
    assert "2026-11" not in body
    assert json.loads(body)["triage"] == []
    assert entry.findings["high"] == 0


def test_digest_is_of_what_was_found() -> None:
    base = run(finding(evidence=[ONE]))
    assert content_digest(base) == content_digest(replace(base, usage=Usage(3, 1, 1), warnings=("x",)))
    assert content_digest(base) != content_digest(run(finding(evidence=[ONE, TWO])))
    assert content_digest(base) != content_digest(replace(base, judge_model="pairs-2"))


def test_the_same_run_twice_is_one_and_has_the_same_run_before_it(store: RunStore) -> None:
    first, second = run(finding()), run(finding(evidence=[ONE]))
    scope = scope_of(COPY, "embedded")
    assert store.before(scope, content_digest(first)) is None
    one = store.add(first, COPY, WHEN)
    assert store.before(scope, content_digest(first)) is None
    store.add(first, COPY, "2026-11-26T10:00:00+00:00")
    assert len(store.entries()) == 1
    store.add(second, COPY, "2026-11-27T10:00:00+00:00")
    for _ in range(2):
        assert store.before(scope, content_digest(second)) == one
        store.add(second, COPY, "2026-11-28T10:00:00+00:00")
    back = store.add(first, COPY, "2026-11-29T10:00:00+00:00")
    assert back.when.startswith("2026-11-29")
    before = store.before(scope, content_digest(first))
    assert before is not None
    assert before.digest == content_digest(second)


def test_a_scope_is_the_copy_as_named_and_the_judge() -> None:
    assert scope_of(["campaign/", "a.md"], "llm") == scope_of(["a.md", "campaign"], "llm")
    assert scope_of(["campaign"], "llm") != scope_of(["campaign"], "embedded")
    assert scope_of(["campaign"], "llm") != scope_of(["campaign/landing.md"], "llm")


def test_latest_is_one_a_scope_and_leaves_out_what_is_lost(store: RunStore, tmp_path: Path) -> None:
    store.add(run(finding("a")), ["one"], WHEN)
    lost = store.add(run(finding("b")), ["two"], "2026-11-25T11:00:00+00:00")
    store.add(run(finding("c")), ["one"], "2026-11-25T12:00:00+00:00")
    assert [e.copy for e, _ in store.latest()] == [("one",), ("two",)]
    (tmp_path / f"runs/{lost.digest}.json").unlink()
    ((entry, made),) = store.latest()
    assert made.findings[0].claim
    assert (entry.copy, made.findings[0].claim.quote) == (("one",), "c")


def test_a_damaged_body_is_named_and_a_damaged_line_passed_over(store: RunStore, tmp_path: Path) -> None:
    entry = store.add(run(finding()), COPY, WHEN)
    (tmp_path / f"runs/{entry.digest}.json").write_text('{"judge": 1}', encoding="utf-8")
    with pytest.raises(StoreError, match="the run cannot be read"):
        store.load(entry.digest)
    with (tmp_path / "runs/index.jsonl").open("a", encoding="utf-8") as file:
        file.write("{torn\n")
    assert len(store.entries()) == 1


def test_old_bodies_are_removed_and_the_trend_stays(store: RunStore, tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        store.add(run(finding(f"Claim {number}")), COPY, WHEN)
    assert len(store.entries()) == KEPT + 3
    assert len(list((tmp_path / "runs").glob("*.json"))) == KEPT


def _add(folder: Path, who: str) -> None:
    for number in range(8):
        RunStore(folder).add(run(finding(f"Claim {number} of {who}")), [who], WHEN)


def test_two_processes_keep_their_runs(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_add, args=(tmp_path, who)) for who in ("ana", "bo")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    entries = RunStore(tmp_path).entries()
    assert len(entries) == 16
    assert all(RunStore(tmp_path).load(e.digest) for e in entries)


def test_new_fixed_and_carried_over() -> None:
    kept, fixed, new = finding(evidence=[ONE]), finding("Live in ten days."), finding("No fees.")
    grown = replace(kept, evidence=(ONE, TWO), severity="medium")
    made = changes(run(kept, fixed), "d1", run(grown, new), by_id)
    assert made.before == "d1"
    assert made.new == (new.id,)
    (carried,) = made.carried
    assert (carried.finding, carried.more_accounts, carried.more_calls) == (kept.id, 1, 1)
    assert carried.severity == "high"
    (gone,) = made.fixed
    assert (gone.finding, gone.text, gone.file) == (fixed.id, "Live in ten days.", "landing.md")


def test_gone_while_the_words_still_stand_is_not_fixed() -> None:
    lost = finding(evidence=[ONE])
    assert lost.claim
    now = run(claims=(ClaimReport(lost.claim, "unheard"),))
    made = changes(run(lost), "d1", now, by_id)
    assert [g.why for g in made.gone] == ["no longer found"]
    assert made.fixed == ()


def test_a_need_is_fixed_when_copy_answers_it() -> None:
    asked = need("Export to payroll", [ONE])
    answered = Need("n", "Export to payroll", (ONE,), asked.reach, answered_by=(finding().claim,))  # type: ignore[arg-type]
    silent = replace(answered, answered_by=())
    assert [g.why for g in changes(run(asked), "d", run(needs=(answered,)), by_id).gone] == ["copy changed"]
    assert [g.why for g in changes(run(asked), "d", run(needs=(silent,)), by_id).gone] == ["no longer found"]


def test_unheard_claims_are_no_news_and_another_model_is_named() -> None:
    quiet = finding(kind="unheard-claim", severity="note")
    made = changes(run(quiet, judge_model="pairs-0"), "d", run(replace(quiet, id="other")), by_id)
    assert (made.new, made.gone, made.other_model) == ((), (), "pairs-0")
