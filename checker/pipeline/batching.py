"""`review` in batches: what is not answered yet is collected, a batch answers it, and the review goes on.

Answers go into the same cache as those of a run that asks itself, each before the next is read, and the state
beside the index is written before anything is handed in; so a run may die anywhere and lose nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import InputError, PermanentJudgeError, SettingsError
from checker.model import Run, digest
from checker.pipeline.llm_opening import wants_llm
from checker.pipeline.opening import home_of
from checker.pipeline.progress import Reporter
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.batch_wire import BatchWire, Standing
    from checker.judge.later import Later

_STATE = "batch.json"


@dataclass(frozen=True, slots=True)
class Round:
    """What a round gave: a finished run, or requests that wait.

    Attributes:
        run: None while answers are missing.
        requests: What to answer, in OpenAI's batch format.
        waiting: How many there are in all.
        standing: How the batch stands that was handed in, for the user.
    """

    run: Run | None
    requests: bytes = b""
    waiting: int = 0
    standing: str = ""


class Batches:
    """The batches of one index.

    Args:
        settings: Name the model.

    Raises:
        SettingsError: No model is configured, or one that takes no batches.
    """

    def __init__(self, settings: Settings) -> None:
        if not wants_llm(settings) or not settings.judge.model:
            raise SettingsError("a batch needs a model", "Set [judge] model in checker.toml.")
        if settings.judge.model.startswith("gguf:"):
            raise SettingsError(
                "a model in the process takes no batches",
                "Leave the batch options out, or set [judge] base_url.",
            )
        self._settings = settings
        self._home = home_of(settings)

    def review(
        self,
        copy: Sequence[Path],
        *,
        calls: Sequence[Path] = (),
        deals: Path | None = None,
        progress: Reporter | None = None,
    ) -> Round:
        """A review with what is answered so far; makes no call.

        Raises:
            CheckerError: As `review`.
        """
        from checker.judge.asking import Failure, Pending
        from checker.judge.later import Later
        from checker.pipeline.reviewing import review

        failed = {key: Failure(*told) for key, told in self._state().get("failed", {}).items()}
        later: Later = Later(self._settings.judge.model, failed)
        try:
            run = review(copy, self._settings, calls=calls, deals=deals, progress=progress, later=later)
        except Pending:
            return Round(None, later.requests(), later.waiting)
        self._write({})
        return Round(run)

    def take(self, data: bytes, name: str) -> int:
        """Keeps answers of a batch; returns how many.

        Raises:
            InputError: It is no output of a batch.
        """
        from checker.judge.later import returned
        from checker.judge.llm import record_key
        from checker.judge.llm_chat import label_of
        from checker.judge.sealed import seal
        from checker.store.replies import SqliteReplies

        answers = list(returned(data, name))
        label = label_of(self._settings.judge.model, self._settings.judge.base_url)
        replies = SqliteReplies(self._home / "replies.sqlite3")
        try:
            for answer in answers:
                if not answer.failure:
                    kept = seal(answer.key, answer.text)
                    replies.put(record_key(label, answer.key), answer.prompt, kept, answer.usage)
        finally:
            replies.close()
        state = self._state()
        told = {record_key(label, a.key): [a.failure.kind, a.failure.reason] for a in answers if a.failure}
        self._write({**state, "failed": {**state.get("failed", {}), **told}})
        return len(answers)

    def submit(self, found: Round, wire: BatchWire) -> Round:
        """Hands in what waits, once: a batch with the same requests that is there already is taken for it.

        Raises:
            JudgeError: The server does not take it; nothing is lost.
        """
        mark = digest(found.requests.decode(), length=32)
        self._write({**self._state(), "mark": mark, "id": ""})
        ident = wire.find(mark) or wire.submit(found.requests, mark)
        self._write({**self._state(), "mark": mark, "id": ident})
        return Round(None, found.requests, found.waiting, f"batch {ident} was handed in")

    def collect(self, wire: BatchWire) -> str:
        """Takes the answers of the batch that was handed in.

        Returns:
            Empty if there is nothing to wait for any more; else how the batch stands.

        Raises:
            JudgeError: The batch failed as a whole, or the server cannot be reached.
            InputError: No batch was handed in.
        """
        state = self._state()
        if not state.get("mark"):
            raise InputError("no batch was handed in", "Run `checker review … --batch` first.")
        ident = state.get("id") or wire.find(state["mark"])
        if not ident:
            return ""  # died before it was handed in: the review collects the same requests again
        standing = wire.standing(ident)
        if not standing.over:
            return _told(standing)
        if not standing.answers.strip():
            self._forget_batch()
            raise PermanentJudgeError(
                f"batch {ident} {standing.status}: {standing.errors or 'no answers'}",
                "Run `checker review … --batch` to hand it in again.",
            )
        self.take(standing.answers, f"batch {ident}")
        self._forget_batch()
        return ""

    def _forget_batch(self) -> None:
        self._write({key: value for key, value in self._state().items() if key not in ("id", "mark")})

    def _state(self) -> dict[str, Any]:
        try:
            read = json.loads((self._home / _STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return read if isinstance(read, dict) else {}

    def _write(self, state: dict[str, Any]) -> None:
        path = self._home / _STATE
        if not any(state.values()):
            path.unlink(missing_ok=True)
            return
        self._home.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(state, sort_keys=True), encoding="utf-8")
        os.replace(part, path)


def by_api(batches: Batches, resume: bool, base_url: str, review: Callable[[], Round]) -> Round:
    """One round over the Batch API: answers taken if there are any, and what is missing handed in.

    Raises:
        CheckerError: See `Batches`.
    """
    from checker.judge.batch_wire import BatchWire

    wire = BatchWire(base_url)
    if resume and (waits := batches.collect(wire)):
        return Round(None, standing=waits)
    found = review()
    return found if found.run else batches.submit(found, wire)


def _told(standing: Standing) -> str:
    return f"batch {standing.id}: {standing.status}, {standing.done} of {standing.total} answered"
