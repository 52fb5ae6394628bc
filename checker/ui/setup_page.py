"""Set-up: what is known, what is missing, and adding to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from checker.errors import CheckerError
from checker.pipeline.doctor import examine
from checker.reports.markup import join, tag, text
from checker.ui.alone import on_load, run_alone
from checker.ui.desk import Desk
from checker.ui.drafts import MAX_FILES, MAX_MB
from checker.ui.parts import area
from checker.ui.present_setup import checks, files_table, indexed, judge, not_taken
from checker.ui.screen import header, show, title, waiting

_QUIET: dict[str, Any] = {"show_progress": "minimal", "api_visibility": "undocumented"}


class SetupHandlers:
    """The Set-up page's events.

    Args:
        desk: Serves the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def standing(self) -> str:
        """What is indexed and what was skipped."""
        intake, problem = self._desk.intake, self._desk.intake.problem
        try:
            book = self._desk.book()
        except CheckerError as error:
            problem = problem or str(error)
            book = self._desk.safe_book()
        result = intake.result
        skipped = result.skipped if result else ()
        warnings = result.warnings if result else ()
        return show(
            tag(
                "section", indexed(book, result, problem, busy=intake.busy), files_table(book), class_="part"
            ),
            tag("section", tag("h2", "Skipped and unclear"), not_taken(skipped, warnings), class_="part"),
        )

    def doctor(self) -> str:
        """Everything a run needs, looked at."""
        return show(tag("section", checks(list(examine(self._desk.settings))), class_="part"))

    def add_calls(self, files: list[str] | None) -> tuple[Any, str]:
        """Takes uploaded transcripts in."""
        try:
            self._desk.intake.add_calls([Path(file) for file in files or []])
        except CheckerError as error:
            raise gr.Error(text(str(error)), title="Not added") from None
        return None, self.standing()

    def put_deals(self, file: str | None) -> tuple[Any, str]:
        """Takes an uploaded deals file in."""
        try:
            if not file:
                raise gr.Error("No file was chosen.", title="Not added")
            self._desk.intake.put_deals(Path(file))
        except CheckerError as error:
            raise gr.Error(text(str(error)), title="Not added") from None
        return None, self.standing()

    def again(self) -> str:
        """Reads the folders again."""
        self._desk.intake.refresh()
        return self.standing()


def page(desk: Desk) -> None:
    """Lays the page out and wires it."""
    do = SetupHandlers(desk)
    area(show(header("set-up", desk.settings.company.name)))
    area(show(title("Set-up", "What is read, what is not and why, and who judges.")))
    standing = area(waiting("Looking at the index …"))
    area(show(tag("section", tag("h2", "Add calls and deals"), class_="part")))
    with gr.Row(elem_classes="intake"):
        with gr.Column(min_width=280):
            calls = gr.File(
                label=f"Transcripts: up to {MAX_FILES}, {MAX_MB} MB each",
                file_count="multiple",
                type="filepath",
                height=140,
            )
            add = gr.Button("Add calls", variant="primary")
        with gr.Column(min_width=280):
            deals = gr.File(label="Deals: one CSV or XLSX", type="filepath", height=140)
            put = gr.Button("Replace deals")
    again = gr.Button("Read the folders again", scale=0, min_width=200)
    who = join(tag("h2", "Who judges"), judge(desk.settings))
    area(show(tag("section", who, class_="part"), tag("section", tag("h2", "Doctor"), class_="part")))
    found = area(waiting("Looking at everything that a review needs …"))
    look = gr.Button("Look again", scale=0, min_width=130)
    on_load(do.standing, None, standing, api_name="set_up", **_QUIET)
    on_load(do.doctor, None, found, **{**_QUIET, "show_progress": "hidden"})
    add.click(do.add_calls, calls, [calls, standing], api_name="add_calls", concurrency_limit=1, **_QUIET)
    put.click(do.put_deals, deals, [deals, standing], api_name="put_deals", concurrency_limit=1, **_QUIET)
    again.click(do.again, None, standing, api_name="again", concurrency_limit=1, **_QUIET)
    look.click(do.doctor, None, found, api_name="doctor", **_QUIET)


if __name__ == "__main__":
    run_alone(page)
