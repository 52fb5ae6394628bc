"""What is asked of a language model and what comes back: plain values, no library.

A question that cannot be answered comes back as a `Failure` with its reason. It is never an exception,
and never taken for "no disagreement".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict

from checker.model import Usage, digest


class Payload(BaseModel):
    """What a model must answer: nothing more, nothing less."""

    model_config = ConfigDict(extra="forbid", strict=True)


P = TypeVar("P", bound=Payload)

FailureKind = Literal[
    "refused",  # by the model or its content filter
    "length",  # the answer was cut off
    "malformed",  # not the JSON that was asked for
    "too-long",  # the prompt does not fit the model
    "rejected",  # the server does not take the request
    "unavailable",  # after all retries
    "budget",  # the limit on tokens or money
    "stopped",  # the run ended before
    "later",  # collected for a batch
]


@dataclass(frozen=True)
class Question(Generic[P]):
    """One prompt with the form of its answer.

    Attributes:
        prompt: Name of the prompt.
        version: Digest of the prompt file.
        system: System message.
        user: User message, everything from outside fenced and masked.
        form: What the answer must be.
        unmask: Puts names back into the answer's texts.
    """

    prompt: str
    version: str
    system: str
    user: str
    form: type[P]
    unmask: Callable[[str], str] = str

    @cached_property
    def key(self) -> str:
        """Digest of all that decides the answer, but the model."""
        return digest(self.prompt, self.version, self.form.__name__, self.system, self.user, length=32)

    def beside(self) -> str:
        """What else is sent and paid for, beside the two messages; for estimates."""
        return json.dumps(self.form.model_json_schema())


@dataclass(frozen=True, slots=True)
class Answer(Generic[P]):
    """A valid answer, what it cost, and whether it was paid for before this run."""

    value: P
    usage: Usage
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a question has no answer."""

    kind: FailureKind
    reason: str
    usage: Usage = field(default_factory=Usage)


Result: TypeAlias = Answer[P] | Failure


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer of a model as it came over the wire."""

    text: str
    usage: Usage
    cached_tokens: int = 0


class Trouble(Exception):
    """A call that gave no answer, told by kind; raised at the border and handled in `LanguageModel`.

    Args:
        reason: What happened, for the user.
        kind: What the question becomes if it stays at that.
        retry: True if the same call may work later.
        after: Seconds that the server asks to wait.
        fatal: True if every other question will fail in the same way.
        usage: What was used up nevertheless.
    """

    def __init__(
        self,
        reason: str,
        kind: FailureKind,
        *,
        retry: bool = False,
        after: float | None = None,
        fatal: bool = False,
        remedy: str = "",
        usage: Usage | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason, self.kind, self.retry, self.after = reason, kind, retry, after
        self.fatal, self.remedy, self.usage = fatal, remedy, usage or Usage()


class Chat(Protocol):
    """A model at the other end of a wire."""

    @property
    def model(self) -> str:
        """Name of the model, with what else decides its answers; part of the cache key."""
        ...

    def complete(self, question: Question[P]) -> Completion:
        """One call, no retries.

        Raises:
            Trouble: No answer.
        """
        ...


class Pending(Exception):
    """What comes next needs answers that are not there yet. No error: the run goes on when they are."""


class Collector(Protocol):
    """Takes questions for a batch in place of asking them."""

    @property
    def failures(self) -> Mapping[str, Failure]:
        """Questions that a batch could not answer, by key; they are not asked again."""
        ...

    def add(self, key: str, question: Question[Any]) -> None:
        """Keeps a question for the batch."""
        ...


class ReplyCache(Protocol):
    """Where answers are kept by content, so that a run that was killed repeats no finished call."""

    def get(self, key: str) -> tuple[str, Usage] | None:
        """An answer as it was put, and what it cost; None if it is not known."""
        ...

    def put(self, key: str, prompt: str, text: str, usage: Usage) -> None:
        """Keeps an answer to the named prompt; `LanguageModel` seals it with its question."""
        ...
