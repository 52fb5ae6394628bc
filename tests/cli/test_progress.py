"""Progress where there is no terminal: few lines, with the time left."""

import pytest
from rich.progress import Progress as Bars

from checker.cli.progress import _line_reporter
from checker.cli.time_left import TimeLeftColumn
from checker.pipeline import Progress
from checker.pipeline.progress import seconds_left


def lines(*steps: tuple[float, int], total: int = 40, stage: str = "Reviewing drafts") -> list[str]:
    """What is written when steps (second, done) are told."""
    said: list[str] = []
    seconds = iter(second for second, _ in steps)
    show = _line_reporter(lambda text, **_: said.append(text), lambda: next(seconds))
    for _, done in steps:
        show(Progress(stage, done, total))
    return said


def test_the_time_left_is_told_now_and_then() -> None:
    assert lines((0, 0), (10, 1), (31, 2), (40, 3), (90, 9), (400, 40), (401, 40)) == [
        "Reviewing drafts: 2 of 40, about 10 min left",
        "Reviewing drafts: 9 of 40, about 5 min left",
        "Reviewing drafts: 40",
    ]


def test_a_short_stage_is_one_line() -> None:
    assert lines((0, 0), (5, 20), (9, 40)) == ["Reviewing drafts: 40"]


def test_seconds_at_the_end() -> None:
    assert lines((0, 0), (390, 39))[-1] == "Reviewing drafts: 39 of 40, about 10 s left"


def test_nothing_done_yet_tells_no_time() -> None:
    assert lines((0, 0), (100, 0)) == []


@pytest.mark.parametrize(
    ("done", "spent", "left"),
    [(0, 60, None), (4, 60, None), (5, 4.9, None), (5, 5, 95), (50, 10, 10), (100, 10, 0)],
)
def test_no_time_left_before_a_twentieth_and_five_seconds(
    done: int, spent: float, left: float | None
) -> None:
    assert seconds_left(done, 100, spent) == left


def test_a_slow_first_step_tells_how_far_it_is_but_no_time() -> None:
    said = lines((0, 0), (60, 2), (120, 30), total=469, stage="Judging claims")
    assert said == ["Judging claims: 2 of 469", "Judging claims: 30 of 469, about 29 min left"]


def test_the_bar_tells_no_time_at_the_start() -> None:
    second = [0.0]
    bars = Bars(get_time=lambda: second[0])
    task = bars.add_task("Judging claims", total=469)
    shown = []
    for second[0], done in ((0.0, 0), (30.0, 2), (60.0, 100), (90.0, 150)):
        bars.update(task, completed=done)
        shown.append(TimeLeftColumn().render(bars.tasks[0]).plain)
    assert shown[:2] == ["", ""] and shown[-1].startswith("0:0")
