"""Samples of every format, and seeded ways to break them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST = 200_000  # bytes of a mutated file

TOKENS: tuple[bytes, ...] = (
    b"\x00",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xff",
    b"\xed\xa0\x80",
    b"\r",
    b"\n\n",
    b"\t",
    b"\x0c",
    b"\x1b[31m",
    "\u202e\u2066".encode(),
    "e\u0301\u0301\u0301".encode(),
    "\u200f\u0627\u0644".encode(),
    "\u2028\x85".encode(),
    "İıſﬀ".encode(),
    "😀👩‍👩‍👧".encode(),
    b"../../etc/passwd",
    b"C:\\con",
    b"'",
    b'"',
    b'""',
    b",",
    b";",
    b"|",
    b"<",
    b">",
    b"</p>",
    b"<p>",
    b"<table><tr><td>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"<script>",
    b"&lt;",
    b"&#x110000;",
    b"&#0;",
    b'<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c SYSTEM "file:///etc/passwd">]>',
    b"&b;",
    b"-1:00:00.000 --> 99:99:99.999",
    b"00:00:05.000 --> 00:00:01.000",
    b"WEBVTT",
    b"\n\n1\n00:00:01,000 --> 00:00:02,000\n",
    b"Name: ",
    b"[00:61:99] ",
    b"(1e309s)",
    b"1e999",
    b"-0",
    b"NaN",
    b"\\ud800",
    b'"\\uD83D"',
    b"\\UFFFFFFFF",
    b"%YAML 9.1\n",
    "\u017fep 3, 2026".encode(),
    b"9999-99-99T99:99",
    b"{\\",
    b"Infinity",
    b"9" * 400,
    b"null",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[[[[[",
    b'{"a":',
    b"{{x}}",
    b"---\n",
    b"# ",
    b"* ",
    b"> > > ",
    b"```\n",
    b"|---|---|\n",
    b'[a](b "c',
    b"![",
    b"\\",
    b"&anchor *anchor",
    b"!!python/object:os.system",
    b"a: &a [*a]\n",
    b"%PDF-",
    b"PK\x03\x04",
    b"%s%n",
)


def samples() -> list[tuple[str, bytes]]:
    """Name and bytes of a sample of every format, those of Office made afresh."""
    folders = ("tests/sources/calls/data", "tests/sources/copy/data", "corpus/calls", "corpus/campaign")
    paths = [p for f in folders for p in sorted((ROOT / f).iterdir()) if not p.name.endswith((".blocks",))]
    found = [(p.name, p.read_bytes()) for p in paths if p.is_file() and p.stat().st_size < MOST]
    found.append(("calls.csv", (ROOT / "corpus/calls.csv").read_bytes()))
    return found + _office()


def _office() -> list[tuple[str, bytes]]:
    from tests.sources.calls.test_office import document as teams
    from tests.sources.copy.test_office import deck, document, sheet, word

    call = teams(
        "Meeting", "Renata Cole   0:03\nGood morning.", "Gail Brunner   0:12\nWe are live in ten days."
    )
    pdf = document(["Live in ten days", "Plans start at $49"])
    return [("a.docx", word()), ("a.xlsx", sheet()), ("a.pptx", deck()), ("a.pdf", pdf), ("call.docx", call)]


def mutants(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """`count` broken files; equal seeds give equal ones."""
    dice = random.Random(seed)
    found = samples()
    suffixes = sorted({name[name.rfind(".") :] for name, _ in found})
    for _ in range(count):
        name, data = dice.choice(found)
        data = (
            _zip(dice, data)
            if data[:4] == b"PK\x03\x04" and dice.random() < 0.8
            else _bytes(dice, data, found)
        )
        if dice.random() < 0.1:
            name = name[: name.rfind(".")] + dice.choice(suffixes)
        yield name, data[:MOST]


def _bytes(dice: random.Random, data: bytes, found: list[tuple[str, bytes]]) -> bytes:
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        data = dice.choice(_WAYS)(dice, data)[:MOST]
    return data + dice.choice(found)[1] if dice.random() < 0.03 else data


def _zip(dice: random.Random, data: bytes) -> bytes:
    """One part of an archive broken, the archive whole: else its checksum refuses it at once."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return data
    name = dice.choice(sorted(parts))
    parts[name] = _bytes(dice, parts[name], [(name, parts[name])])
    if dice.random() < 0.1:
        del parts[dice.choice(sorted(parts))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in parts.items():
            archive.writestr(member, content)
    return out.getvalue()


def _at(dice: random.Random, data: bytes) -> int:
    return dice.randrange(len(data) + 1)


def _flip(dice: random.Random, data: bytes) -> bytes:
    at = _at(dice, data)
    return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]


def _cut(dice: random.Random, data: bytes) -> bytes:
    return data[: _at(dice, data)]


def _drop(dice: random.Random, data: bytes) -> bytes:
    at = _at(dice, data)
    return data[:at] + data[at + dice.randint(1, 200) :]


def _repeat(dice: random.Random, data: bytes) -> bytes:
    at = _at(dice, data)
    return data[:at] + data[at : at + dice.randint(1, 60)] * dice.choice((2, 5, 50, 2000)) + data[at:]


def _insert(dice: random.Random, data: bytes) -> bytes:
    at = _at(dice, data)
    return data[:at] + dice.choice(TOKENS) * dice.choice((1, 1, 1, 3, 100, 10_000)) + data[at:]


def _swap(dice: random.Random, data: bytes) -> bytes:
    """Lines in another order."""
    lines = data.split(b"\n")
    dice.shuffle(lines)
    return b"\n".join(lines)


def _one_line(dice: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", dice.choice((b"", b" ", b"\r", b"\r\n", b"\n\n\n")))


def _recode(dice: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        dice.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "utf-7")), "replace"
    )


_WAYS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _flip, _flip, _cut, _drop, _drop, _repeat, _insert, _insert, _insert, _swap, _one_line, _recode
)  # fmt: skip
