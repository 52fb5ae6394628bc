"""Numbers: how copy and buyers align, and what hangs on it; the same figures as CLI and CI."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from checker.errors import CheckerError
from checker.reports.markup import tag
from checker.ui.alone import on_load, run_alone
from checker.ui.awaiting import arriving, nothing_yet, outdated
from checker.ui.desk import Desk
from checker.ui.parts import area
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

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "undocumented"}


class NumbersHandlers:
    """The Numbers page's events.

    Args:
        desk: Serves the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def standing(self) -> str:
        """All figures of the shared run."""
        try:
            shared = self._desk.shared()
            if shared is None:
                return show(nothing_yet(self._desk, "No numbers yet."))
            run, points = shared.run, self._desk.trend()
        except CheckerError as error:
            return show(notice(str(error), "bad"))
        sections = (
            ("Alignment of each asset", alignment_table(run)),
            ("Alignment over time", trend(points) or one_day(points)),
            ("Rep drift over time", drift(points)),
            ("Pipeline touched by each finding", touched(run)),
            ("Won and lost by need", needs_won(run)),
            ("Findings by kind", kinds(run)),
        )
        parts = [tag("section", tag("h2", name), part, class_="part") for name, part in sections if part]
        return show(outdated(self._desk), tag("section", figures(run), class_="part"), *parts)

    async def arriving(self) -> AsyncIterator[str]:
        """The page while the first review of the campaign runs, and at its end."""
        async for drawn in arriving(self._desk, self.standing):
            yield drawn


def page(desk: Desk) -> None:
    """Lays the page out and wires it."""
    area(show(header("numbers", desk.settings.company.name)))
    area(show(title("Numbers", "How copy and buyers align, and what hangs on it.")))
    found = area(waiting("Counting …"))
    do = NumbersHandlers(desk)
    here = on_load(do.standing, None, found, api_name="numbers", **_QUIET)
    here.then(do.arriving, None, found, concurrency_limit=None, **_QUIET)


if __name__ == "__main__":
    run_alone(page)
