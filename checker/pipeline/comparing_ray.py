"""Comparing drafts on many machines: each is reviewed by a worker of Ray, and ranked here.

What the drafts share is made here first: they are read, the needs of all calls get their ids, and what is
known from a run before is taken from disk. Workers read calls from the Chroma server. What comes back is kept
at once, so that either engine goes on where the other was stopped. Reports are those of one machine.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, Final

from checker.errors import CheckerError, InputError
from checker.model import Run, Skipped
from checker.needs.stable import NeedsBook
from checker.pipeline.comparing import Comparing, Task
from checker.pipeline.llm_opening import wants_llm
from checker.pipeline.needs_by_hand import book_path
from checker.pipeline.opening import access_of, home_of
from checker.pipeline.ray_cluster import cluster, run_workers
from checker.pipeline.ray_reviewer import Attempts, DraftReviewer, Shared
from checker.pipeline.ray_worker import pack, unpack
from checker.pipeline.resuming import decided_by
from checker.settings import Settings

_REMEDY: Final = "Run it again; drafts that were reviewed are kept."


def refuse(settings: Settings, jobs: int) -> None:
    """Tells what cannot be done on many machines, before anything is done.

    Args:
        settings: Of the run.
        jobs: As asked for.

    Raises:
        InputError: The store is a folder, a language model judges, or a number of jobs is given.
    """
    if not settings.store.url:
        # A worker on another machine does not see it, and Chroma's files are no good over a network.
        raise InputError(
            "--engine ray: several machines cannot read a folder", "Give a server: `--store http://…`."
        )
    if wants_llm(settings):
        # What it distilled from calls is on this disk; each worker would pay for it anew.
        raise InputError(
            "--engine ray: a language model's answers are kept on one machine",
            "Take `--jobs 8` in place of it: the model's work is done elsewhere; or `--judge embedded`.",
        )
    if jobs > 1:
        raise InputError(
            f"--jobs {jobs}: is for --engine local", "Leave it out: Ray has a worker for each core."
        )


class RayComparing(Comparing):
    """As `Comparing`, with drafts reviewed by workers of Ray."""

    def _reviewed(
        self, tasks: Sequence[Task], jobs: int
    ) -> Generator[tuple[Task, Run | Skipped], None, None]:
        if not tasks:
            return
        under_way = {task.asset.file: task for task in tasks}
        rows = [{"file": file, "work": pack(task)} for file, task in under_way.items()]
        with cluster() as ray:
            options = {"fn_constructor_args": (self._shared(ray),)}
            for row in run_workers(ray, rows, DraftReviewer, options, size=1, remedy=_REMEDY):
                found = unpack(row["answer"])
                if isinstance(found, CheckerError):  # other drafts would meet the same
                    raise found
                task = under_way.pop(row["file"])
                if isinstance(found, Run):
                    self._keep(task, found)
                yield task, found

    def _shared(self, ray: Any) -> Shared:
        # Told here, of all calls at once: a worker elsewhere knows neither the ids of before nor the edits.
        self._reviewer.settle_needs()
        book = NeedsBook.read(book_path(self._settings))
        section = self._settings.judge.model_copy(update={"prompts": ""})  # a folder of this machine's
        settings = self._settings.model_copy(update={"judge": section})
        return Shared(
            settings=settings,
            access=access_of(settings),
            home=Path(home_of(settings)).resolve(),
            book=book,
            decides=decided_by(self._store, settings, self._reviewer.judge, book),
            judge=self._judge,
            attempts=ray.remote(num_cpus=0, max_restarts=-1)(Attempts).remote(),
        )
