"""Needs: what buyers ask for, which copy answers it, and what people make of it by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from checker.errors import CheckerError
from checker.reports.markup import Html, tag
from checker.ui.alone import on_load, run_alone
from checker.ui.awaiting import arriving, nothing_yet, outdated
from checker.ui.desk import Desk
from checker.ui.parts import area
from checker.ui.present_needs import (
    RANKS,
    heat_map,
    need_panel,
    need_table,
    no_needs,
    ranked_by,
    statement_map,
)
from checker.ui.present_needs_edit import TITLE_LIMIT
from checker.ui.screen import header, notice, resource, show, title, waiting

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "undocumented"}
_DONE = {
    "rename": "Renamed.",
    "merge": "They are one need now.",
    "divide": "The ticked quotes are a need of their own now.",
    "reset": "Taken back.",
}
_SCRIPT = resource("fields.js") + resource("needs.js")
_MOST_TICKED = 2_000


class NeedsHandlers:
    """The Needs page's events.

    Args:
        desk: Serves the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def standing(self, rank: str = "unanswered") -> str:
        """Table, heat map and map, in the order that was chosen."""
        try:
            shown = self._desk.asking.shown()
        except CheckerError as error:
            return show(notice(str(error), "bad"))
        if shown is None:
            return show(nothing_yet(self._desk, "No needs are known yet."))
        if not shown.listed.needs:
            return show(outdated(self._desk), no_needs())
        listed = ranked_by(shown.listed, rank)
        parts = [tag("section", need_table(listed), class_="part")]
        if cells := heat_map(listed):
            parts.append(tag("section", tag("h2", "Which copy answers it"), cells, class_="part"))
        if picture := statement_map([asked.need for asked in shown.listed.needs], shown.places):
            parts.append(tag("section", tag("h2", "How near the asks lie"), picture, class_="part"))
        return show(outdated(self._desk), *parts)

    async def arriving(self) -> AsyncIterator[str]:
        """The page while the first review of the campaign runs, and at its end."""
        async for drawn in arriving(self._desk, self.standing):
            yield drawn

    def need(self, ident: str, told: Html | None = None) -> str:
        """One need with its quotes; under what has just happened, if anything has."""
        try:
            shown = self._desk.asking.shown()
        except CheckerError as error:
            return show(notice(str(error), "bad"))
        asked = shown.need(ident) if shown else None
        if shown is None or asked is None:
            return show(told)
        deals = self._desk.safe_book().deals
        return show(told, need_panel(asked, shown.listed, deals, shown.job, shown.edition))

    def edited(self, data: dict[str, Any], rank: str = "unanswered") -> tuple[str, str]:
        """Does what was said to a need; gives all needs and the panel as they are then."""
        said = {key: str(data.get(key) or "") for key in ("verb", "need", "title", "edition")}
        said["title"] = said["title"][:TITLE_LIMIT]
        ticked = {key: [str(one) for one in _listed(data.get(key))] for key in ("others", "statements")}
        try:
            at = self._desk.asking.edit(said, ticked)
            told = notice(f"{_DONE[said['verb']]} The next review counts it so.", "good")
        except CheckerError as error:
            at, told = said["need"], notice(f"Not changed: {error}", "bad")
        return self.standing(rank), self.need(at, told)


def _listed(value: Any) -> list[Any]:
    return value[:_MOST_TICKED] if isinstance(value, list) else []


def page(desk: Desk) -> None:
    """Lays the page out and wires it."""
    do = NeedsHandlers(desk)
    area(show(header("needs", desk.settings.company.name)))
    area(show(title("Needs", "What several buyers ask for, and whether any copy answers it.")))
    with gr.Row(elem_classes="intake"):
        rank = gr.Radio(list(RANKS), value="unanswered", label="Rank by")
    with gr.Row(elem_classes="split"):
        found = area(waiting("Reading what buyers ask for …"), js_on_load=_SCRIPT, elem_classes="draft")
        beside = area(js_on_load=_SCRIPT, elem_classes="side-panel")

    def picked(chosen: str, event: gr.EventData) -> tuple[Any, str]:
        data = event._data if isinstance(event._data, dict) else {}
        if "verb" in data:
            return do.edited(data, chosen)
        return gr.skip(), do.need(str(data.get("need") or ""))

    for spot in (found, beside):
        spot.click(picked, rank, [found, beside], concurrency_limit=8, **_QUIET)
    rank.input(do.standing, rank, found, **_QUIET)
    here = on_load(do.standing, rank, found, api_name="needs", **_QUIET)
    here.then(do.arriving, None, found, concurrency_limit=None, **_QUIET)


if __name__ == "__main__":
    run_alone(page)
