"""Progress on standard error, so that results on standard output can be piped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from checker.cli import run_log
from checker.pipeline.progress import seconds_left

if TYPE_CHECKING:
    from checker.pipeline import Progress, Reporter

_SPEED_OVER = 600.0
"""Seconds whose speed tells the time left: one draft of a batch may take a minute."""

_EVERY = 30.0
"""Seconds between two lines of a stage, where there is no terminal to draw on."""


@contextmanager
def reporter(quiet: bool) -> Iterator[Reporter]:
    """A progress reporter for the pipeline: shows unless quiet, and always times."""
    with _shown(quiet) as show:
        yield run_log.current.watching(show)


@contextmanager
def _shown(quiet: bool) -> Iterator[Reporter | None]:
    if quiet:
        yield None
        return
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _line_reporter(console.print)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    from checker.cli.time_left import TimeLeftColumn

    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeLeftColumn())
    with Bars(*columns, console=console, speed_estimate_period=_SPEED_OVER) as bars:
        tasks: dict[str, int] = {}

        def show(event: Progress) -> None:
            if event.stage not in tasks:
                tasks[event.stage] = bars.add_task(event.stage, total=event.total)
            bars.update(tasks[event.stage], completed=event.done, total=event.total)  # type: ignore[arg-type]

        yield show


def _line_reporter(write: Callable[..., None], clock: Callable[[], float] = time.monotonic) -> Reporter:
    """A line when a stage is done, and now and then one with the time left while it is under way."""
    done: set[str] = set()
    began: dict[str, float] = {}
    told: dict[str, float] = {}

    def show(event: Progress) -> None:
        now = clock()
        start = began.setdefault(event.stage, now)
        if event.done == event.total:
            if event.stage not in done:
                done.add(event.stage)
                write(f"{event.stage}: {event.total}", highlight=False)
        elif event.done and now - told.get(event.stage, start) >= _EVERY:
            told[event.stage] = now
            left = seconds_left(event.done, event.total, now - start)
            said = f", {_left(left)} left" if left is not None else ""
            write(f"{event.stage}: {event.done} of {event.total}{said}", highlight=False)

    return show


def _left(seconds: float) -> str:
    """A time that is only guessed at: `about 40 s`, `about 5 min`."""
    return f"about {seconds / 60:.0f} min" if seconds >= 90 else f"about {seconds:.0f} s"
