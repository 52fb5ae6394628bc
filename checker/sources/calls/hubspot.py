"""HubSpot: third-party transcripts of the calling extensions API, as sent and as fetched.

Source: https://developers.hubspot.com/docs/api-reference/latest/crm/extensions/calling-extensions/
third-party-transcripts. Times are milliseconds.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.outside import Number, Outside, Rows, Word, cue, day_of, first_of, parse
from checker.sources.json_places import JsonDocument, Path

_KEYS = ("transcriptUtterances", "transcriptCreateUtterances", "utterances")


class _Person(Outside):
    id: Word = None
    name: Word = None
    email: Word = None


class _Utterance(Outside):
    speaker: _Person | None = None
    startTimeMillis: Number = None


class _Transcript(Outside):
    id: Word = None
    engagementId: Word = None
    createdAt: Word = None
    utterances: Rows[_Utterance] = Field(default_factory=list)


def matches(value: object) -> bool:
    """True for an object with a list of utterances timed by `startTimeMillis`."""
    return any("startTimeMillis" in first_of(value, key) for key in _KEYS)


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a HubSpot transcript."""
    assert isinstance(value, dict)  # `matches` said so
    key = next(key for key in _KEYS if key in value)
    call = parse(_Transcript, {**value, "utterances": value[key]}, document, path, "HubSpot")
    draft = Draft("hubspot", id=call.engagementId or call.id, date=day_of(call.createdAt))
    for i, said in enumerate(call.utterances):
        person = said.speaker or _Person()
        speaker = person.id or person.email or person.name or ""
        draft.speakers.setdefault(
            speaker, Speaker(person.name or person.email or UNKNOWN_SPEAKER, email=person.email)
        )
        time = None if said.startTimeMillis is None else said.startTimeMillis / 1000
        draft.cues.append(cue(document, speaker, (*path, key, i, "text"), time))
    return [draft]
