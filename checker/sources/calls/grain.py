"""Grain: the JSON transcript of a recording, a list of segments, alone or with the recording.

Source: https://developers.grain.com (Get recording transcript, JSON). Times are milliseconds. The
`scope` of a recording's participant, internal or external, tells the side; `participant_id` joins.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Side, Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.outside import (
    Number,
    Outside,
    Rows,
    Word,
    cue,
    day_of,
    first_item,
    first_of,
    parse,
)
from checker.sources.json_places import JsonDocument, Path


class _Segment(Outside):
    speaker: Word = None
    participant_id: Word = None
    start: Number = None


class _Participant(Outside):
    id: Word = None
    name: Word = None
    email: Word = None
    scope: Word = None


class _Recording(Outside):
    id: Word = None
    title: Word = None
    start_datetime: Word = None
    transcript: Rows[_Segment] = Field(default_factory=list)
    participants: Rows[_Participant] = Field(default_factory=list)


def matches(value: object) -> bool:
    """True for a list of segments with participant ids, and for a recording that holds one."""
    head = first_item(value) or first_of(value, "transcript")
    return {"participant_id", "text", "start"} <= head.keys()


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a Grain recording."""
    where = path if isinstance(value, list) else (*path, "transcript")
    whole = {"transcript": value} if isinstance(value, list) else value
    recording = parse(_Recording, whole, document, path, "Grain")
    draft = Draft(
        "grain", id=recording.id, title=recording.title or "", date=day_of(recording.start_datetime)
    )
    people = {person.id: person for person in recording.participants}
    for i, segment in enumerate(recording.transcript):
        key = segment.participant_id or segment.speaker or ""
        if key not in draft.speakers:
            draft.speakers[key] = _speaker(segment, people.get(segment.participant_id))
        time = None if segment.start is None else segment.start / 1000
        draft.cues.append(cue(document, key, (*where, i, "text"), time))
    return [draft]


def _speaker(segment: _Segment, person: _Participant | None) -> Speaker:
    name = segment.speaker or (person.name if person else None) or UNKNOWN_SPEAKER
    if person is None:
        return Speaker(name)
    sides: dict[str, Side] = {"internal": "ours", "external": "buyer"}
    side = sides.get((person.scope or "").casefold(), "unknown")
    return Speaker(name, side, "" if side == "unknown" else "export: scope", person.email)
