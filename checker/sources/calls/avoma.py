"""Avoma: `GET /v1/transcriptions/`, one transcription or the list of them.

Source: https://dev694.avoma.com. `timestamps` has one number of seconds a word, so a cue starts at the
first; `is_rep` of a speaker tells the side.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.outside import Number, Outside, Rows, Word, cue, first_of, parse
from checker.sources.json_places import JsonDocument, Path


class _Part(Outside):
    speaker_id: Word = None
    timestamps: Rows[Number] = Field(default_factory=list)


class _Speaker(Outside):
    id: Word = None
    name: Word = None
    email: Word = None
    is_rep: bool | None = None


class _Transcription(Outside):
    uuid: Word = None
    meeting_uuid: Word = None
    subject: Word = None
    speakers: Rows[_Speaker] = Field(default_factory=list)
    transcript: Rows[_Part] = Field(default_factory=list)


def matches(value: object) -> bool:
    """True for an object whose transcript parts have the words under `transcript`."""
    return {"transcript", "speaker_id"} <= first_of(value, "transcript").keys()


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of an Avoma transcription."""
    call = parse(_Transcription, value, document, path, "Avoma")
    draft = Draft("avoma", id=call.meeting_uuid or call.uuid, title=call.subject or "")
    draft.speakers = {person.id: _speaker(person) for person in call.speakers if person.id}
    for i, part in enumerate(call.transcript):
        key = part.speaker_id or ""
        draft.speakers.setdefault(key, Speaker(f"Speaker {key}" if key else UNKNOWN_SPEAKER))
        time = part.timestamps[0] if part.timestamps else None
        draft.cues.append(cue(document, key, (*path, "transcript", i, "transcript"), time))
    return [draft]


def _speaker(person: _Speaker) -> Speaker:
    name = person.name or person.email or f"Speaker {person.id}"
    if person.is_rep is None:
        return Speaker(name, email=person.email)
    return Speaker(name, "ours" if person.is_rep else "buyer", "export: is_rep", person.email)
