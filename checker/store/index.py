"""The index as the rest of the checker sees it: one object over catalog, vectors and lock."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from checker.errors import StoreDamaged, StoreError
from checker.model import Call, Claim, Deal, Side, Statement, Turn
from checker.store import maintenance
from checker.store.access import Access
from checker.store.catalog import Catalog
from checker.store.changes import SIDES, CatalogWriter, Reading, searched
from checker.store.codec import decode_claim
from checker.store.compacting import compacted
from checker.store.embedding import Embedder, embed_unique
from checker.store.faults import sqlite_faults
from checker.store.files import FileStat, StoreStats, disk_use, sha256_of
from checker.store.in_step import doubt
from checker.store.kept import FOLDER, Kept, drop_kept
from checker.store.opening import Parts, open_parts
from checker.store.points import forget_points, nearest_points, put_points
from checker.store.prefetching import Prefetcher
from checker.store.stored_vectors import replace_claims, vectors_of
from checker.store.traces import marks_of
from checker.store.vector_cache import FILE, RememberingEmbedder
from checker.store.writing import Change, change_of, put_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Store:
    """The index of calls. Use it as a context manager; open it anew for each review.

    One process at a time may have it open for writing; readers need no lock and see, for each
    file, the state before or after a change.
    """

    def __init__(self, parts: Parts, embedder: Embedder, *, write: bool) -> None:
        self._parts = parts
        self._embedder = embedder
        self._write = write
        self._seen: list[FileStat] = []
        self._remembering = RememberingEmbedder(embedder, parts.home / FILE)

    @classmethod
    def open(
        cls,
        place: str | Path,
        embedder: Embedder,
        *,
        write: bool = False,
        wait: float = 10.0,
        access: Access | None = None,
        home: Path = Path(".checker"),
    ) -> Store:
        """Opens the index, and brings it in order after a killed run when it is opened for writing.

        Args:
            place: Folder of the index, or the URL of a Chroma server.
            embedder: Makes the vectors; must be the one that the index was made with.
            write: Whether it may be changed; makes it where it does not exist.
            wait: Seconds to wait for another writer.
            access: How a server is entered; as the environment says if None.
            home: Where the copy of a server's catalog is kept.

        Raises:
            StoreLocked: Another process writes.
            StoreMismatch: Made with another embedder or version.
            StoreError: Missing, damaged, unreachable, or no permission.
        """
        parts = open_parts(str(place), embedder, write=write, wait=wait, access=access, home=home)
        return cls(parts, embedder, write=write)

    def close(self, *, well: bool = False) -> None:
        """Closes everything and gives the lock back.

        Args:
            well: Whether no step failed; what a writer leaves in order is then not counted by the next.
        """
        ended = False
        try:
            if self._write and self._seen:
                self._writer().seen(self._seen)
            ended = well
        finally:
            self._parts.close(well=ended)

    def unchanged(self, file: str, path: Path | None = None, recipe: str = "") -> bool:
        """Whether a file is in the index as it is on disk. Reads its bytes only in case of doubt.

        Args:
            file: Its key in the index.
            path: Where it lies, if not at `file`.
            recipe: Digest of what else decides the statements.

        Raises:
            OSError: The file cannot be read.
        """
        known = self._catalog.file(file)
        if known is None or known.recipe != recipe:
            return False
        place = Path(file) if path is None else path
        same = known.same_on_disk(place)
        if same is not None:
            return same
        now = FileStat.of(file, place)
        if now.sha256 == known.sha256:
            self._seen.append(now)
        return now.sha256 == known.sha256

    def put(self, *readings: Reading) -> None:
        """Adds files, or replaces what came from them. A kill at any point leaves old or new state.

        Statements that are in the index already are neither embedded nor written again.

        Args:
            readings: What each file held; several at once are embedded in one batch.

        Raises:
            StoreError: Disk full, server gone; nothing that was there before is lost.
        """
        for _ in self.put_each([readings]):
            pass

    def put_each(self, batches: Iterable[Sequence[Reading]]) -> Generator[int, None, None]:
        """As `put` of one batch after the other, but the next is embedded while one is written.

        Args:
            batches: Asked for one batch ahead. No file is in two of them.

        Yields:
            How many files have been added, batch by batch.

        Raises:
            StoreError: As of `put`; the batches before are in the index.
        """
        with Prefetcher(self._embedder) as ahead:
            changes = (change_of(self._writer(), batch) for batch in batches if batch)
            for change, vectors in ahead.each((change, list(change.fresh.values())) for change in changes):
                self._carry_out(change, vectors)
                yield len(change.readings)

    def _carry_out(self, change: Change, embedded: NDArray[np.float32]) -> None:
        catalog, vectors, server = self._writer(), self._parts.vectors, self._parts.server
        self._outdate()
        catalog.intend([*change.fresh, *change.given_up])
        put_vectors(vectors, list(change.fresh), embedded)
        records = server.push(change.readings) if server else [""] * len(change.readings)
        catalog.replace(list(zip(change.readings, records, strict=True)))
        maintenance.sweep(catalog, vectors)

    def announce(self, *readings: Reading) -> None:
        """Notes files that other processes are about to write to the server: a kill leaves nothing of them.

        Raises:
            StoreError: The store is no server.
        """
        if self._parts.server is None:
            raise StoreError(f"{self.place}: a folder takes one writer", "Give a server: `--store http://…`.")
        catalog = self._writer()
        catalog.intend(catalog.used_by(reading.stat.file for reading in readings))
        catalog.intend(at for reading in readings for at in searched(reading.vectors()))

    def catch_up(self) -> None:
        """Takes over what other processes wrote to the server since; what it replaced is deleted."""
        if self._parts.server:
            self._parts.server.pull(self._writer())
            maintenance.sweep(self._writer(), self._parts.vectors)

    def remove(self, *files: str) -> None:
        """Takes files out, with all that came from them; unknown ones are fine."""
        catalog = self._writer()
        if files:
            self._outdate()
        catalog.intend(catalog.used_by(files))
        if self._parts.server:
            self._parts.server.remove(files)
        catalog.remove(files)
        maintenance.sweep(catalog, self._parts.vectors)

    def put_deals(self, deals: Sequence[Deal]) -> None:
        """Replaces all deals."""
        catalog = self._writer()
        if self._parts.server:
            catalog.note("deals_record", self._parts.server.push_deals(deals))
        if catalog.put_deals(deals):
            self._outdate()

    def put_deals_files(self, files: Sequence[str]) -> None:
        """Notes the names of files that deals were read from, on this machine."""
        self._writer().note("deals_files", json.dumps(list(files)))

    def deals_files(self) -> tuple[str, ...]:
        """Their names as they were put; empty where none were noted."""
        noted = self._catalog.meta("deals_files")
        return tuple(map(str, json.loads(noted))) if noted else ()

    def put_claims(self, claims: Sequence[Claim]) -> None:
        """Replaces the claims of the files that `claims` come from."""
        replace_claims(self._writer(), self._parts.vectors, self._embedder, claims)

    def compact(self, *, apart: bool = False) -> None:
        """Gives disk back: builds the vectors anew beside the old ones and swaps. Not for servers.

        A kill at any point leaves the old vectors or the new ones in use.

        Args:
            apart: Builds them in a process of its own, so that nothing that was removed gets into them.
        """
        self._parts = compacted(self._parts, self._writer(), self._embedder, apart=apart)

    def scrub(self) -> None:
        """Makes what was removed unreadable on this machine's disk; of a server, only in the copy here."""
        with sqlite_faults(self.place):
            drop_kept(self._parts.home)
        if self._parts.folder is None:
            self._writer().shrink()
            forget_points(self._parts.vectors)
        else:
            self.compact(apart=True)

    def marks(self, calls: Sequence[Call], kept: Iterable[Statement] = ()) -> list[bytes]:
        """Byte strings by which calls would be found on disk: of their records and their vectors.

        Args:
            calls: Calls of the index.
            kept: Statements that will stand in their place; like words elsewhere, their vectors stay.
        """
        return marks_of(self._catalog, self._parts.vectors, calls, kept)

    @property
    def place(self) -> str:
        """Folder or URL, as the user knows it."""
        return self._parts.place

    def files(self) -> dict[str, FileStat]:
        """Every file in the index by its path."""
        return self._catalog.files()

    def calls(self) -> Iterator[Call]:
        """Every call, one at a time, in order of file and id."""
        return self._catalog.calls()

    def heads(self) -> Iterator[Call]:
        """Every call without its turns, in the order of `calls`: enough to tell who was there."""
        return self._catalog.heads()

    def calls_of(self, file: str) -> tuple[Call, ...]:
        """The calls of one file, in order of id."""
        return self._catalog.calls_of(file)

    def call(self, ident: str, file: str | None = None) -> Call | None:
        """One call by its id; `file` tells which, where two files hold a call of the same id."""
        return self._catalog.call(ident, file)

    def turn(self, ident: str, number: int) -> Turn | None:
        """One turn of a call, for a tenth of what the whole call costs; None where there is no such call."""
        return self._catalog.turn(ident, number)

    def statements(self, side: Side | None = None) -> list[Statement]:
        """Statements of one side, or all, in order of file, call and place."""
        return self._catalog.statements(side)

    def numbered(self, side: Side | None = None) -> Iterator[tuple[str, Statement]]:
        """The statements that `statements` lists, made one at a time, each with the key of its vector."""
        return self._catalog.numbered(side)

    def by_ids(self, side: Side, idents: Iterable[str]) -> dict[str, Statement]:
        """Statements of a side by id: of those of one id the first that `statements` lists."""
        return self._catalog.by_ids(side, idents)

    def by_keys(self, keys: Iterable[str]) -> dict[str, Statement]:
        """Statements by the keys of their vectors; keys that are not in the index are left out."""
        return self._catalog.by_vector(keys)

    @property
    def kept(self) -> Kept:
        """What was worked out of the index as it is now."""
        embedder = self._embedder
        made_by = (embedder.name, embedder.version, str(embedder.dimension))
        return Kept(self._parts.home / FOLDER, lambda: self._catalog.state() or "", made_by)

    def deals(self) -> list[Deal]:
        """The deals, in the order they were put."""
        return self._catalog.deals()

    def search(self, side: Side, vectors: NDArray[np.float32], n: int) -> list[list[tuple[Statement, float]]]:
        """The statements nearest to each vector, in one batched query.

        Args:
            side: `buyer` or `ours`; statements of an unknown side are not searched.
            vectors: Unit vectors, shape (queries, dimension).
            n: How many for each.

        Returns:
            For each vector, statements with their cosine, nearest first, ties by place.
        """
        if side not in SIDES:
            raise ValueError(f"statements of side {side!r} have no vectors")
        # Vectors of a change under way do not count; ask for as many more.
        spare = max(0, self._parts.vectors.count(side) - self._catalog.count("statements", side))
        hits = self._parts.vectors.query(side, vectors, n + min(spare, n))
        found = self._catalog.by_vector(key for row in hits for key, _ in row)
        return [[(found[key], score) for key, score in row if key in found][:n] for row in hits]

    def search_claims(self, vectors: NDArray[np.float32], n: int) -> list[list[tuple[Claim, float]]]:
        """The stored claims nearest to each vector of shape (queries, dimension), nearest first."""
        claims = self._catalog.claims()
        hits = self._parts.vectors.query("claims", vectors, n)
        return [[(decode_claim(claims[k]), score) for k, score in row if k in claims] for row in hits]

    def put_points(self, texts: Sequence[str]) -> int:
        """Makes the texts of points searchable, and no others; returns how many were new.

        Raises:
            ValueError: The store is open for reading only.
        """
        self._writer()
        return put_points(self._parts.vectors, self._embedder, texts)

    def search_points(self, texts: Sequence[str], vectors: NDArray[np.float32], n: int) -> list[list[int]]:
        """For each vector, indexes of the points' texts nearest to it, nearest first.

        Args:
            texts: Of all points; those that were never put are embedded now.
            vectors: Unit vectors, shape (queries, dimension).
            n: How many for each.
        """
        return nearest_points(self._parts.vectors, self._remembering, texts, vectors, n)

    def vectors(self, idents: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of statements by id, in the order asked: shape (len(idents), dimension).

        Raises:
            StoreError: One of them has no vector.
        """
        dimension = self._embedder.dimension
        return vectors_of(self._catalog, self._parts.vectors, dimension, self.place, idents)

    @property
    def embedder(self) -> str:
        """Name and version of the embedder."""
        return f"{self._embedder.name} {self._embedder.version}"

    def embed(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Vectors of texts by the index's embedder: shape (texts, dimension). No text is embedded twice."""
        return embed_unique(self._remembering, list(texts))

    def stats(self) -> StoreStats:
        """What the index holds."""
        count, statements = self._catalog.count, self._catalog.by_side()
        return StoreStats(
            files=count("files"),
            calls=count("calls"),
            accounts=self._catalog.accounts(),
            buyer=statements.get("buyer", 0),
            ours=statements.get("ours", 0),
            unknown=statements.get("unknown", 0),
            deals=count("deals"),
            claims=count("claims"),
            size=disk_use(self._parts.home),
        )

    def _outdate(self) -> None:
        """What was worked out of the index before a change is of no use any more, and holds what may go."""
        try:
            drop_kept(self._parts.home)
        except OSError:
            return  # a reader has it open; it is passed over from now on, and replaced by the next

    @property
    def _catalog(self) -> Catalog:
        return self._parts.catalog

    def _writer(self) -> CatalogWriter:
        if not (self._write and isinstance(self._parts.catalog, CatalogWriter)):
            raise ValueError("the store was opened for reading; open it with write=True")
        return self._parts.catalog

    def __enter__(self) -> Store:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes."""
        if isinstance(error, StoreDamaged) and self._parts.folder and not self._write:
            doubt(self._parts.folder)
        self.close(well=error is None)


__all__ = ["FileStat", "Reading", "Store", "StoreStats", "sha256_of"]
