"""What browsers leave behind is removed again: drafts, uploads on their way, reports that were offered.

Calls and deals that were handed over are no leftovers: they are what the index is made of.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may lie in a folder: entries, their age in seconds, bytes of all together."""

    entries: int
    age: float
    size: int


DRAFTS = Bounds(entries=200, age=30 * DAY, size=500_000_000)
RECEIVED = Bounds(entries=200, age=DAY, size=1_000_000_000)
REPLACED = Bounds(entries=5, age=90 * DAY, size=200_000_000)


def prune(paths: Collection[Path], bounds: Bounds, now: float, keep: Collection[Path] = ()) -> list[Path]:
    """Removes what is beyond the bounds, the oldest first; gives what went.

    Args:
        paths: Files and folders that lie side by side.
        bounds: What may stay.
        now: Seconds since the epoch.
        keep: In use: stays in any case, and counts.
    """
    used = {path.resolve() for path in keep}
    known = [(path, *_measured(path)) for path in paths]
    gone: list[Path] = []
    entries, size = 0, 0
    for path, changed, weight in sorted(known, key=lambda k: (k[0].resolve() not in used, -k[1], str(k[0]))):
        entries, size = entries + 1, size + weight
        beyond = entries > bounds.entries or size > bounds.size or now - changed > bounds.age
        if beyond and path.resolve() not in used:
            entries, size = entries - 1, size - weight
            _remove(path)
            gone.append(path)
    return gone


def children(folder: Path) -> list[Path]:
    """What lies in a folder; nothing where there is none."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _measured(path: Path) -> tuple[float, int]:
    """When it was changed last, and how many bytes it holds."""
    changed, size = 0.0, 0
    for one in (path, *(path.rglob("*") if path.is_dir() and not path.is_symlink() else ())):
        with suppress(OSError):
            told = one.lstat()
            changed, size = max(changed, told.st_mtime), size + (0 if one.is_dir() else told.st_size)
    return changed, size


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
