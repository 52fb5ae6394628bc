"""What is judged of the claims that a change takes out: all of a few, of many only those that can matter."""

from pathlib import Path

import pytest

from checker.ci.evidence import StoreEvidence
from checker.ci.judging import Judging
from checker.ci.old_claims import MOST_CLAIMS
from checker.model import Relation
from checker.pipeline.opening import open_store
from checker.pipeline.progress import silent
from checker.segments.claims import claims
from checker.sources.copy.registry import read_copy
from tests.ci.conftest import SETTINGS, Repository, WordJudge, quotes, run

EXPORT = "Export any report in one click."
PLAIN = (
    "Payroll runs on Thursdays without anybody at a keyboard.",
    "New hires sign their papers on a phone.",
    "Holiday requests are answered on the day.",
    "Every branch sees its own rota.",
    "Overtime is counted to the minute.",
    "Auditors get a door of their own.",
)


def asset(*lines: str) -> str:
    return "\n\n".join(lines) + "\n"


@pytest.fixture
def rewritten(repo: Repository) -> Repository:
    """An asset of which each claim is altered by the change, one of them contradicted as it stood."""
    repo.put("campaign/big.md", asset(EXPORT, *PLAIN))
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "change")
    repo.git("checkout", "-q", "-b", "rewrite")
    lines = [f"{line[:-1]}, in all of our plans." for line in PLAIN]
    repo.put("campaign/big.md", asset("See all of your reports on one page.", *lines))
    assert 2 * (len(PLAIN) + 1) > MOST_CLAIMS
    return repo


def test_of_many_claims_that_go_none_is_judged_and_the_run_says_so(rewritten: Repository) -> None:
    judge = WordJudge()
    found = run(judge)
    assert (found.changed, found.removed) == (7, 7)
    assert not {pair.claim for pair in judge.asked} & {EXPORT, *PLAIN}
    assert found.fixed == ()
    assert [w for w in found.run.warnings if w.startswith("7 of the claims that this change takes out")]


def test_asked_for_everything_they_are_judged(rewritten: Repository) -> None:
    judge = WordJudge()
    found = run(judge, everything=True)
    asked = {pair.claim for pair in judge.asked}
    assert EXPORT in asked
    # Of one claim no question is asked: to each statement three or more others lie nearer.
    assert len(asked & set(PLAIN)) >= len(PLAIN) - 1
    assert quotes(found, "fixed") == [EXPORT]
    assert found.run.warnings == ()


def test_of_a_few_all_are_judged(rewritten: Repository) -> None:
    lines = [f"{PLAIN[0][:-1]}, in all of our plans.", *PLAIN[1:]]
    rewritten.put("campaign/big.md", asset("See all of your reports on one page.", *lines))
    judge = WordJudge()
    found = run(judge)
    assert {pair.claim for pair in judge.asked} >= {EXPORT, PLAIN[0]}
    assert (quotes(found, "fixed"), found.run.warnings) == ([EXPORT], ())


def test_what_the_baseline_holds_is_told_as_fixed(rewritten: Repository) -> None:
    new = Path("campaign/big.md").read_text(encoding="utf-8")
    rewritten.put("campaign/big.md", asset(EXPORT, *PLAIN))
    run(update=True)
    rewritten.put("campaign/big.md", new)
    judge = WordJudge()
    found = run(judge)
    assert {pair.claim for pair in judge.asked} & {EXPORT, *PLAIN} == {EXPORT}
    assert (quotes(found, "fixed"), [k.claim for k in found.gone]) == ([EXPORT], [EXPORT])
    assert [w for w in found.run.warnings if w.startswith("6 of the claims")]


def test_a_slip_mended_in_a_claim_of_a_rewritten_asset_is_carried_over(rewritten: Repository) -> None:
    rewritten.edit("campaign/big.md", "See all of your reports on one page.", f"You can {EXPORT}")
    judge = WordJudge()
    judge.rules = (*judge.rules, ("Export any report", "cannot be exported", "contradicts"))
    found = run(judge)
    assert {pair.claim for pair in judge.asked} & {EXPORT, *PLAIN} == {EXPORT}
    assert (found.new, quotes(found, "carried")) == ((), [f"You can {EXPORT}"])


@pytest.mark.parametrize("relation", ["contradicts", "dismisses"])
def test_a_claim_gets_the_same_findings_alone_as_among_all(repo: Repository, relation: Relation) -> None:
    """One statement counts for two claims only; which, is told by claims that are not asked for."""
    lines = [f"Export {what} report in one click." for what in ("any", "each", "your", "a", "the last")]
    every = claims(read_copy(asset(*lines).encode(), "big.md"))
    with open_store(SETTINGS, write=False) as store:
        judge = WordJudge()
        judge.rules = (("report in one click", "cannot be exported", relation),)
        judging = Judging(StoreEvidence(store), judge, silent)
        _, whole = judging.findings(every, every)
        assert len(whole) == 2
        for claim in every:
            assert judging.findings(every, every, {claim.id})[1] == [f for f in whole if f.claim == claim]
