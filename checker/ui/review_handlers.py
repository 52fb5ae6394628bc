"""What the events of the Review page do: ids and words from the browser in, drawn pages out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from checker.errors import CheckerError, InputError
from checker.model import Claim
from checker.reports.markup import Html, tag, text
from checker.ui.desk import FORMATS, Desk
from checker.ui.drafts import Draft, pasted_draft, uploaded_draft
from checker.ui.jobs import Job
from checker.ui.present_claim import claim_panel
from checker.ui.present_draft import caption, draft, legend, to_look_at
from checker.ui.present_marks import MARKS, Mark, early_marks, marks_of
from checker.ui.present_progress import cut_off, progress
from checker.ui.screen import empty, show

_TICK = 0.4


class ReviewHandlers:
    """The Review page's events.

    Args:
        desk: Serves the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(self, which: str, text_: str, files: list[str] | None, confirmed: bool) -> tuple[str, str]:
        """Starts a review; returns its id, or else what must be confirmed first."""
        try:
            given = self._given(which, text_ or "", files or [])
            question = Html("") if confirmed else self._desk.question(given)
            return ("", show(question)) if question else (self._desk.review(given).id, "")
        except CheckerError as error:
            # Toasts show markup, and the message may name a file.
            raise gr.Error(text(str(error)), title="Not started") from None

    def stop(self, ident: str) -> None:
        """Stops a review; what is done is kept."""
        job = self._desk.jobs.get(ident)
        if job is not None:
            job.stop()

    async def follow(self, ident: str) -> AsyncIterator[tuple[Any, ...]]:
        """The page while a review runs, and once more at its end."""
        job = self._desk.jobs.get(ident) if ident else None
        if job is None:
            yield tuple(gr.skip() for _ in range(7 + len(FORMATS)))
            return
        drawn = -1
        while not job.over:
            fresh = bool(job.assets) and job.marks != drawn
            drawn = job.marks if job.assets else drawn
            yield self._running(job, fresh)
            await asyncio.sleep(_TICK)
        yield self._over(job)

    def claim(self, ident: str, picked: str) -> str:
        """What stands beside the draft for the claim that was clicked."""
        job = self._desk.jobs.get(ident)
        claim = next((c for c in job.claims if c.id == picked), None) if job else None
        if job is None or job.run is None or claim is None:
            return show(hint(job))
        return show(_closable(claim_panel(claim, job.run, job.deals, job.id)))

    def filtered(self, ident: str, shown: list[str]) -> str:
        """The draft with only some kinds of marks."""
        job = self._desk.jobs.get(ident)
        return show(drawn_draft(job, [mark for mark in MARKS if mark in shown])) if job else show(first())

    def cut_off(self) -> str:
        """What must be said where the program was killed in the middle of a review."""
        return show(cut_off(self._desk.cut_off)) if self._desk.cut_off else ""

    def opened(self, search: str) -> str:
        """The review that a page's address names, else the one that was finished last."""
        asked = parse_qs((search or "").lstrip("?")).get("run", [""])[0]
        job = self._desk.jobs.get(asked) or self._desk.campaign_job
        return job.id if job else ""

    def _given(self, which: str, text_: str, files: Sequence[str]) -> Draft:
        from checker.sources.copy.registry import COPY_SUFFIXES

        home = self._desk.home / "ui"
        if which == "campaign":
            campaign = self._desk.campaign_draft()
            if campaign is None:
                raise InputError("There is no campaign folder", "Paste a draft or choose files.")
            return campaign
        if files:
            return uploaded_draft([Path(f) for f in files], home, self._desk.received, COPY_SUFFIXES)
        return pasted_draft(text_, home)

    def _running(self, job: Job, fresh: bool) -> tuple[Any, ...]:
        view = show(drawn_draft(job, MARKS)) if fresh else gr.skip()
        beside = show(hint(job)) if fresh else gr.skip()
        return show(progress(job)), view, beside, gr.update(visible=False), *buttons(job)

    def _over(self, job: Job) -> tuple[Any, ...]:
        marks = legend(marks_of(job.run)) if job.run else []
        boxes = gr.update(choices=marks, value=[value for _, value in marks], visible=bool(marks))
        return show(progress(job)), show(drawn_draft(job, MARKS)), show(hint(job)), boxes, *buttons(job)


def drawn_draft(job: Job, shown: Sequence[Mark]) -> Html:
    """The draft of a job as far as it is marked."""
    if not job.assets:
        return first() if job.over else Html("")
    marks = marks_of(job.run) if job.run else early_marks(job.claims, job.so_far)
    return draft(job.assets, claims_of(job), marks, shown)


def claims_of(job: Job) -> list[Claim]:
    """The lines that are marked: when all is judged, without those that were found to claim nothing."""
    if job.run is None:
        return list(job.claims)
    marks = marks_of(job.run)
    return [claim for claim in job.claims if claim.id in marks]


def first() -> Html:
    """What stands where the draft will."""
    return empty("No draft yet.", "Paste copy above, choose files, or take the campaign folder.")


def hint(job: Job | None) -> Html:
    """What stands beside the draft while no claim is open."""
    if job is None or not job.assets:
        return Html("")
    words = "Click a marked claim to see both sides, word for word."
    if job.state == "stopped":
        words = "These marks are from what was judged before the stop. Check it again to go on."
    elif not job.run:
        words = "First marks show while buyers' words are judged; they may still change."
    claims = claims_of(job)
    what = caption(len(claims), len(job.assets))
    listed = to_look_at(claims, marks_of(job.run)) if job.run else None
    return tag("div", tag("p", what, class_="what"), tag("p", words), listed, class_="hint")


def buttons(job: Job | None) -> list[Any]:
    """Check, campaign, stop, and the downloads, as they stand."""
    running = job is not None and not job.over
    files = job.files if job and job.state == "done" else {}
    return [
        gr.update(interactive=not running),
        gr.update(interactive=not running),
        gr.update(visible=running),
        *(gr.update(value=files.get(name), visible=name in files) for name in FORMATS),
    ]


def _closable(panel: Html) -> Html:
    close = tag("button", "Close", type="button", data_close=True, class_="close")
    return tag(
        "div", close, panel, class_="beside", role="region", aria_label="About this claim", id="about-claim"
    )
