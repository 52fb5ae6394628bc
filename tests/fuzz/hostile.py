"""Files made to hang, crash or fill a reader: each kind of the list that the product promises to stand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from tests.sources.copy.test_office import deck, document, sheet, word

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SAID = "Live in ten days."
LAUGHS = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
DTDS = {
    "laughs": f'<!DOCTYPE d [<!ENTITY a0 "{SAID}">{LAUGHS}]>',
    "outside": '<!DOCTYPE d [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
}


class Hostile(NamedTuple):
    """A file.

    Attributes:
        name: As it is called.
        make: Its bytes.
        copy: What reading it as copy must give: words that are found, or the reason of the skip.
        call: Likewise as a transcript.
    """

    name: str
    make: Callable[[], bytes]
    copy: str
    call: str


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(whole: bytes, part: str, content: bytes) -> bytes:
    """An Office file with one part in place of its own."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert part in parts
    return packed(parts | {part: content})


def _document(dtd: str, inner: str) -> bytes:
    body = f"<w:body><w:p><w:r><w:t>{inner}</w:t></w:r></w:p></w:body>"
    return with_part(
        word(), "word/document.xml", f'{dtd}<w:document xmlns:w="{_WORD}">{body}</w:document>'.encode()
    )


def _bomb(whole: bytes, part: str) -> bytes:
    return with_part(whole, part, b"<x>" + b"0" * (210 * 1024 * 1024))


