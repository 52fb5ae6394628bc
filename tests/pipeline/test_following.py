"""What lies over a run: decisions, ignores, the run before, the score; from real files of copy."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.errors import InputError
from checker.model import Asset, Claim, Deal, Evidence, Finding, Run
from checker.pipeline import triaging
from checker.pipeline.following import decisions_of, followed, runs_of, work_folder
from checker.segments.claims import claims
from checker.settings import Settings, StoreSection
from checker.sources.copy.registry import read_copy
from checker.triage.store import TriageConflict
from tests.triage.sample import finding, said

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
LATE = said("It took us twenty weeks.")
LATER = said("From Labor Day to tax time.", "two", "Globex")
DEALS = {"one": Deal("d1", "Acme", amount=100.0, currency="USD", outcome="open")}
COPY = "# Up and running in 30 days.\n\nA person answers in under 60 seconds.\n"

Review = Callable[..., Run]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaign").mkdir()
    return Settings(store=StoreSection(path=".checker/store"))


@pytest.fixture
def review(settings: Settings) -> Review:
    """Reviews copy with evidence against its first claim, as the pipeline does once it has verdicts."""

    def run(text: str = COPY, evidence: tuple[Evidence, ...] = (LATE,), **options: object) -> Run:
        from checker.findings.reach import reach
        from checker.findings.status import claim_report

        Path("campaign/landing.md").write_text(text, encoding="utf-8")
        asset: Asset = read_copy(text.encode(), "campaign/landing.md")
        read: tuple[Claim, ...] = claims(asset)
        reports = tuple(claim_report(c, evidence if c is read[0] else ()) for c in read)
        found: list[Finding] = [
            replace(finding(r.claim.quote, r.contradicts), claim=r.claim) for r in reports if r.contradicts
        ]
        against = reach(evidence, DEALS)
        made = Run("embedded", "pairs-1", tuple(found), reports, against=against)
        return followed(made, [Path("campaign")], [asset], DEALS, settings, now=NOW, **options)  # type: ignore[arg-type]

    return run


def test_work_folder_is_beside_the_default_index_and_in_any_other() -> None:
    assert work_folder(Settings()) == Path(".checker")
    assert work_folder(Settings(store=StoreSection(path="/data/idx"))) == Path("/data/idx")
    assert work_folder(Settings(store=StoreSection(url="http://localhost:8000"))) == Path(".checker")


def test_the_same_review_twice_says_the_same(review: Review) -> None:
    assert review() == review()
    assert review(evidence=(LATE, LATER)) == review(evidence=(LATE, LATER))


def test_new_carried_over_and_fixed(review: Review) -> None:
    first = review()
    assert first.changes is None
    (ident,) = [f.id for f in first.findings]
    second = review(evidence=(LATE, LATER))
    assert second.changes
    assert second.changes.new == ()
    assert (second.changes.carried[0].finding, second.changes.carried[0].more_accounts) == (ident, 1)
    third = review(COPY.replace("running in 30", "running in just 30"), (LATE, LATER))
    assert third.changes
    assert third.changes.new == ()
    assert third.changes.carried[0].wording
    fixed = review("# A person answers in under 60 seconds.\n", ())
    assert fixed.changes
    assert [g.why for g in fixed.changes.gone] == ["copy changed"]


def test_a_dismissed_finding_is_out_of_all_numbers(review: Review, settings: Settings) -> None:
    before = review()
    assert before.alignment
    assert (before.alignment.campaign.score, before.against.open_amount) == (0, 100.0)
    triaging.decide(settings, before.findings[0].id, "dismiss", who="ana", reason="sarcasm", now=NOW)
    after = review()
    assert after.findings == before.findings
    assert after.standing == ()
    assert after.claims[0].status == "unheard"
    assert after.against.open_amount == 0
    assert after.alignment
    assert after.alignment.campaign.score is None
    assert after.precision
    assert (after.precision.hits, after.precision.n) == (0, 1)
    grown = review(evidence=(LATE, LATER))
    assert (grown.triage[0].state, grown.triage[0].more_accounts) == ("dismissed", 1)


def test_an_accepted_finding_counts_and_asks_for_nothing(review: Review, settings: Settings) -> None:
    ident = review().findings[0].id
    triaging.decide(settings, ident, "accept", who="ana", reason="until launch", until="2026-11-30", now=NOW)
    after = review()
    assert after.standing == ()
    assert after.alignment
    assert after.alignment.campaign.score == 0
    assert after.claims[0].status == "contradicted"


def test_a_decision_follows_a_rewording_and_can_be_taken_back(review: Review, settings: Settings) -> None:
    triaging.decide(settings, review().findings[0].id, "dismiss", who="ana", reason="no", now=NOW)
    reworded = review(COPY.replace("in 30", "in just 30"))
    (seen,) = reworded.triage
    assert (seen.state, seen.wording) == ("dismissed", "Up and running in 30 days.")
    # Who saw that decision may replace it; who did not is told.
    ident = reworded.findings[0].id
    with pytest.raises(TriageConflict):
        triaging.decide(settings, ident, "confirm", who="bo", expected="", now=NOW)
    before = triaging.decide(settings, ident, "confirm", who="bo", expected=seen.version, now=NOW)
    assert before
    assert before.who == "ana"
    assert len(decisions_of(settings).standing()) == 1
    triaging.undo(settings, ident, who="bo", now=NOW)
    assert review(COPY.replace("in 30", "in just 30")).triage[0].state == "dismissed"
    triaging.undo(settings, ident, who="bo", now=NOW)
    assert review(COPY.replace("in 30", "in just 30")).triage == ()


def test_ignores_of_comment_and_side_file(review: Review, settings: Settings) -> None:
    comment = "<!-- checker-ignore contradicted-claim: agreed with legal -->\n\n"
    run = review(comment + COPY)
    assert [(t.state, t.who) for t in run.triage] == [("ignored", "campaign/landing.md:1")]
    assert triaging.listing(settings, NOW.date()).findings[0].state == "ignored"
    idle = review(COPY + "\n" + comment)
    assert idle.triage == ()
    assert any("covers no finding" in w for w in idle.warnings)
    triaging.ignore(settings, idle.findings[0].id, "agreed")
    assert [t.who for t in review().triage] == ["checker-ignore.yaml, entry 1"]
    with pytest.raises(InputError, match="has an entry"):
        triaging.ignore(settings, idle.findings[0].id, "again")


def test_a_lost_run_is_a_warning(review: Review, settings: Settings) -> None:
    review()
    for body in Path(".checker/runs").glob("*.json"):
        body.unlink()
    run = review(evidence=(LATE, LATER))
    assert run.changes is None
    assert any("the run before is not compared" in w for w in run.warnings)


def test_a_run_that_cannot_be_kept_is_a_warning(review: Review) -> None:
    Path(".checker").mkdir()
    Path(".checker/runs").write_text("a file in the way", encoding="utf-8")
    run = review()
    assert run.findings
    assert any("this run is not kept" in w for w in run.warnings)


def test_without_keeping_nothing_is_left_behind(review: Review, settings: Settings) -> None:
    review(keep=False)
    assert not Path(".checker").exists()
    assert runs_of(settings).entries() == ()


def test_finding_by_the_beginning_of_its_id(review: Review, settings: Settings) -> None:
    with pytest.raises(InputError, match="no run is stored"):
        triaging.find(settings, "abcd")
    made = review().findings[0]
    assert triaging.find(settings, made.id[:6]).id == made.id
    with pytest.raises(InputError, match="no such finding"):
        triaging.find(settings, made.id[:3])
