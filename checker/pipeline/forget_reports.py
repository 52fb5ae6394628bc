"""Reports that the checker wrote into its own data folder: they go when they hold what is forgotten.

They are made anew by the next review. A file counts as a report by what stands in it, not by its name, so
that nothing else that lies there is touched.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checker.pipeline.forget_plan import Plan
from checker.store.traces import Needles, find_traces, forms_of

_HEAD = 4096  # bytes; in each format what tells a report stands before the first quote
_STARTS = ("# Messaging check", "finding,severity,kind,what,", "need,title,calls,")
_INSIDE = ("<title>Messaging check", '"name": "checker"', '"messaging-checker"', "messaging-checker/")
_FOOT = ("\nRead: ", "\nJudged by: ")  # of a report as text
_OWN = frozenset({"store", "runs", "batch", "uploads"})


@dataclass(frozen=True, slots=True)
class Removed:
    """Reports that went, and those that should have but could not be removed."""

    gone: tuple[Path, ...] = ()
    stuck: tuple[Path, ...] = ()


def remove_reports(folder: Path, home: Path, plan: Plan, needles: Needles) -> Removed:
    """Removes the reports in the data folder that hold something of the plan.

    Args:
        folder: The data folder. One that holds the working directory is the user's own; nothing goes there.
        home: Folder of the index, which holds no reports.
        plan: What is forgotten: a report that quotes one of its calls names the call's file.
        needles: What must be found nowhere.

    Raises:
        StoreError: A report cannot be read.
    """
    if Path.cwd().resolve().is_relative_to(folder.resolve()):
        return Removed()
    places = {place for call in plan.spoken for place in (call.file, call.id) if place}
    written = {form for place in places for form in (*forms_of(place), html.escape(place).encode())}
    wider = Needles((*needles.exact, *sorted(written)), needles.names, needles.unfinished)
    gone: list[Path] = []
    stuck: list[Path] = []
    for path in find_traces(list(_reports(folder, home)), wider):
        try:
            path.unlink()
            gone.append(path)
        except OSError:
            stuck.append(path)
    return Removed(tuple(gone), tuple(stuck))


def _reports(folder: Path, home: Path) -> Iterator[Path]:
    own = {(folder / name).resolve() for name in _OWN} | {home.resolve()} - {folder.resolve()}
    for path in sorted(folder.rglob("*")):
        inside = any(parent in own for parent in path.resolve().parents)
        if not inside and path.is_file() and is_report(path):
            yield path


def is_report(path: Path) -> bool:
    """Whether a file is a report of the checker, by what it holds; False where it cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8-sig", "replace")
            if head.startswith(_STARTS) or any(sign in head for sign in _INSIDE):
                return True
            return path.suffix.lower() == ".txt" and _has_foot(head.encode() + file.read())
    except OSError:
        return False


def _has_foot(data: bytes) -> bool:
    return all(sign.encode() in data for sign in _FOOT)
