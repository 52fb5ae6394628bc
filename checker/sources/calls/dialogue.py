"""Plain-text and Markdown transcripts: who speaks stands before the words or on a line above them.

Layouts, with the tools that write them:

- `Name: text`, `[00:03:12] Name: text`, `(3:12) Name: text`, `Name (00:12): text` (Rev, Google Meet,
  tl;dv, notes by hand), and the same in Markdown: `**Name:** text`, `**[0:12] Name**: text`
- `Name  0:45` with the words under it (Otter, Teams DOCX, Fireflies), `**Name** 0:45`,
  `### Name (0:45)`, `00:12 Name`, Zoom's `[Name] 14:03:11` (time of day, made relative to its first)
- a range `0:0:0.0 --> 0:0:3.450`, then the name, then the words (older Teams DOCX)

Times are `[H:]MM:SS` from the start of the call. The layout that fits most lines wins; lines that do
not fit are words of whoever spoke last. Lines before the first speaker give title, date and names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checker.sources.calls.assemble import Cue, Draft
from checker.sources.calls.clock import clock_seconds, day_in
from checker.sources.calls.labels import (
    clean_label,
    is_generic,
    looks_like_person,
    may_be_label,
    may_be_single_name,
    speakers_among,
)
from checker.sources.stretches import Stretch

_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_AMPM = r"(?:\s?[AaPp]\.?[Mm]\.?)?"
_MARK = r"(?:\*\*|__)?"
_NAME = r"[^\s:*_<>\[\](){}|#\d][^:*<>\[\]{}|]{0,60}?"
_INLINE = re.compile(
    rf"\s*(?:[-*>•]\s+){{0,3}}{_MARK}(?:[\[(]?(?P<before>{_TIME})[\])]?\s*+[-–—|]?\s*+)?{_MARK}"
    rf"\[?(?P<name>{_NAME}|\d{{1,2}})\]?{_MARK}(?:\s*[\[(](?P<after>{_TIME})[\])])?{_MARK}\s*[:\uff1a]{_MARK}(?=\s|$)\s*"
)
_HEADER = re.compile(
    rf"\s*(?:#{{1,6}}\s+|[-*>•]\s+)?{_MARK}(?:(?P<zoom>\[)(?P<member>[^\]\r\n]{{1,60}})\]|(?P<name>{_NAME})){_MARK}"
    rf"(?:\s*[-–—|•@,:]\s*|\s+)[\[(]?{_MARK}(?P<time>{_TIME})(?P<ampm>{_AMPM}){_MARK}[\])]?\s*:?\s*$"
)
_HEADER_AFTER = re.compile(
    rf"\s*(?:#{{1,6}}\s+)?{_MARK}[\[(]?(?P<time>{_TIME})[\])]?{_MARK}\s*(?:[-–—|•]\s*|\s)\s*"
    rf"{_MARK}(?P<name>{_NAME}){_MARK}\s*$"
)
_RANGE = re.compile(r"\s*(?P<time>\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?)\s*-->\s*\d[\d:.,]*\s*$")
_TIME_ALONE = re.compile(rf"\s*(?:#{{1,6}}\s+)?{_MARK}[\[(]?(?P<time>{_TIME})[\])]?{_MARK}\s*$")
_LISTED = re.compile(
    r"[*_#>\s-]*+(?:attendees|participants|in the room|present|speakers|on the call|people|with)\b"
    r"[*_]*\s*:[*_]*\s*(?P<names>.+)$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\s*(?:[-*_=]{3,}|>+|transcribed by https?://\S+"
    r"|.{1,60}\b(?:started|stopped) (?:the )?(?:transcription|recording))\s*$",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HEAD_LINES = 12
_LONGEST_HEADER, _LONGEST_LIST = 150, 1000


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where somebody begins to speak: the words start at `start`."""

    speaker: str
    start: int
    time: float | None
    clock: bool = False  # a time of day


_Reader = Callable[[int], _Opening | None]


def read(text: str, format: str = "text") -> Draft:
    """The turns of a plain-text transcript; the draft has no cues if nobody is seen to speak."""
    lines = [_line(m) for m in _LINE.finditer(text)]
    layouts = [_ranged(lines), _headed(lines), _inline(lines)]
    counts = [sum(1 for i in range(len(lines)) if layout(i)) for layout in layouts]
    draft = Draft(format)
    best = counts.index(max(counts))
    if counts[best]:
        _fill(draft, lines, layouts[best])
    return draft


def _line(match: re.Match[str]) -> _Line:
    text = match.group().rstrip("\r\n")
    return _Line(match.start(), match.start() + len(text), text)


