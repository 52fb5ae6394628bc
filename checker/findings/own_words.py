"""`wording-gap` without a naming exchange: a word that buyers made up, and the claim nearest to their talk.

On some calls nobody of ours ever uses the copy's word, so that no exchange proves the gap. What is left is
narrow on purpose: a single word that is in no vocabulary (`refresher`, `kickout`), said in three calls or
more, by which at least one buyer names the thing ("Those are the kickouts."), that no copy has, our side
hardly says, and that is no name. The claim is the one that lies nearer to these statements than to buyers'
statements at large; where none does, nothing is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from checker.findings.naming import Term, names, singular, spaced, terms
from checker.findings.reach import reach
from checker.findings.wording_gap import (
    MIN_CALLS_ALONE,
    Rank,
    Usage,
    copy_terms,
    evidence_of,
    forms_of,
    gap_finding,
    may_be_own,
    usage_of,
)
from checker.model import Call, Claim, Deal, Finding, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Near = Callable[[], "NDArray[np.float32]"]
"""Gives the cosine of each claim and each of the buyers' statements, in their order."""

UNKNOWN = 40_000
"""Rank of a word that is in no vocabulary."""

MOST_OURS = 2
"""How often our side may say it: a rep who is told the word takes it up."""

NEARER = 0.1
"""By how much a claim must lie nearer to the statements than to all that buyers say."""


def own_word_gaps(
    claims: Sequence[Claim],
    statements: Sequence[Statement],
    calls: Mapping[str, Call],
    deals: Mapping[str, Deal],
    rank: Rank,
    own_names: Collection[str],
    near: Near,
    usage: Mapping[Term, Usage] | None = None,
) -> list[Finding]:
    """Findings, strongest first; see `wording_gap.wording_gaps` for the arguments."""
    copy = copy_terms(claims)
    told = Counter(word for s in statements if s.side == "ours" for word in set(spaced(s.text).split()))
    skip = {singular(w) for name in own_names for w in re.findall(r"[\w'-]+", name.lower())}
    used = {
        term: heard
        for term, heard in (usage or usage_of(statements)).items()
        if may_be_own(term, heard, copy, skip, rank) and _made_up(term, heard, statements, told, rank)
    }
    if not used:
        return []
    import numpy as np

    cosines = near()
    place = {i: n for n, i in enumerate(i for i, s in enumerate(statements) if s.side == "buyer")}
    usual = cosines.mean(axis=1)
    said = spaced(" . ".join(s.text for s in statements if s.side == "buyer"))
    found = []
    for heard in used.values():
        gain = cosines[:, [place[i] for i in heard.places]].mean(axis=1) - usual
        best = int(np.argmax(gain))
        ours = _jargon(claims[best], said, skip, rank) if gain[best] >= NEARER else ""
        if ours:
            found.append(_finding(claims[best], ours, heard, statements, calls, deals))
    return sorted((f for f in found if f is not None), key=lambda f: (-f.reach.calls, f.theirs or ""))


def _made_up(
    term: Term, usage: Usage, statements: Sequence[Statement], ours: Mapping[str, int], rank: Rank
) -> bool:
    """`ours`: in how many of our side's statements a word stands."""
    forms = list(usage.forms)
    if len(term) > 1 or "-" in term[0] or len(usage.calls) < MIN_CALLS_ALONE:
        return False
    if ours.get(term[0], 0) > MOST_OURS or min(rank(form) for form in (*forms, *term)) < UNKNOWN:
        return False
    if _is_name(forms, statements, usage):
        return False
    return any(names(statements[i].text, f) for i in usage.places for f in forms)


def _is_name(forms: Sequence[str], statements: Sequence[Statement], usage: Usage) -> bool:
    """True if it stands capitalised within sentences, as products and companies do."""
    inside = re.compile(rf"(?<=[\w,;] )(?:{'|'.join(map(re.escape, forms))})\b", re.I)
    found = [m.group() for i in usage.places for m in inside.finditer(statements[i].text)]
    return sum(word[0].isupper() for word in found) * 2 > len(found)


def _jargon(claim: Claim, said: str, skip: Collection[str], rank: Rank) -> str:
    """The claim's term of which buyers never say a word, the rarest first; empty if there is none."""
    options = [
        (max(rank(w) for w in form.split()), len(term), form)
        for term, form in terms(claim.quote, 2)
        if not any(w in skip for w in term) and all(f" {w.replace('-', ' ')} " not in said for w in term)
    ]
    return max(options, key=lambda o: (o[0], o[1], o[2]))[2] if options else ""


def _finding(
    claim: Claim,
    ours: str,
    usage: Usage,
    statements: Sequence[Statement],
    calls: Mapping[str, Call],
    deals: Mapping[str, Deal],
) -> Finding | None:
    evidence = evidence_of([statements[i] for i in usage.places], usage, calls)
    if len({e.call for e in evidence}) < MIN_CALLS_ALONE:
        return None
    theirs, weight = forms_of(usage), reach(evidence, deals)
    message = (
        f"Buyers say “{theirs}” ({weight.calls} calls, {weight.accounts} accounts), which no copy does; "
        f"nearest to it is a claim with “{ours}”, which no buyer says."
    )
    return gap_finding((ours, claim), theirs, evidence, weight, message)
