"""Progress where there is no terminal: few lines, with the time left."""

from checker.cli.progress import _line_reporter
from checker.pipeline import Progress


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
