"""Asks a language model many questions: cached, budgeted, retried by kind of error, a few at a time.

What is answered is kept at once, so that a run that is killed goes on where it was. An error that all
questions would meet (a wrong key, no quota) ends the run in one clear line; any other one makes its own
question a `Failure` and leaves the rest alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from checker.errors import BudgetError, JudgeError, PermanentJudgeError, TransientJudgeError
from checker.judge.asking import (
    Answer,
    Chat,
    Collector,
    Failure,
    P,
    Pending,
    Question,
    ReplyCache,
    Result,
    Trouble,
)
from checker.judge.base import Ticker
from checker.judge.budget import Budget, Estimate, estimate
from checker.judge.prices import Price
from checker.judge.sealed import seal, unseal
from checker.judge.tokens import count
from checker.model import Usage, digest

_UNAVAILABLE_IN_A_ROW = 5  # questions that fail after all retries before the run is given up
_OVERHEAD = 12  # tokens around the two messages


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient the client is. Waits double from `first_wait` to `longest_wait`.

    `output_tokens` is what an answer is taken to cost before it is there.
    """

    attempts: int = 5
    first_wait: float = 0.5
    longest_wait: float = 30.0
    longest_asked_wait: float = 120.0
    concurrency: int = 8
    output_tokens: int = 1500


