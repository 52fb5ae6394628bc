"""Text from files and browsers stays text on every page."""

import pytest

from checker.model import Carried, Changes, Gone, Share, Skipped, Statement, Triaged
from checker.pipeline.doctor import Check
from checker.pipeline.indexing import IndexResult
from checker.pipeline.searching import CallBook
from checker.pipeline.standing import Point
from checker.pipeline.triaging import Listed, Listing
from checker.triage.decisions import Decision, Undo
from checker.triage.subjects import Subject
from checker.ui import (
    present_calls,
    present_claim,
    present_draft,
    present_findings,
    present_needs,
    present_numbers,
    present_progress,
    present_setup,
    screen,
)
from checker.ui.drafts import Draft
from checker.ui.jobs import Job
from checker.ui.present_marks import marks_of
from tests.ui.conftest import asset_of, call_of, claim_of, deal_of, listed_of, run_of
from tests.ui.hostile import PAYLOADS, assert_harmless

every_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=range(30))


def book_of(text: str) -> CallBook:
    statement = Statement(
        "s", "call-1", "calls/1.vtt", 0, 0, len(text), text, text, text, "buyer", 61.0, text
    )
    return CallBook([call_of(text)], {"call-1": deal_of(text)}, [statement])


@every_payload
def test_draft(payload: str) -> None:
    for kind in (
        "title",
        "meta",
        "heading",
        "paragraph",
        "bullet",
        "quote",
        "cell",
        "button",
        "alt",
        "string",
    ):
        asset = asset_of(payload, file=payload, kind=kind)
        claim = claim_of(payload, payload, payload)
        marked = present_draft.draft(
            [asset], [claim], {claim.id: ("contradicted", "conflicting")}, picked=payload
        )
        assert_harmless(screen.show(marked), payload)
        assert_harmless(screen.show(present_draft.to_look_at([claim], {claim.id: ("drift",)})), payload)


@every_payload
def test_claim(payload: str) -> None:
    run = run_of(payload)
    for report in run.claims:
        panel = present_claim.claim_panel(report.claim, run, {"call-1": deal_of(payload)}, payload)
        assert_harmless(screen.show(panel), payload)
    assert marks_of(run)["c1"][0] == "contradicted"


@every_payload
def test_progress(payload: str) -> None:
    job = Job(Draft(payload, ()), stage=payload, state="running", done=1, total=2)
    assert_harmless(screen.show(present_progress.progress(job)), payload)
    job.state, job.problem = "failed", payload
    assert_harmless(screen.show(present_progress.progress(job)), payload)
    job.state, job.run = "done", run_of(payload)
    assert_harmless(screen.show(present_progress.progress(job)), payload)


@every_payload
def test_calls(payload: str) -> None:
    book, run = book_of(payload), run_of(payload)
    assert_harmless(screen.show(present_calls.call_list(book.calls, book)), payload)
    assert_harmless(screen.show(present_calls.hit_list(book.statements, book, payload)), payload)
    assert_harmless(screen.show(present_calls.hit_list([], book, payload)), payload)
    uses = present_calls.uses_of(run)
    assert_harmless(screen.show(present_calls.transcript(book.calls[0], book, uses, 0)), payload)


@every_payload
def test_findings(payload: str) -> None:
    run = run_of(payload)
    changes = Changes(
        "x", ("id-rep-drift",), (Carried("id-need", "id-need", "low", wording=payload),),
        (Gone("g", "rep-drift", "high", payload, "copy changed", payload),), payload,
    )  # fmt: skip
    state = Triaged(
        "f", "dismissed", payload, payload, payload, payload, payload, False, payload, 2, 1, payload
    )
    listing = Listing(tuple(Listed(f, state) for f in run.findings), Share(1, 2), {})
    assert_harmless(screen.show(present_findings.head(listing, changes, payload)))
    decision = Decision(
        Subject(payload, "rep-drift", payload), "accept", payload, payload, payload, payload, payload
    )
    past = {f.id: (decision, Undo(decision.id, payload, payload)) for f in run.findings}
    listed = present_findings.finding_list(
        listing, changes, "all", {"call-1": deal_of(payload)}, job=payload, histories=past
    )
    assert_harmless(screen.show(listed), payload)


@every_payload
def test_needs_and_numbers(payload: str) -> None:
    run, listed = run_of(payload), listed_of(payload)
    shown = screen.show(
        present_needs.need_table(listed),
        present_needs.heat_map(listed),
        present_needs.need_panel(listed.needs[0], listed, {"call-1": deal_of(payload)}, payload, payload),
        present_needs.map_keys(run.needs),
    )
    assert_harmless(shown, payload)
    shown = screen.show(
        present_numbers.figures(run),
        present_numbers.alignment_table(run),
        present_numbers.trend([Point(payload, 40, 3, 4), Point(payload, 60, 3, 4)])[1],
        present_numbers.drift([Point(payload, 40, 3, 4, 1), Point(payload, 60, 3, 4, 9)])[1],
        present_numbers.touched(run),
        present_numbers.needs_won(run),
        present_numbers.kinds(run),
    )
    assert_harmless(shown, payload)


@every_payload
def test_set_up_and_frame(payload: str) -> None:
    result = IndexResult(1, 1, 1, 1, 0, 0, 0, (Skipped(payload, payload, payload),), (payload,))
    shown = screen.show(
        screen.header("", payload),
        screen.empty(payload, payload, "calls", payload),
        present_setup.indexed(book_of(payload), result, payload, busy=True),
        present_setup.not_taken(result.skipped, result.warnings),
        present_setup.files_table(book_of(payload)),
        present_setup.checks([Check(payload, "error", payload, payload)]),
    )
    assert_harmless(shown, payload)
