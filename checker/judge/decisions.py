"""OpenAI's Decisions API as a judge of pairs: many questions about one input, probabilities for answers.

It gives neither quotes nor reasons, so nothing is reported on its word: it only says which pairs are worth
reading. Texts from outside stand in the input, fenced; the questions hold nothing but our ids.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checker.errors import SettingsError
from checker.judge.asking import Collector, Completion, Failure, P, Payload, Question, Trouble
from checker.judge.base import Ticker
from checker.judge.budget import Estimate, scaled
from checker.judge.desk import Desk
from checker.judge.llm import LanguageModel
from checker.judge.llm_faults import trouble_of
from checker.judge.tokens import count
from checker.model import Pair, Relation, Usage, Verdict, digest

if TYPE_CHECKING:
    from openai import OpenAI

MODEL = "gpt-6-luna"
"""The only one that the endpoint takes."""

PROMPT = "decide-pairs"
RELATIONS: tuple[Relation, ...] = ("supports", "contradicts", "dismisses", "unrelated")
_MOST_QUESTIONS = 400
_OUTPUT_TOKENS = 2  # of one answer, about
_INPUT_TOKENS = 30_000  # of one request: half as many statements are better than one that is cut off
_REMEDY = 'Set [judge] gate = "embedded", or use a server that has the Decisions API.'


class DecidedForm(Payload):
    """What was decided on one pair: a probability for each relation, in order; or that it was refused."""

    refused: bool
    probabilities: list[float]


class DecisionsForm(Payload):
    """Answer to `decide-pairs`."""

    answers: list[DecidedForm]


@dataclass(frozen=True)
class Decision(Question[DecisionsForm]):
    """A question whose input is the prompt; `asked` are the pairs of ids that are to be decided."""

    asked: tuple[tuple[str, str], ...] = ()

    @cached_property
    def key(self) -> str:
        """Digest of all that decides the answer, but the model."""
        pairs = (f"{claim} {statement}" for claim, statement in self.asked)
        return digest(self.prompt, self.version, self.system, self.user, *pairs, length=32)

    def beside(self) -> str:
        """The questions, as words."""
        values = " ".join(RELATIONS)
        return "\n".join(f"{claim} {said} {_asked(claim, said)} {values}" for claim, said in self.asked)


class DecisionsChat:
    """A `Chat` that takes `Decision`s.

    Args:
        base_url: Empty for OpenAI itself; otherwise a server that has the endpoint too.
        timeout: Seconds for one call.

    Raises:
        SettingsError: No key.
    """

    def __init__(self, base_url: str = "", *, timeout: float = 180.0) -> None:
        from openai import OpenAI

        key = os.environ.get("OPENAI_API_KEY", "")
        if not key and not base_url:
            raise SettingsError(
                '[judge] gate = "decisions" needs a key, and OPENAI_API_KEY is not set',
                'Set it, or set [judge] gate = "embedded".',
            )
        self._client: OpenAI = OpenAI(
            api_key=key or "none", base_url=base_url or None, timeout=timeout, max_retries=0
        )
        self.model = decisions_label(base_url)

    def complete(self, question: Question[P]) -> Completion:
        """One call; see `Chat.complete`."""
        assert isinstance(question, Decision)
        import openai

        try:
            made = self._client.decisions.create(**_request(question))
            answers = [_decided(answer) for answer in made.answers]
        except openai.NotFoundError as error:
            raise Trouble(
                "the server has no Decisions API", "unavailable", fatal=True, remedy=_REMEDY
            ) from error
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            raise trouble from error
        usage, cached = _usage(made)
        if len(answers) != len(question.asked):
            reason = f"{len(question.asked)} questions were asked, {len(answers)} answered"
            raise Trouble(reason, "malformed", usage=usage)
        return Completion(json.dumps({"answers": answers}), usage, cached)


def decisions_label(base_url: str = "") -> str:
    """Name of the endpoint's model, for cache keys."""
    return f"decisions {MODEL}" + (f" at {base_url}" if base_url else "")


def _request(question: Decision) -> dict[str, Any]:
    choices = [{"value": relation} for relation in RELATIONS]
    return {
        "model": MODEL,
        "input": [
            {"role": "developer", "content": question.system},
            {"role": "user", "content": question.user},
        ],
        "questions": [
            {
                "type": "choice",
                "name": f"{claim} {statement}",
                "instructions": _asked(claim, statement),
                "choices": choices,
            }
            for claim, statement in question.asked
        ],
    }


def _asked(claim: str, statement: str) -> str:
    return f"What is statement {statement} to claim {claim}?"


def _decided(answer: Any) -> dict[str, Any]:
    """One answer in our form; the SDK does not check what a server sends."""
    if answer.type == "refusal":
        return {"refused": True, "probabilities": []}
    given = {row.value: float(row.probability) for row in answer.probabilities}
    return {"refused": False, "probabilities": [given[relation] for relation in RELATIONS]}


