"""Files to findings: both sides quoted word for word, weighed in calls, accounts and money."""

import json
from pathlib import Path

import pytest

from checker.ci.evidence import StoreEvidence
from checker.errors import InputError
from checker.model import Reach
from checker.pipeline import Progress, index, review
from checker.pipeline.opening import open_store
from checker.pipeline.storing import store_info
from checker.reports.html import to_html
from checker.reports.json import to_json
from checker.reports.markdown import to_markdown
from checker.reports.summary import caution
from checker.settings import Settings
from tests.pipeline.conftest import ScriptedJudge


def run(settings: Settings, judge: ScriptedJudge | None = None, **more: object):  # type: ignore[no-untyped-def]
    return review(
        [Path("campaign")],
        settings,
        calls=[Path("calls")],
        deals=Path("calls.csv"),
        judge=judge or ScriptedJudge(),
        **more,  # type: ignore[arg-type]
    )


def weighed(found):  # type: ignore[no-untyped-def]
    """Findings without the notes on claims that nobody speaks to."""
    return tuple(f for f in found.findings if f.kind != "unheard-claim")


def test_a_contradicted_claim_is_found_with_both_sides(company: Path, settings: Settings) -> None:
    found = run(settings)
    finding = found.findings[0]
    assert finding.kind == "contradicted-claim"
    assert finding.severity == "high"
    assert finding.claim.quote == "Live in ten business days."
    assert (finding.claim.file, finding.claim.span.start.line) == ("campaign/landing.md", 5)
    assert [e.quote for e in finding.evidence] == [
        "We signed in February, and we were still typing things in on the Fourth of July.",
        "It took your people six months at our sister firm.",
    ]
    assert [e.account for e in finding.evidence] == ["Lind Foods", "Moe Mills"]
    assert finding.evidence[1].time == 5.0
    assert finding.reach == Reach(2, 2, open_amount=31500.0, lost_amount=12000.0)


def test_every_quote_stands_at_its_place(company: Path, settings: Settings) -> None:
    for finding in run(settings).findings:
        for item in finding.evidence:
            lines = (company / item.file).read_text(encoding="utf-8").splitlines()
            start, end = item.span.start, item.span.end
            assert start.line == end.line
            assert lines[start.line - 1][start.column - 1 : end.column - 1] == item.quote


def test_supported_and_unheard_claims_are_reported(company: Path, settings: Settings) -> None:
    status = {r.claim.quote: r.status for r in run(settings).claims}
    assert status["A person answers in under 60 seconds."] == "supported"
    assert status["Every plan includes single sign-on."] == "unheard"


def test_lines_that_claim_nothing_are_not_judged_and_counted_apart(company: Path, settings: Settings) -> None:
    before = run(settings).corpus
    landing = Path("campaign/landing.md")
    lines = "LinkedIn, February 24\n\nHouse notes: no stock photos of smiling truckers.\n"
    landing.write_text(f"{landing.read_text(encoding='utf-8')}\n\n{lines}", encoding="utf-8")
    judge = ScriptedJudge()
    found = run(settings, judge)
    asked = {pair.claim for pair in judge.asked} | {report.claim.quote for report in found.claims}
    assert not any(quote in lines for quote in asked)
    assert found.corpus.claims == before.claims == len(found.claims)
    assert found.corpus.other_lines > before.other_lines


def test_our_own_words_are_no_evidence_of_buyers(company: Path, settings: Settings) -> None:
    judge = ScriptedJudge()
    run(settings, judge)
    of_buyers = [pair for pair in judge.asked if pair.kind == "buyer"]
    assert of_buyers
    assert not any("How did the start go" in pair.statement for pair in of_buyers)


def test_the_same_input_gives_the_same_run(company: Path, settings: Settings) -> None:
    assert run(settings) == run(settings)


def test_unchanged_calls_are_not_read_again(company: Path, settings: Settings) -> None:
    first = index([Path("calls")], settings, deals=Path("calls.csv"))
    again = index([Path("calls")], settings, deals=Path("calls.csv"))
    assert (first.added, first.unchanged) == (2, 0)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_changed_and_removed_calls_leave_nothing_behind(company: Path, settings: Settings) -> None:
    assert run(settings).findings[0].reach.calls == 2
    (company / "calls/two.vtt").unlink()
    (company / "calls/one.txt").write_text(
        "Rita Cole: So?\nBo Lind: All was lovely from the start.\n", encoding="utf-8"
    )
    assert weighed(run(settings)) == ()


def test_a_side_told_later_is_carried_through(company: Path, settings: Settings) -> None:
    nobody = settings.model_copy(update={"company": settings.company.model_copy(update={"people": ()})})
    (company / "calls/two.vtt").unlink()
    before = run(nobody)
    assert weighed(before) == ()
    assert any("company" in w for w in before.warnings)
    assert len(weighed(run(settings))) == 1


