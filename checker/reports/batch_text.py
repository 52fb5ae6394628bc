"""A batch of drafts on a terminal: one line a draft, what no draft answers, what could not be reviewed."""

from __future__ import annotations

from io import StringIO
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console

from checker.model.batch import Batch, Draft
from checker.reports import batch_words, words
from checker.reports.lines import Lines
from checker.reports.safe import for_log

NEEDS_SHOWN: Final = 8
CONFLICTS_SHOWN: Final = 5
_HEADS: Final = ("Score", "Spoken to", "Clashes", "Answers")
_GAP: Final = "  "
_LEAST_NAME: Final = 16


def batch_to_text(batch: Batch, *, width: int = 80) -> str:
    """The batch as text of at most `width` columns, without colours."""
    out = StringIO()
    console = Console(
        file=out, width=width, color_system=None, no_color=True, legacy_windows=False, _environ={}
    )
    show_batch(batch, console)
    return out.getvalue()


def show_batch(batch: Batch, console: Console) -> None:
    """Prints the batch on a console."""
    out = Lines(console)
    out.text(batch_words.headline(batch), style="bold")
    out.text(batch_words.failed_line(batch))
    _table(batch, out, min(console.width, 120))
    _needs(batch, out)
    _conflicts(batch, out)
    _failed(batch, out)
    said = batch_words.warnings_of(batch)
    if said:
        out.heading(f"Please check ({len(said)})")
    for warning in said:
        out.text(f"! {warning}", hang=2)
    out.gap()
    if batch.drafts:
        out.text(batch_words.ORDER_TOLD, style="dim")
        out.text("The page (--output drafts.html) has a section for each draft.", style="dim")
    for line in words.provenance(batch.total):
        out.text(line, style="dim")


def _table(batch: Batch, out: Lines, width: int) -> None:
    if not batch.drafts:
        return
    rows = [_cells(draft) for draft in batch.drafts]
    widths = [max(cell_len(row[i]) for row in [_HEADS, *rows]) for i in range(len(_HEADS))]
    number = len(str(len(rows)))
    rest = number + sum(widths) + len(_GAP) * (len(widths) + 1)
    longest = max(cell_len(for_log(draft.file)) for draft in batch.drafts)
    name = max(_LEAST_NAME, min(longest, width - rest))
    out.gap()
    out.row(_line("#".rjust(number), "Draft", _HEADS, name, widths), style="dim")
    for rank, (draft, cells) in enumerate(zip(batch.drafts, rows, strict=True), 1):
        out.row(_line(str(rank).rjust(number), _shortened(for_log(draft.file), name), cells, name, widths))


def _cells(draft: Draft) -> tuple[str, ...]:
    return (
        batch_words.score(draft), batch_words.heard(draft), batch_words.clashes(draft),
        batch_words.answered(draft),
    )  # fmt: skip


def _line(rank: str, file: str, cells: tuple[str, ...], name: int, widths: list[int]) -> str:
    padded = [set_cell_size(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return _GAP.join([rank, set_cell_size(file, name), *padded]).rstrip()


def _shortened(text: str, width: int) -> str:
    """The end of a name that is too long: folders in front tell drafts apart least."""
    if cell_len(text) <= width:
        return text
    while cell_len(text) > width - 1:
        text = text[1:]
    return f"…{text}"


def _needs(batch: Batch, out: Lines) -> None:
    open_ = [need for need, by in batch.needs if not by]
    if not open_:
        return
    out.heading(f"What no draft answers ({len(open_)})")
    for need in open_[:NEEDS_SHOWN]:
        weight = words.weight(need.reach)
        out.text(f"{need.title}{f' · {weight}' if weight else ''}", hang=2)
    if len(open_) > NEEDS_SHOWN:
        out.text(f"… and {words.count(len(open_) - NEEDS_SHOWN, 'more need')}", style="dim")


def _conflicts(batch: Batch, out: Lines) -> None:
    if not batch.conflicts:
        return
    out.heading(f"Drafts that disagree with each other ({len(batch.conflicts)})")
    for finding in batch.conflicts[:CONFLICTS_SHOWN]:
        out.gap()
        for claim in (finding.claim, finding.other):
            if claim:
                out.quote(claim.quote, words.place(claim.file, claim.span))
    if len(batch.conflicts) > CONFLICTS_SHOWN:
        out.text(f"… and {words.count(len(batch.conflicts) - CONFLICTS_SHOWN, 'more clash', 'more clashes')}")


def _failed(batch: Batch, out: Lines) -> None:
    if batch.failed:
        out.heading(f"Drafts that could not be reviewed ({len(batch.failed)})")
    for item in batch.failed:
        out.text(f"! {item.file}: {item.reason}", hang=2)
        out.text(item.remedy, indent=2)
    if batch.skipped:
        out.heading(f"Calls that could not be read ({len(batch.skipped)})")
    for item in batch.skipped:
        out.text(f"! {item.file}: {item.reason}", hang=2)
        out.text(item.remedy, indent=2)
