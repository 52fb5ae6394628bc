"""A run beside the one before: new, carried over, gone; and whether what is gone was fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from checker.model import Carried, Changes, Finding, Gone, Run, normalised


class Matcher(Protocol):
    """Which findings of one run are which of another, by id: of the later to that of the earlier."""

    def __call__(self, before: Sequence[Finding], now: Sequence[Finding], /) -> Mapping[str, str]:
        """The pairs; a finding that is new has none."""
        ...


def changes(before: Run, ident: str, now: Run, match: Matcher) -> Changes:
    """What has changed.

    Claims that nobody speaks to are no news and are left out.

    Args:
        before: The earlier run.
        ident: Its digest.
        now: The later run.
        match: Tells which findings are the same.
    """
    old = [f for f in before.findings if f.kind != "unheard-claim"]
    new = [f for f in now.findings if f.kind != "unheard-claim"]
    by_id = {f.id: f for f in old}
    pairs = match(old, new)
    matched = set(pairs.values())
    return Changes(
        before=ident,
        new=tuple(f.id for f in new if f.id not in pairs),
        carried=tuple(_carried(by_id[pairs[f.id]], f) for f in new if f.id in pairs),
        gone=tuple(_gone(f, now) for f in old if f.id not in matched),
        other_model=before.judge_model if before.judge_model != now.judge_model else "",
    )


def _carried(before: Finding, now: Finding) -> Carried:
    return Carried(
        finding=now.id,
        before=before.id,
        severity=before.severity,
        more_calls=len(_calls(now) - _calls(before)),
        more_accounts=len(_accounts(now) - _accounts(before)),
        wording=_text(before) if _text(before) != _text(now) else "",
    )


def _gone(finding: Finding, now: Run) -> Gone:
    claim = finding.claim
    return Gone(
        finding=finding.id,
        kind=finding.kind,
        severity=finding.severity,
        text=_text(finding),
        why="copy changed" if _copy_changed(finding, now) else "no longer found",
        file=claim.file if claim else "",
        span=claim.span if claim else None,
    )


def _copy_changed(finding: Finding, now: Run) -> bool:
    """True if a claim of the finding stands in its file no more, or the need is answered now."""
    claims = [c for c in (finding.claim, finding.other) if c]
    if not claims:
        title = normalised(finding.need or "")
        return any(n.answered_by and normalised(n.title) == title for n in now.needs)
    said = {(r.claim.file, normalised(r.claim.quote)) for r in now.claims}
    return any((c.file, normalised(c.quote)) not in said for c in claims)


def _text(finding: Finding) -> str:
    return finding.need or (finding.claim.quote if finding.claim else finding.message)


def _calls(finding: Finding) -> set[str]:
    return {e.call for e in finding.evidence if e.call}


def _accounts(finding: Finding) -> set[str]:
    """Accounts told apart as in `Reach`: one without a name is its call."""
    return {(e.account or f"call {e.call}").casefold() for e in finding.evidence if e.call}