def test_what_nobody_could_place_is_told_by_a_review_of_a_ready_index(
    company: Path, settings: Settings
) -> None:
    (company / "calls/two.vtt").write_text(
        "Speaker 1: How did the start go, and when?\nSpeaker 2: It took your people six months at ours.\n",
        encoding="utf-8",
    )
    (company / "calls/two.vtt").rename(company / "calls/two.txt")
    indexing = run(settings)
    found = review([Path("campaign")], settings, judge=ScriptedJudge())
    assert found.warnings == indexing.warnings[-len(found.warnings) :]
    assert found.warnings[0].startswith("2 statements on 1 call were not used")
    (line,) = (w for w in found.warnings if '[sides] "calls/two.txt" = {"Speaker 1" = "buyer"}' in w)
    assert found.corpus.unplaced == 2
    assert "2 statements" in caution(found)
    shown = [to_json(found), to_html(found), to_markdown(found)]
    assert all("2 statements on 1 call were not used" in text for text in shown)
    assert {found.warnings[0], line} <= set(json.loads(to_json(found))["warnings"])


def test_accounts_are_counted_alike_by_index_review_and_store(company: Path, settings: Settings) -> None:
    (company / "calls/three.txt").write_text(
        "Rita Cole: Well?\nEd Fox: It took us six months to go live, all in all.\n", encoding="utf-8"
    )
    found = run(settings)
    weight = next(f for f in found.findings if f.kind == "contradicted-claim").reach
    assert (weight.calls, weight.accounts) == (3, 3)
    assert (found.corpus.calls, found.corpus.accounts) == (3, 3)
    assert index([Path("calls")], settings).accounts == 3
    assert store_info(settings).stats.accounts == 3
    with open_store(settings, write=False) as store:
        assert StoreEvidence(store).counts().accounts == 3


def test_quotes_of_an_account_with_two_calls_have_the_dates_of_their_rows(
    company: Path, settings: Settings
) -> None:
    (company / "calls.csv").write_text(
        "file,account,date,deal_amount_usd,outcome\n"
        "calls/one.txt,Lind Foods,2026-01-04,500,open\ncalls/two.vtt,Lind Foods,2026-01-09,500,open\n",
        encoding="utf-8",
    )
    found = run(settings)
    quoted = {e.file: e.date for f in found.findings for e in f.evidence if e.call}
    assert quoted == {"calls/one.txt": "2026-01-04", "calls/two.vtt": "2026-01-09"}
    again = review([Path("campaign")], settings, judge=ScriptedJudge())
    assert {e.file: e.date for f in again.findings for e in f.evidence if e.call} == quoted


def test_a_name_that_recurs_across_accounts_is_ours(company: Path, settings: Settings) -> None:
    nobody = settings.model_copy(update={"company": settings.company.model_copy(update={"people": ()})})
    assert run(nobody).findings[0].reach.accounts == 2


def test_bad_files_are_skipped_loudly_and_the_rest_is_reviewed(company: Path, settings: Settings) -> None:
    (company / "campaign/empty.md").write_text("", encoding="utf-8")
    (company / "calls/broken.json").write_text('{"callTranscripts": [', encoding="utf-8")
    found = run(settings)
    assert {s.file for s in found.skipped} == {"campaign/empty.md", "calls/broken.json"}
    assert all(s.reason for s in found.skipped)
    assert found.findings


def test_nothing_readable_is_an_error(company: Path, settings: Settings) -> None:
    (company / "campaign/landing.md").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="no copy could be read"):
        run(settings)


def test_a_review_without_calls_says_what_to_do(company: Path, settings: Settings) -> None:
    index([Path("calls")], settings)
    for name in ("one.txt", "two.vtt"):
        (company / "calls" / name).unlink()
    index([Path("calls")], settings)
    with pytest.raises(InputError, match="checker index"):
        review([Path("campaign")], settings, judge=ScriptedJudge())


def test_a_large_file_is_skipped_with_its_limit(company: Path, settings: Settings) -> None:
    small = settings.model_copy(update={"store": settings.store.model_copy(update={"max_file_mb": 0.0003})})
    (company / "campaign/big.md").write_text("Fast. " * 200, encoding="utf-8")
    found = review([Path("campaign")], small, calls=[Path("calls/two.vtt")], judge=ScriptedJudge())
    assert [(s.file, "over the limit" in s.reason) for s in found.skipped] == [("campaign/big.md", True)]


def test_progress_is_told(company: Path, settings: Settings) -> None:
    seen: list[Progress] = []
    run(settings, progress=seen.append)
    assert {"Reading copy", "Reading calls", "Indexing calls", "Judging claims"} <= {p.stage for p in seen}
    assert all(p.done <= p.total for p in seen)


def test_an_empty_folder_is_told_beside_calls_that_are_indexed(company: Path, settings: Settings) -> None:
    (company / "empty").mkdir()
    assert not [w for w in index([company / "calls"], settings).warnings if "no transcript" in w]
    told = index([company / "empty"], settings)
    assert told.calls == 2 and "empty: no transcript found there" in told.warnings[0]
    deals_only = index([], settings, deals=company / "calls.csv")
    assert not [w for w in deals_only.warnings if "no transcript" in w]
