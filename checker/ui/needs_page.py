"""Needs: what buyers ask for, which copy answers it, and what people make of it by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypeAlias

import gradio as gr

from checker.errors import CheckerError
from checker.reports.markup import Html, tag
from checker.ui.alone import on_load, run_alone
from checker.ui.awaiting import arriving, nothing_yet, outdated
from checker.ui.desk import Desk
from checker.ui.parts import area, drawn, plot
from checker.ui.present_needs import (
    RANKS,
    heat_map,
    map_keys,
    need_panel,
    need_table,
    no_needs,
    ranked_by,
)
from checker.ui.present_needs_edit import TITLE_LIMIT
from checker.ui.present_plots import statement_map
from checker.ui.screen import header, notice, resource, show, title, waiting

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "undocumented"}
_DONE = {
    "rename": "Renamed.",
    "merge": "They are one need now.",
    "divide": "The ticked quotes are a need of their own now.",
    "reset": "Taken back.",
}
_SCRIPT = resource("fields.js") + resource("needs.js")
_KEYS_SCRIPT = resource("map.js") + resource("needs.js")
Standing: TypeAlias = tuple[str, Any, str]
"""Tables, the map, and the keys to it."""
_MOST_TICKED = 2_000


class NeedsHandlers:
    """The Needs page's events.

    Args:
        desk: Serves the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def standing(self, rank: str = "unanswered") -> Standing:
        """Table and heat map in the order that was chosen; the map and its keys."""
        try:
            shown = self._desk.asking.shown()
        except CheckerError as error:
            return show(notice(str(error), "bad")), drawn(None), ""
        if shown is None:
            return show(nothing_yet(self._desk, "No needs are known yet.")), drawn(None), ""
        if not shown.listed.needs:
            return show(outdated(self._desk), no_needs()), drawn(None), ""
        listed = ranked_by(shown.listed, rank)
        parts = [tag("section", need_table(listed), class_="part")]
        if cells := heat_map(listed):
            parts.append(tag("section", tag("h2", "Which copy answers it"), cells, class_="part"))
        needs = [asked.need for asked in shown.listed.needs]
        picture = statement_map(needs, shown.places)
        if picture:
            parts.append(tag("section", tag("h2", "How near the asks lie"), class_="part"))
        keys = show(map_keys(needs)) if picture else ""
        return show(outdated(self._desk), *parts), drawn(picture), keys

    async def arriving(self) -> AsyncIterator[Standing]:
        """The page while the first review of the campaign runs, and at its end."""
        async for state in arriving(self._desk, self.standing, 3):
            yield state

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

    def edited(self, data: dict[str, Any], rank: str = "unanswered") -> tuple[Standing, str]:
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
        with gr.Column(elem_classes="draft"):
            found = area(waiting("Reading what buyers ask for …"), js_on_load=_SCRIPT)
            picture = plot(label="Map of what buyers ask for")
            keys = area(js_on_load=_KEYS_SCRIPT)
        beside = area(js_on_load=_SCRIPT, elem_classes="side-panel")
    everything = [found, picture, keys]

    def reranked(chosen: str) -> str:
        return do.standing(chosen)[0]

    def picked(chosen: str, event: gr.EventData) -> tuple[Any, ...]:
        data = event._data if isinstance(event._data, dict) else {}
        if "verb" in data:
            state, panel = do.edited(data, chosen)
            return *state, panel
        return gr.skip(), gr.skip(), gr.skip(), do.need(str(data.get("need") or ""))

    for spot in (found, keys, beside):
        spot.click(picked, rank, [*everything, beside], concurrency_limit=8, **_QUIET)
    rank.input(reranked, rank, found, **_QUIET)
    here = on_load(do.standing, rank, everything, api_name="needs", **_QUIET)
    here.then(do.arriving, None, everything, concurrency_limit=None, **_QUIET)


if __name__ == "__main__":
    run_alone(page)