def _inline(lines: list[_Line]) -> _Reader:
    """`Name: text` with or without a time."""
    matches = [_INLINE.match(line.text) for line in lines]
    labels = [clean_label(match.group("name")) if match else "" for match in matches]
    listed = [name for line in lines[:_HEAD_LINES] for name in _listed(line.text)]
    speakers = speakers_among(Counter(label for label in labels if label), listed)
    speakers |= _in_regular_lines(lines, labels, speakers)

    def opening(i: int) -> _Opening | None:
        match = matches[i]
        if not match or labels[i] not in speakers or _is_list(lines[i].text):
            return None
        time = match.group("before") or match.group("after")
        return _Opening(labels[i], lines[i].start + match.end(), clock_seconds(time) if time else None)

    return opening


def _in_regular_lines(lines: list[_Line], labels: list[str], speakers: frozenset[str]) -> frozenset[str]:
    """One-word names that occur once, if from the first speaker on every single line begins with a name."""
    first = next((i for i, label in enumerate(labels) if label in speakers), len(lines))
    body = [label for line, label in zip(lines[first:], labels[first:], strict=True) if line.text.strip()]
    others = {label for label in body if label not in speakers}
    return frozenset(others) if all(may_be_single_name(label) for label in others) else frozenset()


def _headed(lines: list[_Line]) -> _Reader:
    """A line with name and time, the words under it."""
    heads = [line.text if len(line.text) <= _LONGEST_HEADER else "" for line in lines]
    matches = [_HEADER.match(head) or _HEADER_AFTER.match(head) for head in heads]
    labels = [clean_label(m.groupdict().get("member") or m.group("name")) if m else "" for m in matches]
    counts = Counter(label for label in labels if label)

    def opening(i: int) -> _Opening | None:
        match, label = matches[i], labels[i]
        if not match or not may_be_label(label):
            return None
        sure = counts[label] >= 2 or looks_like_person(label) or is_generic(label)
        set_off = i == 0 or not lines[i - 1].text.strip()
        if not (sure or (set_off and may_be_single_name(label))):
            return None
        groups = match.groupdict()
        clock = bool(groups.get("zoom") or groups.get("ampm"))
        return _Opening(label, lines[i].end, _seconds(match.group("time"), groups.get("ampm") or ""), clock)

    return opening


def _ranged(lines: list[_Line]) -> _Reader:
    """A range of times, the name on the next line, the words under it."""

    def opening(i: int) -> _Opening | None:
        match = _RANGE.match(lines[i].text)
        if not match or i + 1 >= len(lines) or not lines[i + 1].text.strip():
            return None
        return _Opening(clean_label(lines[i + 1].text), lines[i + 1].end, clock_seconds(match.group("time")))

    return opening


def _fill(draft: Draft, lines: list[_Line], layout: _Reader) -> None:
    current: _Opening | None = None
    block: float | None = None  # Google Meet's documents have a time only over each five minutes
    origin: float | None = None
    for i, line in enumerate(lines):
        if opening := layout(i):
            if opening.clock and opening.time is not None:
                origin = opening.time if origin is None else origin
                opening = _Opening(opening.speaker, opening.start, (opening.time - origin) % 86400)
            current = opening
        elif alone := _TIME_ALONE.match(line.text):
            block = clock_seconds(alone.group("time"))
            continue
        if current is None:
            _head(draft, line.text)
            continue
        start = max(line.start, current.start) if opening else line.start
        if current.start <= start <= line.end and not _is_furniture(line.text):
            time = current.time if current.time is not None else block
            draft.cues.append(Cue(current.speaker, ((Stretch(start, line.end),),), time))


def _head(draft: Draft, words: str) -> None:
    """Title and date from a line before the first speaker."""
    words = words[:_LONGEST_LIST].lstrip("#>*_- \t\ufeff").rstrip("*_- \t")
    if not words:
        return
    draft.date = draft.date or day_in(words)
    draft.title = draft.title or re.sub(
        r"^(?:call|title|meeting|subject)\s*:\s*", "", words, flags=re.IGNORECASE
    )


def _is_furniture(line: str) -> bool:
    return len(line) <= _LONGEST_HEADER and bool(_FURNITURE.match(line))


def _is_list(line: str) -> bool:
    return len(line) <= _LONGEST_LIST and bool(_LISTED.match(line))


def _listed(line: str) -> Iterator[str]:
    """Names of a line such as `Attendees: Gail Brunner (plant), Hector`."""
    if _is_list(line) and (match := _LISTED.match(line)):
        for name in re.split(r"[,;&/]|\band\b", re.sub(r"\([^)]*\)", "", match.group("names"))):
            if name.strip(" *_."):
                yield " ".join(name.strip(" *_.").split())


def _seconds(time: str, ampm: str) -> float | None:
    seconds = clock_seconds(time)
    if seconds is None or not ampm.strip():
        return seconds
    hours = seconds // 3600 % 12 + (12 if ampm.strip().lower().startswith("p") else 0)
    return hours * 3600 + seconds % 3600
