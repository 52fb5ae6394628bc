"""Needs: what buyers ask for, and which copy answers it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from checker.errors import CheckerError
from checker.reports.markup import tag
from checker.reports.order import needs_ranked
from checker.ui.alone import on_load, run_alone
from checker.ui.desk import Desk
from checker.ui.mapping import places_of
from checker.ui.parts import area
from checker.ui.present_needs import heat_map, need_panel, need_table, no_needs, statement_map
from checker.ui.screen import header, notice, show, title

_CLICKS = """
element.addEventListener('click', (event) => {
  const at = event.target.closest('[data-need], [data-close]');
  if (!at || !element.contains(at)) return;
  event.preventDefault();
  trigger('click', {need: at.dataset.need || ''});
});
"""
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "undocumented"}


class NeedsHandlers:
    """The Needs page's events.

    Args:
        desk: Serves the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def standing(self) -> str:
        """Table, heat map and map."""
        try:
            shared = self._desk.shared()
            if shared is None or not shared.run.needs:
                return show(no_needs())
            run = shared.run
            needs = needs_ranked(run.needs)
            picture = statement_map(needs, places_of(self._desk.settings, needs))
        except CheckerError as error:
            return show(notice(str(error), "bad"))
        parts = [tag("section", need_table(run), class_="part")]
        if cells := heat_map(run):
            parts.append(tag("section", tag("h2", "Which copy answers it"), cells, class_="part"))
        if picture:
            parts.append(tag("section", tag("h2", "How near the asks lie"), picture, class_="part"))
        return show(*parts)

    def need(self, ident: str) -> str:
        """One need with its quotes."""
        try:
            shared = self._desk.shared()
        except CheckerError as error:
            return show(notice(str(error), "bad"))
        need = next((n for n in shared.run.needs if n.id == ident), None) if shared else None
        if shared is None or need is None:
            return show()
        return show(need_panel(need, self._desk.safe_book().deals, shared.job))


def page(desk: Desk) -> None:
    """Lays the page out and wires it."""
    do = NeedsHandlers(desk)
    area(show(header("needs", desk.settings.company.name)))
    area(show(title("Needs", "What several buyers ask for, and whether any copy answers it.")))
    with gr.Row(elem_classes="split"):
        found = area(js_on_load=_CLICKS, elem_classes="draft")
        beside = area(js_on_load=_CLICKS, elem_classes="side-panel")

    def picked(event: gr.EventData) -> str:
        data = event._data if isinstance(event._data, dict) else {}
        return do.need(str(data.get("need") or ""))

    for spot in (found, beside):
        spot.click(picked, None, beside, queue=False, **_QUIET)
    on_load(do.standing, None, found, api_name="needs", **_QUIET)


if __name__ == "__main__":
    run_alone(page)
