"""The keys of the JSON report on decisions, changes and scores; null where there is nothing to say."""

from __future__ import annotations

from dataclasses import asdict

from checker.model import AlignmentScore, By, Changes, Finding, Gone, Reach, Run, Share, WinRate


def finding_state(run: Run, finding: Finding) -> dict[str, object]:
    """How a finding stands: its triage, and whether it is new since the last run."""
    triaged = next((t for t in run.triage if t.finding == finding.id), None)
    rate = next((r for r in run.win_rates if r.of == finding.id), None)
    triage = None
    if triaged:
        triage = {key: value for key, value in asdict(triaged).items() if key not in ("finding", "version")}
    return {
        "triage": triage,
        "since": _since(run.changes, finding),
        "win_rate": win_rate_record(rate) if rate else None,
        "segments": slice_records(run, finding.id, "segment"),
        "stages": slice_records(run, finding.id, "stage"),
    }


def following_record(run: Run) -> dict[str, object]:
    """The keys of the run."""
    changes, alignment = run.changes, run.alignment
    return {
        "changes": _changes(changes) if changes else None,
        "alignment": {
            "campaign": _score(alignment.campaign),
            "assets": [_score(score) for score in alignment.assets],
        }
        if alignment
        else None,
        "precision": _share(run.precision) if run.precision else None,
    }


def _since(changes: Changes | None, finding: Finding) -> dict[str, object] | None:
    if changes is None or finding.kind == "unheard-claim":
        return None
    carried = next((c for c in changes.carried if c.finding == finding.id), None)
    if carried is None:
        return {"state": "new"}
    return {
        "state": "carried over",
        "more_calls": carried.more_calls,
        "more_accounts": carried.more_accounts,
        "severity": carried.severity,
    }


def _changes(changes: Changes) -> dict[str, object]:
    return {
        "before": changes.before,
        "new": len(changes.new),
        "carried_over": len(changes.carried),
        "fixed": len(changes.fixed),
        "gone": [_gone(gone) for gone in changes.gone],
        "other_model": changes.other_model or None,
    }


def _gone(gone: Gone) -> dict[str, object]:
    return {
        "id": gone.finding,
        "kind": gone.kind,
        "severity": gone.severity,
        "text": gone.text,
        "file": gone.file or None,
        "why": gone.why,
    }


def _score(score: AlignmentScore) -> dict[str, object]:
    return {"file": score.of or None, "score": score.score, "heard": score.heard, "claims": score.claims}


def _share(share: Share) -> dict[str, object]:
    low, high = share.interval
    return {"hits": share.hits, "n": share.n, "low": round(low, 4), "high": round(high, 4)}


def win_rate_record(rate: WinRate) -> dict[str, object]:
    """Deals won with a thing and without, and what that tells."""
    return {"present": _share(rate.present), "absent": _share(rate.absent), "answer": rate.answer}


def slice_records(run: Run, of: str, by: By) -> list[dict[str, object]]:
    """Reach and win rate in each segment or stage; the name is null where none is known."""
    return [
        {
            "name": part.name or None,
            **reach_record(part.reach),
            "win_rate": win_rate_record(part.rate) if part.rate else None,
        }
        for found in run.breakdowns
        if found.of == of and found.by == by
        for part in found.slices
    ]


def reach_record(reach: Reach) -> dict[str, int | float]:
    """Calls, accounts and money."""
    return {
        "calls": reach.calls,
        "accounts": reach.accounts,
        "open_amount": number(reach.open_amount),
        "won_amount": number(reach.won_amount),
        "lost_amount": number(reach.lost_amount),
    }


def number(value: float) -> int | float:
    """A whole number as such, else two decimals."""
    return int(value) if value == int(value) else round(value, 2)
