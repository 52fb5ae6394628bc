"""`review --compare`: many drafts at once, each reviewed by itself, ranked.

A draft that cannot be reviewed stops none of the others. What is found on a draft is on disk before the
next one begins (`resuming.py`), so that a batch that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from checker.errors import CheckerError, InputError, SettingsError, StoreError, UnreadableFile
from checker.model import Asset, Claim, Finding, Run, Skipped, digest
from checker.model.batch import Batch, Draft, rank
from checker.pipeline.following import followed, work_folder
from checker.pipeline.indexing import Engine, IndexResult, index
from checker.pipeline.llm_opening import wants_llm
from checker.pipeline.needs_by_hand import book_path
from checker.pipeline.opening import open_store
from checker.pipeline.progress import Progress, Reporter, Stage, silent
from checker.pipeline.reading_pool import read_copies
from checker.pipeline.resuming import Records, decided_by
from checker.pipeline.reviewing import Reviewer
from checker.pipeline.spending import Limits
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.base import Judge
    from checker.store.index import Store

FOLDER: Final = "batch"
STAGE: Final = "Reviewing drafts"


def compare(
    copy: Sequence[Path],
    settings: Settings,
    *,
    calls: Sequence[Path] = (),
    deals: Path | None = None,
    judge: Judge | None = None,
    jobs: int = 1,
    progress: Reporter | None = None,
    engine: Engine = "local",
) -> Batch:
    """Reviews each file under `copy` by itself and ranks them.

    Args:
        copy: Drafts: files, or folders of them.
        settings: Settings of the run; limits on what a language model may cost hold for all drafts together.
        calls: Transcripts to index first.
        deals: Deals file to take in with them.
        judge: A judge of the caller's own; default: the one that the settings choose.
        jobs: Drafts under review at a time.
        progress: Called at each step; may raise to cancel. What is done by then is kept.
        engine: Who reviews: this machine, or a cluster of Ray, which needs a store on a server.

    Raises:
        InputError: There is no draft, no call is indexed, or the engine cannot do it.
        StoreError: The store cannot be used.
        SettingsError: The judge asked for is not configured.
    """
    tell = progress or silent
    comparing = _engine(engine, settings, jobs)
    read = _read(copy, settings)
    taken_in = bool(calls or deals)
    indexed = index(calls, settings, deals=deals, progress=progress, engine=engine) if taken_in else None
    with open_store(settings, write=False) as store:
        reviewer = Reviewer(store, settings, judge)
        return comparing(store, settings, reviewer, tell, judge).run(read, indexed, jobs)


def _engine(name: Engine, settings: Settings, jobs: int) -> type[Comparing]:
    if name == "local":
        return Comparing
    from checker.pipeline.comparing_ray import RayComparing, refuse

    refuse(settings, jobs)
    return RayComparing


@dataclass(frozen=True, slots=True)
class Task:
    """A draft to review: its path as named, what was read, and the key of what is found on it."""

    path: Path
    asset: Asset
    claims: tuple[Claim, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class ReadDrafts:
    """Drafts that could be read, and why others could not."""

    tasks: tuple[Task, ...]
    failed: tuple[Skipped, ...]


def _read(copy: Sequence[Path], settings: Settings) -> ReadDrafts:
    from checker.segments.claims import claims as claims_of
    from checker.sources.files import find_files

    files, failed = find_files(copy, int(settings.store.max_file_mb * 1_000_000))
    if not files and not failed:
        where = ", ".join(str(path) for path in copy)
        raise InputError(f"{where}: no drafts found there", "Give files or folders of campaign copy.")
    tasks: list[Task] = []
    with closing(read_copies(files, wants_llm(settings))) as found:
        for source, asset in zip(files, found, strict=True):
            if isinstance(asset, Skipped):
                failed.append(asset)
                continue
            try:
                tasks.append(Task(source.path, asset, tuple(claims_of(asset))))
            except Exception as error:  # noqa: BLE001 - what breaks on one file must not take the others
                failed.append(_failure(source.file, error))
    return ReadDrafts(tuple(tasks), tuple(failed))


class Comparing:
    """One run of `compare` on an open store, with the work done by this machine."""

    def __init__(
        self, store: Store, settings: Settings, reviewer: Reviewer, tell: Reporter, judge: Judge | None
    ) -> None:
        self._store, self._settings, self._reviewer, self._tell = store, settings, reviewer, tell
        self._judge = judge  # of the caller's own
        self._records = Records(work_folder(settings) / FOLDER)
        self._limits = Limits(settings, reads=reviewer.judge[0] == "llm")
        self._stop = Event()

    def run(self, read: ReadDrafts, indexed: IndexResult | None, jobs: int) -> Batch:
        """Reviews the drafts that are not known yet, and ranks all.

        Args:
            read: What was given.
            indexed: What taking in calls said, if it was asked for.
            jobs: Drafts under review at a time.
        """
        if indexed:
            self._limits.spend(indexed.spent)
        tasks = self._keyed(read.tasks)
        runs = {task.asset.file: run for task in tasks if (run := self._records.get(task.key))}
        resumed = len(runs)
        failed = list(read.failed)
        todo = [task for task in tasks if task.asset.file not in runs]
        stage = Stage(self._tell, STAGE, len(todo))
        with closing(self._reviewed(todo, jobs)) as reviewed:  # threads end before the store is closed
            for task, found in reviewed:
                if isinstance(found, Run):
                    runs[task.asset.file] = found
                else:
                    failed.append(found)
                stage.step()
        self._records.prune(task.key for task in tasks)
        done = [task for task in tasks if task.asset.file in runs]
        name, model = self._reviewer.judge
        return Batch(
            judge=name,
            judge_model=model,
            drafts=rank(_told_once([self._told(task, runs[task.asset.file]) for task in done])),
            failed=tuple(sorted(failed, key=lambda s: s.file)),
            conflicts=self._conflicts([claim for task in done for claim in task.claims]),
            skipped=indexed.skipped if indexed else (),
            warnings=indexed.besides_sides if indexed else (),
            resumed=resumed,
        )

    def _keyed(self, tasks: Sequence[Task]) -> list[Task]:
        from checker.needs.stable import NeedsBook

        book = NeedsBook.read(book_path(self._settings))
        decides = decided_by(self._store, self._settings, self._reviewer.judge, book)
        return [replace(task, key=digest(decides, repr(task.asset), length=32)) for task in tasks]

    def _reviewed(
        self, tasks: Sequence[Task], jobs: int
    ) -> Generator[tuple[Task, Run | Skipped], None, None]:
        """Each draft with what was found or why nothing was, as they are done.

        The first one goes alone: it loads the models and makes what all of them share.
        """
        alone = len(tasks) if self._limits.limited else 1
        yield from ((task, self._review(task)) for task in (tasks if jobs < 2 else tasks[:alone]))
        rest = tasks[alone:] if jobs > 1 else ()
        if not rest:
            return
        with self._pool(jobs) as submit:
            under_way = {submit(task): task for task in rest}
            while under_way:
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    yield under_way.pop(future), future.result()

    @contextmanager
    def _pool(self, jobs: int) -> Iterator[Callable[[Task], Future[Run | Skipped]]]:
        """Threads that stop at their next step when the batch is stopped."""
        with ThreadPoolExecutor(jobs, thread_name_prefix="draft") as pool:
            try:
                yield lambda task: pool.submit(self._review, task)
            except BaseException:
                self._stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _review(self, task: Task) -> Run | Skipped:
        found = review_draft(self._reviewer, task, self._step, self._limits.left())
        if isinstance(found, Run):
            self._limits.spend(found.usage)
            self._keep(task, found)
        return found

    def _keep(self, task: Task, run: Run) -> None:
        if not run.unjudged:  # what got no answer is asked again the next time
            self._records.put(task.key, run)

    def _step(self, _: Progress) -> None:
        if self._stop.is_set():
            raise _Stopped

    def _told(self, task: Task, run: Run) -> Draft:
        """The draft with decisions and its score; how it compares with an earlier run is no matter here."""
        told = followed(run, [task.path], [task.asset], self._reviewer.deals, self._settings, keep=False)
        notes = [f"{task.asset.file}: {note}" for note in task.asset.notes]
        warnings = tuple(dict.fromkeys([*notes, *told.warnings]))
        return Draft(task.asset.file, replace(told, changes=None, warnings=warnings))

    def _conflicts(self, claims: Sequence[Claim]) -> tuple[Finding, ...]:
        """Rules only: what two drafts state that cannot both be so."""
        from checker.findings.clashes import signs
        from checker.findings.conflicting_copy import conflicting_copy
        from checker.findings.rank import ranked
        from checker.findings.readings import read

        speaking = [claim for claim in claims if signs(read(claim.quote, claim.context))]
        vectors = self._store.embed([claim.quote for claim in speaking])
        return ranked(conflicting_copy(speaking, vectors))


def review_draft(
    reviewer: Reviewer, task: Task, tell: Reporter, settings: Settings | None = None
) -> Run | Skipped:
    """What is found on a draft, or why nothing is.

    Args:
        reviewer: Of the calls.
        task: The draft.
        tell: See `Reviewer.run`.
        settings: See `Reviewer.run`.

    Raises:
        SettingsError: No draft can be reviewed; so with `StoreError`.
    """
    try:
        return reviewer.run([task.asset], task.claims, tell, settings)
    except (SettingsError, StoreError):  # the next draft would meet the same
        raise
    except Exception as error:  # noqa: BLE001 - what is wrong with one draft must not take the others
        return _failure(task.asset.file, error)


def _told_once(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without warnings that an ignore beside the copy is idle, where it covers another draft."""
    from checker.triage.side_file import NAME

    everywhere = set.intersection(*(set(draft.run.warnings) for draft in drafts)) if drafts else set()
    return [
        replace(
            draft,
            run=replace(
                draft.run,
                warnings=tuple(w for w in draft.run.warnings if w in everywhere or not w.startswith(NAME)),
            ),
        )
        for draft in drafts
    ]


class _Stopped(Exception):
    """Ends the review of a draft, because the batch was stopped."""


def _failure(file: str, error: Exception) -> Skipped:
    """Why a draft could not be reviewed; of a bug only its kind is told, since its words may quote calls."""
    if isinstance(error, UnreadableFile):
        return Skipped(file, error.reason, error.remedy)
    if isinstance(error, CheckerError):
        return Skipped(file, error.message, error.remedy)
    return Skipped(
        file,
        f"the checker failed on it ({type(error).__name__})",
        f"Please report it; `checker review {file} --verbose` shows more.",
    )
