"""A text as stretches of its file: what every reader hands to a `MapBuilder`.

A stretch either stands in the file as it is read, or stands for something else there: an entity, an
escape, a doubled quote. Control characters (NUL, escape sequences of terminals) are nobody's words
and are left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.sources.text import MapBuilder

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Stretch:
    """text[start:end] of a file, and what it stands for (None: for itself)."""

    start: int
    end: int
    text: str | None = None


def add(builder: MapBuilder, text: str, stretches: Iterable[Stretch]) -> None:
    """Append stretches of a file's `text` to a builder, control characters left out."""
    for stretch in stretches:
        if stretch.text is not None:
            builder.add_as(stretch.text, stretch.start, stretch.end)
            continue
        at = stretch.start
        for control in _CONTROL.finditer(text, stretch.start, stretch.end):
            builder.add(at, control.start())
            at = control.end()
        builder.add(at, stretch.end)


def plain(text: str, stretches: Iterable[Stretch]) -> str:
    """What stretches of a file's `text` say."""
    parts = (text[s.start : s.end] if s.text is None else s.text for s in stretches)
    return _CONTROL.sub("", "".join(parts))


def trimmed(text: str, stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches of a file's `text` without the white space at both ends."""
    out = list(stretches)
    first = next((i for i, stretch in enumerate(out) if plain(text, (stretch,)).strip()), len(out))
    del out[:first]
    while out and not plain(text, out[-1:]).strip():
        out.pop()
    if out and out[0].text is None:
        body = text[out[0].start : out[0].end]
        out[0] = Stretch(out[0].end - len(body.lstrip()), out[0].end)
    if out and out[-1].text is None:
        body = text[out[-1].start : out[-1].end]
        out[-1] = Stretch(out[-1].start, out[-1].start + len(body.rstrip()))
    return tuple(out)


def with_entities(text: str, start: int, end: int) -> Iterator[Stretch]:
    """text[start:end] with HTML entities decoded; what only looks like one stays as it is."""
    at = start
    for match in _ENTITY.finditer(text, start, end):
        meaning = html.unescape(match.group())
        if meaning == match.group():
            continue
        if match.start() > at:
            yield Stretch(at, match.start())
        yield Stretch(match.start(), match.end(), meaning.replace("\u200e", "").replace("\u200f", ""))
        at = match.end()
    if end > at:
        yield Stretch(at, end)
