"""PDF to blocks; a claim's place is its page, such as `page 2`.

The text is what pypdf takes from the page; headings, bullets and paragraphs are told from its
lines as in plain text, and words split at the end of a line are rejoined.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from checker.errors import UnreadableFile
from checker.model import Asset, Block
from checker.sources.copy.office import opened
from checker.sources.copy.plain import plain_blocks
from checker.sources.text import SourceText, whole

if TYPE_CHECKING:
    from pypdf import PdfReader


def read_pdf(data: bytes, file: str) -> Asset:
    """Read a PDF document.

    Raises:
        UnreadableFile: It is damaged, protected by a password, or has no text (a scan).
    """
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what matters of its warnings is raised below
    try:
        with opened(file, "PDF", PyPdfError):
            document = pypdf.PdfReader(io.BytesIO(data))
            title, blocks = _read(document, file)
    except DependencyError as error:  # AES needs the cryptography package, at any point of reading
        raise UnreadableFile(
            file, f"the PDF is encrypted ({error})", "Save it without encryption."
        ) from error
    if not blocks:
        raise UnreadableFile(file, "the PDF has no text in it, only pictures", "Run text recognition on it.")
    heading = next((b.text for b in blocks if b.kind == "heading"), "")
    return Asset(file, "pdf", tuple(blocks), title or heading)


def _read(document: PdfReader, file: str) -> tuple[str, list[Block]]:
    """Title and blocks of a document that opens without a password."""
    if document.is_encrypted and not document.decrypt(""):
        raise UnreadableFile(file, "the PDF is protected by a password", "Save it without a password.")
    blocks: list[Block] = []
    for number, page in enumerate(document.pages, start=1):
        blocks += plain_blocks(SourceText(whole(page.extract_text())), f"page {number}", hyphens=True)
    return whole(str((document.metadata and document.metadata.title) or "")), blocks
