"""Numbers: how copy and buyers align, and what hangs on it; the same figures as CLI and CI."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypeAlias

from checker.errors import CheckerError
from checker.reports.markup import Html, tag
from checker.ui.alone import on_load, run_alone
from checker.ui.awaiting import arriving, nothing_yet, outdated
from checker.ui.desk import Desk
from checker.ui.parts import area, drawn, plot
from checker.ui.present_numbers import (
    alignment_table,
    drift,
    figures,
    kinds,
    needs_won,
    one_day,
    touched,
    trend,
)
from checker.ui.screen import header, notice, show, title, waiting

Standing: TypeAlias = tuple[str, Any, str, Any, str]
"""What stands above the two lines over time, between and below them, and the lines."""
_PARTS = 5
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "undocumented"}


class NumbersHandlers:
    """The Numbers page's events.

    Args:
        desk: Serves the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def standing(self) -> Standing:
        """All figures of the shared run."""
        try:
            shared = self._desk.shared()
            if shared is None:
                return only(show(nothing_yet(self._desk, "No numbers yet.")))
            run, points = shared.run, self._desk.trend()
        except CheckerError as error:
            return only(show(notice(str(error), "bad")))
        scores, scored = trend(points)
        drifts, drifted = drift(points)
        head = tag("section", figures(run), class_="part")
        assets = _section("Alignment of each asset", alignment_table(run))
        over_time = one_day(points) if scores is None else Html("")
        return (
            show(outdated(self._desk), head, assets, _section("Alignment over time", over_time)),
            drawn(scores),
            show(scored, _section("Rep drift over time", Html("") if drifts else None)),
            drawn(drifts),
            show(
                drifted,
                _section("Pipeline touched by each finding", touched(run)),
                _section("Won and lost by need", needs_won(run)),
                _section("Findings by kind", kinds(run)),
            ),
        )

    async def arriving(self) -> AsyncIterator[Standing]:
        """The page while the first review of the campaign runs, and at its end."""
        async for state in arriving(self._desk, self.standing, _PARTS):
            yield state


def only(markup: str) -> Standing:
    """The page with nothing on it but this."""
    return markup, drawn(None), show(), drawn(None), show()


def _section(name: str, part: Html | None) -> Html | None:
    return None if part is None else tag("section", tag("h2", name), part, class_="part")


def page(desk: Desk) -> None:
    """Lays the page out and wires it."""
    area(show(header("numbers", desk.settings.company.name)))
    area(show(title("Numbers", "How copy and buyers align, and what hangs on it.")))
    do = NumbersHandlers(desk)
    found = [
        area(waiting("Counting …")),
        plot(label="Alignment over time"),
        area(),
        plot(label="Rep drift over time"),
        area(),
    ]
    here = on_load(do.standing, None, found, api_name="numbers", **_QUIET)
    here.then(do.arriving, None, found, concurrency_limit=None, **_QUIET)


if __name__ == "__main__":
    run_alone(page)
