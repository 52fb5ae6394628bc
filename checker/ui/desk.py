"""What all pages share: settings, folders, running reviews and a picture of the store.

One desk serves all browsers. It opens no path that a browser names.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import StoreError
from checker.model import Asset, Claim, Run, Skipped
from checker.pipeline.following import work_folder
from checker.pipeline.progress import silent
from checker.pipeline.searching import CallBook, open_book, stamp
from checker.pipeline.standing import Point, last_run_of, trend_of
from checker.reports.markup import Html
from checker.settings import Settings
from checker.ui.asking import Asking
from checker.ui.cut_off import Running
from checker.ui.drafts import Draft
from checker.ui.estimate import asks_first, estimated, question
from checker.ui.intake import Intake
from checker.ui.jobs import Job, Jobs
from checker.ui.pruning import DRAFTS, RECEIVED, REPLACED, children, prune
from checker.ui.renaming import Renamer

if TYPE_CHECKING:
    from checker.judge.base import Judge

FORMATS = {"html": ".html", "markdown": ".md", "json": ".json", "csv": ".csv", "sarif": ".sarif"}


@dataclass(frozen=True, slots=True)
class Shared:
    """The run that everybody's pages are about: that of the campaign.

    `job` is the id of the review that made it, empty for one that was kept from before.
    """

    run: Run
    when: str = ""
    job: str = ""


class Desk:
    """Serves the pages.

    Args:
        settings: Of the session.
        campaign: Folder or file of copy that is offered on the first page.
        judge: Who judges, instead of the one that the settings choose.
        home: Folder for what the UI keeps; default: that of decisions and runs.
    """

    def __init__(
        self,
        settings: Settings,
        campaign: Path | None = None,
        *,
        judge: Judge | None = None,
        home: Path | None = None,
    ) -> None:
        self.home = home or work_folder(settings)
        self.campaign = campaign if campaign and campaign.exists() else None
        self.running = Running(self.home / "ui" / "running")
        self.jobs = Jobs(self.running)
        self.cut_off: tuple[str, ...] = ()
        self.received = Path(tempfile.mkdtemp(prefix="checker-uploads-"))
        self.served = threading.Event()  # the first page comes before work that nobody waits for yet
        self.served.set()
        self.intake = Intake(self)
        self.campaign_job: Job | None = None
        self.reviewed: Job | None = None  # the campaign's last review that was done
        self.settings = settings
        self.judge = judge
        self.asking = Asking(self)
        self._book = CallBook()
        self._stamp: object = None
        self._lock = threading.Lock()

    def book(self) -> CallBook:
        """The calls; read again when the store has changed, also by another process.

        Raises:
            StoreError: The store cannot be read.
        """
        with self._lock:
            now = stamp(self.settings)
            if now != self._stamp or (not now and self.settings.store.url):
                self._book = open_book(self.settings)
                self._stamp = now
            return self._book

    def safe_book(self) -> CallBook:
        """The calls, or none where the store cannot be read; Set-up says why."""
        try:
            return self.book()
        except StoreError:
            return CallBook()

    def open(self) -> None:
        """Takes in new calls and, where it costs nothing, reviews the campaign, both in the background."""
        self.cut_off = self.running.left_by_the_dead()
        self.prune()
        self.intake.start()
        campaign = self.campaign_draft()
        if campaign and self.free:
            self.review(campaign)

    def review(self, draft: Draft) -> Job:
        """Starts a review."""
        self.prune()
        job = self.jobs.start(Job(draft), self._work)
        if draft.root is None:
            self.campaign_job = job
        return job

    @property
    def free(self) -> bool:
        """Whether a review costs nothing and sends nothing, so that nobody has to say yes."""
        return self.judge is not None or not asks_first(self.settings)

    def review_again(self) -> Job | None:
        """Reviews the campaign on calls that have changed, where that is free; one review waits at most."""
        campaign, last = self.campaign_draft(), self.campaign_job
        if campaign is None or last is None or not self.free:
            return None
        return last if last.state == "waiting" else self.review(campaign)

    def pending(self) -> Job | None:
        """The review of the campaign that runs, if one does."""
        job = self.campaign_job
        return job if job and not job.over else None

    def prune(self) -> None:
        """Removes what browsers have left behind."""
        now, jobs = time.time(), self.jobs.all()
        drafts = [job.draft.root for job in jobs if job.draft.root]
        prune(children(self.home / "ui" / "drafts"), DRAFTS, now, drafts)
        reports = self.received / "reports"
        prune(children(reports), RECEIVED, now, [reports / job.id for job in jobs])
        prune([path for path in children(self.received) if path != reports], RECEIVED, now)
        prune(sorted((self.home / "uploads").glob("replaced-*")), REPLACED, now)

    def close(self) -> None:
        """Stops everything and leaves nothing behind but what is meant to stay."""
        self.intake.close()
        self.jobs.close()
        self.running.close()
        shutil.rmtree(self.received, ignore_errors=True)

    def question(self, draft: Draft) -> Html:
        """What must be confirmed before a review, because it leaves the machine; empty if nothing.

        Raises:
            CheckerError: The draft cannot be read, or the model is not set up.
        """
        settings = self.settings
        if self.free:
            return Html("")
        return question(settings, estimated(settings, _claims(draft, settings)))

    def shared(self) -> Shared | None:
        """The run that Findings, Needs and Numbers show.

        Raises:
            StoreError: Runs that were kept cannot be read.
        """
        job = self.reviewed or (None if self.campaign_job else self.jobs.latest())
        if job and job.run is not None:
            return Shared(job.run, "", job.id)
        kept = last_run_of(self.settings, self._names()) if self.campaign else None
        return Shared(kept[1], kept[0]) if kept else None

    def trend(self) -> list[Point]:
        """Figures of the campaign over time."""
        return trend_of(self.settings, self._names()) if self.campaign else []

    def campaign_draft(self) -> Draft | None:
        """The campaign that was given at start."""
        return Draft(self.campaign.as_posix(), (self.campaign,)) if self.campaign else None

    def job(self, ident: str) -> Job | None:
        """The job of that id, else the one that was finished last."""
        return self.jobs.get(ident) if ident else self.jobs.latest()

    def _names(self) -> list[str]:
        from checker.sources.files import display_name

        return [display_name(self.campaign)] if self.campaign else []

    def _work(self, job: Job) -> None:
        from checker.pipeline import review

        settings, draft = self.settings, job.draft
        assets, _ = _read(draft.paths, settings)
        names = Renamer.of(draft)
        job.claims = tuple(names.claim(claim) for claim in _claims(draft, settings))
        job.assets = tuple(names.asset(asset) for asset in assets)
        self.intake.wait(job.tell)
        # What somebody pasted is nobody's history: only the campaign's runs are kept and compared.
        run = review(
            draft.paths,
            settings,
            judge=self._watched(job, settings),
            progress=job.tell,
            keep=draft.root is None,
        )
        job.deals = dict(self.book().deals)
        job.run = names.run(run)
        job.files = self._downloads(job)
        if draft.root is None and (self.reviewed is None or self.reviewed.began <= job.began):
            self.reviewed = job
        self.cut_off = ()

    def _watched(self, job: Job, settings: Settings) -> Judge | None:
        """A judge that shows first marks; None where a language model reads instead of judging pairs."""
        from checker.pipeline.llm_opening import wants_llm
        from checker.pipeline.opening import judge_of
        from checker.ui.watching import WatchedJudge

        if self.judge is None and wants_llm(settings):
            return None
        return WatchedJudge(self.judge or judge_of(settings), job.watch)

    def _downloads(self, job: Job) -> dict[str, str]:
        """The reports of a finished job as files, by format."""
        from checker.reports import FORMATS as KNOWN
        from checker.reports import render

        folder = self.received / "reports" / job.id
        folder.mkdir(parents=True, exist_ok=True)
        out: dict[str, str] = {}
        for name, suffix in FORMATS.items():
            if name in KNOWN and job.run is not None:
                path = folder / f"messaging-check{suffix}"
                # Excel takes a CSV for Windows-1252 unless a byte order mark says otherwise.
                encoding = "utf-8-sig" if name == "csv" else "utf-8"
                path.write_text(render(job.run, name), encoding=encoding, newline="")
                out[name] = str(path)
        return out


def _read(paths: Sequence[Path], settings: Settings) -> tuple[list[Asset], list[Skipped]]:
    from checker.pipeline.reading import read_assets

    return read_assets(paths, settings, silent)


def _claims(draft: Draft, settings: Settings) -> list[Claim]:
    from checker.segments.claims import claims

    return [claim for asset in _read(draft.paths, settings)[0] for claim in claims(asset)]
