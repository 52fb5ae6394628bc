"""What a worker of Ray does with a draft: reviews it against the calls of the Chroma server.

The copy of the server's catalog and the cached verdicts lie in a folder of the same path as on the machine
that was asked. Tables are those of `ray_worker`; `work` is a `Task`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from checker.errors import CheckerError, StoreError
from checker.model import Run, Skipped
from checker.pipeline.ray_worker import table, unpack
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.base import Judge
    from checker.needs.stable import NeedsBook
    from checker.pipeline.comparing import Task
    from checker.pipeline.reviewing import Reviewer
    from checker.store.access import Access

ATTEMPTS: Final = 3
"""How often a draft is given to a worker, where workers die over it."""

_WAIT: Final = 3600.0  # seconds in which another worker of the machine may fetch the catalog


class Attempts:
    """Counts how often a review of each draft was begun, in a process that outlives workers."""

    def __init__(self) -> None:
        self._begun: Counter[str] = Counter()

    def begin(self, file: str) -> int:
        """Notes one more; gives how many there are."""
        self._begun[file] += 1
        return self._begun[file]


@dataclass(frozen=True, slots=True)
class Shared:
    """What all workers of a batch get.

    Attributes:
        settings: Of the run, without what is known on one machine only.
        access: How the server is entered.
        home: Folder for the copy of the catalog and for verdicts; made where it is not there.
        book: Of needs, with the ids of all that are in the calls.
        decides: `decided_by` where the batch was asked for: else findings would be kept under a wrong key.
        judge: Of the caller's own.
        attempts: Handle of `Attempts`.
    """

    settings: Settings
    access: Access | None
    home: Path
    book: NeedsBook
    decides: str
    judge: Judge | None
    attempts: Any


class DraftReviewer:
    """Reviews drafts; one for each worker, which keeps the models, the catalog and what follows from calls.

    Args:
        shared: Of the batch.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    def __call__(self, batch: Any) -> Any:
        """An `answer` is a `Run`, a `Skipped`, or the error that every other draft would meet too."""
        return table((row["file"], self._answer(unpack(row["work"]))) for row in batch.to_pylist())

    def _answer(self, task: Task) -> Run | Skipped | CheckerError:
        import ray

        from checker.pipeline.comparing import review_draft
        from checker.pipeline.progress import silent

        file = task.asset.file
        if ray.get(self._shared.attempts.begin.remote(file)) > ATTEMPTS:
            return Skipped(
                file,
                f"{ATTEMPTS} workers of Ray died over it",
                "Give them more memory, or see what `checker review` says of it on one machine.",
            )
        try:
            return review_draft(self._reviewer, task, silent)
        except CheckerError as error:
            return error
        except Exception as error:  # noqa: BLE001 - its words may quote calls, and Ray would log them
            return StoreError(f"a worker of Ray failed ({type(error).__name__})", "Please report it.")

    @cached_property
    def _reviewer(self) -> Reviewer:
        from checker.pipeline.opening import embedder_of, judge_of
        from checker.pipeline.resuming import decided_by
        from checker.pipeline.reviewing import Reviewer
        from checker.store.index import Store

        shared = self._shared
        # A worker has one core: as many threads as the machine has would stand in each other's way.
        store = Store.open(
            shared.settings.location,
            embedder_of(shared.settings, threads=1),
            wait=_WAIT,
            access=shared.access,
            home=shared.home,
        )
        judge = shared.judge or judge_of(shared.settings, home=shared.home, threads=1)
        if decided_by(store, shared.settings, (judge.name, judge.model), shared.book) != shared.decides:
            store.close()
            raise StoreError(
                "a worker of Ray has other calls or another version of the checker",
                "Install one version everywhere; if calls were indexed meanwhile, run it again.",
            )
        return Reviewer(store, shared.settings, judge, book=shared.book)
