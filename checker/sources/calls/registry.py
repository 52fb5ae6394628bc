"""Which reader a transcript needs, told from its content; the border where foreign errors end.

`read_calls` takes bytes and gives calls. The order of the tests: what ZIP files hold, JSON, a table's
header, the times of captions, and what is left is read as plain text with speakers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import NamedTuple

from checker.errors import UnreadableFile
from checker.model import Call, digest
from checker.sources.calls import captions, dialogue, table
from checker.sources.calls.assemble import Draft, assemble
from checker.sources.json_places import JsonDocument, Path, read_json
from checker.sources.text import SourceText, decode

CALL_SUFFIXES = frozenset({".vtt", ".srt", ".sbv", ".txt", ".md", ".csv", ".tsv", ".json", ".docx", ".xlsx"})

_FOREIGN = (  # what files begin with that hold no transcript that can be read here
    (b"%PDF", "a PDF", "Export the transcript as text, VTT or DOCX."),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office file or one with a password",
        "Save it as DOCX or XLSX without a password.",
    ),
    (b"{\\rtf", "an RTF file", "Save it as plain text or DOCX."),
    (b"RIFF", "a recording, no transcript", "Export the transcript of the call."),
    (b"ID3", "a recording, no transcript", "Export the transcript of the call."),
)
_NOBODY = "no line of a speaker was found"
_LAYOUTS = "Give it a usual layout, such as `Name: text` or `[00:03:12] Name: text` on each line."
_JSON_START = re.compile(r"\s*(?:\{|\[\s*[\[{\"\]])")
_DEEPEST = 4  # levels of lists and objects that are looked through for exports


def read_call(data: bytes, file: str) -> Call:
    """The one call of a file; see `read_calls`.

    Raises:
        UnreadableFile: As `read_calls`, and if the file holds several calls.
    """
    calls = read_calls(data, file)
    if len(calls) > 1:
        raise UnreadableFile(
            file, f"holds {len(calls)} calls where one is wanted", "Export each call by itself."
        )
    return calls[0]


def read_calls(data: bytes, file: str) -> tuple[Call, ...]:
    """The calls of a transcript file, each with at least one turn and an id of its own.

    Args:
        data: The bytes of the file.
        file: Its path as the user knows it; used for messages, for `Call.file`, and for nothing else.

    Raises:
        UnreadableFile: It is empty, binary, damaged, of an unknown format, or nobody speaks in it.
    """
    source, drafts = _drafts(data, file)
    calls = [call for draft in drafts if (call := assemble(draft, source, file)).turns]
    if not calls:
        raise UnreadableFile(file, _NOBODY, _LAYOUTS)
    return tuple(_with_own_ids(calls))


class _Found(NamedTuple):
    source: SourceText
    drafts: list[Draft]


def _drafts(data: bytes, file: str) -> _Found:
    for start, what, remedy in _FOREIGN:
        if data.startswith(start):
            raise UnreadableFile(file, f"{what}", remedy)
    if data.startswith(b"PK\x03\x04"):
        from checker.sources.calls import office

        text, draft = office.read(data, file)
        return _Found(SourceText(text), [draft])
    text = decode(data, file)
    if not text.strip("\x00 \t\r\n\ufeff"):
        raise UnreadableFile(file, "the file is empty", "Remove it or export it again.")
    if _JSON_START.match(text):
        document = read_json(text, file)
        return _Found(document.source, _from_json(document))
    if delimiter := table.sniff(text):
        return _Found(SourceText(text), [table.read(text, delimiter)])
    if captions.holds_cues(text):
        return _Found(SourceText(text), [captions.read(text)])
    return _Found(
        SourceText(text), [dialogue.read(text, "markdown" if file.lower().endswith(".md") else "text")]
    )


def _from_json(document: JsonDocument) -> list[Draft]:
    """The calls of every known export in a JSON file.

    Raises:
        UnreadableFile: There is none.
    """
    drafts: list[Draft] = []
    for path, value, reader in _exports(document.value):
        drafts.extend(reader.read(document, value, path))
    if not drafts:
        keys = ", ".join(sorted(document.value)[:6]) if isinstance(document.value, dict) else ""
        reason = f"JSON with the keys {keys}" if keys else "JSON"
        raise UnreadableFile(
            document.file,
            f"{reason}, which is no transcript export that is known here",
            'Convert it to the simple JSON of the documentation: {"turns": [{"speaker", "time", "text"}]}.',
        )
    return drafts


class _Export(NamedTuple):
    path: Path
    value: object
    reader: ModuleType


def _exports(root: object) -> Iterator[_Export]:
    """Every known export in a JSON value, from the outside in; none inside another."""
    readers = _readers()
    level: list[tuple[Path, object]] = [((), root)]
    for _ in range(_DEEPEST + 1):
        inner: list[tuple[Path, object]] = []
        for path, value in level:
            reader = next((reader for reader in readers if reader.matches(value)), None)
            if reader:
                yield _Export(path, value, reader)
            elif isinstance(value, dict):
                inner.extend(((*path, key), item) for key, item in value.items())
            elif isinstance(value, list):
                inner.extend(((*path, i), item) for i, item in enumerate(value))
        level = [(path, value) for path, value in inner if isinstance(value, dict | list)]


def _readers() -> tuple[ModuleType, ...]:
    """Readers of JSON exports, the more telling before the more general; imported when first needed."""
    from checker.sources.calls import (
        assemblyai,
        avoma,
        aws_transcribe,
        chorus,
        deepgram,
        fathom,
        fireflies,
        gong,
        google_meet,
        grain,
        hubspot,
        simple,
        whisperx,
    )

    return (
        gong,
        chorus,
        fathom,
        avoma,
        hubspot,
        google_meet,
        grain,
        fireflies,
        aws_transcribe,
        deepgram,
        assemblyai,
        whisperx,
        simple,
    )


def _with_own_ids(calls: list[Call]) -> Iterator[Call]:
    """The calls, an id that occurred before made another one by its place."""
    seen: set[str] = set()
    for i, call in enumerate(calls):
        own = call if call.id not in seen else replace(call, id=digest(call.id, str(i)))
        seen.add(own.id)
        yield own