class LanguageModel:
    """A model behind cache, budget and retries. Safe to share between threads.

    Args:
        chat: The wire.
        cache: Where answers are kept; None keeps none.
        budget: The limit; None for none.
        policy: Patience.
        sleep: Waits; another one in tests.
        later: Takes what is not answered yet, in place of the wire; see `ask`.
        price: Of this model, if it is another one than that of the budget they share.
    """

    def __init__(
        self,
        chat: Chat,
        *,
        cache: ReplyCache | None = None,
        budget: Budget | None = None,
        policy: Policy | None = None,
        sleep: Callable[[float], None] = time.sleep,
        later: Collector | None = None,
        price: Price | None = None,
    ) -> None:
        self.model = chat.model
        self.budget = budget or Budget()
        self.price = price or self.budget.price
        self.policy = policy or Policy()
        self.chat, self._cache, self._sleep, self._later = chat, cache, sleep, later
        self._lock = threading.Lock()
        self._usage = Usage()
        self._counted: set[str] = set()
        self._unavailable = 0
        self._stop: JudgeError | None = None
        self._over: BudgetError | None = None

    @property
    def usage(self) -> Usage:
        """What the answers given so far cost, whenever they were paid for; `budget.usage` is this run's."""
        with self._lock:
            return self._usage

    def collecting(self, later: Collector) -> LanguageModel:
        """The same model, which collects what is not answered yet, without a limit, and never asks."""
        budget = Budget(price=self.budget.price)
        return LanguageModel(
            self.chat, cache=self._cache, budget=budget, policy=self.policy, later=later, price=self.price
        )

    @property
    def over_budget(self) -> str:
        """What did not fit into the budget, in one line; empty if all did."""
        return str(self._over) if self._over else ""

    def key(self, question: Question[Any]) -> str:
        """Under which the answer to a question is kept."""
        return record_key(self.model, question.key)

    def estimate(self, questions: Sequence[Question[Any]], output_tokens: int = 0) -> Estimate:
        """What the questions will cost that are not answered yet."""
        todo = {self.key(q): q for q in questions if self._known(q) is None}
        total = Estimate()
        for question in todo.values():
            total += self._one(question, output_tokens or self.policy.output_tokens)
        return total

    def ask(self, questions: Sequence[Question[P]], tick: Ticker | None = None) -> list[Result[P]]:
        """An answer or a failure for each question, in order.

        Args:
            questions: Equal ones are asked once.
            tick: Told how many more are done; may raise to cancel, what is answered is kept.

        Raises:
            PermanentJudgeError: No question can be answered: wrong key, no quota, no such model.
            TransientJudgeError: The server cannot be reached, or fails again and again.
            Pending: Some were collected for a batch, so there is no answer to go on with.
            BudgetError: What was collected would cost more than what is allowed.
        """
        asked = {self.key(q): q for q in questions}
        results: dict[str, Result[P]] = {}
        pool = ThreadPoolExecutor(max_workers=max(1, self.policy.concurrency))
        futures: dict[Future[Result[P]], str] = {}
        try:
            for key, question in asked.items():
                futures[pool.submit(self._answer, question)] = key
            open_ = set(futures)
            while open_:
                done, open_ = wait(open_, return_when=FIRST_COMPLETED)
                for future in done:
                    results[futures[future]] = future.result()
                if tick:
                    tick(len(done))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        if self._stop:
            raise self._stop
        if any(isinstance(r, Failure) and r.kind == "later" for r in results.values()):
            self.budget.check(self.estimate(questions))
            raise Pending
        self._count(results)
        return [results[self.key(q)] for q in questions]

    def _count(self, results: Mapping[str, Result[Any]]) -> None:
        """Adds what answers cost; one that is given twice in a run was paid for once."""
        with self._lock:
            for key, result in results.items():
                again = isinstance(result, Answer) and result.cached and key in self._counted
                if not again:
                    self._usage = _plus(self._usage, result.usage)
                self._counted.add(key)

    def _answer(self, question: Question[P]) -> Result[P]:
        """Never raises but for bugs: foreign errors are mapped by the `Chat`."""
        known = self._known(question)
        if known is not None:
            value = _parsed(question, known[0])
            if not isinstance(value, Failure):
                return Answer(value, known[1], cached=True)
            if self._later:
                return Failure(value.kind, value.reason, known[1])
        if self._later:
            return self._put_off(question)
        if self._stop:
            return Failure("stopped", str(self._stop))
        if self._over:
            return Failure("budget", str(self._over))
        try:
            with self.budget.reserve(self._one(question, self.policy.output_tokens)):
                return self._call(question)
        except BudgetError as error:
            self._over = error
            return Failure("budget", str(error))

    def _put_off(self, question: Question[P]) -> Result[P]:
        assert self._later
        key = self.key(question)
        if key in self._later.failures:
            return self._later.failures[key]
        self._later.add(key, question)
        return Failure("later", "waits for a batch")

    def _call(self, question: Question[P]) -> Result[P]:
        spent = Usage()
        for attempt in range(1, self.policy.attempts + 1):
            try:
                completion = self.chat.complete(question)
            except Trouble as trouble:
                self.budget.spend(trouble.usage, price=self.price)
                spent = _plus(spent, trouble.usage)
                if not trouble.retry or attempt == self.policy.attempts or self._stop:
                    return self._given_up(trouble, spent)
                self._sleep(self._wait(attempt, trouble.after))
                continue
            self.budget.spend(completion.usage, completion.cached_tokens, price=self.price)
            spent = _plus(spent, completion.usage)
            self._unavailable = 0
            value = _parsed(question, completion.text)
            if isinstance(value, Failure):
                return Failure(value.kind, value.reason, spent)
            if self._cache:
                kept = seal(question.key, completion.text)
                self._cache.put(self.key(question), question.prompt, kept, spent)
            return Answer(value, spent)
        raise AssertionError("no attempt allowed")

    def _given_up(self, trouble: Trouble, spent: Usage) -> Failure:
        if trouble.fatal:
            self._stop = self._stop or PermanentJudgeError(trouble.reason, trouble.remedy)
        elif trouble.retry:
            with self._lock:
                self._unavailable += 1
                if self._unavailable >= _UNAVAILABLE_IN_A_ROW and not self._stop:
                    self._stop = TransientJudgeError(
                        f"{self._unavailable} questions in a row failed: {trouble.reason}",
                        "Run again later: what is answered is kept.",
                    )
        return Failure(trouble.kind, trouble.reason, spent)

    def _wait(self, attempt: int, asked: float | None) -> float:
        if asked is not None:
            return min(max(0.0, asked), self.policy.longest_asked_wait)
        return min(self.policy.first_wait * 2.0 ** (attempt - 1), self.policy.longest_wait)

    def _known(self, question: Question[Any]) -> tuple[str, Usage] | None:
        found = self._cache.get(self.key(question)) if self._cache else None
        text = unseal(question.key, found[0]) if found else None
        return (text, found[1]) if found and text is not None else None

    def _one(self, question: Question[Any], output_tokens: int) -> Estimate:
        texts = (question.system, question.user, question.beside())
        needed = sum(count(text, self.model) for text in texts) + _OVERHEAD
        return estimate(self.price, needed, output_tokens)


def record_key(model: str, question: str) -> str:
    """Under which the answer to a question, by its key, is kept; that key cannot be told from it."""
    return digest(model, question, length=32)


def _parsed(question: Question[P], text: str) -> P | Failure:
    """The answer as its form, names put back. Repairs nothing: half an answer is none."""
    import json

    try:
        data = json.dumps(_unmasked(json.loads(text), question.unmask))
    except (ValueError, RecursionError):
        return Failure("malformed", "the model's answer is not JSON")
    try:
        return question.form.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        return Failure("malformed", f"the model's answer has another form: {place}: {first['msg']}")


def _unmasked(data: Any, unmask: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return unmask(data)
    if isinstance(data, list):
        return [_unmasked(item, unmask) for item in data]
    if isinstance(data, dict):
        return {key: _unmasked(value, unmask) for key, value in data.items()}
    return data


def _plus(a: Usage, b: Usage) -> Usage:
    return Usage(
        a.llm_calls + b.llm_calls, a.input_tokens + b.input_tokens, a.output_tokens + b.output_tokens
    )
