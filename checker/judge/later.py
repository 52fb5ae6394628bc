"""Questions for later: collected now, answered by a batch, and then found among the answers that are kept.

A question's key is its name in the batch, so an answer finds its question whoever made it and whenever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from checker.errors import InputError
from checker.judge.asking import Completion, Failure, FailureKind, P, Question
from checker.judge.llm_chat import body_of
from checker.model import Usage

URL: Final = "/v1/chat/completions"
MOST = 50_000  # requests in one batch of OpenAI's
LARGEST = 190_000_000  # bytes of its file

_ENDS: dict[str, FailureKind] = {"length": "length", "max_tokens": "length", "content_filter": "refused"}


@dataclass
class Later:
    """Collects questions in place of asking them; safe to share between threads.

    Attributes:
        model: Name of the model as requests give it.
        failures: Questions that a batch answered with nothing that can be used; they are not asked again.
    """

    model: str
    failures: Mapping[str, Failure] = field(default_factory=dict)
    _lines: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def add(self, key: str, question: Question[Any]) -> None:
        """Keeps a question for the batch."""
        request = {
            "custom_id": f"{question.prompt}.{question.key}",
            "method": "POST",
            "url": URL,
            "body": body_of(self.model, question),
        }
        with self._lock:
            self._lines[key] = json.dumps(request, ensure_ascii=False, sort_keys=True)

    @property
    def waiting(self) -> int:
        """How many questions wait."""
        return len(self._lines)

    def requests(self) -> bytes:
        """A file in OpenAI's batch format, the same for the same questions; what is too much waits."""
        out: list[bytes] = []
        size = 0
        for _, line in sorted(self._lines.items()):
            data = line.encode() + b"\n"
            if len(out) == MOST or size + len(data) > LARGEST:
                break
            out.append(data)
            size += len(data)
        return b"".join(out)


@dataclass(frozen=True, slots=True)
class Unasked:
    """The `Chat` of a run that asks nothing itself."""

    model: str

    def complete(self, question: Question[P]) -> Completion:
        """Never called: what is not answered yet is collected."""
        raise AssertionError("a question was asked in place of being collected")


@dataclass(frozen=True, slots=True)
class Returned:
    """An answer out of a batch: its text, or why there is none; `key` is that of the question."""

    key: str
    prompt: str
    text: str
    usage: Usage
    failure: Failure | None = None


def returned(data: bytes, name: str) -> Iterator[Returned]:
    """Answers in OpenAI's batch output format, from whatever produced them.

    Args:
        data: JSON lines with `custom_id`, and `response` or `error`.
        name: Of the file, for messages.

    Raises:
        InputError: A line is no such object.
    """
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            prompt, _, key = row["custom_id"].rpartition(".")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{name}:{number}: not a line of a batch's output",
                "Give the file that the batch made: one JSON object a line, with custom_id and response.",
            ) from error
        yield _returned(key, prompt, row)


def _returned(key: str, prompt: str, row: Mapping[str, Any]) -> Returned:
    response = _object(row.get("response"))
    body, status = response.get("body"), response.get("status_code", 200)
    error = row.get("error") or _object(body).get("error")
    if error or not isinstance(body, dict) or status != 200:
        said = error.get("message") if isinstance(error, dict) else error
        reason = " ".join(str(said or f"status {status}").split())[:200]
        return _failed(key, prompt, "rejected", f"the batch gave no answer: {reason}", Usage())
    used = _object(body.get("usage"))
    usage = Usage(1, _number(used.get("prompt_tokens")), _number(used.get("completion_tokens")))
    choices = body.get("choices")
    choice = _object(choices[0]) if isinstance(choices, list) and choices else {}
    message = _object(choice.get("message"))
    if message.get("refusal"):
        reason = " ".join(str(message["refusal"]).split())[:200]
        return _failed(key, prompt, "refused", f"the model refused: {reason}", usage)
    if kind := _ENDS.get(str(choice.get("finish_reason"))):
        return _failed(key, prompt, kind, f"the model's answer ended early ({kind})", usage)
    text = message.get("content")
    if not isinstance(text, str) or not text.strip():
        return _failed(key, prompt, "malformed", "the model's answer is empty", usage)
    return Returned(key, prompt, text, usage)


def _object(value: Any) -> Mapping[str, Any]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> int:
    """A count of tokens; 0 for what is none."""
    return value if isinstance(value, int) and value > 0 else 0


def _failed(key: str, prompt: str, kind: FailureKind, reason: str, usage: Usage) -> Returned:
    return Returned(key, prompt, "", usage, Failure(kind, reason, usage))
