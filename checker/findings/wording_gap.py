"""`wording-gap`: buyers have another word for the thing; ours never crosses their lips.

What proves that two words name one thing is a *naming exchange*: our rep uses a term of the copy, and
within a few turns a buyer puts their own name to it ("So that's a competency assessment." … "Just say
check-off."). Nearness of embeddings does not: on development worlds the cosine of right pairs lay at 0.1
to 0.3 (competency assessment and check-off 0.10), no higher than that of chance neighbours. So a gap
without such an exchange is not reported here and is left to a language model, to which `candidates`
hands the terms.

A gap needs: the term in two calls or more and nowhere in the copy; our term in the copy and never in a
buyer's own words (an echo of the rep is no use of it); one naming exchange between the two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from checker.findings.fingerprints import fingerprint
from checker.findings.heard import Heard, Usage
from checker.findings.naming import Term, names, singular, terms
from checker.findings.reach import reach
from checker.findings.severity import severity
from checker.model import Claim, Deal, Evidence, Finding, Reach, Statement, Turn

MIN_CALLS = 2
MIN_CALLS_ALONE = 3
"""Calls that a single plain word needs to be a candidate for a language model."""

BACK = 3
"""How many statements after the rep's term a buyer's name may come."""

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*[\"'”’)]*")

Rank = Callable[[str], int]
"""How common a word is in general English: 0 for the most common; a very large number if unknown."""

TurnOf = Callable[[Statement], Turn | None]
"""The turn of a statement; None where its call has gone."""

PLAIN = 4000
"""Rank up to which a word is too plain to be anybody's own word for something."""

RARE = 20_000
"""Rank from which a single word of the copy counts as jargon; longer terms need no rank."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term of buyers that no copy uses.

    `theirs` holds the forms heard, most frequent first.
    """

    theirs: str
    calls: int
    statements: tuple[Statement, ...]


def wording_gaps(
    claims: Sequence[Claim],
    statements: Sequence[Statement] | Heard,
    turns: TurnOf,
    deals: Mapping[str, Deal],
    rank: Rank,
    own_names: Collection[str] = (),
) -> list[Finding]:
    """Findings, strongest first.

    Args:
        claims: Claims of one campaign.
        statements: Statements of all sides, those of a call in order of speaking; or what was heard in them.
        turns: Gives the turn of a statement, to quote from.
        deals: Deal of each call, by call id.
        rank: How common a word is.
        own_names: Names of our company, product and people, and of the buyers', which are no terms.
    """
    heard = statements if isinstance(statements, Heard) else Heard.of(statements)
    copy = copy_terms(claims)
    skip = {singular(w) for name in own_names for w in re.findall(r"[\w'-]+", name.lower())}

    @cache
    def own(term: Term) -> Usage | None:
        usage = heard.usage(term)
        return usage if usage and may_be_own(term, usage, copy, skip, rank) else None

    exchanges = _exchanges(heard, own, _jargon(copy, heard, skip, rank))
    used = {theirs: usage for theirs, _ in exchanges if (usage := own(theirs))}
    found: list[Finding] = []
    for theirs, ours in _strongest(exchanges, used):
        evidence = evidence_of(heard.said(used[theirs].places), used[theirs], turns)
        if len({e.call for e in evidence}) >= MIN_CALLS:
            found.append(_finding(copy[ours], forms_of(used[theirs]), evidence, deals))
    return sorted(found, key=lambda f: (-f.reach.calls, f.theirs or ""))


def candidates(
    claims: Sequence[Claim], statements: Sequence[Statement], rank: Rank, own_names: Collection[str] = ()
) -> list[Candidate]:
    """Terms in which buyers may have their own word, for a language model to pair with the copy's."""
    heard = Heard.of(statements)
    copy = copy_terms(claims)
    skip = {singular(w) for name in own_names for w in re.findall(r"[\w'-]+", name.lower())}
    used = ((term, usage) for term in heard.terms() if (usage := heard.usage(term)))
    found = [
        Candidate(forms_of(u), len(u.calls), tuple(statements[i] for i in u.places))
        for t, u in used
        if len(u.calls) >= MIN_CALLS_ALONE and may_be_own(t, u, copy, skip, rank)
    ]
    return sorted(found, key=lambda c: (-c.calls, c.theirs))


def copy_terms(claims: Sequence[Claim]) -> dict[Term, tuple[str, Claim]]:
    """Terms of the copy, each with its words and the first claim that has it."""
    found: dict[Term, tuple[str, Claim]] = {}
    for claim in claims:
        for term, form in terms(claim.quote, 3):
            found.setdefault(term, (form, claim))
    return found


def may_be_own(
    term: Term, usage: Usage, copy: Mapping[Term, tuple[str, Claim]], skip: Collection[str], rank: Rank
) -> bool:
    """True if a term may be a buyer's own word for something."""
    if term in copy or all(w in skip for w in term):
        return False
    if len(term) == 1 and len(usage.calls) < MIN_CALLS_ALONE:
        return False
    return max(rank(w) for w in usage.forms.most_common(1)[0][0].split()) >= PLAIN or len(term) > 1


def _jargon(
    copy: Mapping[Term, tuple[str, Claim]],
    heard: Heard,
    skip: Collection[str],
    rank: Rank,
) -> dict[Term, list[int]]:
    """Terms of the copy that reps use and buyers never use by themselves, with the reps' statements."""
    found: dict[Term, list[int]] = {}
    for term, (form, claim) in copy.items():
        if (
            any(w in skip for w in term)
            or _is_name(form, claim.quote)
            or (len(term) == 1 and "-" not in form and min(rank(form), rank(term[0])) < RARE)
        ):
            continue
        places = heard.rows_with(" ".join(term).replace("-", " "))
        ours = [i for i in places if heard.side(i) == "ours"]
        told = set(ours)
        if ours and all(_echo(i, told, heard) for i in places if heard.side(i) == "buyer"):
            found[term] = ours
    return found


