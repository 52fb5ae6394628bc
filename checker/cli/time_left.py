"""The time left beside a bar, once enough is done to tell it."""

from __future__ import annotations

from rich.progress import Task, TimeRemainingColumn
from rich.text import Text

from checker.pipeline.progress import seconds_left


class TimeLeftColumn(TimeRemainingColumn):
    """Rich's column, blank while `seconds_left` tells nothing."""

    def render(self, task: Task) -> Text:
        """The time left of a task, empty at its start."""
        told = seconds_left(int(task.completed), int(task.total or 0), task.elapsed or 0.0)
        return Text("") if told is None else super().render(task)
