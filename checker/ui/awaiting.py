"""What pages about the campaign show until it is reviewed, and how they show it then by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

import gradio as gr

from checker.errors import CheckerError
from checker.reports.markup import Html, join
from checker.ui.present_progress import progress
from checker.ui.screen import empty, notice

if TYPE_CHECKING:
    from checker.ui.desk import Desk

_TICK = 0.7


def nothing_yet(desk: Desk, what: str) -> Html:
    """What stands where there is no review to show: that one runs, why it failed, or what to do.

    Args:
        desk: Whose campaign.
        what: What is missing, such as `No findings yet.`
    """
    if job := desk.pending():
        then = "The campaign is being reviewed; this page shows it then by itself."
        return join(empty(what, then, "", "Watch it on Review"), progress(job))
    last = desk.campaign_job
    if last is not None and last.state in ("failed", "stopped"):
        return join(progress(last), empty(what, "Review the campaign again.", "", "Go to Review"))
    if desk.campaign is None:
        then = "Check a draft on Review, or start the program with a campaign folder: checker ui FOLDER."
        return empty(what, then, "", "Go to Review")
    return empty(what, "Review the campaign first.", "", "Go to Review")


def outdated(desk: Desk) -> Html | None:
    """That what is shown is about to be counted anew, or could not be."""
    if desk.pending():
        return notice("The campaign is being reviewed again; these are the figures of the review before.")
    last = desk.campaign_job
    if last is not None and last.state == "failed":
        return notice(f"The last review failed, this is the one before. {last.problem}", "bad")
    return None


async def arriving(desk: Desk, draw: Callable[[], Any], outputs: int = 1) -> AsyncIterator[Any]:
    """The page while the first review runs, and once more when there is something to show.

    Args:
        desk: Whose campaign.
        draw: Draws the page as it stands.
        outputs: How many components it draws.
    """
    if not await asyncio.to_thread(_awaited, desk):
        yield gr.skip() if outputs == 1 else tuple(gr.skip() for _ in range(outputs))
        return
    while desk.pending() is not None:
        await asyncio.sleep(_TICK)
        yield await asyncio.to_thread(draw)
    yield await asyncio.to_thread(draw)


def _awaited(desk: Desk) -> bool:
    try:
        return desk.pending() is not None and desk.shared() is None
    except CheckerError:
        return False
