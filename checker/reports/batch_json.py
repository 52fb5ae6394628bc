"""A batch as JSON: the ranking, and under `report` of each draft what `review` says of it alone."""

from __future__ import annotations

import checker
from checker.model import Need, Skipped
from checker.model.batch import CLASHING, Batch, Draft
from checker.reports.batch_words import warnings_of
from checker.reports.json import SCHEMA, dump, finding_record, run_record


def batch_to_json(batch: Batch) -> str:
    """The batch as JSON, indented by one blank, with a line break at the end."""
    corpus = batch.corpus
    return dump(
        {
            "schema": SCHEMA,
            "tool": {"name": "checker", "version": checker.__version__},
            "judge": {"name": batch.judge, "model": batch.judge_model},
            "drafts": [_draft(draft, rank) for rank, draft in enumerate(batch.drafts, 1)],
            "failed": [_skipped(item) for item in batch.failed],
            "needs": [_need(need, by) for need, by in batch.needs],
            "conflicts": [finding_record(finding) for finding in batch.conflicts],
            "skipped": [_skipped(item) for item in batch.skipped],
            "warnings": warnings_of(batch),
            "corpus": {
                "calls": corpus.calls,
                "accounts": corpus.accounts,
                "statements": corpus.statements,
                "assets": corpus.assets,
                "claims": corpus.claims,
            },
        }
    )


def _draft(draft: Draft, rank: int) -> dict[str, object]:
    alignment = draft.alignment
    return {
        "rank": rank,
        "file": draft.file,
        "score": alignment.score,
        "heard": alignment.heard,
        "claims": alignment.claims,
        "clashes": dict(zip(CLASHING, draft.by_severity, strict=True)),
        "needs_answered": draft.answered,
        "needs": len(draft.run.needs),
        "report": run_record(draft.run),
    }


def _need(need: Need, by: tuple[str, ...]) -> dict[str, object]:
    return {
        "id": need.id,
        "title": need.title,
        "calls": need.reach.calls,
        "accounts": need.reach.accounts,
        "answered_by": list(by),
    }


def _skipped(item: Skipped) -> dict[str, object]:
    return {"file": item.file, "reason": item.reason, "remedy": item.remedy}
