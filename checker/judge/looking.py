"""The second look: what the raw turns around a suspicion really say, before anything is reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.judge.asking import Failure, Question
from checker.judge.base import Ticker
from checker.judge.desk import Desk
from checker.judge.distil import quote_places, turn_line
from checker.judge.forms import EntriesForm, Stance
from checker.judge.llm import LanguageModel
from checker.judge.points import Place, Point, Who
from checker.judge.reading import Suspicion
from checker.judge.tokens import count
from checker.model import Call, Claim

_BEFORE, _AFTER = 4, 3  # turns shown around a quote
_OUTSIDE = 4000

Calls = Mapping[tuple[str, str], Call]
"""Calls by file and id."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a call, located."""

    call: str
    file: str
    place: Place


@dataclass(frozen=True, slots=True)
class Said:
    """What one call says to a claim: the relation, the words it rests on, and why."""

    claim: Claim
    who: Who
    relation: Stance
    quotes: tuple[Quoted, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What the second look gave.

    Attributes:
        said: All that was confirmed.
        unjudged: Suspicions that could not be looked at, claim id -> reason.
        dropped: Quotes that are not where the model said.
        unfounded: Entries that were left without a quote, and so dropped.
    """

    said: tuple[Said, ...]
    unjudged: tuple[tuple[str, str], ...] = ()
    dropped: int = 0
    unfounded: int = 0


@dataclass(frozen=True, slots=True)
class _Look:
    """One question: a claim and the excerpts of some calls, x1, x2 and so on."""

    suspicion: Suspicion
    calls: tuple[Call, ...]
    question: Question[EntriesForm]


class Looker:
    """Looks at suspicions.

    Args:
        llm: Asks the model.
        desk: Writes the questions.
        calls: Where the raw turns are.
        context_tokens: What fits into one prompt with its answer.
    """

    def __init__(self, llm: LanguageModel, desk: Desk, calls: Calls, context_tokens: int = 100_000) -> None:
        self._llm, self._desk, self._calls = llm, desk, calls
        self._room = max(400, context_tokens - _OUTSIDE)

    def look(self, suspicions: Sequence[Suspicion], tick: Ticker | None = None) -> Looked:
        """What is left of the suspicions."""
        looks = [look for suspicion in suspicions for look in self._looks(suspicion)]
        results = self._llm.ask([look.question for look in looks], tick)
        said: list[Said] = []
        unjudged: list[tuple[str, str]] = []
        dropped = unfounded = 0
        for look, result in zip(looks, results, strict=True):
            if isinstance(result, Failure):
                unjudged.append((look.suspicion.claim.id, result.reason))
                continue
            for form in result.value.entries:
                places = [self._places(look, quote.turn, quote.words) for quote in form.quotes]
                kept = tuple(dict.fromkeys(quoted for found in places for quoted in found))
                dropped += sum(not found for found in places)
                unfounded += not kept
                if kept:
                    reason = " ".join(form.reason.split())
                    said.append(Said(look.suspicion.claim, look.suspicion.who, form.relation, kept, reason))
        return Looked(tuple(said), tuple(unjudged), dropped, unfounded)

    def _places(self, look: _Look, turn: str, words: str) -> list[Quoted]:
        excerpt, _, index = turn.strip("[] ").removeprefix("x").partition(".")
        if not excerpt.isdecimal() or not 1 <= int(excerpt) <= len(look.calls):
            return []
        call = look.calls[int(excerpt) - 1]
        return [
            Quoted(call.id, call.file, place)
            for place in quote_places(call, index, words, look.suspicion.who)
        ]

    def _looks(self, suspicion: Suspicion) -> list[_Look]:
        """One question, or several where the excerpts outgrow a prompt."""
        by_call: dict[tuple[str, str], list[Point]] = {}
        for point in suspicion.points:
            by_call.setdefault((point.file, point.call), []).append(point)
        parts: list[list[tuple[Call, list[int]]]] = [[]]
        total = 0
        for key in sorted(by_call):
            call = self._calls[key]
            turns = around(call, (q for p in by_call[key] for q in p.quotes))
            size = sum(count(call.turns[t].text, self._llm.model) + 16 for t in turns)
            if parts[-1] and total + size > self._room:
                parts.append([])
                total = 0
            parts[-1].append((call, turns))
            total += size
        return [
            _Look(suspicion, tuple(c for c, _ in part), self._question(suspicion, part)) for part in parts
        ]

    def _question(
        self, suspicion: Suspicion, part: Sequence[tuple[Call, list[int]]]
    ) -> Question[EntriesForm]:
        claim = suspicion.claim
        blocks = [
            self._desk.block("excerpt", f"x{n}", excerpt(self._desk, call, turns, f"x{n}."))
            for n, (call, turns) in enumerate(part, 1)
        ]
        return self._desk.question(
            "judge-claim" if suspicion.who == "buyer" else "judge-rep",
            EntriesForm,
            claim=self._desk.block("claim", "", [self._desk.line(claim.quote)]),
            context=self._desk.block("context", "", [self._desk.line(claim.context) or "nothing"]),
            excerpts="\n".join(blocks),
        )


def around(call: Call, quotes: Iterable[Place]) -> list[int]:
    """Indexes of the turns to show: those quoted and some before and after."""
    shown: set[int] = set()
    for quote in quotes:
        shown |= set(range(max(0, quote.turn - _BEFORE), min(len(call.turns), quote.turn + _AFTER + 1)))
    return sorted(shown)


def excerpt(desk: Desk, call: Call, turns: Sequence[int], prefix: str) -> list[str]:
    """Lines of the turns, gaps marked."""
    lines: list[str] = []
    last = turns[0] if turns else 0
    for index in turns:
        if index > last + 1:
            lines.append("…")
        lines.append(turn_line(desk, call, call.turns[index], f"{prefix}{index}"))
        last = index
    return lines
