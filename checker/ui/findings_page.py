"""Findings: the shared list, on which sales and marketing confirm, throw out, or live with what was found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

import gradio as gr

from checker.errors import CheckerError
from checker.model import TriageVerdict
from checker.pipeline.standing import listing_of
from checker.pipeline.triaging import decide, histories, undo
from checker.reports.markup import Html
from checker.ui.alone import on_load, run_alone
from checker.ui.awaiting import arriving, nothing_yet, outdated
from checker.ui.desk import Desk
from checker.ui.parts import area
from checker.ui.present_findings import FILTERS, finding_list, head
from checker.ui.screen import header, notice, resource, show, title, waiting

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "undocumented"}
_KEEP_NAME = "(name) => { try { localStorage.setItem('checker-who', name || ''); } catch (e) {} }"
_RECALL_NAME = (
    "() => { try { return [localStorage.getItem('checker-who') || '']; } catch (e) { return ['']; } }"
)
_SCRIPT = resource("fields.js") + resource("findings.js")
_LIMIT = 500
_LEDE = (
    "What buyers and reps say against the campaign. Confirm what is so, dismiss what the machine got wrong, "
    "accept what you will live with; everybody sees it."
)


class FindingsHandlers:
    """The Findings page's events.

    Args:
        desk: Serves the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def standing(self, chosen: str, at: str = "") -> tuple[str, str]:
        """Head and list as they stand now, whoever has decided meanwhile."""
        try:
            shared = self._desk.shared()
            if shared is None:
                return "", show(nothing_yet(self._desk, "No findings yet."))
            listing = listing_of(self._desk.settings, shared.run)
            top = head(listing, shared.run.changes, shared.when)
            deals = self._desk.safe_book().deals
            past = histories(self._desk.settings, [item.finding for item in listing.findings])
            found = finding_list(
                listing, shared.run.changes, chosen, deals, job=shared.job, at=at, histories=past
            )
            return show(outdated(self._desk), top), show(found)
        except CheckerError as error:
            return show(notice(str(error), "bad")), show()

    async def arriving(self, chosen: str) -> AsyncIterator[tuple[str, str]]:
        """The page while the first review of the campaign runs, and at its end."""
        async for drawn in arriving(self._desk, lambda: self.standing(chosen), 2):
            yield drawn

    def decided(self, said: dict[str, str], who: str) -> Html:
        """Keeps what was decided; gives what to tell about it."""
        ident, verb = said.get("finding", ""), said.get("verb", "")
        settings, version = self._desk.settings, said.get("version", "")
        reason, owner, until = (said.get(key, "")[:_LIMIT] for key in ("reason", "owner", "until"))
        try:
            if not who.strip():
                return notice("Say who you are first: the field “Your name” above.")
            if verb == "undo":
                undo(settings, ident, who=who, expected=version)
                return notice("Taken back.", "good")
            if verb not in ("confirm", "dismiss", "accept"):
                return notice("Nothing was decided.")
            verdict = cast(TriageVerdict, verb)
            decide(
                settings, ident, verdict, who=who, reason=reason, owner=owner, until=until, expected=version
            )
            ends = f" until {until}" if until else ""
            return notice(f"Kept: {verb} by {who}{ends}. Undo takes it back.", "good")
        except CheckerError as error:
            return notice(f"Not kept: {error}", "bad")


def page(desk: Desk) -> None:
    """Lays the page out and wires it."""
    do = FindingsHandlers(desk)
    area(show(header("findings", desk.settings.company.name)))
    area(show(title("Findings", _LEDE)))
    with gr.Row(elem_classes="intake"):
        chosen = gr.Radio(list(FILTERS), value="open", label="Show", scale=4, min_width=300)
        who = gr.Textbox(label="Your name", max_lines=1, max_length=80, scale=1, min_width=160)
        again = gr.Button("Refresh", scale=0, min_width=110)
    told = area(elem_id="told")
    top = area()
    found = area(waiting("Looking for what was found …"), js_on_load=_SCRIPT)

    def clicked(state: str, name: str, event: gr.EventData, request: gr.Request) -> tuple[str, str, str]:
        data = event._data if isinstance(event._data, dict) else {}
        said = {str(key): str(value or "") for key, value in data.items()}
        if "verb" not in said:
            return gr.skip(), gr.skip(), gr.skip()
        answer = do.decided(said, getattr(request, "username", None) or name or "")
        return show(answer), *do.standing(state, said.get("finding", ""))

    def named(request: gr.Request) -> Any:
        user = getattr(request, "username", None)
        return gr.update(value=user, interactive=False) if user else gr.skip()

    found.click(clicked, [chosen, who], [told, top, found], concurrency_limit=8, **_QUIET)
    chosen.input(do.standing, chosen, [top, found], **_QUIET)
    again.click(do.standing, chosen, [top, found], api_name="findings", **_QUIET)
    who.blur(None, who, None, js=_KEEP_NAME)
    here = on_load(do.standing, chosen, [top, found], **_QUIET)
    here.then(do.arriving, chosen, [top, found], concurrency_limit=None, **_QUIET)
    on_load(None, None, who, js=_RECALL_NAME).then(named, None, who, **_QUIET)


if __name__ == "__main__":
    run_alone(page)
