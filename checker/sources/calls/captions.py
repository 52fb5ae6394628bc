"""WebVTT, SRT and SBV: timed cues, with who speaks in a voice tag or before a colon.

webvtt-py and pysubs2 keep no positions of the words, so a small scanner reads the cues here (the
tests hold it against both). It knows what recorders do: Zoom numbers its cues and writes
`Name: text`; Teams has ids such as `guid/12-0`, `<v Name>` with or without `</v>` and sentences over
several cues; hours may be missing, a comma may stand for the point, the header may be missing.
Format: https://www.w3.org/TR/webvtt1/; times are `[H:]MM:SS.mmm`.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Cue, Draft
from checker.sources.calls.clock import clock_seconds, day_in
from checker.sources.calls.labels import clean_label, may_be_label, speakers_among
from checker.sources.stretches import Stretch, plain, with_entities

_WHOLE, _FRACTION = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}", r"(?:[.,]\d{1,3})?"
_STAMP = _WHOLE + _FRACTION
_TIMING = re.compile(
    rf"(?P<start>(?P<whole>{_WHOLE}){_FRACTION})(?:[ \t]*-->[ \t]*|,(?=\d{{1,3}}:)){_STAMP}"
    r"(?:[ \t][^\r\n]*)?(?=[\r\n]|\Z)"
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_TAG = re.compile(r"</?[A-Za-z][^<>\r\n]*>|</>|<\d[\d:.]*>|\{\\[^{}\r\n]*\}")
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>\Z")
_PREFIX = re.compile(r"\s*(?:[-–>]+\s*)?([^\s:<>\[\]{}][^:<>\[\]{}]{0,59}?)\s*[:\uff1a](?=\s|$)\s*")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int


class _Part(NamedTuple):
    """A part of a line that stands in one voice tag."""

    voice: str | None
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """A part of a line, and the cue it belongs to."""

    voice: str | None
    stretches: tuple[Stretch, ...]
    time: float | None
    cue: int


def read(text: str) -> Draft:
    """The cues of a caption file; the draft has none if the text holds no cue."""
    is_vtt = text.lstrip().startswith("WEBVTT")
    draft = Draft("vtt" if is_vtt else "srt" if "-->" in text else "sbv")
    words: list[_Words] = []
    for number, (time, lines) in enumerate(_cues(text, draft)):
        voice: str | None = None
        for line in lines:
            parts = list(_voices(text, line, voice))
            voice = parts[-1].voice
            words.extend(
                _Words(p.voice, p.stretches, time, number) for p in parts if plain(text, p.stretches).strip()
            )
    draft.cues.extend(_named(text, words))
    return draft


def holds_cues(text: str) -> bool:
    """True if a text has the header of WebVTT or a line with the times of a cue.

    Older Teams documents have such lines too, with one digit for the minute; see `dialogue`.
    """
    first = next(
        (match for line in _lines(text) if (match := _TIMING.match(text, line.start, line.end))), None
    )
    whole = first.group("whole") if first else ""
    return text.lstrip().startswith("WEBVTT") or bool(re.search(r"\d\d:\d\d$", whole))


def _lines(text: str) -> Iterator[_Line]:
    """The lines of a text without their white space at both ends."""
    for match in _LINE.finditer(text):
        words = match.group().strip()
        start = match.start() + match.group().find(words)
        yield _Line(start, start + len(words))


def _cues(text: str, draft: Draft) -> Iterator[tuple[float | None, list[_Line]]]:
    """Time and lines of each cue; comments before the first cue become title and date."""
    lines = list(_lines(text))
    starts = [i for i, line in enumerate(lines) if _TIMING.match(text, line.start, line.end)]
    for number, at in enumerate(starts):
        stop = starts[number + 1] if number + 1 < len(starts) else len(lines)
        if number == 0:
            _head(text, lines[:at], draft)
        body = lines[at + 1 : stop]
        if number + 1 < len(starts):
            _drop_id(text, body)
        match = _TIMING.match(text, lines[at].start, lines[at].end)
        time = clock_seconds(match.group("start")) if match else None
        yield time, list(_without_blocks(text, body))


def _drop_id(text: str, body: list[_Line]) -> None:
    """Take the next cue's id off the end: a number, or any line that a blank line sets off."""
    if not body:
        return
    last = text[body[-1].start : body[-1].end].strip()
    set_off = len(body) > 1 and not text[body[-2].start : body[-2].end].strip()
    if last and (last.isdigit() or set_off):
        body.pop()


def _without_blocks(text: str, body: list[_Line]) -> Iterator[_Line]:
    """Lines of a cue without the comments, styles and regions that follow it."""
    blank, skip = False, False
    for line in body:
        words = text[line.start : line.end]
        if not words:
            blank, skip = True, False
        elif blank and re.match(r"(?:NOTE|STYLE|REGION)\b", words):
            skip = True
        elif not skip:
            yield line


def _head(text: str, lines: list[_Line], draft: Draft) -> None:
    """Title and date from the header and the comments before the first cue."""
    in_note = False
    for line in lines:
        words = text[line.start : line.end]
        opening = re.match(r"(?:NOTE|WEBVTT)\b[ \t]*-?[ \t]*", words)
        in_note = bool(opening) or (in_note and bool(words))
        words = words[opening.end() :] if opening else words
        if not in_note or not words or re.match(r"[\w -]+:\s*\S+\Z", words) or "Kind:" in words:
            continue
        draft.date = draft.date or day_in(words)
        draft.title = draft.title or words


def _voices(text: str, line: _Line, voice: str | None) -> Iterator[_Part]:
    """Parts of a line by voice tag, other tags left out and entities decoded."""
    stretches: list[Stretch] = []
    at = line.start
    for tag in _TAG.finditer(text, line.start, line.end):
        stretches.extend(with_entities(text, at, tag.start()))
        at = tag.end()
        named = _VOICE.match(tag.group())
        if named or tag.group() == "</v>":
            yield _Part(voice, tuple(stretches))
            stretches = []
            voice = clean_label(html.unescape(named.group(1))) if named else None
    stretches.extend(with_entities(text, at, line.end))
    yield _Part(voice, tuple(stretches))


def _named(text: str, words: list[_Words]) -> Iterator[Cue]:
    """Cues with their speakers: by voice tag, else by prefix, else as the file's habit tells.

    Where most cues name their speaker, a cue that does not is somebody unknown; where few do, the
    name marks a change of speaker and holds until the next.
    """
    counts = Counter(label for w in words if w.voice is None and (label := _label(text, w)[0]))
    speakers = speakers_among(counts, (w.voice for w in words if w.voice))
    named = {w.cue for w in words if w.voice or _label(text, w)[0] in speakers}
    sparse = 2 * len(named) < len({w.cue for w in words})
    current, cue = "", -1
    for w in words:
        if w.cue != cue and not sparse:
            current = ""
        cue = w.cue
        label, rest = _label(text, w)
        if w.voice is not None:
            current, rest = w.voice, w.stretches
        elif label in speakers:
            current = label
        else:
            rest = w.stretches
        yield Cue(current or UNKNOWN_SPEAKER, (rest,), w.time)


def _label(text: str, words: _Words) -> tuple[str, tuple[Stretch, ...]]:
    """The label before the colon, and the words after it."""
    if not words.stretches or words.stretches[0].text is not None:
        return "", words.stretches
    first = words.stretches[0]
    match = _PREFIX.match(text, first.start, first.end)
    if not match or not may_be_label(label := clean_label(match.group(1))):
        return "", words.stretches
    return label, (Stretch(match.end(), first.end), *words.stretches[1:])
