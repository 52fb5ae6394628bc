"""JSON with the place of every string: path -> where it stands in the file.

The standard library parses and validates; it keeps no positions, and no well-kept library does for
strings with escapes, so a small scanner walks the same (by then valid) text once more and notes
where each string value starts and ends. Readers of call exports and of copy string files share it.

Always holds: joining the stretches of a string, with the file's text where a stretch has none of its
own, gives the decoded string, with control characters left out and line breaks as spaces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checker.errors import UnreadableFile
from checker.sources.stretches import Stretch
from checker.sources.text import SourceText

Path = tuple[str | int, ...]

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],]', re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_DEEPEST = 30  # levels that a string of an export may stand at; each string's path is kept


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A parsed JSON file.

    Attributes:
        file: Path as the user knows it.
        source: The text, for places.
        value: What `json.loads` makes of it.
        strings: For the path of each string value that is not absurdly deep, the offsets between its quotes.
    """

    file: str
    source: SourceText
    value: object
    strings: Mapping[Path, tuple[int, int]]

    def stretches(self, path: Path) -> tuple[Stretch, ...]:
        """The string at `path` as stretches of the file; empty if there is no string there."""
        if path not in self.strings:
            return ()
        start, end = self.strings[path]
        return tuple(_unescaped(self.source.text, start, end))


def read_json(text: str, file: str) -> JsonDocument:
    """Parse JSON and note where its strings stand.

    Raises:
        UnreadableFile: The text is not JSON (the reason names line and column), is nested too deep,
            or holds a number too long to be one.
    """
    text = without_halves(text)
    source = SourceText(text)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        line, column = source.position(error.pos)
        cut = error.pos >= len(text.rstrip())
        reason = "the JSON ends too early" if cut else "the JSON is broken"
        raise UnreadableFile(
            file, f"{reason} at line {line}, column {column} ({error.msg})", "Export the file again."
        ) from error
    except RecursionError as error:
        raise UnreadableFile(file, "the JSON is nested too deep", "Check how the file was made.") from error
    except ValueError as error:
        reason = "the JSON is broken (a number of thousands of digits)"
        raise UnreadableFile(file, reason, "Export the file again.") from error
    return JsonDocument(file, source, value, dict(_strings(text)))


def without_halves(text: str) -> str:
    """JSON with the escape of U+FFFD for each of half a surrogate pair, which no encoding can write."""
    if not _HALF.search(text):
        return text
    return _ESCAPE.sub(lambda e: "\\ufffd" if len(e[0]) == 6 and _HALF.match(e[0]) else e[0], text)


def locator(path: Path) -> str:
    """A path as people write it: `callTranscripts[0].transcript[4].text`."""
    out = ""
    for key in path:
        if isinstance(key, int):
            out += f"[{key}]"
        elif _PLAIN_KEY.match(key):
            out += f".{key}" if out else key
        else:
            out += f"[{json.dumps(key, ensure_ascii=False)}]"
    return out


class _Frame:
    """One open object or array: the key or index that the next value belongs to."""

    __slots__ = ("awaits_key", "is_object", "key")

    def __init__(self, is_object: bool) -> None:
        self.is_object = is_object
        self.key: str | int = "" if is_object else 0
        self.awaits_key = is_object


def _strings(text: str) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Path and inner offsets of each string value of a valid JSON text, without recursion."""
    stack: list[_Frame] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            stack.append(_Frame(token == "{"))
        elif token in "}]":
            stack.pop()
        elif token == ",":
            frame = stack[-1]
            if frame.is_object:
                frame.awaits_key = True
            elif isinstance(frame.key, int):
                frame.key += 1
        elif stack and stack[-1].awaits_key:
            stack[-1].key = json.loads(token) if "\\" in token else token[1:-1]
            stack[-1].awaits_key = False
        elif len(stack) <= _DEEPEST:
            yield tuple(frame.key for frame in stack), (match.start() + 1, match.end() - 1)


def _unescaped(text: str, start: int, end: int) -> Iterator[Stretch]:
    at = start
    for match in _ESCAPE.finditer(text, start, end):
        if match.start() > at:
            yield Stretch(at, match.start())
        yield Stretch(match.start(), match.end(), _meaning(match.group()))
        at = match.end()
    if end > at:
        yield Stretch(at, end)


def _meaning(escape: str) -> str:
    """What an escape stands for; half of a surrogate pair becomes the replacement character."""
    character = str(json.loads(f'"{escape}"'))
    if character in "\n\r\t\u2028\u2029":
        return " "
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return "" if character < " " or character == "\x7f" else character
