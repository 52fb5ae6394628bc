"""What comes from a browser, made into files: pasted text and uploads, within limits.

Nothing from outside decides where a file lies: names are reduced to their last part and to plain
characters, folders are made of a digest of the content, and an upload is read only from the folder
that uploads are received in.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checker.errors import InputError
from checker.model import digest

MAX_FILES = 50
MAX_MB = 20
MAX_PASTED = 200_000
PASTED = "Pasted draft"

_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|table|div|p|h[1-6])\b", re.I)
_UNSAFE = re.compile(r"[^\w .()&+,@=-]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """Copy to review.

    Attributes:
        title: What it is called on the page.
        paths: Files and folders to read.
        root: Folder that was made for it; None for files that lie in the working folder.
    """

    title: str
    paths: tuple[Path, ...]
    root: Path | None = None


def pasted_draft(text: str, home: Path) -> Draft:
    """A draft of pasted text.

    Raises:
        InputError: There is nothing in it, or too much.
    """
    if not text.strip():
        raise InputError("There is nothing to check yet", "Paste a draft or choose files.")
    if len(text) > MAX_PASTED:
        raise InputError(
            f"That is {len(text):,} characters, more than the {MAX_PASTED:,} that fit here",
            "Save it as a file and upload that.",
        )
    root = home / "drafts" / digest("pasted", text)
    root.mkdir(parents=True, exist_ok=True)
    name = f"{PASTED}.html" if _PAGE.match(text) else f"{PASTED}.md"
    (root / name).write_text(text, encoding="utf-8", errors="replace", newline="")
    root.touch()  # one that is checked again is no leftover
    return Draft(PASTED, (root,), root)


def uploaded_draft(uploads: Sequence[Path], home: Path, received: Path, suffixes: Collection[str]) -> Draft:
    """A draft of uploaded files.

    Args:
        uploads: Where the web server has put them.
        home: Folder of ours to copy them to.
        received: Folder that uploads are received in; nothing outside of it is read.
        suffixes: Suffixes that are taken.

    Raises:
        InputError: Too many, too large, of another type, or not an upload.
    """
    check_uploads(uploads, received, suffixes)
    key = digest(*(f"{path.name} {path.stat().st_size} {path.resolve()}" for path in uploads))
    root = home / "drafts" / key
    copied = store_uploads(uploads, root)
    title = copied[0].name if len(copied) == 1 else f"{len(copied)} uploaded files"
    return Draft(title, (root,), root)


def check_uploads(uploads: Sequence[Path], received: Path, suffixes: Collection[str]) -> None:
    """Refuses uploads over the limits.

    Raises:
        InputError: Says which file and why.
    """
    if not uploads:
        raise InputError("No file was chosen", "Choose one or more files.")
    if len(uploads) > MAX_FILES:
        raise InputError(f"{len(uploads)} files at once, the limit is {MAX_FILES}", "Upload fewer.")
    for path in uploads:
        if not path.resolve().is_relative_to(received.resolve()) or not path.is_file():
            raise InputError(f"{path.name}: not an uploaded file", "Upload it through the page.")
        if path.suffix.lower() not in suffixes:
            raise InputError(
                f"{path.name}: files of type {path.suffix or 'none'} are not taken",
                "Take another format; the documentation lists them.",
            )
        if path.stat().st_size > MAX_MB * 1_000_000:
            raise InputError(f"{path.name}: larger than {MAX_MB} MB", "Split it.")


def store_uploads(uploads: Sequence[Path], folder: Path) -> list[Path]:
    """Copies uploads into a folder under safe names; one that is there already is never overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    out: list[Path] = []
    for upload in uploads:
        out.append(_free(folder / safe_name(upload.name), upload))
        if not out[-1].exists():
            shutil.copyfile(upload, out[-1])
    return out


def _free(path: Path, upload: Path) -> Path:
    """The path, or one with a number, that is free or holds the same bytes."""
    number = 1
    at = path
    while at.exists() and at.read_bytes() != upload.read_bytes():
        number += 1
        at = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return at


def safe_name(name: str) -> str:
    """A file name of plain characters that is neither hidden nor a path."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = _UNSAFE.sub("_", last).strip(" .")[-120:].lstrip(" .~$-")
    return clean or "file"
