"""Reviews that run beside the web server: started, watched, cancelled; what is done by then is kept.

A job belongs to nobody's browser: whoever knows its id can look at it, so that a reload, a second
browser or a colleague with the link sees the same.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

from checker.errors import CheckerError
from checker.model import Asset, Claim, Deal, Pair, Relation, Run, Verdict
from checker.pipeline import Progress
from checker.pipeline.progress import seconds_left
from checker.ui import faults
from checker.ui.cut_off import Running
from checker.ui.drafts import Draft

State = Literal["waiting", "running", "done", "stopped", "failed"]

_AT_ONCE = 2
_KEPT = 60


class Stopped(Exception):
    """Raised inside a run to end it at a person's wish."""


@dataclass(slots=True)
class Job:
    """One review. Written by its own thread, read by any."""

    draft: Draft
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    state: State = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    stage_began: float = 0.0
    began: float = 0.0
    took: float = 0.0
    problem: str = ""
    assets: tuple[Asset, ...] = ()
    claims: tuple[Claim, ...] = ()
    so_far: dict[str, set[Relation]] = field(default_factory=lambda: defaultdict(set))
    marks: int = 0  # grows with each early mark, so that a page knows when to draw again
    run: Run | None = None
    deals: dict[str, Deal] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in ("done", "stopped", "failed")

    def stop(self) -> None:
        """Asks the run to end at its next step."""
        self._stop.set()

    def tell(self, event: Progress) -> None:
        """Progress from the pipeline.

        Raises:
            Stopped: Somebody asked to stop.
        """
        if self._stop.is_set():
            raise Stopped
        if event.stage != self.stage:
            self.stage, self.stage_began = event.stage, time.monotonic()
        self.done, self.total = event.done, event.total

    def watch(self, pair: Pair, verdict: Verdict) -> None:
        """An answer of the judge, for a first mark."""
        if self._stop.is_set():
            raise Stopped
        if pair.kind == "buyer" and verdict.relation not in ("unrelated", "unjudged"):
            said = self.so_far[pair.claim]
            if verdict.relation not in said:
                said.add(verdict.relation)
                self.marks += 1

    def left(self, now: float | None = None) -> float | None:
        """Seconds that the stage will still take, as far as can be told."""
        spent = (time.monotonic() if now is None else now) - self.stage_began
        return seconds_left(self.done, self.total, spent) if self.state == "running" else None


Work = Callable[[Job], None]


class Jobs:
    """All jobs of this server; a few run at once, the oldest finished ones are forgotten.

    Args:
        running: Told when one begins and ends.
    """

    def __init__(self, running: Running | None = None) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="review")
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._running = running

    def start(self, job: Job, work: Work) -> Job:
        """Puts a job in line."""
        with self._lock:
            self._jobs[job.id] = job
            for ident in [i for i, j in self._jobs.items() if j.over][: max(0, len(self._jobs) - _KEPT)]:
                del self._jobs[ident]
        self._pool.submit(self._run, job, work)
        return job

    def get(self, ident: str) -> Job | None:
        """A job by its id."""
        with self._lock:
            return self._jobs.get(ident)

    def latest(self) -> Job | None:
        """The job that was finished last."""
        with self._lock:
            return next((job for job in reversed(self._jobs.values()) if job.state == "done"), None)

    def newest(self) -> Job | None:
        """The job that was started last."""
        with self._lock:
            return next(reversed(self._jobs.values()), None)

    def all(self) -> list[Job]:
        """Every job that is remembered, in the order of their start."""
        with self._lock:
            return list(self._jobs.values())

    def close(self) -> None:
        """Stops everything."""
        with self._lock:
            for job in self._jobs.values():
                job.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, job: Job, work: Work) -> None:
        job.began = job.stage_began = time.monotonic()
        job.state = "running"
        if self._running:
            self._running.began(job.id, job.draft.title)
        try:
            work(job)
            job.took = time.monotonic() - job.began
            job.state = "done"
        except Stopped:
            job.state = "stopped"
        except CheckerError as error:
            job.problem = str(error)
            job.state = "failed"
        except BaseException as error:
            job.problem = faults.told(error, "The review")
            job.state = "failed"
            faults.log(error, "a review failed")
            raise
        finally:
            if self._running:
                self._running.ended(job.id)
