"""The LLM as a `Judge` of single pairs, many in one prompt, each by its id.

Used where retrieval has to choose what is read, for `checker eval pairs --judge llm`, and to check
suggestions. Whole campaigns are read by `reading.py`, which sees more than a pair.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.judge.asking import Failure, Question
from checker.judge.base import Ticker
from checker.judge.desk import Desk
from checker.judge.forms import PairAnswerForm, PairAnswersForm
from checker.judge.llm import LanguageModel
from checker.judge.verify import locate
from checker.model import Pair, Verdict

_IN_ONE = 10  # pairs in one prompt
_CONTEXT = 600  # characters of context, from its end


class ChainJudge:
    """A `Judge` on a language model.

    Args:
        llm: Asks the model.
        desk: Writes the questions.
        in_one: Pairs in one prompt.
    """

    name = "llm"

    def __init__(self, llm: LanguageModel, desk: Desk, *, in_one: int = _IN_ONE) -> None:
        self._llm, self._desk, self._in_one = llm, desk, in_one
        self.dropped = 0
        """Verdicts whose quote does not stand in the statement."""

    @property
    def model(self) -> str:
        """The model and the prompt: part of the cache key."""
        return f"{self._llm.model}, judge-pairs {self._desk.version('judge-pairs')}"

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        """One verdict a pair, in order; see `Judge.judge`."""
        chunks = [pairs[i : i + self._in_one] for i in range(0, len(pairs), self._in_one)]
        results = self._llm.ask([self._question(chunk) for chunk in chunks])
        out: list[Verdict] = []
        for chunk, result in zip(chunks, results, strict=True):
            if isinstance(result, Failure):
                out += [Verdict("unjudged", self.name, reason=result.reason)] * len(chunk)
            else:
                out += self._verdicts(chunk, result.value.answers)
            if tick:
                tick(len(chunk))
        return out

    def _question(self, chunk: Sequence[Pair]) -> Question[PairAnswersForm]:
        line, blocks = self._desk.line, []
        for n, pair in enumerate(chunk, 1):
            rows = [f"kind: {pair.kind}", f"claim: {line(pair.claim)}"]
            if pair.context:
                rows.append(f"context: {self._context(pair.context)}")
            blocks.append(self._desk.block("pair", f"q{n}", [*rows, f"statement: {line(pair.statement)}"]))
        return self._desk.question("judge-pairs", PairAnswersForm, pairs="\n".join(blocks))

    def _context(self, text: str) -> str:
        """The last lines of a context, as many as are read."""
        lines: list[str] = []
        left = _CONTEXT
        for row in reversed(text.splitlines()):
            if left <= 0:
                break
            lines.insert(0, self._desk.line(row, last=left))
            left -= len(row)
        return " / ".join(lines)

    def _verdicts(self, chunk: Sequence[Pair], answers: Sequence[PairAnswerForm]) -> list[Verdict]:
        by_id: dict[str, list[PairAnswerForm]] = {}
        for answer in answers:
            by_id.setdefault(answer.pair, []).append(answer)
        return [self._verdict(pair, by_id.get(f"q{n}", [])) for n, pair in enumerate(chunk, 1)]

    def _verdict(self, pair: Pair, given: Sequence[PairAnswerForm]) -> Verdict:
        if not given:
            return Verdict("unjudged", self.name, reason="the model gave no answer for this pair")
        if len({answer.relation for answer in given}) > 1:
            return Verdict("unjudged", self.name, reason="the model gave two answers for this pair")
        answer = given[-1]
        reason = " ".join(answer.reason.split())
        if answer.relation == "unrelated":
            return Verdict("unrelated", self.name, reason=reason)
        place = locate(answer.words, pair.statement)
        if place is None:
            self.dropped += 1
            return Verdict(
                "unjudged", self.name, reason="the model quotes words that are not in the statement"
            )
        return Verdict(answer.relation, self.name, reason=reason, quote=pair.statement[slice(*place)])
