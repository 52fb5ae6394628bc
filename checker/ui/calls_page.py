"""Calls: what was said, found by word and by meaning, in its conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qs

import gradio as gr

from checker.errors import CheckerError
from checker.model import Side
from checker.pipeline.searching import Filters, near
from checker.reports.markup import tag, text
from checker.ui.alone import on_load, run_alone
from checker.ui.desk import Desk
from checker.ui.parts import area
from checker.ui.present_calls import call_list, hit_list, transcript, uses_of
from checker.ui.screen import empty, header, show, title, waiting

_CLICKS = """
element.addEventListener('click', (event) => {
  const at = event.target.closest('[data-call], [data-close]');
  if (!at || !element.contains(at)) return;
  event.preventDefault();
  trigger('click', {call: at.dataset.call || '', id: at.dataset.id || '', turn: at.dataset.turn || ''});
});
"""
_SEARCH = "() => [window.location.search]"
_TO_TURN = (
    "() => { setTimeout(() => document.querySelector('.turn.at')?.scrollIntoView({block: 'center'}), 150); }"
)
_QUIET: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "undocumented",
    "concurrency_limit": None,
}
_ANY = "any"
_SIDE_NAMES = [("Buyers", "buyer"), ("Our side", "ours"), ("Not known", "unknown"), ("Everybody", _ANY)]
_FIXED = [("Buyer", "buyer"), ("Our side", "ours"), ("Not known", "unknown")]
_NAMED = {side: name.lower() for name, side in _FIXED}
_FACETS = ("segment", "stage", "outcome")
_QUERY_LIMIT = 500
_HINT = tag(
    "div", tag("p", "Choose a call or a quote to read it here, from beginning to end."), class_="hint"
)


@dataclass(slots=True)
class _Parts:
    query: Any = None
    mode: Any = None
    go: Any = None
    filters: list[Any] = field(default_factory=list)
    found: Any = None
    call: Any = None
    fixing: Any = None
    who: Any = None
    side: Any = None
    everywhere: Any = None
    fix: Any = None
    told: Any = None


class CallsHandlers:
    """The Calls page's events.

    Args:
        desk: Serves the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def found(self, query: str, mode: str, *chosen: str) -> str:
        """What was said about a query, or all calls where there is none."""
        filters = filters_of(*chosen)
        query = " ".join((query or "").split())[:_QUERY_LIMIT]
        try:
            book = self._desk.book()
            if not query or not book.calls:
                return show(call_list(book.listed(filters), book))
            if mode == "meaning":
                hits = book.kept(near(self._desk.settings, query, filters.side), filters)
            else:
                hits = book.worded(query, filters)
            return show(hit_list(hits, book, query))
        except CheckerError as error:
            return show(empty("The calls cannot be read.", str(error), "set-up", "Go to Set-up"))

    def call(self, file: str, ident: str, turn: str, run: str = "") -> str:
        """A call's transcript with what it was evidence for."""
        book = self._desk.safe_book()
        call = book.call(file, ident)
        if call is None:
            return show(_HINT)
        job = self._desk.job(run)
        at = int(turn) if turn.isdigit() else None
        return show(transcript(call, book, uses_of(job.run if job else None), at))

    def speakers(self, file: str, ident: str) -> list[str]:
        """Names on a call."""
        call = self._desk.safe_book().call(file, ident)
        return list(dict.fromkeys(s.name for s in call.speakers)) if call else []

    def side(self, file: str, ident: str, name: str) -> str:
        """Where somebody on a call stands now."""
        call = self._desk.safe_book().call(file, ident)
        return next((s.side for s in call.speakers if s.name == name), "unknown") if call else "unknown"

    def fix(self, file: str, name: str, side: str, everywhere: bool) -> str:
        """Says who is on which side; everything that is indexed follows."""
        if not file or not name or side not in ("ours", "buyer", "unknown"):
            raise gr.Error("Choose a call, a speaker and a side.", title="Not changed")
        if self._desk.safe_book().call(file) is None:
            raise gr.Error("That call is not in the index any more.", title="Not changed")
        try:
            self._desk.intake.fix_side("*" if everywhere else file, name, cast(Side, side))
        except CheckerError as error:
            raise gr.Error(text(str(error)), title="Not carried through") from None
        if self._desk.intake.problem:
            raise gr.Error(text(self._desk.intake.problem), title="Written down, not carried through yet")
        then = (
            "the campaign is reviewed again now" if self._desk.pending() else "the next review counts it so"
        )
        return f"{name}: {_NAMED[side]}. Every command counts it so; {then}."


def filters_of(
    segment: str = _ANY,
    stage: str = _ANY,
    outcome: str = _ANY,
    side: str = "buyer",
    since: str = "",
    until: str = "",
) -> Filters:
    """Filters from what the page's fields hold."""
    plain = ["" if value in (None, _ANY) else value for value in (segment, stage, outcome)]
    known = cast(Side, side) if side in ("buyer", "ours", "unknown") else None
    return Filters(
        plain[0], plain[1], plain[2], known, since=(since or "").strip(), until=(until or "").strip()
    )


