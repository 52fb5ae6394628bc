"""`index`: calls from files into the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError, UnreadableFile
from checker.model import Call, Skipped, Speaker, digest
from checker.pipeline.opening import company_of, open_store
from checker.pipeline.progress import Reporter, Stage, silent
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.sources.deals import Deals
    from checker.sources.files import SourceFile
    from checker.store.files import FileStat
    from checker.store.index import Store

RECIPE = "1"
"""Part of every file's recipe: raise it when readers or segments change what they make of a file."""

_PUT_FILES = 16  # files embedded and stored in one go


@dataclass(frozen=True, slots=True)
class IndexResult:
    """What `index` did: files by what became of them, and what the store holds now."""

    calls: int
    accounts: int
    statements: int
    added: int
    changed: int
    removed: int
    unchanged: int
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A file with the calls that it holds."""

    stat: FileStat
    calls: tuple[Call, ...]


def index(
    calls: Sequence[Path],
    settings: Settings,
    *,
    deals: Path | None = None,
    progress: Reporter | None = None,
) -> IndexResult:
    """Brings the store up to date with the calls under the given paths.

    Unchanged files are not read. What came from a file that has gone from one of the given folders
    is removed. A change in who is on which side (settings, a deals file, a new call that shows a name
    to recur) is carried through to calls that were indexed before.

    Args:
        calls: Transcripts: files and folders.
        settings: Settings of the run.
        deals: CSV or XLSX of deals; replaces the deals of the store.
        progress: Called at each step.

    Raises:
        InputError: A path does not exist, or nothing could be read.
        StoreError: The store cannot be opened or written.
    """
    from checker.pipeline.llm_opening import wants_llm
    from checker.sources.files import find_files

    files, skipped = find_files(calls, int(settings.store.max_file_mb * 1_000_000))
    with open_store(settings, write=True) as store:
        result = _Indexing(store, settings, progress or silent).run(calls, files, skipped, deals)
        if not wants_llm(settings):
            return result
        from checker.pipeline.llm_indexing import distil_store

        told = distil_store(store, settings, progress or silent).warnings
        return replace(result, warnings=(*result.warnings, *told))


class _Indexing:
    def __init__(self, store: Store, settings: Settings, tell: Reporter) -> None:
        self._store = store
        self._settings = settings
        self._company = company_of(settings)
        self._tell = tell

    def run(
        self, paths: Sequence[Path], files: list[SourceFile], skipped: list[Skipped], deals_path: Path | None
    ) -> IndexResult:
        from checker.sources.deals import deal_warnings
        from checker.sources.speakers import side_warnings

        deals = self._deals(deals_path)
        known = self._store.files()
        recipe = self._recipe(deals)
        changed = [f for f in files if not self._store.unchanged(f.file, f.path, recipe)]
        gone = _gone(known, paths, files)
        self._store.remove(*gone)
        read = self._read(changed, recipe, skipped)
        self._store.remove(
            *(f.file for f in changed if f.file in known and f.file not in {r.stat.file for r in read})
        )
        if read or gone:
            self._put(self._tell_sides(read, deals))
        if deals_path:
            self._store.put_deals(deals.deals)
        added = sum(r.stat.file not in known for r in read)
        stats = self._store.stats()
        stored = list(self._store.calls())
        warnings = [
            *deals.warnings,
            *side_warnings(stored),
            *(deal_warnings(deals, stored) if deals.deals else ()),
        ]
        if not stats.calls and (skipped or files):
            raise InputError(
                "no call could be read: " + "; ".join(f"{s.file}: {s.reason}" for s in skipped[:3]),
                skipped[0].remedy if skipped else "",
            )
        return IndexResult(
            calls=stats.calls,
            accounts=_accounts(stored, deals),
            statements=stats.buyer + stats.ours + stats.unknown,
            added=added,
            changed=len(read) - added,
            removed=len(gone),
            unchanged=len(files) - len(changed),
            skipped=tuple(sorted(skipped, key=lambda s: s.file)),
            warnings=tuple(warnings),
        )

    def _deals(self, path: Path | None) -> Deals:
        from checker.sources.deals import Deals, read_deals
        from checker.sources.files import display_name

        if path is None:
            return Deals(tuple(self._store.deals()))
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError(
                f"{path}: the deals file cannot be opened: {error.strerror}", "Check the path."
            ) from error
        return read_deals(data, display_name(path), self._settings.deals.columns)

    def _recipe(self, deals: Deals) -> str:
        """What decides the statements of a file besides its bytes: who is on which side."""
        sides = self._settings.model_dump_json(include={"company", "sides"})
        accounts = sorted({d.account for d in deals.deals})
        return digest(RECIPE, sides, *accounts)

    def _read(self, files: Sequence[SourceFile], recipe: str, skipped: list[Skipped]) -> list[_Read]:
        from checker.sources.calls.registry import read_calls
        from checker.store.files import FileStat

        stage = Stage(self._tell, "Reading calls", len(files))
        out: list[_Read] = []
        for source in files:
            try:
                stat = FileStat.of(source.file, source.path, recipe=recipe)
                out.append(_Read(stat, read_calls(source.read(), source.file)))
            except UnreadableFile as error:
                skipped.append(Skipped(error.file, error.reason, error.remedy))
            except OSError as error:
                skipped.append(Skipped(source.file, f"cannot be opened: {error.strerror}", "Check it."))
            stage.step()
        return out

    def _tell_sides(self, read: Sequence[_Read], deals: Deals) -> list[_Read]:
        """New files, and those indexed before whose sides they change, with all sides told."""
        from checker.sources.speakers import tell_sides

        fresh = {r.stat.file for r in read}
        stats = self._store.files()
        before = [c for c in self._store.calls() if c.file not in fresh]
        told = tell_sides(
            [_untold(c) for c in before] + [c for r in read for c in r.calls], self._company, deals
        )
        out = [_Read(r.stat, tuple(c for c in told[len(before) :] if c.file == r.stat.file)) for r in read]
        moved = {c.file for c, now in zip(before, told, strict=False) if c.speakers != now.speakers}
        for file in sorted(moved):
            out.append(_Read(stats[file], tuple(c for c in told[: len(before)] if c.file == file)))
        return out

    def _put(self, read: Sequence[_Read]) -> None:
        from checker.segments.statements import statements
        from checker.store.index import Reading

        stage = Stage(self._tell, "Indexing calls", len(read))
        for start in range(0, len(read), _PUT_FILES):
            part = read[start : start + _PUT_FILES]
            self._store.put(*(Reading(r.stat, tuple((c, statements(c)) for c in r.calls)) for r in part))
            stage.step(len(part))


def _untold(call: Call) -> Call:
    """A call with only the sides that its own export told."""
    speakers = tuple(
        s if s.told_by.startswith("export") else Speaker(s.name, email=s.email) for s in call.speakers
    )
    return replace(call, speakers=speakers)


def _gone(known: Iterable[str], paths: Sequence[Path], files: Sequence[SourceFile]) -> list[str]:
    """Files of the store that lay under one of the folders and are there no more."""
    from checker.sources.files import display_name

    there = {f.file for f in files}
    folders = [display_name(p) for p in paths if p.is_dir()]
    return sorted(
        file
        for file in known
        if file not in there and any(folder == "." or file.startswith(folder + "/") for folder in folders)
    )


def _accounts(calls: Sequence[Call], deals: Deals) -> int:
    names: set[str] = set()
    for call in calls:
        deal = deals.deal_of(call)
        names.add((deal.account if deal else call.account or f"call {call.id}").casefold())
    return len(names)
