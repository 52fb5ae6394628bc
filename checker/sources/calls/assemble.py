"""From what a reader finds to a `Call`: consecutive cues of one speaker become one turn.

A reader gives a `Draft`: cues in the order of the file, each a few lines of one speaker, each line a
run of stretches of the file. Here they are joined with one space, with a break kept at every line and
cue, so that no quote crosses one; empty cues are dropped; speakers are listed as they first speak.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from checker.model import Call, Speaker, Turn, digest
from checker.sources.stretches import Stretch, add, plain, trimmed
from checker.sources.text import MapBuilder, SourceText

UNKNOWN_SPEAKER = "Unknown Speaker"


@dataclass(frozen=True, slots=True)
class Cue:
    """What one speaker says in one cue, line or sentence object.

    Attributes:
        speaker: Key into `Draft.speakers`, or the name itself where the file has only names.
        lines: Each a run of stretches of the file.
        time: Start in seconds from the start of the call, where known.
        locator: Place in the file where lines do not find it.
    """

    speaker: str
    lines: tuple[tuple[Stretch, ...], ...]
    time: float | None = None
    locator: str | None = None


@dataclass(slots=True)
class Draft:
    """One transcript as a reader finds it; see `Call` for the fields."""

    format: str
    cues: list[Cue] = field(default_factory=list)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    id: str | None = None
    title: str = ""
    date: str | None = None
    account: str | None = None
    notes: list[str] = field(default_factory=list)


def assemble(draft: Draft, source: SourceText, file: str) -> Call:
    """A `Call` of a draft; it has no turns if nobody says anything."""
    order: dict[str, int] = {}
    turns: list[Turn] = []
    for run in _runs(draft.cues, source.text):
        builder = MapBuilder(source)
        last = 0
        for line in (trimmed(source.text, line) for cue in run for line in cue.lines):
            if not line:
                continue
            if builder.length:
                builder.space(last)
                builder.interrupt()
            add(builder, source.text, line)
            last = line[-1].end
        text, places = builder.build(_place(run))
        if text:
            speaker = order.setdefault(run[0].speaker, len(order))
            turns.append(Turn(len(turns), speaker, text, places, _time(run[0].time)))
    speakers = tuple(draft.speakers.get(key) or Speaker(key or UNKNOWN_SPEAKER) for key in order)
    said = (part for turn in turns for part in (speakers[turn.speaker].name, turn.text))
    return Call(
        id=draft.id or digest(*said),
        file=file,
        format=draft.format,
        speakers=speakers,
        turns=tuple(turns),
        title=" ".join(draft.title.split()),
        date=draft.date,
        account=draft.account or None,
        notes=tuple(draft.notes),
    )


def _runs(cues: list[Cue], text: str) -> Iterator[list[Cue]]:
    """Consecutive cues of one speaker; cues without words neither join nor part them."""
    run: list[Cue] = []
    for cue in cues:
        if not any(plain(text, line).strip() for line in cue.lines):
            continue
        if run and run[-1].speaker != cue.speaker:
            yield run
            run = []
        run.append(cue)
    if run:
        yield run


def _place(run: list[Cue]) -> str | None:
    """Locator of a run: of its only cue, or from the first to the last."""
    first, last = run[0].locator, run[-1].locator
    return first if first == last or not last else f"{first} .. {last}"


def _time(seconds: float | None) -> float | None:
    """Seconds, or None for what is no time in a call (negative, not a number)."""
    return round(seconds, 3) if seconds is not None and math.isfinite(seconds) and seconds >= 0 else None