def _is_name(form: str, quote: str) -> bool:
    """True if a single word stands capitalised in the middle of a sentence of the copy."""
    return " " not in form and bool(re.search(rf"[a-z,] {re.escape(form.capitalize())}\b", quote))


def _echo(place: int, ours: Collection[int], heard: Heard) -> bool:
    """True if our side said the term in the same call shortly before."""
    before = range(max(0, place - BACK), place)
    return any(i in ours and heard.same_call(i, place) for i in before)


def _exchanges(
    heard: Heard, own: Callable[[Term], Usage | None], jargon: Mapping[Term, list[int]]
) -> Counter[tuple[Term, Term]]:
    """How often a buyer named a thing by a term shortly after our term for it, by (theirs, ours)."""
    said: defaultdict[int, list[Term]] = defaultdict(list)
    for term, places in jargon.items():
        for i in places:
            said[i].append(term)
    near = {i: j for i in _beside(said, len(heard)) if (j := _nearest(i, said, heard)) is not None}
    found: Counter[tuple[Term, Term]] = Counter()
    for j, statement in zip(near.values(), heard.said(near), strict=True):
        text = statement.text
        spoken = text.replace("’", "'").lower()
        for theirs in dict.fromkeys(term for term, _ in terms(text, 2)):
            usage = own(theirs)
            if usage and any(form in spoken and names(text, form) for form in usage.forms):
                found.update((theirs, ours) for ours in said[j])
    return found


def _beside(said: Collection[int], count: int) -> list[int]:
    """Places from which one of those said is within reach, see `_nearest`."""
    return sorted({i for j in said for i in range(j - 2, j + BACK + 1) if 0 <= i < count})


def _nearest(place: int, said: Collection[int], heard: Heard) -> int | None:
    """The nearest place of our term within reach of a buyer's statement, if it is of the same call."""
    if heard.side(place) != "buyer":
        return None
    order = [*range(place - 1, place - 1 - BACK, -1), place + 1, place + 2]
    near = next((j for j in order if j in said), None)
    return near if near is not None and heard.same_call(near, place) else None


def _strongest(exchanges: Counter[tuple[Term, Term]], used: Mapping[Term, Usage]) -> list[tuple[Term, Term]]:
    """For each of our terms one of theirs and the other way round; long terms win over their parts."""

    def key(pair: tuple[Term, Term]) -> tuple[object, ...]:
        theirs, ours = pair
        return (-exchanges[pair], -len(theirs), -len(ours), -len(used[theirs].calls), theirs, ours)

    taken: set[str] = set()
    chosen: list[tuple[Term, Term]] = []
    for theirs, ours in sorted(exchanges, key=key):
        words = {*theirs, *ours}
        if not words & taken:
            chosen.append((theirs, ours))
            taken |= words
    return chosen


def forms_of(usage: Usage) -> str:
    """The one or two forms most heard, such as `manual check / manual checks`."""
    return " / ".join(form for form, _ in sorted(usage.forms.items(), key=lambda f: (-f[1], f[0]))[:2])


def evidence_of(statements: Sequence[Statement], usage: Usage, turns: TurnOf) -> tuple[Evidence, ...]:
    """The first sentence with the term in each call."""
    found: dict[str, Evidence] = {}
    for statement in statements:
        if statement.call not in found:
            quoted = _quoted(statement, usage, turns(statement))
            if quoted:
                found[statement.call] = quoted
    return tuple(found.values())


def _quoted(statement: Statement, usage: Usage, turn: Turn | None) -> Evidence | None:
    if turn is None:
        return None
    for sentence in _SENTENCE.finditer(turn.text, statement.start, statement.end):
        breaks = turn.source.breaks
        inside = [b for b in breaks if sentence.start() < b < sentence.end()]
        cuts = [sentence.start(), *inside, sentence.end()]
        for start, end in pairwise(cuts):
            words = turn.text[start:end].strip()
            at = turn.text.find(words, start)
            if words and any(form in usage.forms for _, form in terms(words, 2)):
                return Evidence(
                    file=statement.file,
                    quote=words,
                    span=turn.source.span(at, at + len(words)),
                    relation="unrelated",
                    speaker=statement.speaker,
                    side=statement.side,
                    account=statement.account,
                    time=statement.time,
                    call=statement.call,
                    turn=statement.turn,
                )
    return None


def _finding(
    ours: tuple[str, Claim], theirs: str, evidence: tuple[Evidence, ...], deals: Mapping[str, Deal]
) -> Finding:
    weight = reach(evidence, deals)
    message = (
        f"Buyers say “{theirs}” ({weight.calls} calls, {weight.accounts} accounts) where the copy says "
        f"“{ours[0]}”, which no buyer says."
    )
    return gap_finding(ours, theirs, evidence, weight, message)


def gap_finding(
    ours: tuple[str, Claim], theirs: str, evidence: tuple[Evidence, ...], weight: Reach, message: str
) -> Finding:
    """The finding that buyers say ``theirs`` where a claim has ``ours`` (its words and the claim)."""
    form, claim = ours
    return Finding(
        id=fingerprint("wording-gap", form, theirs.split(" / ")[0]),
        kind="wording-gap",
        severity=severity("wording-gap", claim.quote, weight),
        message=message,
        claim=claim,
        evidence=evidence,
        reach=weight,
        ours=form,
        theirs=theirs,
    )
