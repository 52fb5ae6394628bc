"""Progress on standard error, so that results on standard output can be piped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.pipeline import Progress, Reporter


@contextmanager
def reporter(quiet: bool) -> Iterator[Reporter | None]:
    """A progress reporter for the pipeline; None when quiet."""
    if quiet:
        yield None
        return
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _line_reporter(console.print)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=False) as bars:
        tasks: dict[str, int] = {}

        def show(event: Progress) -> None:
            if event.stage not in tasks:
                tasks[event.stage] = bars.add_task(event.stage, total=event.total)
            bars.update(tasks[event.stage], completed=event.done, total=event.total)  # type: ignore[arg-type]

        yield show


def _line_reporter(write: Callable[..., None]) -> Reporter:
    """A line when a stage is done, where there is no terminal to draw on."""
    done: set[str] = set()

    def show(event: Progress) -> None:
        if event.done == event.total and event.stage not in done:
            done.add(event.stage)
            write(f"{event.stage}: {event.total}", highlight=False)

    return show
