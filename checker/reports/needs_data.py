"""Needs as JSON and CSV, for other programs and spreadsheets."""

from __future__ import annotations

import csv
from io import StringIO

from checker.model import Asked, Claim, NeedsList
from checker.reports.csv import cell
from checker.reports.following_json import reach_record, win_rate_record
from checker.reports.json import claim_record, dump, evidence_record

COLUMNS = (
    "need", "title", "calls", "accounts", "open_amount", "won_amount", "lost_amount", "currency",
    "first", "last",
    "won_with", "decided_with", "won_without", "decided_without", "tells",
    "claim_file", "claim_line", "claim_place", "claim", "answer",
)  # fmt: skip


def needs_json(listed: NeedsList) -> str:
    """The list as JSON; each claim stands once, and each need names what it is to it by its place there."""
    record: dict[str, object] = {
        "schema": 1,
        "judge": {"name": listed.judge, "model": listed.judge_model},
        "claims": [claim_record(claim) for claim in listed.claims],
        "needs": [_need(asked) for asked in listed.needs],
        "statements": {"bearing": listed.bearing, "in_needs": listed.held, "in_none": len(listed.rest)},
        "rest": [evidence_record(item) for item in listed.rest],
        "calls": listed.calls,
        "warnings": list(listed.warnings),
    }
    return dump(record)


def needs_csv(listed: NeedsList) -> str:
    """One row for each need and claim; a need without any claim has one row."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for asked in listed.needs:
        head = _cells(asked)
        rows = [[*_place(claim), answer] for claim, answer in zip(listed.claims, asked.answers, strict=True)]
        writer.writerows([*head, *row] for row in rows or [[""] * 5])
    return out.getvalue()


def _need(asked: Asked) -> dict[str, object]:
    need = asked.need
    first, last = asked.days or (None, None)
    answers = {
        word: [place for place, given in enumerate(asked.answers) if given == word]
        for word in ("answered", "contradicted")
    }
    return {
        "id": need.id,
        "title": need.title,
        "edited": asked.edited,
        "reach": {**reach_record(need.reach), "currency": need.reach.currency},
        "first": first,
        "last": last,
        "win_rate": win_rate_record(asked.rate) if asked.rate else None,
        **answers,
        "silent": asked.answers.count("silent"),
        "quotes": [
            {"statement": ident or None, **evidence_record(item)}
            for ident, item in zip(asked.statements, need.statements, strict=True)
        ],
    }


def _cells(asked: Asked) -> list[str]:
    need, rate = asked.need, asked.rate
    reach = reach_record(need.reach)
    won = (rate.present.hits, rate.present.n, rate.absent.hits, rate.absent.n) if rate else ("",) * 4
    return [
        need.id,
        cell(need.title),
        *map(str, reach.values()),
        cell(need.reach.currency),
        *(asked.days or ("", "")),
        *map(str, won),
        rate.answer if rate else "",
    ]


def _place(claim: Claim) -> list[str]:
    return [cell(claim.file), str(claim.span.start.line), cell(claim.span.locator), cell(claim.quote)]
