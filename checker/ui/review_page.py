"""Review: a draft as its reader sees it, with what buyers will not believe marked in place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from checker.ui.alone import on_load, run_alone
from checker.ui.desk import FORMATS, Desk
from checker.ui.drafts import MAX_FILES, MAX_MB
from checker.ui.parts import area
from checker.ui.review_handlers import ReviewHandlers, first
from checker.ui.screen import header, show, title

_CLICKS = """
element.addEventListener('click', (event) => {
  const at = event.target.closest('[data-claim], [data-close]');
  if (!at || !element.contains(at)) return;
  event.preventDefault();
  const claim = at.dataset.claim || '';
  document.querySelectorAll('.claim[aria-current]').forEach((a) => a.removeAttribute('aria-current'));
  const mark = claim && document.querySelector(`.copy [data-claim="${CSS.escape(claim)}"]`);
  if (mark) mark.setAttribute('aria-current', 'true');
  if (mark && mark !== at) mark.scrollIntoView({block: 'center'});
  trigger('click', {claim});
});
"""
_REMEMBER = "(id) => { if (id) history.replaceState(null, '', '?run=' + encodeURIComponent(id)); }"
_SEARCH = "() => [window.location.search]"
_NAMES = {"html": "HTML page", "markdown": "Markdown", "json": "JSON", "csv": "CSV", "sarif": "SARIF"}
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "undocumented"}
_MANY: dict[str, Any] = {"concurrency_limit": None}


@dataclass(slots=True)
class _Parts:
    """Components of the page."""

    text: Any = None
    files: Any = None
    check: Any = None
    campaign: Any = None
    stop: Any = None
    asking: Any = None
    question: Any = None
    yes: Any = None
    no: Any = None
    state: Any = None
    shown: Any = None
    view: Any = None
    beside: Any = None
    downloads: list[Any] = field(default_factory=list)

    def outputs(self) -> list[Any]:
        """What a running review draws."""
        buttons = [self.check, self.campaign, self.stop]
        return [self.state, self.view, self.beside, self.shown, *buttons, *self.downloads]


def page(desk: Desk) -> None:
    """Lays the page out and wires it."""
    area(show(header("", desk.settings.company.name)))
    area(show(title("Review", "Paste a draft and see, in place, what buyers will not believe.")))
    parts = _Parts()
    cut_off = area()
    _intake(parts, desk)
    parts.state = area()
    parts.shown = gr.CheckboxGroup(
        label="Show claims that are", choices=[], visible=False, elem_classes="filters"
    )
    with gr.Row(elem_classes="downloads"):
        parts.downloads = [
            gr.DownloadButton(f"↓ {_NAMES[name]}", visible=False, size="sm", scale=0, min_width=110)
            for name in FORMATS
        ]
    with gr.Row(elem_classes="split"):
        parts.view = area(show(first()), js_on_load=_CLICKS, elem_classes="draft")
        parts.beside = area(js_on_load=_CLICKS, elem_classes="side-panel")
    do = ReviewHandlers(desk)
    on_load(do.cut_off, None, cut_off, **_QUIET)
    _wire(parts, do)


def _intake(parts: _Parts, desk: Desk) -> None:
    with gr.Row(elem_classes="intake"):
        parts.text = gr.Textbox(
            label="Draft",
            lines=4,
            max_lines=12,
            placeholder="Paste a landing page, an e-mail, an ad …",
            scale=3,
            min_width=280,
        )
        parts.files = gr.File(
            label=f"Or files: up to {MAX_FILES}, {MAX_MB} MB each",
            file_count="multiple",
            type="filepath",
            height=144,
            scale=2,
            min_width=240,
        )
    with gr.Row(elem_classes="actions"):
        parts.check = gr.Button("Check this draft", variant="primary", min_width=170, scale=0)
        folder = f"Check the folder {desk.campaign.as_posix()}" if desk.campaign else "Check the campaign"
        parts.campaign = gr.Button(folder, visible=desk.campaign is not None, min_width=320, scale=0)
        parts.stop = gr.Button("Stop", variant="stop", visible=False, min_width=90, scale=0)
    with gr.Column(visible=False, elem_classes="confirm") as parts.asking:
        parts.question = area()
        with gr.Row():
            parts.yes = gr.Button("Yes, start", variant="primary", scale=0, min_width=130)
            parts.no = gr.Button("No", scale=0, min_width=90)


def _wire(parts: _Parts, do: ReviewHandlers) -> None:
    # A State never reaches the browser; the id of the review must, for the page's address.
    job, search = gr.Textbox(visible=False), gr.Textbox(visible=False)
    which, yes, no = gr.State("draft"), gr.State(True), gr.State(False)

    def follow(event: Any) -> None:
        event.then(None, job, None, js=_REMEMBER)
        event.then(do.follow, job, parts.outputs(), **_QUIET, **_MANY)

    def started(answer: tuple[str, str]) -> tuple[Any, ...]:
        ident, question = answer
        return ident or gr.skip(), question, gr.update(visible=bool(question))

    def check(text: str, files: list[str] | None, confirmed: bool) -> tuple[Any, ...]:
        return *started(do.start("draft", text, files, confirmed)), "draft"

    def check_folder(confirmed: bool) -> tuple[Any, ...]:
        return *started(do.start("campaign", "", None, confirmed)), "campaign"

    def confirm(what: str, text: str, files: list[str] | None, confirmed: bool) -> tuple[Any, ...]:
        return *started(do.start(what, text, files, confirmed)), what

    def declined() -> Any:
        return gr.update(visible=False)

    given = [parts.text, parts.files]
    made = [job, parts.question, parts.asking, which]
    follow(parts.check.click(check, [*given, no], made, api_name="check", **_QUIET))
    follow(parts.campaign.click(check_folder, no, made, api_name="check_folder", **_QUIET))
    follow(parts.yes.click(confirm, [which, *given, yes], made, api_name="confirm", **_QUIET))
    parts.no.click(declined, None, parts.asking, **_QUIET)
    parts.stop.click(do.stop, job, None, api_name="stop", **_QUIET, **_MANY)
    parts.shown.input(do.filtered, [job, parts.shown], parts.view, **_QUIET, **_MANY)

    def picked(ident: str, event: gr.EventData) -> str:
        data = event._data if isinstance(event._data, dict) else {}
        return do.claim(ident, str(data.get("claim", "")))

    for spot in (parts.view, parts.beside):
        spot.click(picked, job, parts.beside, queue=False, **_QUIET)
    follow(on_load(do.opened, search, job, js=_SEARCH, **_QUIET))


if __name__ == "__main__":
    run_alone(page)
