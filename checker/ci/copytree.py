"""The copy under review, file by file: read when it is asked for, each file once."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from checker.ci.changes import Compared
from checker.ci.git import Git
from checker.errors import InputError, UnreadableFile
from checker.model import Asset, Claim, Skipped, normalised
from checker.pipeline.reading_pool import ReadingDesk
from checker.settings import Settings

_SNAPSHOT = b'{"snapshot":'
Load = Callable[[], bytes]


class CopyTree:
    """Files of copy with their claims.

    Args:
        files: How to get the bytes of each file, by its name for the user.
        skipped: Files that are known to be unreadable.
    """

    def __init__(self, files: Mapping[str, Load], skipped: Iterable[Skipped] = ()) -> None:
        self.files = dict(sorted(files.items()))
        self._skipped = {s.file: s for s in skipped}
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._assets: dict[str, tuple[bytes, Asset]] = {}
        self._notes: list[str] = []
        self._desk = ReadingDesk()

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What could not be read, of the files that were asked for."""
        return tuple(self._skipped[file] for file in sorted(self._skipped))

    @property
    def notes(self) -> tuple[str, ...]:
        """What readers left out, of the files that were asked for."""
        return tuple(self._notes)

    @property
    def read(self) -> int:
        """How many files were read."""
        return len(self._claims)

    def claims(self, file: str) -> tuple[Claim, ...]:
        """Claims of one file; none if there is no such file or it cannot be read."""
        if file not in self._claims:
            asset = self._asset(file) if file in self.files else None
            if asset is None:
                self._claims[file] = ()
            else:
                from checker.segments.claims import claims

                self._claims[file] = claims(asset)
                self._notes += [f"{file}: {note}" for note in asset.notes]
        return self._claims[file]

    def all_claims(self) -> list[Claim]:
        """Claims of all files."""
        return [claim for file in self.files for claim in self.claims(file)]

    def asset(self, file: str) -> tuple[bytes, Asset] | None:
        """Content of a file and what was read of it; None if it cannot be read."""
        self.claims(file)
        return self._assets.get(file)

    def find(self, quote: str, first: str) -> Claim | None:
        """A claim of these words, in the file given or else in any other."""
        wanted = normalised(quote)
        for file in [first, *(f for f in self.files if f != first)]:
            for claim in self.claims(file):
                if normalised(claim.quote) == wanted:
                    return claim
        return None

    def _asset(self, file: str) -> Asset | None:
        try:
            data = self.files[file]()
            if data.startswith(_SNAPSHOT):
                return None
            asset = self._desk.copy(data, file)
            self._assets[file] = (data, asset)
            return asset
        except UnreadableFile as error:
            self._skipped[file] = Skipped(error.file, error.reason, error.remedy)
            return None


def head_tree(
    compared: Compared, copy: Sequence[Path], settings: Settings, leave: Iterable[Path]
) -> CopyTree:
    """Copy under review: of the working tree, or of the commit asked for.

    Args:
        compared: What is compared.
        copy: Files and folders of copy.
        settings: Give the limit of size.
        leave: Files that are no copy, such as the evidence.

    Raises:
        InputError: A path does not exist, or nothing is under the paths.
    """
    if compared.git is None or compared.head is None:
        tree = _working_tree(copy, settings, leave)
    else:
        tree = _committed(compared.git, compared.git.files(compared.head), copy, leave)
    if not tree.files and not tree.skipped:
        where = ", ".join(str(path) for path in copy)
        raise InputError(f"{where}: no copy found there", "Give a file or folder of campaign copy.")
    return tree


def base_tree(compared: Compared, copy: Sequence[Path], leave: Iterable[Path]) -> CopyTree:
    """The files that changed, as they were before."""
    if compared.git is None:
        return CopyTree({})
    old = {change.file: change.old for change in compared.changes if change.old}
    return _committed(compared.git, old, copy, leave)


def changed_files(compared: Compared, folder: Path) -> frozenset[str]:
    """Names for the user of the files that changed."""
    if compared.git is None:
        return frozenset()
    prefix = prefix_of(compared.git, folder)
    return frozenset(_shown(change.file, prefix) for change in compared.changes)


def prefix_of(git: Git, folder: Path) -> str:
    """A folder as seen from the root of its repository; empty for the root."""
    shown = os.path.relpath(folder.resolve(), git.root.resolve()).replace(os.sep, "/")
    return "" if shown == "." else shown


def _working_tree(copy: Sequence[Path], settings: Settings, leave: Iterable[Path]) -> CopyTree:
    from checker.sources.files import find_files

    found, skipped = find_files(copy, int(settings.store.max_file_mb * 1_000_000))
    left = {path.resolve() for path in leave}
    return CopyTree({f.file: f.read for f in found if f.path.resolve() not in left}, skipped)


def _committed(git: Git, blobs: Mapping[str, str], copy: Sequence[Path], leave: Iterable[Path]) -> CopyTree:
    folder = Path.cwd()
    prefix = prefix_of(git, folder)
    roots = [_from_root(path, git) for path in copy]
    left = {_from_root(path, git) for path in leave}
    wanted = {
        _shown(name, prefix): blob
        for name, blob in blobs.items()
        if name not in left and _is_copy(name, roots)
    }
    contents: dict[str, bytes] = {}

    def loader(file: str, blob: str) -> Load:
        def load() -> bytes:
            if not contents:
                contents.update(git.blobs(list(wanted.values())))
            if blob not in contents:
                raise UnreadableFile(file, "its content is not in this clone", "Fetch it first.")
            return contents[blob]

        return load

    return CopyTree({file: loader(file, blob) for file, blob in wanted.items()})


def _from_root(path: Path, git: Git) -> str:
    shown = os.path.relpath(path.resolve(), git.root.resolve()).replace(os.sep, "/")
    return "" if shown == "." else shown


def _shown(name: str, prefix: str) -> str:
    return posixpath.relpath(name, prefix) if prefix else name


def _is_copy(name: str, roots: Sequence[str]) -> bool:
    """Whether `find_files` would give this file; a file that is named itself is always read."""
    from checker.sources.files import is_entered, is_read

    if name in roots:
        return True
    for root in roots:
        if root and not name.startswith(f"{root}/"):
            continue
        *folders, last = name.removeprefix(f"{root}/").split("/")
        if all(map(is_entered, folders)) and is_read(last):
            return True
    return False
