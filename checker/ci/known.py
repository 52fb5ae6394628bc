"""Entries of the baseline beside the copy and the calls of today: still there, grown, or gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checker.ci.baseline import Baseline, fingerprint_of
from checker.ci.copytree import CopyTree
from checker.model import Claim, Finding, Reach, normalised
from checker.model.outcome import CarriedOver, Known

if TYPE_CHECKING:
    from checker.ci.judging import Judging

OF_ONE_CLAIM: Final = frozenset({"contradicted-claim", "dismissed-claim", "rep-drift"})
"""Kinds of findings that judging one claim finds."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What became of the baseline's entries."""

    carried: tuple[CarriedOver, ...] = ()
    gone: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """Words of the claims that were judged, and fingerprints of what was found on them."""

    words: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()

    @classmethod
    def of(cls, claims: Iterable[Claim], findings: Iterable[Finding]) -> Judged:
        """Of claims and the findings on them."""
        return cls(
            frozenset(normalised(claim.quote) for claim in claims),
            frozenset(fingerprint_of(finding.id) for finding in findings),
        )


@dataclass(frozen=True, slots=True)
class _Place:
    known: Known
    claim: Claim | None
    other: Claim | None


def recalled(baseline: Baseline, tree: CopyTree, judged: Judged, judging: Judging, evidence: str) -> Recalled:
    """Entries whose words still stand in the copy, and those whose words or evidence are gone.

    Only where the calls or the judge have changed since the baseline was written are its claims judged
    anew; then what has come to each is told.

    Args:
        baseline: The entries.
        tree: The copy of today.
        judged: What was judged already.
        judging: Judges the others where that is needed.
        evidence: Digest of the calls of today.
    """
    if not baseline.known:
        return Recalled()
    places = [_place(k, tree) for k in baseline.known.values() if k.id not in judged.found]
    gone = [p.known for p in places if p.claim is None or _cleared(p.known, judged)]
    there = [p for p in places if p.claim is not None and not _cleared(p.known, judged)]
    if evidence == baseline.evidence and judging.model == baseline.judge:
        return Recalled(tuple(CarriedOver(_finding(place)) for place in there), tuple(gone))
    fresh = _judged_anew(there, judging)
    carried: list[CarriedOver] = []
    for place in there:
        now = fresh.get(place.known.id)
        if now is not None:
            more = now.reach.calls - place.known.calls, now.reach.accounts - place.known.accounts
            carried.append(CarriedOver(now, max(0, more[0]), max(0, more[1])))
        elif place.known.kind in OF_ONE_CLAIM:
            gone.append(place.known)
        else:
            carried.append(CarriedOver(_finding(place)))
    return Recalled(tuple(carried), tuple(gone))


def reworded(findings: Sequence[Finding], before: Sequence[Finding], baseline: Baseline) -> dict[str, str]:
    """Which findings are old ones in other words: id of each to the fingerprint of the old one.

    Old ones are those on claims that the change took out, and entries of the baseline. What counts as the
    same is told by `triage/matching.py`: no number, negation or plan may differ.
    """
    if not findings or not (before or baseline.known):
        return {}
    from checker.triage.matching import same
    from checker.triage.subjects import Subject, subject_of

    old = [subject_of(finding) for finding in before]
    old += [Subject(k.id, k.kind, k.claim, k.other, k.file) for k in baseline.known.values()]
    pairs = same(old, [subject_of(finding) for finding in findings])
    return {findings[j].id: old[i].fingerprint for j, i in pairs.items()}


def _cleared(known: Known, judged: Judged) -> bool:
    """Whether the claim of an entry was judged now and is found to be in order."""
    return (
        known.kind in OF_ONE_CLAIM
        and known.id not in judged.found
        and normalised(known.claim) in judged.words
    )


def _place(known: Known, tree: CopyTree) -> _Place:
    """Where the words of an entry stand today; no claim where one of them is gone."""
    claim = tree.find(known.claim, known.file) if known.claim else None
    other = tree.find(known.other, known.other_file) if known.other else None
    if known.other and other is None:
        claim = None
    return _Place(known, claim, other)


def _judged_anew(places: Sequence[_Place], judging: Judging) -> dict[str, Finding]:
    claims = {p.claim.id: p.claim for p in places if p.claim and p.known.kind != "conflicting-copy"}
    _, found = judging.findings(list(claims.values()), [])
    out: dict[str, Finding] = {}
    for finding in found:
        out.setdefault(fingerprint_of(finding.id), finding)
    return out


def _finding(place: _Place) -> Finding:
    """The finding of an entry as it was noted, at the place of today."""
    known = place.known
    return Finding(
        id=known.id,
        kind=known.kind,
        severity=known.severity,
        message="",
        claim=place.claim,
        evidence=(),
        reach=Reach(known.calls, known.accounts),
        other=place.other,
    )
