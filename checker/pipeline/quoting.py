"""From verdicts to evidence: the words that are quoted, at their place, with the turns around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from checker.findings.quotes import stretches, verified
from checker.findings.reach import account_of, day_of
from checker.model import Call, Candidate, Claim, Deal, Evidence, Pair, PairKind, Turn, Verdict

if TYPE_CHECKING:
    from checker.judge.base import Judge

_INDEX = {"supports": 0, "contradicts": 1, "dismisses": 2, "unrelated": 3}


@dataclass(frozen=True, slots=True)
class Stance:
    """A candidate that was judged to speak to its claim."""

    claim: Claim
    candidate: Candidate
    verdict: Verdict


class CallSource(Protocol):
    """What quoting needs of the store, or of whatever else holds the calls."""

    def call(self, ident: str, file: str | None = None) -> Call | None:
        """One call by its id; `file` tells which, where two files hold a call of the same id."""
        ...


class Quoter:
    """Chooses and places the quotes of stances.

    Args:
        calls: Where the calls are.
        judge: Tells which stretch of a statement carries its verdict.
        deals: Deal of each call, by call id; gives the account.
    """

    def __init__(self, calls: CallSource, judge: Judge, deals: Mapping[str, Deal]) -> None:
        self._source = calls
        self._judge = judge
        self._deals = deals
        self._calls: dict[tuple[str, str], Call] = {}

    def evidence(self, stances: Sequence[Stance], kind: PairKind) -> list[tuple[Stance, Evidence]]:
        """Evidence of the stances, in order. A quote that its turn does not hold is left out."""
        choices: list[tuple[Stance, Turn, list[tuple[int, int]]]] = []
        for stance in stances:
            statement = stance.candidate.statement
            turn = self._call(statement.call, statement.file).turns[statement.turn]
            choices.append((stance, turn, self._options(stance, turn)))
        best = self._best(choices, kind)
        return [
            (stance, item)
            for (stance, turn, _), (start, end) in zip(choices, best, strict=True)
            if (item := self._item(stance, turn, start, end)) is not None
        ]

    def _options(self, stance: Stance, turn: Turn) -> list[tuple[int, int]]:
        found = stretches(stance.candidate.statement, turn)
        if stance.verdict.quote:
            named = [(s, e) for s, e in found if stance.verdict.quote in turn.text[s:e]]
            return named or found
        return found

    def _best(
        self, choices: Iterable[tuple[Stance, Turn, list[tuple[int, int]]]], kind: PairKind
    ) -> list[tuple[int, int]]:
        """The stretch that carries the verdict: judged where there are several."""
        pairs: list[Pair] = []
        wanted: list[int | None] = []
        listed = list(choices)
        for stance, turn, options in listed:
            if len(options) < 2:
                wanted.append(None)
                continue
            wanted.append(len(pairs))
            statement = stance.candidate.statement
            for start, end in options:
                said = turn.text[statement.start : start].strip()
                who = "Rep" if kind == "rep" else "Buyer"
                context = f"{statement.context}\n{who}: {said}" if said else statement.context
                pairs.append(Pair(kind, stance.claim.quote, turn.text[start:end], context))
        verdicts = self._judge.judge(pairs) if pairs else []
        out: list[tuple[int, int]] = []
        for (stance, _, options), first in zip(listed, wanted, strict=True):
            if first is None:
                out.append(options[0])
                continue
            row = _INDEX[stance.verdict.relation]
            scores = [v.scores[row] if v.scores else 0.0 for v in verdicts[first : first + len(options)]]
            out.append(options[max(range(len(options)), key=lambda i: (scores[i], -i))])
        return out

    def _item(self, stance: Stance, turn: Turn, start: int, end: int) -> Evidence | None:
        statement, verdict = stance.candidate.statement, stance.verdict
        quote = turn.text[start:end]
        if not verified(quote, start, end, turn):
            return None
        call = self._call(statement.call, statement.file)
        deal = self._deals.get(statement.call)
        scores = verdict.scores
        return Evidence(
            file=statement.file,
            quote=quote,
            span=turn.source.span(start, end),
            relation=verdict.relation,
            speaker=statement.speaker,
            side=statement.side,
            account=account_of(call.account, deal),
            date=day_of(call.date, deal),
            time=turn.time,
            call=statement.call,
            turn=statement.turn,
            before=_around(call, range(max(0, turn.index - 2), turn.index)),
            after=_around(call, range(turn.index + 1, min(len(call.turns), turn.index + 2))),
            score=scores[_INDEX[verdict.relation]] if scores else 0.0,
        )

    def _call(self, ident: str, file: str) -> Call:
        key = ident, file
        if key not in self._calls:
            call = self._source.call(ident, file)
            if call is None:
                raise LookupError(f"statement of a call that the store does not hold: {ident}")
            self._calls[key] = call
        return self._calls[key]


def _around(call: Call, turns: range) -> str:
    return "\n".join(f"{call.speakers[call.turns[i].speaker].name}: {call.turns[i].text}" for i in turns)
