"""Forgetting in whatever lies beside the store: caches, runs, decisions, needs, uploads, snapshots.

All of it comes before the store itself, which alone knows what belongs to a call: a run that is killed
in between is simply run again.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.errors import CheckerError
from checker.model import Call
from checker.pipeline.following import decisions_of, runs_of, work_folder
from checker.pipeline.forget_names import Names
from checker.pipeline.forget_plan import Plan
from checker.pipeline.opening import home_of
from checker.pipeline.siding import sides_path
from checker.settings import Settings

# A batch that a model's maker still works on is given up: its answers would come back into the cache.
_CACHES = ("verdicts.sqlite3", "replies.sqlite3", "embedded.sqlite3", "batch.json")


@dataclass(frozen=True, slots=True)
class Swept:
    """What went besides the store."""

    runs: int = 0
    decisions: int = 0
    answers: int = 0
    uploads: int = 0
    lines: int = 0


def sweep_files(settings: Settings, plan: Plan, staying: Sequence[Call], snapshots: Sequence[Path]) -> Swept:
    """Takes everything of the plan out of the files beside the store.

    Raises:
        StoreError: A file cannot be changed.
        InputError: A snapshot cannot be read or written.
    """
    from checker.ci.snapshot_forget import forget_calls

    bodies = _runs(settings, plan)
    return Swept(
        runs=len(bodies),
        decisions=_decisions(settings, plan, bodies),
        answers=_answers(settings, plan, staying),
        uploads=_uploads(settings, plan),
        lines=sum(forget_calls(path, plan.spoken, plan.names.holds) for path in snapshots)
        + _needs(settings, plan)
        + _sides(sides_path(settings), plan),
    )


def uploaded(settings: Settings) -> Path:
    """Folder of files that were handed over to us: ours to delete."""
    return work_folder(settings) / "uploads"


def is_in(file: str, folder: Path) -> bool:
    """Whether a file, as the store names it, lies under a folder."""
    return Path(file).resolve().is_relative_to(folder.resolve())


def _runs(settings: Settings, plan: Plan) -> list[str]:
    calls = {call.id for call in plan.spoken}

    def quotes_it(text: str) -> bool:
        return plan.names.holds(text) or any(e.get("call") in calls for e in _evidence(text))

    return runs_of(settings).forget(quotes_it, plan.names.mask)


def _evidence(text: str) -> Iterator[dict[str, Any]]:
    """Every object of a run's body that is of a call."""
    try:
        todo: list[Any] = [json.loads(text)]
    except ValueError:
        return
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            if value.get("call"):
                yield value
            todo += value.values()
        elif isinstance(value, list):
            todo += value


def _decisions(settings: Settings, plan: Plan, bodies: Sequence[str]) -> int:
    from checker.triage.forgetting import forgetting

    calls = {call.id for call in plan.spoken}
    quotes = [
        (e["file"], e["quote"]) for b in bodies for e in _evidence(b) if e["call"] in calls and "quote" in e
    ]
    accounts = plan.names.spellings
    gone = {call.id for call in plan.gone}
    return decisions_of(settings).rewrite(forgetting(gone, accounts, quotes, plan.names.mask))


def _answers(settings: Settings, plan: Plan, staying: Sequence[Call]) -> int:
    """Empties the caches, which know calls by digests only; what the model made of other calls stays."""
    from checker.pipeline.comparing import FOLDER
    from checker.store.replies import SqliteReplies

    home = home_of(settings)
    caches = [home / name for name in _CACHES]
    removed = sum(map(_unlink, [*caches, *(work_folder(settings) / FOLDER).glob("*.*")]))
    if not (home / "points.sqlite3").exists():
        return removed
    points = SqliteReplies(home / "points.sqlite3")
    try:
        return removed + points.keep(_point_keys(settings, staying), lambda t: not plan.names.holds(t))
    finally:
        points.close()


def _point_keys(settings: Settings, staying: Sequence[Call]) -> set[str]:
    """Keys of what the model made of calls that stay; none where no model is set up any more."""
    from checker.judge.distil import Distiller
    from checker.pipeline.llm_opening import llm_parts

    try:
        parts = llm_parts(settings, home_of(settings), staying)
    except CheckerError:
        return set()
    try:
        distiller = Distiller(parts.llm, parts.desk, parts.points, parts.context_tokens)
        return {distiller.key(call) for call in staying}
    finally:
        parts.close()


def _uploads(settings: Settings, plan: Plan) -> int:
    """Removes uploaded transcripts that go whole, and uploaded deals that name what is to be forgotten."""
    folder = uploaded(settings)
    calls = {Path(c.file) for c in plan.gone if is_in(c.file, folder)}
    deals = [path for path in folder.glob("*deals.*") if _names_it(path, plan.names)]
    return sum(_unlink(path) for path in (*sorted(calls), *deals))


def _names_it(path: Path, names: Names) -> bool:
    from checker.sources.deal_rows import read_rows

    try:
        header, rows = read_rows(path.read_bytes(), path.name)
    except (CheckerError, OSError):
        return bool(names.spellings)  # it cannot be told, so it goes
    return any(names.holds(" \n ".join(map(str, row))) for row in (header, *rows))


def _needs(settings: Settings, plan: Plan) -> int:
    from checker.needs.stable import NeedsBook
    from checker.segments.statements import statements

    path = home_of(settings) / "needs.json"
    if not path.exists():
        return 0
    book = NeedsBook.read(path)
    gone = {s.id for call in plan.spoken for s in statements(call)}
    before = (dict(book.members), dict(book.titles), dict(book.split))
    book.members = {need: tuple(i for i in ids if i not in gone) for need, ids in book.members.items()}
    book.titles = {need: plan.names.mask(title) for need, title in book.titles.items()}
    book.split = {ident: need for ident, need in book.split.items() if ident not in gone}
    if before == (book.members, book.titles, book.split):
        return 0
    book.write(path)
    return 1


def _sides(path: Path, plan: Plan) -> int:
    """Takes files and people out of what was said in the web UI about sides."""
    if not path.is_file():
        return 0
    text = path.read_text(encoding="utf-8", errors="replace")
    gone, kept, inside = {call.file for call in plan.gone}, [], False
    for line in text.split("\n"):
        if line.startswith("["):
            inside = any(f'"{file}"' in line for file in gone)
        if not inside and not plan.names.holds(line):
            kept.append(line)
    fresh = "\n".join(kept)
    if fresh == text:
        return 0
    tomllib.loads(fresh)
    path.write_text(fresh, encoding="utf-8")
    return len(text.split("\n")) - len(kept)


def _unlink(path: Path) -> int:
    """Removes a file with SQLite's own files beside it; 1 if it was there."""
    there = path.exists()
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    return int(there)
