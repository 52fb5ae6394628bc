"""The way in: bytes of a file to an Asset, by what the bytes say.

The suffix decides only between formats that look alike (a one-line CSV, Markdown without markup).
Whatever cannot be read is an UnreadableFile with reason and remedy; nothing else escapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from checker.errors import UnreadableFile
from checker.model import Asset
from checker.sources.copy.docx import read_docx
from checker.sources.copy.html import read_html
from checker.sources.copy.markdown import read_markdown
from checker.sources.copy.office import archive_names
from checker.sources.copy.pdf import read_pdf
from checker.sources.copy.plain import read_plain
from checker.sources.copy.pptx import read_pptx
from checker.sources.copy.strings import read_json, read_yaml
from checker.sources.copy.table import read_table, sniff_delimiter, split_rows
from checker.sources.copy.xlsx import read_xlsx
from checker.sources.text import decode

_Text = Callable[[str, str], Asset]
_Binary = Callable[[bytes, str], Asset]

_BY_SUFFIX: dict[str, _Text] = {
    **dict.fromkeys((".md", ".markdown", ".mdx"), read_markdown),
    **dict.fromkeys((".html", ".htm", ".xhtml"), read_html),
    **dict.fromkeys((".csv", ".tsv", ".tab"), read_table),
    ".json": read_json,
    **dict.fromkeys((".yaml", ".yml"), read_yaml),
}
_OFFICE: dict[str, _Binary] = {
    "word/document.xml": read_docx,
    "xl/workbook.xml": read_xlsx,
    "ppt/presentation.xml": read_pptx,
}
_BY_CONTENT = (".txt", ".text", ".docx", ".xlsx", ".xlsm", ".pptx", ".pdf")
_REFUSED = (".doc", ".xls", ".ppt", ".rtf", ".odt", ".ods", ".odp", ".pages", ".numbers", ".eml", ".msg")
COPY_SUFFIXES = frozenset((*_BY_SUFFIX, *_BY_CONTENT, *_REFUSED))
"""Suffixes of files that a folder of copy may hold, with those that are refused with a reason."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
_LEAD = r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
_PAGE = re.compile(rf"{_LEAD}(?:<!doctype html|<(?:html|head|body)\b)", re.I | re.S)
_MARKED_UP = re.compile(
    rf"{_LEAD}<(?:table|div|center|section|main|article|p|h[1-6]|style|meta)\b", re.I | re.S
)
_XML = re.compile(r"\s*<\?xml\b|\s*<svg\b", re.I)
_JSON = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:["{\[\]]))')
_MARKDOWN = re.compile(
    r"\A---[^\S\n]*\n.*?^---\s*$|^#{1,6} \S|\]\((?:[^)\s\]]|\](?!\())++\)|^\*\*[^\s*]|^[-*] \*\*[^\s*]",
    re.M | re.S,
)
_YAML_LINE = re.compile(r"\s*(?:-\s+)?[\w.-]+:(?:\s|$)|\s*-\s|\s*#|\s*$|\s{2,}\S")
_MAIL = re.compile(r"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*(?:MIME-Version|Content-Type|Received):", re.I)


def read_copy(data: bytes, file: str) -> Asset:
    """Read one file of campaign copy.

    Args:
        data: Content of the file; its size has been checked by the caller.
        file: Path as the user knows it; kept in the asset.

    Raises:
        UnreadableFile: The file cannot be read or has no copy in it.
    """
    asset = _read(data, file)
    if not asset.blocks:
        raise UnreadableFile(
            file, "no copy found in it", "Leave it out, or check that its columns or keys have telling names."
        )
    return asset


def _read(data: bytes, file: str) -> Asset:
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _office_reader(archive_names(data, file), file)(data, file)
    if b"%PDF-" in data[:1024]:
        return read_pdf(data, file)
    _refuse_binary(data, file)
    text = decode(data, file)
    return text_reader(text, file)(text, file)


def text_reader(text: str, file: str) -> _Text:
    """The reader for a text, by its content first and its suffix second.

    Raises:
        UnreadableFile: It is a kind of text that is not read as copy.
    """
    suffix = PurePath(file).suffix.lower()
    if _PAGE.match(text):
        return read_html
    if _XML.match(text):
        raise UnreadableFile(file, "an XML file that is no web page", "Export the texts as CSV or JSON.")
    if suffix == ".json" or (suffix not in _BY_SUFFIX and _JSON.match(text)):
        return read_json
    if suffix == ".eml" or (suffix not in _BY_SUFFIX and _MAIL.match(text)):
        raise UnreadableFile(file, "an e-mail message with its headers", "Save its body as HTML or text.")
    if suffix in (".html", ".htm", ".xhtml") and "<" not in text:
        return read_plain
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    return _guessed(text, suffix)


def _guessed(text: str, suffix: str) -> _Text:
    if _MARKED_UP.match(text) and "</" in text:
        return read_html
    if _MARKDOWN.search(text):
        return read_markdown
    if _is_table(text):
        return read_table
    lines = [line for line in text.splitlines() if line.strip()]
    if suffix != ".txt" and len(lines) > 1 and all(map(_YAML_LINE.match, lines)) and ":" in lines[0]:
        return read_yaml
    return read_plain


def _is_table(text: str) -> bool:
    """True if every row has the same number of cells, and enough of them that prose would not."""
    delimiter = sniff_delimiter(text)
    if not delimiter:
        return False
    widths = {len(row) for row in split_rows(text, delimiter) if row}
    rows = text.count("\n")
    return len(widths) == 1 and rows > 0 and min(widths) >= (2 if delimiter == "\t" else 3)


def _office_reader(names: frozenset[str], file: str) -> _Binary:
    for part, reader in _OFFICE.items():
        if part in names:
            return reader
    if "mimetype" in names:
        raise UnreadableFile(file, "an OpenDocument file", "Save it as DOCX, XLSX or PPTX.")
    if any(name.endswith(".iwa") for name in names):
        raise UnreadableFile(file, "an iWork file", "Export it as DOCX, XLSX, PPTX or PDF.")
    raise UnreadableFile(file, "a zip archive, no document", "Unpack it and pass the files.")


def _refuse_binary(data: bytes, file: str) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableFile(file, "it is protected by a password", "Save it without a password.")
        raise UnreadableFile(
            file, "an Office file of the old binary kind (.doc, .xls, .ppt)", "Save it as DOCX, XLSX or PPTX."
        )
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(file, "an RTF file", "Save it as DOCX or text.")
    if data.startswith(_PICTURES):
        raise UnreadableFile(file, "a picture", "Put its words into a text file.")