def _usage(made: Any) -> tuple[Usage, int]:
    used = made.usage
    if used is None:
        return Usage(1), 0
    details = getattr(used, "input_tokens_details", None)
    return Usage(1, used.input_tokens, used.output_tokens), getattr(details, "cached_tokens", 0) or 0


class DecisionsJudge:
    """A `Judge` on the Decisions API: relations with probabilities, no quotes.

    Args:
        llm: A language model on a `DecisionsChat`.
        desk: Writes the questions.
    """

    name = "decisions"

    def __init__(self, llm: LanguageModel, desk: Desk) -> None:
        self._llm, self._desk = llm, desk

    @property
    def model(self) -> str:
        """The model and the prompt: part of the cache key."""
        return f"{self._llm.model}, {PROMPT} {self._desk.version(PROMPT)}"

    @property
    def usage(self) -> Usage:
        """What the answers given so far cost, whenever they were paid for."""
        return self._llm.usage

    @property
    def over_budget(self) -> str:
        """What did not fit into the budget, in one line; empty if all did."""
        return self._llm.over_budget

    def collecting(self, later: Collector) -> DecisionsJudge:
        """The same judge, which collects what is not answered yet and never asks."""
        return DecisionsJudge(self._llm.collecting(later), self._desk)

    def estimate(self, questions: Iterable[Question[Any]]) -> Estimate:
        """What questions of this judge will cost that are not answered yet."""
        total = Estimate()
        for question in questions:
            asked = len(question.asked) if isinstance(question, Decision) else 1
            total += self._llm.estimate([question], _OUTPUT_TOKENS * asked)
        return total

    def estimate_unseen(self, pairs: int, claim_tokens: int, statement_tokens: int) -> Estimate:
        """What so many pairs will cost whose texts are not known yet.

        Args:
            pairs: How many.
            claim_tokens: Of one claim, about.
            statement_tokens: Of one statement, about.
        """
        texts = "x " * max(1, claim_tokens), "x " * max(1, statement_tokens)
        size = min(_MOST_QUESTIONS, max(1, pairs))
        full = self._question([Pair("buyer", texts[0], f"{n} {texts[1]}") for n in range(size)])
        return (
            scaled(self._llm.estimate([full], _OUTPUT_TOKENS * size), pairs / size) if pairs else Estimate()
        )

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        """One verdict a pair, in order; see `Judge.judge`. What was refused or failed is `unjudged`."""
        chunks = self._chunks(pairs)
        results = self._llm.ask([self._question(chunk) for chunk in chunks])
        out: list[Verdict] = []
        for chunk, result in zip(chunks, results, strict=True):
            if isinstance(result, Failure):
                out += [Verdict("unjudged", self.name, reason=result.reason)] * len(chunk)
            else:
                out += [self._verdict(form) for form in result.value.answers]
            if tick:
                tick(len(chunk))
        return out

    def _chunks(self, pairs: Sequence[Pair]) -> list[Sequence[Pair]]:
        """Pairs in order, as many together as one request takes; a text that returns costs nothing."""
        out: list[Sequence[Pair]] = []
        start, total, seen = 0, 0, set[str]()
        for n, pair in enumerate(pairs):
            fresh = [text for text in (pair.claim, pair.statement) if text not in seen]
            size = sum(count(text, MODEL) + 8 for text in fresh)
            if n > start and (n - start == _MOST_QUESTIONS or total + size > _INPUT_TOKENS):
                out.append(pairs[start:n])
                start, total, seen = n, 0, set()
                size = sum(count(text, MODEL) + 8 for text in (pair.claim, pair.statement))
            total += size
            seen |= {pair.claim, pair.statement}
        return [*out, pairs[start:]] if pairs else []

    def _question(self, pairs: Sequence[Pair]) -> Decision:
        claims = {text: f"k{n}" for n, text in enumerate(dict.fromkeys(p.claim for p in pairs), 1)}
        told = dict.fromkeys((p.kind, p.statement) for p in pairs)
        said = {key: f"s{n}" for n, key in enumerate(told, 1)}
        line, block = self._desk.line, self._desk.block
        made = self._desk.question(
            PROMPT,
            DecisionsForm,
            claims=block("claims", "", [f"[{ident}] {line(text)}" for text, ident in claims.items()]),
            statements=block(
                "statements", "", [f"[{ident}] {kind}: {line(text)}" for (kind, text), ident in said.items()]
            ),
        )
        asked = tuple((claims[p.claim], said[p.kind, p.statement]) for p in pairs)
        return Decision(made.prompt, made.version, made.system, made.user, DecisionsForm, made.unmask, asked)

    def _verdict(self, form: DecidedForm) -> Verdict:
        if form.refused:
            return Verdict("unjudged", self.name, reason="the model refused this question")
        scores = tuple(round(p, 4) for p in form.probabilities)
        best = max(range(len(RELATIONS)), key=lambda i: scores[i])
        return Verdict(RELATIONS[best], self.name, scores)
