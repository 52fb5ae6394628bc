"""`index`: calls from files into the store."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from checker.errors import InputError
from checker.model import Skipped, Usage, digest
from checker.pipeline.opening import company_of, open_store
from checker.pipeline.preparing import prepare
from checker.pipeline.progress import Reporter, Stage, silent
from checker.pipeline.reading_pool import Transcript, read_deals_file, read_transcripts
from checker.pipeline.side_telling import Told, readings, told_of
from checker.pipeline.spool import CallSpool, Spooled
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.sources.deals import Deals
    from checker.sources.files import SourceFile
    from checker.store.index import Reading, Store

RECIPE = "1"
"""Part of every file's recipe: raise it when readers or segments change what they make of a file."""

Engine = Literal["local", "ray"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
_PUT_FILES = 128  # files embedded and stored in one go, or fewer
_PUT_STATEMENTS = 2048  # where they hold so many statements


@dataclass(frozen=True, slots=True)
class IndexResult:
    """What `index` did: files by what became of them, what the store holds now, what a model was paid.

    `sides` are those of `warnings` that tell whose side is not known.
    """

    calls: int
    accounts: int
    statements: int
    added: int
    changed: int
    removed: int
    unchanged: int
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    sides: frozenset[str] = frozenset()
    spent: Usage = field(default_factory=Usage)

    @property
    def besides_sides(self) -> tuple[str, ...]:
        """Warnings for a review, which sums up itself what is not known of sides, whoever indexed."""
        return tuple(line for line in self.warnings if line not in self.sides)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Files by what became of them."""

    added: int
    changed: int
    removed: int
    unchanged: int


def index(
    calls: Sequence[Path],
    settings: Settings,
    *,
    deals: Path | None = None,
    progress: Reporter | None = None,
    engine: Engine = "local",
) -> IndexResult:
    """Brings the store up to date with the calls under the given paths.

    Unchanged files are not read. What came from a file that has gone from one of the given folders
    is removed. A change in who is on which side (settings, a word said by hand, a deals file, a new call
    that shows a name to recur) is carried through to calls that were indexed before.

    Args:
        calls: Transcripts: files and folders.
        settings: Settings of the run.
        deals: CSV or XLSX of deals; replaces the deals of the store.
        progress: Called at each step.
        engine: Who does the work: this machine, or a cluster of Ray, which needs a store on a server.

    Raises:
        InputError: A path does not exist, nothing could be read, or the engine cannot do it.
        SettingsError: The file of sides is damaged.
        StoreError: The store cannot be opened or written.
    """
    from checker.pipeline.llm_opening import wants_llm
    from checker.pipeline.siding import settled
    from checker.sources.files import find_files

    settings = settled(settings)
    files, skipped = find_files(calls, int(settings.store.max_file_mb * 1_000_000))
    with open_store(settings, write=True) as store:
        work = _engine(engine, settings)(store, settings, progress or silent)
        result = work.run(calls, files, skipped, deals)
        if not wants_llm(settings):
            if not settings.store.url:  # of a server, each machine that reviews keeps its own
                prepare(store, settings, progress or silent)
            return result
        from checker.pipeline.llm_indexing import distil_store

        read = distil_store(store, settings, progress or silent)
        return replace(result, warnings=(*result.warnings, *read.warnings), spent=read.spent)


def _engine(name: Engine, settings: Settings) -> type[Indexing]:
    if name == "local":
        return Indexing
    if not settings.store.url:
        raise InputError(
            f"--engine {name}: several workers cannot write to a folder", "Give a server: `--store http://…`."
        )
    from checker.pipeline.indexing_ray import RayIndexing

    return RayIndexing


class Indexing:
    """One run of `index` on an open store, with the work done by this machine."""

    def __init__(self, store: Store, settings: Settings, tell: Reporter) -> None:
        self._store = store
        self._settings = settings
        self._company = company_of(settings)
        self._tell = tell

    def run(
        self, paths: Sequence[Path], files: list[SourceFile], skipped: list[Skipped], deals_path: Path | None
    ) -> IndexResult:
        """Reads what is new or changed, tells sides, stores, removes what has gone.

        Args:
            paths: As the user gave them.
            files: What lies under them.
            skipped: What could not be read; more is added.
            deals_path: A file of deals, if there is a new one.
        """
        from checker.pipeline.forget_deals import note_deals_file
        from checker.sources.files import display_name

        deals = self._deals(deals_path)
        known = self._store.files()
        recipe = self._recipe(deals)
        changed = [f for f in files if not self._store.unchanged(f.file, f.path, recipe)]
        gone = _gone(known, paths, files)
        with CallSpool() as spool:
            read = self._read(changed, recipe, skipped, spool)
            there = {r.stat.file for r in read}
            # They leave last: a run that is killed before is done again in full.
            out = {*gone, *(f.file for f in changed if f.file in known and f.file not in there)}
            if read or out:
                self._put(told_of(self._store, read, out, self._company, deals), spool)
        self._store.remove(*sorted(out))
        if deals_path:
            self._store.put_deals(deals.deals)
            note_deals_file(self._store, display_name(deals_path))
        added = len(there - known.keys())
        counts = _Counts(added, len(there) - added, len(gone), len(files) - len(changed))
        result = self._result(counts, deals, skipped, bool(files))
        if paths and not files and not skipped:
            result = replace(result, warnings=(_nothing_in(paths), *result.warnings))
        return result

    def _result(self, counts: _Counts, deals: Deals, skipped: list[Skipped], any_file: bool) -> IndexResult:
        from checker.findings.reach import count_accounts
        from checker.sources.deals import deal_warnings
        from checker.sources.speakers import side_warnings

        stats = self._store.stats()
        stored = list(self._store.heads())
        sides = side_warnings(stored)
        warnings = [
            *deals.warnings,
            *sides,
            *(deal_warnings(deals, stored) if deals.deals else ()),
        ]
        if not stats.calls and (skipped or any_file):
            raise InputError(
                "no call could be read: " + "; ".join(f"{s.file}: {s.reason}" for s in skipped[:3]),
                skipped[0].remedy if skipped else "",
            )
        return IndexResult(
            calls=stats.calls,
            accounts=count_accounts(stored, deals.by_call(stored)),
            statements=stats.buyer + stats.ours + stats.unknown,
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            unchanged=counts.unchanged,
            skipped=tuple(sorted(skipped, key=lambda s: s.file)),
            warnings=tuple(warnings),
            sides=frozenset(sides),
        )

    def _deals(self, path: Path | None) -> Deals:
        from checker.sources.deals import Deals
        from checker.sources.files import display_name

        if path is None:
            return Deals(tuple(self._store.deals()))
        return read_deals_file(path, display_name(path), self._settings.deals.columns)

    def _recipe(self, deals: Deals) -> str:
        """What decides the statements of a file besides its bytes: who is on which side."""
        sides = self._settings.model_dump_json(include={"company", "sides"})
        accounts = sorted({d.account for d in deals.deals})
        contacts = sorted(f"contact {name}" for name in deals.contacts)
        return digest(RECIPE, sides, *accounts, *contacts)

    def _read(
        self, files: Sequence[SourceFile], recipe: str, skipped: list[Skipped], spool: CallSpool
    ) -> list[Spooled]:
        stage = Stage(self._tell, "Reading calls", len(files))
        out: list[Spooled] = []
        with closing(self._answers(files, recipe)) as found:
            for item in found:
                if isinstance(item, Skipped):
                    skipped.append(item)
                else:
                    out.append(spool.add(item.stat, item.records))
                stage.step()
        order = {source.file: number for number, source in enumerate(files)}
        return sorted(out, key=lambda spooled: order[spooled.stat.file])

    def _answers(
        self, files: Sequence[SourceFile], recipe: str
    ) -> Generator[Transcript | Skipped, None, None]:
        """What is in the files, in any order."""
        return read_transcripts(files, recipe)

    def _put(self, told: Told, spool: CallSpool) -> None:
        stage = Stage(self._tell, "Indexing calls", told.files)
        with closing(self._store.put_each(_batches(readings(self._store, told, spool)))) as stored:
            for files in stored:
                stage.step(files)


def _batches(found: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Batches large enough to embed texts of one length together, small enough for memory."""
    batch: list[Reading] = []
    for reading in found:
        batch.append(reading)
        full = sum(len(said) for r in batch for _, said in r.calls) >= _PUT_STATEMENTS
        if full or len(batch) >= _PUT_FILES:
            yield batch
            batch = []
    yield batch


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


def _nothing_in(paths: Sequence[Path]) -> str:
    """What to tell where folders hold nothing that could be a call."""
    from checker.sources.calls.registry import CALL_SUFFIXES
    from checker.sources.files import display_name

    where = ", ".join(map(display_name, paths))
    return (
        f"{where}: no transcript found there; read are {', '.join(sorted(CALL_SUFFIXES))} (docs/formats.md)"
    )