def _paragraphs() -> bytes:
    """Unpacks to less than the limit, and to a tree of several gigabytes."""
    one = f"<w:p><w:r><w:t>{SAID}</w:t></w:r></w:p>"
    body = one * (150 * 1024 * 1024 // len(one))
    xml = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return with_part(word(), "word/document.xml", xml.encode())


def _rows(rows: str, dimension: str = "A1") -> bytes:
    xml = (
        f'<worksheet xmlns="{_SHEET}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    )
    return with_part(sheet(), "xl/worksheets/sheet1.xml", xml.encode())


def _cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def _far_corner() -> bytes:
    """Two cells, and a million rows of sixteen thousand empty ones between them."""
    rows = f'<row r="1">{_cell("A1", "Headline")}</row><row r="1048576">{_cell("XFD1048576", SAID)}</row>'
    return _rows(rows, "A1:XFD1048576")


def _stream_bomb() -> bytes:
    """A PDF of a page whose content unpacks a thousandfold."""
    import zlib

    data = zlib.compress(b"BT /F1 12 Tf (Live in ten days.) Tj ET\n" * 4_000_000, 9)
    return (
        b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n"
        b"4 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream\nendobj\n"
        b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%%%EOF\n" % (len(data), data)
    )


def _pages_in_a_ring() -> bytes:
    """A PDF whose tree of pages holds itself."""
    return document([SAID]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")


def _captions() -> bytes:
    cues = (
        "-00:00:03.000 --> 00:00:02.000\n<v Rita Cole>Before it began.\n",
        "00:00:09.000 --> 00:00:01.000\n<v Bo Lind>Live in ten days.\n",
        "00:00:00.500 --> 00:00:20.000\n<v Rita Cole>All at once.\n",
        "99:99:99.999 --> 00:00:00.000\n<v Bo Lind>At no time.\n",
    )
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def _laughing_yaml() -> bytes:
    lists = (f"{chr(97 + i)}: &{chr(97 + i)} [{','.join([f'*{chr(96 + i)}'] * 9)}]\n" for i in range(1, 10))
    return ("a: &a [x y z, x y z]\n" + "".join(lists)).encode()


def _talk(text: str) -> bytes:
    return f"Rita Cole: How long did it take?\nBo Lind: {text}\n".encode()


def _flagged(whole: bytes, local: int, central: int, value: int) -> bytes:
    """An archive with one byte of each of its headers changed."""
    changed = bytearray(whole)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = -1
        while (at := whole.find(mark, at + 1)) >= 0:
            changed[at + offset] = value
    return bytes(changed)


def _wide_cell() -> bytes:
    """A table whose one cell says that it spans ten billion columns."""
    wide = '<w:tcPr><w:gridSpan w:val="9999999999"/></w:tcPr>'
    cell = f"<w:tc>{wide}<w:p><w:r><w:t>{SAID}</w:t></w:r></w:p></w:tc>"
    body = f"<w:body><w:tbl><w:tr>{cell}</w:tr></w:tbl></w:body>"
    return with_part(
        word(), "word/document.xml", f'<w:document xmlns:w="{_WORD}">{body}</w:document>'.encode()
    )


def _halves() -> bytes:
    """JSON whose escapes make half a character each."""
    return b'{"turns": [{"speaker": "Bo \\ud800", "text": "Live in ten days \\udfff"}]}'


def _cue(head: str, voice: str) -> bytes:
    return f"WEBVTT\n\n{head}00:01.000 --> 00:02.000\n<v{voice}>{SAID}\n".encode()


_UNPACKS, _NO_CALL = r"unpacks to (more than 200|2\d\d) MB", "no line of a speaker"
_DAYS, _ARABIC = "ten days", "\u0627\u0644\u0633\u0639\u0631"
_NESTED = 100_000
KINDS: dict[str, Hostile] = {
    "docx bomb": Hostile("a.docx", lambda: _bomb(word(), "word/document.xml"), _UNPACKS, _UNPACKS),
    "xlsx bomb": Hostile("a.xlsx", lambda: _bomb(sheet(), "xl/worksheets/sheet1.xml"), _UNPACKS, _UNPACKS),
    "pptx bomb": Hostile("a.pptx", lambda: _bomb(deck(), "ppt/slides/slide1.xml"), _UNPACKS, _UNPACKS),
    "docx of a tree of gigabytes": Hostile("a.docx", _paragraphs, "memory|longer|damaged", ""),
    "xlsx with a far corner": Hostile("a.xlsx", _far_corner, "", ""),
    "xml entities, a billion": Hostile("a.docx", lambda: _document(DTDS["laughs"], "&a9;"), "", ""),
    "xml entity from outside": Hostile("a.docx", lambda: _document(DTDS["outside"], "&a9;"), "", ""),
    "pdf stream bomb": Hostile("a.pdf", _stream_bomb, "", "PDF"),
    "pdf pages in a ring": Hostile("a.pdf", _pages_in_a_ring, "", "PDF"),
    "pdf cut off": Hostile("a.pdf", lambda: document([SAID])[:150], "damaged|no text", "PDF"),
    "html nested": Hostile(
        "a.html", lambda: (b"<div>" * _NESTED + SAID.encode() + b"</div>" * _NESTED), SAID, _NO_CALL
    ),
    "html never closed": Hostile("a.html", lambda: b"<p><b>" * _NESTED + SAID.encode(), SAID, _NO_CALL),
    "csv cell of 50 MB": Hostile(
        "a.csv", lambda: b'Headline\n"' + b"Live in ten days. " * 2_777_777 + b'"\n', "memory|longer", ""
    ),
    "csv cell of 50 MB, said": Hostile(
        "a.csv", lambda: b'speaker,text\nBo,"' + b"Live in ten days. " * 2_777_777 + b'"\n', "", ""
    ),
    "vtt with odd times": Hostile("a.vtt", _captions, "", SAID),
    "right to left": Hostile("a.txt", lambda: _talk(f"\u202e{SAID}\u2066 {_ARABIC} \u200f"), _DAYS, _DAYS),
    "combining characters": Hostile("a.txt", lambda: _talk("e" + "\u0301" * 50_000 + SAID), _DAYS, _DAYS),
    "NUL bytes": Hostile("a.txt", lambda: _talk(f"{SAID}\x00\x00 And more."), "", ""),
    "nothing but NUL": Hostile("a.txt", lambda: b"\x00" * 100_000, "binary|empty|no copy", "binary|empty"),
    "yaml that laughs": Hostile("a.yaml", _laughing_yaml, "", ""),
    "json nested": Hostile(
        "a.json", lambda: b'{"a":' * _NESTED + b"1" + b"}" * _NESTED, "nested too deep", "nested too deep"
    ),
    "yaml of slashes": Hostile("a.yaml", lambda: b"say: " + b"../x" * 200_000 + b" " + SAID.encode(), "", ""),
    "json of a number": Hostile("a.json", lambda: b'{"a": ' + b"9" * 5_000 + b"}", "not valid JSON", ""),
    "docx with a password": Hostile("a.docx", lambda: _flagged(word(), 6, 8, 1), "password", "password"),
    "docx packed by a stranger": Hostile("a.docx", lambda: _flagged(word(), 8, 10, 14), "packed", "packed"),
    "docx of a later version": Hostile("a.docx", lambda: _flagged(word(), 4, 6, 99), "damaged", "damaged"),
    "docx of a cell without end": Hostile("a.docx", _wide_cell, SAID, _NO_CALL),
    "yaml escape beyond Unicode": Hostile("a.yaml", lambda: b'a: "\\UFFFFFFFF"', "not valid YAML", ""),
    "yaml version of digits": Hostile("a.yaml", lambda: b"%YAML " + b"9" * 5000 + b".1\n---\na", "YAML", ""),
    "json of half a character": Hostile("a.json", _halves, _DAYS, _DAYS),
    "voice tag of dots": Hostile("a.vtt", lambda: _cue("", "." * 100_000), "", _DAYS),
    "date with an old s": Hostile("a.vtt", lambda: _cue("NOTE \u017fep 3, 2026\n\n", " Bo"), "", _DAYS),
    "markdown quoted deeply": Hostile("a.md", lambda: b"> " * 50_000 + SAID.encode(), "", ""),
    "markdown of brackets": Hostile("a.md", lambda: b"[" * 50_000 + SAID.encode(), "", ""),
}  # fmt: skip
NAMES = ("../../etc/passwd.txt", "..", "con.txt", "a\x00b.txt", "-rf.txt", "C:\\a.txt", "a\nb.txt", "‮txt.exe")
