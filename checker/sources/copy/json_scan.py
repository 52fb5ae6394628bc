"""The strings of a JSON file with the place of each character.

The standard library says whether it is valid JSON; a scan over its tokens, without recursion, says
where each string stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from checker.errors import UnreadableFile
from checker.sources.copy.flow import Traced
from checker.sources.copy.values import Entry
from checker.sources.copy.yaml_scan import join_path
from checker.sources.json_places import without_halves
from checker.sources.text import SourceText

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.S)
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.S
)

_DEEPEST_SHOWN = 30  # levels in the path of a string


def scan_json(source: SourceText, file: str) -> Iterator[Entry]:
    """String values of a JSON file, in order.

    Raises:
        UnreadableFile: It is not valid JSON, is nested too deeply, or holds a number too long to be one.
    """
    text = without_halves(source.text)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"not valid JSON (line {error.lineno}, column {error.colno}: {error.msg})"
        raise UnreadableFile(file, reason, "Export it again or correct that line.") from error
    except RecursionError as error:
        raise UnreadableFile(file, "the JSON is nested too deeply", "Split the file.") from error
    except ValueError as error:
        reason = "not valid JSON (a number of thousands of digits)"
        raise UnreadableFile(file, reason, "Export it again.") from error
    levels = _Levels()
    for token in _TOKEN.finditer(text):
        mark = token.group()[0]
        if mark == '"':
            value = _trace(text, token.start() + 1, token.end() - 1)
            if not levels.take_key(value.text):
                yield Entry(levels.path(), levels.key(), value)
        else:
            levels.take(mark)


class _Levels:
    """Where the scan stands: a key or an index for each open object or array."""

    def __init__(self) -> None:
        self._levels: list[str | int] = []
        self._awaits_key = False

    def take_key(self, text: str) -> bool:
        """Take a string as the key of an object, if one is due."""
        if self._awaits_key:
            self._levels[-1] = text
            self._awaits_key = False
            return True
        return False

    def take(self, mark: str) -> None:
        """Take a bracket, comma or colon."""
        if mark in "{[":
            self._levels.append("" if mark == "{" else 0)
            self._awaits_key = mark == "{"
        elif mark in "}]":
            self._levels.pop()
            self._awaits_key = False
        elif mark == ",":
            level = self._levels[-1]
            if isinstance(level, int):
                self._levels[-1] = level + 1
            self._awaits_key = isinstance(level, str)

    def path(self) -> str:
        """Path of the value that stands here."""
        path = "…" if len(self._levels) > _DEEPEST_SHOWN else ""
        for level in self._levels[-_DEEPEST_SHOWN:]:
            path = f"{path}[{level}]" if isinstance(level, int) else join_path(path, level)
        return path

    def key(self) -> str:
        """The nearest key above the value that stands here."""
        return next((level for level in reversed(self._levels) if isinstance(level, str)), "")


def _trace(text: str, start: int, end: int) -> Traced:
    shown: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def take(decoded: str, first: int, last: int) -> None:
        shown.append(decoded)
        starts.append(first)
        ends.append(last)

    at = start
    for escape in _ESCAPE.finditer(text, start, end):
        for i in range(at, escape.start()):
            take(text[i], i, i + 1)
        take(json.loads(f'"{escape.group()}"'), escape.start(), escape.end())
        at = escape.end()
    for i in range(at, end):
        take(text[i], i, i + 1)
    return Traced("".join(shown), tuple(starts), tuple(ends))
