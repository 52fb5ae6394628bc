"""OpenAI's Batch API: a file up, a batch made, its answers down."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.errors import PermanentJudgeError, SettingsError, TransientJudgeError
from checker.judge.later import URL
from checker.judge.llm_faults import trouble_of

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types import Batch

_MARK = "checker"  # key of the metadata by which a batch of ours is found again
_SEARCHED = 200  # batches of the account that are looked through for ours
_OVER = {"completed", "failed", "expired", "cancelled"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a batch stands; `answers` are there when it is over."""

    id: str
    status: str
    done: int = 0
    total: int = 0
    over: bool = False
    answers: bytes = b""
    errors: str = ""


class BatchWire:
    """The Batch API of OpenAI, or of a server that has it too.

    Args:
        base_url: Empty for OpenAI itself.

    Raises:
        SettingsError: No key.
    """

    def __init__(self, base_url: str = "") -> None:
        from openai import OpenAI

        key = os.environ.get("OPENAI_API_KEY", "")
        if not key and not base_url:
            raise SettingsError(
                "--batch needs a key, and OPENAI_API_KEY is not set",
                "Set it, or write the requests to a file by --batch-file.",
            )
        self._client: OpenAI = OpenAI(api_key=key or "none", base_url=base_url or None, timeout=180.0)

    def submit(self, requests: bytes, mark: str) -> str:
        """Hands in requests; the mark finds the batch again if its id is lost.

        Raises:
            JudgeError: The server does not take it, or cannot be reached.
        """
        with _mapped():
            file = self._client.files.create(file=("requests.jsonl", requests), purpose="batch")
            made = self._client.batches.create(
                input_file_id=file.id, endpoint=URL, completion_window="24h", metadata={_MARK: mark}
            )
            return made.id

    def find(self, mark: str) -> str:
        """Id of the newest batch with the mark that did not fail; empty if there is none.

        Raises:
            JudgeError: The server cannot be reached.
        """
        with _mapped():
            for seen, batch in enumerate(self._client.batches.list(limit=100)):
                if (batch.metadata or {}).get(_MARK) == mark and batch.status not in ("failed", "cancelled"):
                    return batch.id
                if seen >= _SEARCHED:
                    break
        return ""

    def standing(self, ident: str) -> Standing:
        """How a batch stands, with its answers if it is over.

        Raises:
            JudgeError: There is no such batch, or the server cannot be reached.
        """
        with _mapped():
            batch = self._client.batches.retrieve(ident)
            counts = batch.request_counts
            done, total = (counts.completed + counts.failed, counts.total) if counts else (0, 0)
            if batch.status not in _OVER:
                return Standing(ident, batch.status, done, total)
            files = [f for f in (batch.output_file_id, batch.error_file_id) if f]
            data = b"\n".join(self._client.files.content(f).read() for f in files)
        return Standing(ident, batch.status, done, total, True, data, _errors(batch))


def _errors(batch: Batch) -> str:
    found = batch.errors.data if batch.errors and batch.errors.data else []
    return "; ".join(str(error.message) for error in found[:3])


@contextmanager
def _mapped() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        kind = TransientJudgeError if trouble.retry else PermanentJudgeError
        raise kind(f"the Batch API: {trouble.reason}", trouble.remedy or "Run it again later.") from error