def page(desk: Desk) -> None:
    """Lays the page out and wires it."""
    area(show(header("calls", desk.settings.company.name)))
    area(show(title("Calls", "What buyers said, in their own words.")))
    parts = _Parts()
    _search(parts)
    with gr.Row(elem_classes="split"):
        parts.found = area(waiting("Reading the calls …"), js_on_load=_CLICKS, elem_classes="draft")
        with gr.Column(elem_classes="side-panel"):
            _sides(parts)
            parts.call = area(show(_HINT), js_on_load=_CLICKS)
    _wire(parts, CallsHandlers(desk), desk)


def _search(parts: _Parts) -> None:
    with gr.Row(elem_classes="intake"):
        parts.query = gr.Textbox(
            label="Search", placeholder="setup took months", scale=4, min_width=260, max_lines=1
        )
        parts.mode = gr.Radio(
            [("By word", "word"), ("By meaning", "meaning")],
            value="word",
            label="How",
            scale=2,
            min_width=220,
        )
        parts.go = gr.Button("Search", variant="primary", scale=0, min_width=110)
    with gr.Accordion("Filters", open=False), gr.Row():
        for name in _FACETS:
            parts.filters.append(
                # The choices come with the page: opening the index here would delay the first one.
                gr.Dropdown([_ANY], value=_ANY, label=name.capitalize(), min_width=130)
            )
        parts.filters.append(gr.Dropdown(_SIDE_NAMES, value="buyer", label="Who speaks", min_width=130))
        parts.filters.append(gr.Textbox(label="From", placeholder="2026-01-31", min_width=120, max_lines=1))
        parts.filters.append(gr.Textbox(label="To", placeholder="2026-12-31", min_width=120, max_lines=1))


def _sides(parts: _Parts) -> None:
    parts.told = area()
    name = "Somebody is on the wrong side? Fix it"
    with gr.Accordion(name, open=False, visible=False, elem_classes="fixing") as parts.fixing:
        parts.who = gr.Dropdown([], label="Speaker")
        parts.side = gr.Radio(_FIXED, label="Is", value="buyer")
        parts.everywhere = gr.Checkbox(label="On every call", value=False)
        parts.fix = gr.Button("Fix it", scale=0, min_width=110)


def _wire(parts: _Parts, do: CallsHandlers, desk: Desk) -> None:
    search = gr.Textbox(visible=False)
    here = gr.State(("", "", ""))
    asked = [parts.query, parts.mode, *parts.filters]
    opened = [here, parts.call, parts.fixing, parts.who, parts.side, parts.told]

    def choices() -> list[Any]:
        book = desk.safe_book()
        return [gr.update(choices=[_ANY, *book.values(name)]) for name in _FACETS]

    def opening(file: str, ident: str, turn: str, run: str) -> tuple[Any, ...]:
        names = do.speakers(file, ident)
        who = gr.update(choices=names, value=names[0] if names else None)
        side = do.side(file, ident, names[0] if names else "")
        fixing = gr.update(visible=bool(names))
        return (file, ident, run), do.call(file, ident, turn, run), fixing, who, side, ""

    def stands(state: tuple[str, str, str], name: str) -> str:
        return do.side(state[0], state[1], name)

    def picked(state: tuple[str, str, str], event: gr.EventData) -> tuple[Any, ...]:
        data = event._data if isinstance(event._data, dict) else {}
        said = [str(data.get(key) or "") for key in ("call", "id", "turn")]
        return opening(said[0], said[1], said[2], state[2])

    def by_address(query: str) -> tuple[Any, ...]:
        said = {key: values[0] for key, values in parse_qs((query or "").lstrip("?")).items()}
        return opening(said.get("call", ""), said.get("id", ""), said.get("turn", ""), said.get("run", ""))

    def fixed(state: tuple[str, str, str], name: str, side: str, everywhere: bool) -> tuple[Any, ...]:
        from checker.ui.screen import notice

        told = show(notice(do.fix(state[0], name, side, everywhere), "good"))
        return do.call(state[0], state[1], "", state[2]), told

    parts.query.submit(do.found, asked, parts.found, api_name="search", **_QUIET)
    parts.go.click(do.found, asked, parts.found, **_QUIET)
    for event in (parts.mode.input, *(f.input for f in parts.filters[:4])):
        event(do.found, asked, parts.found, **_QUIET)
    for box in parts.filters[4:]:
        box.submit(do.found, asked, parts.found, **_QUIET)
    for spot in (parts.found, parts.call):
        spot.click(
            picked, here, opened, queue=False, **{k: v for k, v in _QUIET.items() if k != "concurrency_limit"}
        ).then(None, None, None, js=_TO_TURN)
    parts.who.input(stands, [here, parts.who], parts.side, **_QUIET)
    parts.fix.click(
        fixed,
        [here, parts.who, parts.side, parts.everywhere],
        [parts.call, parts.told],
        api_visibility="undocumented",
    )
    on_load(choices, None, parts.filters[:3], **_QUIET)
    on_load(do.found, asked, parts.found, **_QUIET)
    on_load(by_address, search, opened, js=_SEARCH, **_QUIET).then(None, None, None, js=_TO_TURN)


if __name__ == "__main__":
    run_alone(page)
