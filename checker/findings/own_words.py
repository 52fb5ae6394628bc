"""`wording-gap` without a naming exchange: a word that buyers made up, and the claim nearest to their talk.

On some calls nobody of ours ever uses the copy's word, so that no exchange proves the gap. What is left is
narrow on purpose: a single word that is in no vocabulary (`refresher`, `kickout`), said in three calls or
more, by which at least one buyer names the thing ("Those are the kickouts."), that no copy has, our side
hardly says, and that is no name. The claim is the one that lies nearer to these statements than to buyers'
statements at large; where none does, nothing is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from checker.findings.heard import Heard, Usage
from checker.findings.naming import Term, names, singular, terms
from checker.findings.reach import reach
from checker.findings.wording_gap import (
    MIN_CALLS_ALONE,
    Rank,
    TurnOf,
    copy_terms,
    evidence_of,
    forms_of,
    gap_finding,
    may_be_own,
)
from checker.model import Claim, Deal, Finding, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Gain = Callable[[Sequence[Sequence[Statement]]], "NDArray[np.float32]"]
"""By how much each claim lies nearer to each set of buyers' statements than to all that buyers say:
(claims, sets)."""

UNKNOWN = 40_000
"""Rank of a word that is in no vocabulary."""

MOST_OURS = 2
"""How often our side may say it: a rep who is told the word takes it up."""

NEARER = 0.1
"""By how much a claim must lie nearer to the statements than to all that buyers say."""


def own_word_gaps(
    claims: Sequence[Claim],
    statements: Sequence[Statement] | Heard,
    turns: TurnOf,
    deals: Mapping[str, Deal],
    rank: Rank,
    own_names: Collection[str],
    gain: Gain,
) -> list[Finding]:
    """Findings, strongest first; see `wording_gap.wording_gaps` for the arguments."""
    heard = statements if isinstance(statements, Heard) else Heard.of(statements)
    copy = copy_terms(claims)
    skip = {singular(w) for name in own_names for w in re.findall(r"[\w'-]+", name.lower())}
    made_up = {term: usage for term in heard.terms() if (usage := _made_up(term, heard, rank))}
    used = [usage for term, usage in made_up.items() if may_be_own(term, usage, copy, skip, rank)]
    if not used:
        return []
    import numpy as np

    found = []
    for usage, gains in zip(used, gain([heard.said(usage.places) for usage in used]).T, strict=True):
        best = int(np.argmax(gains))
        ours = _jargon(claims[best], heard, skip, rank) if gains[best] >= NEARER else ""
        if ours:
            found.append(_finding(claims[best], ours, usage, heard, turns, deals))
    return sorted((f for f in found if f is not None), key=lambda f: (-f.reach.calls, f.theirs or ""))


def _made_up(term: Term, heard: Heard, rank: Rank) -> Usage | None:
    """How buyers use a word that they made up; None if it is none."""
    if len(term) > 1 or "-" in term[0] or rank(term[0]) < UNKNOWN:
        return None
    usage = heard.usage(term)
    if usage is None or len(usage.calls) < MIN_CALLS_ALONE or min(map(rank, usage.forms)) < UNKNOWN:
        return None
    if heard.count(term[0], "ours") > MOST_OURS:
        return None
    forms, said = list(usage.forms), [s.text for s in heard.said(usage.places)]
    if _is_name(forms, said):
        return None
    return usage if any(names(text, f) for text in said for f in forms) else None


def _is_name(forms: Sequence[str], said: Sequence[str]) -> bool:
    """True if it stands capitalised within sentences, as products and companies do."""
    inside = re.compile(rf"(?<=[\w,;] )(?:{'|'.join(map(re.escape, forms))})\b", re.I)
    found = [m.group() for text in said for m in inside.finditer(text)]
    return sum(word[0].isupper() for word in found) * 2 > len(found)


def _jargon(claim: Claim, heard: Heard, skip: Collection[str], rank: Rank) -> str:
    """The claim's term of which buyers never say a word, the rarest first; empty if there is none."""
    options = [
        (max(rank(w) for w in form.split()), len(term), form)
        for term, form in terms(claim.quote, 2)
        if not any(w in skip for w in term)
        and not any(heard.count(w.replace("-", " "), "buyer") for w in term)
    ]
    return max(options, key=lambda o: (o[0], o[1], o[2]))[2] if options else ""


def _finding(
    claim: Claim,
    ours: str,
    usage: Usage,
    heard: Heard,
    turns: TurnOf,
    deals: Mapping[str, Deal],
) -> Finding | None:
    evidence = evidence_of(heard.said(usage.places), usage, turns)
    if len({e.call for e in evidence}) < MIN_CALLS_ALONE:
        return None
    theirs, weight = forms_of(usage), reach(evidence, deals)
    message = (
        f"Buyers say “{theirs}” ({weight.calls} calls, {weight.accounts} accounts), which no copy does; "
        f"nearest to it is a claim with “{ours}”, which no buyer says."
    )
    return gap_finding((ours, claim), theirs, evidence, weight, message)
