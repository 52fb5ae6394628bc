"""Finds the files that paths given by the user stand for.

Symbolic links to folders are not followed; hidden files, the checker's own data and files that
cannot be copy or calls (pictures, fonts, styles, scripts) are passed over in silence; a file over the
size limit is skipped loudly.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from checker.errors import InputError, UnreadableFile
from checker.model import Skipped

_NOT_TEXT = frozenset(
    (
        ".png .jpg .jpeg .gif .webp .svg .ico .bmp .tif .tiff .mp3 .mp4 .m4a .wav .mov .avi .webm "
        ".woff .woff2 .ttf .otf .eot .css .scss .js .mjs .ts .map .lock .pyc .sqlite3 .toml .ini "
        ".sh .py"
    ).split()
)
_OWN_FILES = frozenset(
    {"checker.toml", "gold.yaml", "world.yaml", "checker-ignore.yaml", "checker-baseline.json"}
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.

    Attributes:
        path: Where it lies.
        file: Its name for the user: relative to the working directory where it lies under it,
            with forward slashes.
        size: Bytes.
        mtime_ns: Time of its last change.
    """

    path: Path
    file: str
    size: int
    mtime_ns: int

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            UnreadableFile: It cannot be opened.
        """
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise UnreadableFile(
                self.file, f"cannot be opened: {error.strerror}", "Check its permissions."
            ) from error


def find_files(paths: Sequence[Path], max_bytes: int) -> tuple[list[SourceFile], list[Skipped]]:
    """Files under the paths, sorted by name, each once, and those over the size limit.

    Raises:
        InputError: A path does not exist.
    """
    found: dict[Path, SourceFile] = {}
    skipped: list[Skipped] = []
    for given in paths:
        if not given.exists():
            raise InputError(f"{given}: no such file or folder", "Check the path.")
        for path in [given] if given.is_file() else _walk(given):
            try:
                stat = path.stat()
            except OSError as error:
                skipped.append(Skipped(display_name(path), f"cannot be opened: {error.strerror}"))
                continue
            if not S_ISREG(stat.st_mode):  # reading a pipe or a device may never end
                skipped.append(Skipped(display_name(path), "a pipe or a device, no file", "Leave it out."))
                continue
            if stat.st_size > max_bytes:
                limit = max_bytes / 1_000_000
                skipped.append(
                    Skipped(
                        display_name(path),
                        f"{stat.st_size / 1_000_000:.0f} MB, over the limit of {limit:g} MB",
                        "Split it, or raise [store] max_file_mb in checker.toml.",
                    )
                )
                continue
            found[path.resolve()] = SourceFile(path, display_name(path), stat.st_size, stat.st_mtime_ns)
    return sorted(found.values(), key=lambda f: f.file), skipped


def is_entered(folder: str) -> bool:
    """Whether what lies in a folder of this name is looked at; one that the user names always is."""
    return not folder.startswith(".") and folder not in ("node_modules", "__pycache__")


def is_read(name: str) -> bool:
    """Whether a file of this name is read where it is found in a folder."""
    passed_over = name.startswith((".", "~$")) or name in _OWN_FILES
    return not passed_over and PurePosixPath(name).suffix.lower() not in _NOT_TEXT


def display_name(path: Path) -> str:
    """A path as the user is shown it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(filter(is_entered, folders))
        yield from (Path(root) / name for name in sorted(files) if is_read(name))
