"""Conflicting copy: all claims of a campaign read together, each conflict looked at again by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from checker.judge.asking import Answer, Question
from checker.judge.base import Ticker
from checker.judge.desk import Desk, Numbered
from checker.judge.forms import ConflictsForm
from checker.judge.llm import LanguageModel
from checker.judge.tokens import count
from checker.model import Claim

_PROMPT = 2500


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims of different assets that cannot both be true, and why."""

    one: Claim
    other: Claim
    reason: str


@dataclass(slots=True)
class CopyRead:
    """Conflicts, and why some of the copy could not be compared."""

    conflicts: list[Conflict] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    stray: int = 0


class CopyReader:
    """Reads claims against each other.

    Args:
        llm: Asks the model.
        desk: Writes the questions.
        context_tokens: What fits into one prompt with its answer.
    """

    def __init__(self, llm: LanguageModel, desk: Desk, context_tokens: int = 100_000) -> None:
        self._llm, self._desk = llm, desk
        self._room = max(400, context_tokens - _PROMPT)

    def read(self, claims: Sequence[Claim], tick: Ticker | None = None) -> CopyRead:
        """Conflicts that are seen in both looks."""
        out = CopyRead()
        if len({claim.file for claim in claims}) < 2:
            return out
        first = self._found(self._parts(claims), out, tick)
        again = CopyRead()
        pairs = [(conflict.one, conflict.other) for conflict in first]
        sure = self._found(pairs, again, None)
        out.failures += again.failures
        confirmed = {frozenset((c.one.id, c.other.id)): c.reason for c in sure}
        for conflict in first:
            reason = confirmed.get(frozenset((conflict.one.id, conflict.other.id)))
            if reason is not None:
                out.conflicts.append(Conflict(conflict.one, conflict.other, reason or conflict.reason))
        return out

    def questions(self, claims: Sequence[Claim]) -> list[Question[ConflictsForm]]:
        """The prompts of the first look; for estimates."""
        return [self._question(part) for part in self._parts(claims)]

    def _question(self, claims: Sequence[Claim]) -> Question[ConflictsForm]:
        return self._desk.question("judge-copy", ConflictsForm, claims=Numbered(claims).text(self._desk))

    def _found(self, parts: Sequence[Sequence[Claim]], out: CopyRead, tick: Ticker | None) -> list[Conflict]:
        results = self._llm.ask([self._question(part) for part in parts], tick)
        found: dict[frozenset[str], Conflict] = {}
        for part, result in zip(parts, results, strict=True):
            if not isinstance(result, Answer):
                out.failures.append(result.reason)
                continue
            by_id = Numbered(part).by_id
            for form in result.value.conflicts:
                one, other = by_id.get(form.one.strip("[] ")), by_id.get(form.other.strip("[] "))
                if one is None or other is None or one.file == other.file:
                    out.stray += 1
                    continue
                reason = " ".join(form.reason.split())
                found.setdefault(frozenset((one.id, other.id)), Conflict(one, other, reason))
        return list(found.values())

    def _parts(self, claims: Sequence[Claim]) -> list[Sequence[Claim]]:
        """All claims, or, where they do not fit, stretches of them so that each two meet in one prompt."""
        rows = [count(row, self._llm.model) + 3 for _, row in Numbered(claims).lines(self._desk)]
        if sum(rows) <= self._room:
            return [claims]
        pieces: list[list[Claim]] = [[]]
        total = 0
        for claim, size in zip(claims, rows, strict=True):
            if pieces[-1] and total + size > self._room // 2:
                pieces.append([])
                total = 0
            pieces[-1].append(claim)
            total += size
        return [a + b for i, a in enumerate(pieces) for b in pieces[i + 1 :]]
