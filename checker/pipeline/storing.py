"""The store as a thing to look after: what it holds, who writes to it, giving disk back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import StoreError
from checker.pipeline.opening import embedder_of, open_store
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.store.index import Store, StoreStats
    from checker.store.lock import LockState


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """A store as it is.

    Attributes:
        place: Folder or URL.
        stats: What it holds.
        embedder: Whose vectors it holds: name, version and dimension.
        parts: Bytes on this machine's disk, by file or folder within the store.
        lock: Who writes to it; None for a server, where each machine has its own.
    """

    place: str
    stats: StoreStats
    embedder: str
    parts: dict[str, int]
    lock: LockState | None


def store_info(settings: Settings) -> StoreInfo:
    """What the store holds and takes up.

    Raises:
        StoreError: There is none, or it cannot be read.
    """
    from checker.store.files import disk_use
    from checker.store.lock import lock_state

    folder = None if settings.store.url else Path(settings.store.path)
    lock = None
    if folder and folder.is_dir():
        with suppress(StoreError):  # a folder that cannot be written has no writer either
            lock = lock_state(folder)
    with open_store(settings, write=False) as store:
        made = embedder_of(settings)
        label = f"{made.name} {made.version} ({made.dimension} numbers)"
        parts = {path.name: disk_use(path) for path in sorted(folder.iterdir())} if folder else {}
        return StoreInfo(store.place, _stats(store), label, parts, lock)


def _stats(store: Store) -> StoreStats:
    """What the store counts, with accounts as every report counts them: it knows nothing of deals."""
    from checker.findings.reach import count_accounts
    from checker.sources.deals import Deals

    heads = list(store.heads())
    deals = Deals(tuple(store.deals())).by_call(heads)
    return replace(store.stats(), accounts=count_accounts(heads, deals))


def compact_store(settings: Settings) -> tuple[int, int]:
    """Gives disk back; returns bytes before and after.

    Raises:
        StoreLocked: Somebody else writes.
        StoreError: It is a server's, or the disk is full; nothing is lost then.
    """
    with open_store(settings, write=True) as store:
        before = store.stats().size
        store.compact()
    with open_store(settings, write=False) as store:
        return before, store.stats().size


def store_lock(settings: Settings) -> LockState:
    """Who writes to the store; what a dead process left of its lock is cleared away.

    Raises:
        StoreError: There is no store, or it is a server's.
    """
    from checker.store.lock import lock_state

    if settings.store.url:
        raise StoreError(f"{settings.store.url}: a server takes several writers and has no lock")
    folder = Path(settings.store.path)
    if not folder.is_dir():
        raise StoreError(f"{folder}: there is no index here", "Run `checker index` first.")
    return lock_state(folder, clear=True)
