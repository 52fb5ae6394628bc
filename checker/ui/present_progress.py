"""How far a review is, and what it came to, in one or two lines."""

from __future__ import annotations

from collections.abc import Sequence

from checker.model import Run
from checker.reports import words
from checker.reports.markup import Html, join, tag, trusted
from checker.reports.summary import caution, headline, second_line, summarise
from checker.ui.jobs import Job
from checker.ui.screen import notice


def progress(job: Job) -> Html:
    """Bar with stage, count and time left while a job runs; what became of it afterwards."""
    if job.state == "failed":
        return notice(job.problem, "bad")
    if job.state == "stopped":
        kept = f"{job.done:,} of {job.total:,} done in “{job.stage}”" if job.total else "nothing was begun"
        return notice(
            f"Stopped: {kept}. What was judged is kept; start it again to go on from there.", "warn"
        )
    if job.state == "done":
        return join(summary(job.run)) if job.run else Html("")
    stage = job.stage if job.state == "running" else "Waiting for another review to end"
    count = f"{job.done:,} of {job.total:,}" if job.total else ""
    left = job.left()
    parts = [part for part in (count, f"about {duration(left)} left" if left is not None else "") if part]
    share = job.done / job.total if job.total else None
    bar = tag(
        "progress",
        max="1",
        value=f"{share:.4f}" if share is not None else None,
        aria_label=stage or "Starting",
    )
    return tag(
        "div",
        tag(
            "p",
            tag("strong", stage or "Starting", role="status"),
            trusted(" "),
            tag("span", " · ".join(parts)),
        ),
        bar,
        class_="progress",
    )


def cut_off(titles: Sequence[str]) -> Html:
    """That reviews ended with the program that ran them, and what to do."""
    which = ", ".join(f"“{title}”" for title in titles)
    return notice(
        f"The program ended before the review of {which} was done: it was killed, mostly for lack of memory "
        "(its exit code was then 137), or the machine stopped. What was judged by then is kept: the same "
        "review goes on from there. If it happens again, close other programs or check fewer files at once.",
        "bad",
    )


def summary(run: Run) -> Html:
    """The finding of the whole run, and what must not be missed."""
    told = summarise(run)
    return tag(
        "div",
        tag("p", headline(told), class_="headline"),
        tag("p", said, class_="soft") if (said := caution(run)) else None,
        tag("p", f"{second_line(told)} {words.provenance(run)[0]}", class_="soft"),
        _not_read(run),
        class_="summary",
    )


def duration(seconds: float) -> str:
    """Time in the words of people: `40 s`, `3 min`."""
    return f"{max(1, round(seconds))} s" if seconds < 90 else f"{round(seconds / 60)} min"


def _not_read(run: Run) -> Html | None:
    if not (run.skipped or run.warnings or run.unjudged):
        return None
    lines = [
        *(tag("li", tag("b", s.file), trusted(" "), f"{s.reason}. {s.remedy}") for s in run.skipped),
        *(tag("li", line) for line in dict.fromkeys(run.warnings)),
    ]
    number = len(lines)
    return tag(
        "details",
        tag("summary", f"! {words.count(number, 'point')} to check"),
        tag("ul", lines),
        class_="to-check",
    )
