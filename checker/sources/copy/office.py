"""What the office formats share: the way in, and blocks of text that has no lines in the file.

DOCX, XLSX and PPTX are zip archives: their unpacked size is checked before anything is unpacked.
Libraries that read them raise whatever their internals raise on a damaged file; `opened` maps it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from checker.errors import UnreadableFile
from checker.model import Block, BlockKind
from checker.sources.copy.flow import Traced
from checker.sources.copy.values import line_blocks
from checker.sources.text import SourceText

UNPACKED_LIMIT = 200 * 1024 * 1024
"""Bytes that an office file may unpack to."""

_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # a part with a password; RecursionError, NotImplementedError of an unknown packing
    struct.error,
    SyntaxError,  # lxml's XMLSyntaxError and ElementTree's ParseError
    TypeError,
    ValueError,
)
"""What libraries of Office formats raise on files that are damaged, besides their own errors."""


@contextmanager
def opened(file: str, name: str, *foreign: type[Exception]) -> Iterator[None]:
    """Map what a library raises on a damaged file.

    Args:
        file: Path as the user knows it.
        name: Name of the format.
        foreign: The library's own errors.

    Raises:
        UnreadableFile: The file is damaged.
    """
    try:
        yield
    except DAMAGE + foreign as error:
        detail = str(error) or type(error).__name__
        reason = f"the {name} file is damaged ({' '.join(detail.split())[:120]})"
        raise UnreadableFile(file, reason, "Open it in its own program and save it again.") from error


def archive_names(data: bytes, file: str) -> frozenset[str]:
    """Names of the parts of a zip archive that is safe to unpack.

    Raises:
        UnreadableFile: It is damaged, encrypted, oddly packed, or unpacks to more than `UNPACKED_LIMIT`.
    """
    with opened(file, "Office"), zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        limit = UNPACKED_LIMIT // 1024 // 1024
        raise UnreadableFile(file, f"it unpacks to more than {limit} MB", "Remove pictures or split it.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(file, "it is protected by a password", "Save it without a password.")
    if any(entry.compress_type not in _PACKINGS for entry in entries):
        raise UnreadableFile(file, "it is packed in a way that Office never uses", "Save it in Office again.")
    return frozenset(entry.filename for entry in entries)


def placed_blocks(text: str, kind: BlockKind, label: str, locator: str) -> list[Block]:
    """A block for each line of a text that is found by its locator; places count within the text."""
    whole = Traced(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    return line_blocks(SourceText(text), whole, kind, label, locator)
