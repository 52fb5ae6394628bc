"""A folder of drafts: each as if reviewed alone, ranked; a bad one stops no other; stopped, it goes on."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.errors import InputError, JudgeError, SettingsError
from checker.judge.base import Ticker
from checker.model import Pair, Usage, Verdict
from checker.model.batch import Batch
from checker.pipeline import Progress, index, review
from checker.pipeline.comparing import STAGE, compare
from checker.pipeline.following import decisions_of
from checker.pipeline.spending import Limits
from checker.reports.batches import BATCH_FORMATS, render_batch
from checker.settings import JudgeSection, Settings
from checker.triage.decisions import Decision
from checker.triage.subjects import subject_of
from tests.pipeline.conftest import ScriptedJudge

DRAFTS = {
    "a-late.md": "# Live in ten business days.\n\nA person answers in under 60 seconds.\n",
    "b-good.md": "# Support\n\nA person answers in under 60 seconds.\n",
    "c-quiet.md": "# Access\n\nEvery plan includes single sign-on.\n",
}
HERE = [Path("drafts")]


class FailingJudge(ScriptedJudge):
    """Raises when it is asked about a claim."""

    def __init__(self, about: str, error: BaseException) -> None:
        super().__init__()
        self.about, self.error = about, error

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        if any(self.about in pair.claim for pair in pairs):
            raise self.error
        return super().judge(pairs, tick)


class SilentJudge(ScriptedJudge):
    """Has no answer to anything."""

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        self.asked += pairs
        return [Verdict("unjudged", self.name, reason="no answer") for _ in pairs]


@pytest.fixture(autouse=True)
def drafts(company: Path, settings: Settings) -> Path:
    folder = company / "drafts"
    folder.mkdir()
    for name, text in DRAFTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    index([Path("calls")], settings, deals=Path("calls.csv"))
    return folder


def run(settings: Settings, judge: ScriptedJudge | None = None, **more: object) -> Batch:
    return compare(HERE, settings, judge=judge or ScriptedJudge(), **more)  # type: ignore[arg-type]


def claims_asked(judge: ScriptedJudge) -> set[str]:
    return {pair.claim for pair in judge.asked}


def names(batch: Batch) -> list[str]:
    return [Path(draft.file).name for draft in batch.drafts]


def test_the_best_comes_first_and_what_nobody_speaks_to_last(settings: Settings) -> None:
    batch = run(settings)
    assert names(batch) == ["b-good.md", "a-late.md", "c-quiet.md"]
    assert [draft.alignment.score for draft in batch.drafts] == [100, 50, None]
    assert [draft.alignment.heard for draft in batch.drafts] == [1, 2, 0]
    assert [draft.by_severity for draft in batch.drafts] == [(0, 0, 0), (1, 0, 0), (0, 0, 0)]


def test_each_is_reviewed_as_if_alone(settings: Settings) -> None:
    batch = run(settings)
    for draft in batch.drafts:
        alone = review([Path(draft.file)], settings, judge=ScriptedJudge(), keep=False)
        assert draft.run == alone


def test_a_bad_draft_stops_no_other(drafts: Path, settings: Settings) -> None:
    (drafts / "empty.md").write_text("", encoding="utf-8")
    judge = FailingJudge("single sign-on", JudgeError("the judge has gone", "Call it back."))
    batch = run(settings, judge)
    assert names(batch) == ["b-good.md", "a-late.md"]
    assert [(Path(s.file).name, s.reason) for s in batch.failed] == [
        ("c-quiet.md", "the judge has gone"),
        ("empty.md", batch.failed[1].reason),
    ]
    assert batch.failed[1].reason


def test_a_bug_met_on_one_draft_is_told_without_its_words(settings: Settings) -> None:
    judge = FailingJudge("single sign-on", RuntimeError("Bo Lind said something private"))
    failed = run(settings, judge).failed
    assert [s.reason for s in failed] == ["the checker failed on it (RuntimeError)"]
    assert "Lind" not in str(failed)


def test_what_concerns_all_of_them_stops_the_batch(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="no key"):
        run(settings, FailingJudge("ten business days", SettingsError("no key")))


@pytest.mark.parametrize("jobs", [1, 3])
def test_interrupted_and_run_again_it_goes_on_where_it_was(settings: Settings, jobs: int) -> None:
    whole = {name: render_batch(run(settings), name) for name in BATCH_FORMATS}
    for record in Path(".checker/batch").glob("*.json"):
        record.unlink()
    with pytest.raises(KeyboardInterrupt):
        run(settings, FailingJudge("single sign-on", KeyboardInterrupt()), jobs=jobs)
    judge = ScriptedJudge()
    batch = run(settings, judge)
    assert batch.resumed >= 1
    assert "Live in ten business days." not in claims_asked(judge)
    assert "Every plan includes single sign-on." in claims_asked(judge)
    assert {name: render_batch(batch, name) for name in BATCH_FORMATS} == whole


def test_run_again_nothing_is_asked(settings: Settings) -> None:
    first, judge = run(settings), ScriptedJudge()
    again = run(settings, judge)
    assert (judge.asked, again.resumed) == ([], 3)
    assert again == first


def test_only_a_draft_that_was_changed_is_reviewed_again(drafts: Path, settings: Settings) -> None:
    run(settings)
    (drafts / "c-quiet.md").write_text("# Access\n\nAudits take half a day.\n", encoding="utf-8")
    judge = ScriptedJudge()
    assert run(settings, judge).resumed == 2
    assert claims_asked(judge) == {"Audits take half a day."}


def test_new_calls_another_judge_and_other_settings_begin_anew(company: Path, settings: Settings) -> None:
    run(settings)
    (company / "calls/three.txt").write_text(
        "Rita Cole: And?\nDee Roy: It took us six months to start.\n", encoding="utf-8"
    )
    index([Path("calls")], settings, deals=Path("calls.csv"))
    assert run(settings).resumed == 0
    judge = ScriptedJudge()
    judge.model = "scripted 2"
    assert run(settings, judge).resumed == 0
    other = settings.company.model_copy(update={"product": "Paywell One"})
    assert run(settings.model_copy(update={"company": other})).resumed == 0
    assert run(settings).resumed == 3


def test_a_damaged_record_is_only_slow(settings: Settings) -> None:
    first = run(settings)
    for record in Path(".checker/batch").glob("*.json"):
        record.write_text(record.read_text(encoding="ascii")[:100], encoding="ascii")
    again = run(settings)
    assert (again.resumed, again) == (0, first)


def test_what_got_no_answer_is_asked_again(settings: Settings) -> None:
    run(settings, SilentJudge())
    judge = ScriptedJudge()
    assert run(settings, judge).resumed == 0
    assert judge.asked


def test_several_at_a_time_give_the_same_bytes(settings: Settings) -> None:
    one = run(settings, jobs=1)
    for record in Path(".checker/batch").glob("*.json"):
        record.unlink()
    several = run(settings, jobs=3)
    assert several.resumed == 0
    for name in BATCH_FORMATS:
        assert render_batch(several, name) == render_batch(one, name)


def test_a_decision_made_since_counts_without_judging_again(settings: Settings) -> None:
    late = next(d for d in run(settings).drafts if d.clashes)
    subject = subject_of(late.clashes[0])
    decisions_of(settings).decide(Decision(subject, "dismiss", "ana", "2026-11-25T10:00:00+00:00", "sarcasm"))
    judge = ScriptedJudge()
    batch = run(settings, judge)
    assert judge.asked == []
    assert [t.state for d in batch.drafts for t in d.run.triage] == ["dismissed"]
    assert [d.alignment.score for d in batch.drafts] == [100, 100, None]


def test_drafts_that_disagree_are_told_and_neither_is_the_worse(drafts: Path, settings: Settings) -> None:
    (drafts / "d.md").write_text("The Team plan costs $49 per user per month.\n", encoding="utf-8")
    (drafts / "e.md").write_text("The Team plan costs $59 per user per month.\n", encoding="utf-8")
    batch = run(settings)
    assert [f.kind for f in batch.conflicts] == ["conflicting-copy"]
    both = [d for d in batch.drafts if Path(d.file).name in ("d.md", "e.md")]
    assert [d.clashes for d in both] == [(), ()]


def test_an_ignore_beside_the_copy_is_idle_only_if_no_draft_needs_it(settings: Settings) -> None:
    Path("checker-ignore.yaml").write_text(
        "- kind: contradicted-claim\n  quote: Live in ten business days.\n  reason: legal\n"
        "- kind: rep-drift\n  quote: Nobody says this.\n  reason: old\n",
        encoding="utf-8",
    )
    told = {w for d in run(settings).drafts for w in d.run.warnings if "covers no finding" in w}
    assert len(told) == 1
    assert "rep-drift" in told.pop()


def test_progress_counts_the_drafts_that_are_left(drafts: Path, settings: Settings) -> None:
    run(settings)
    (drafts / "c-quiet.md").write_text("Audits take half a day.\n", encoding="utf-8")
    seen: list[Progress] = []
    run(settings, progress=seen.append)
    assert [(p.done, p.total) for p in seen if p.stage == STAGE] == [(0, 1), (1, 1)]


def test_stopped_by_who_watches_it_keeps_what_is_done(settings: Settings) -> None:
    def stop(progress: Progress) -> None:
        if progress.stage == STAGE and progress.done == 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        run(settings, progress=stop)
    assert run(settings).resumed == 1


def test_nothing_to_compare_is_an_error(company: Path, settings: Settings) -> None:
    (company / "none").mkdir()
    with pytest.raises(InputError, match="no drafts"):
        compare([Path("none")], settings, judge=ScriptedJudge())
    with pytest.raises(InputError, match="nowhere"):
        compare([Path("nowhere")], settings, judge=ScriptedJudge())


def test_needs_are_listed_with_the_drafts_that_answer_them(settings: Settings) -> None:
    record = json.loads(render_batch(run(settings), "json"))
    for need in record["needs"]:
        assert set(need["answered_by"]) <= {d["file"] for d in record["drafts"]}
    assert [d["needs"] for d in record["drafts"]] == [len(record["needs"])] * 3


def test_limits_hold_for_all_drafts_together() -> None:
    section = JudgeSection(model="gpt-5-mini", max_tokens=1000, max_cost=5.0)
    limits = Limits(Settings(judge=section), reads=True)
    limits.spend(Usage(1, 300, 100))
    limits.spend(Usage(1, 500, 300))
    assert limits.limited
    assert limits.left().judge.max_tokens == 0
    assert limits.left().judge.max_cost == pytest.approx(5.0, abs=0.01)
    free = Limits(Settings(judge=section), reads=False)
    assert (free.limited, free.left().judge.max_tokens) == (False, 1000)
