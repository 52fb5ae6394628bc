"""Google Meet: the transcript entries of the REST API v2, with the participants where given.

Source: https://developers.google.com/meet/api/reference/rest/v2/conferenceRecords.transcripts.entries.
Times are absolute (RFC 3339) and are made relative to the first entry. `participant` is a resource
name; a list `participants` beside the entries gives display names. Transcripts that Meet writes as
documents are plain text (see `dialogue`).
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Speaker
from checker.sources.calls.assemble import Draft
from checker.sources.calls.clock import iso_moment
from checker.sources.calls.outside import Outside, Rows, Word, cue, first_item, first_of, parse
from checker.sources.json_places import JsonDocument, Path

_KEYS = ("transcriptEntries", "entries")


class _Entry(Outside):
    participant: Word = None
    startTime: Word = None


class _User(Outside):
    displayName: Word = None


class _Participant(Outside):
    name: Word = None
    signedinUser: _User | None = None
    anonymousUser: _User | None = None
    phoneUser: _User | None = None


class _Entries(Outside):
    name: Word = None
    entries: Rows[_Entry] = Field(default_factory=list)
    participants: Rows[_Participant] = Field(default_factory=list)


def matches(value: object) -> bool:
    """True for a list of transcript entries, bare or under its key."""
    heads = [first_item(value), *(first_of(value, key) for key in _KEYS)]
    return any({"participant", "text", "startTime"} <= head.keys() for head in heads)


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a list of entries."""
    if isinstance(value, dict):
        key = next(key for key in _KEYS if key in value)
        call = parse(_Entries, {**value, "entries": value[key]}, document, path, "Google Meet")
        path = (*path, key)
    else:
        call = parse(_Entries, {"entries": value}, document, path, "Google Meet")
    draft = Draft("google-meet", id=call.name, speakers=_speakers(call))
    moments = [iso_moment(entry.startTime) if entry.startTime else None for entry in call.entries]
    origin = next((moment for moment in moments if moment), None)
    draft.date = origin.date().isoformat() if origin else None
    for i, (entry, moment) in enumerate(zip(call.entries, moments, strict=True)):
        time = (moment - origin).total_seconds() if moment and origin else None
        draft.cues.append(cue(document, entry.participant or "", (*path, i, "text"), time))
    return [draft]


def _speakers(call: _Entries) -> dict[str, Speaker]:
    speakers = {}
    for person in call.participants:
        user = person.signedinUser or person.anonymousUser or person.phoneUser
        if person.name and user and user.displayName:
            speakers[person.name] = Speaker(user.displayName)
    number = sum(s.name.startswith("Participant ") for s in speakers.values())
    for entry in call.entries:
        if entry.participant and entry.participant not in speakers:
            number += 1
            speakers[entry.participant] = Speaker(f"Participant {number}")
    return speakers
