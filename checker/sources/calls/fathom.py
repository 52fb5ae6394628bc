"""Fathom: `GET /external/v1/recordings/{id}/transcript` and meetings with `include_transcript`.

Source: https://developers.fathom.ai/api-reference/recordings/get-transcript. A time stamp is an
`HH:MM:SS` string, the start only. `is_external` of the calendar invitee with the speaker's address (or
matched name) tells the side.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.clock import clock_seconds
from checker.sources.calls.outside import Outside, Rows, Word, cue, day_of, first_of, parse
from checker.sources.json_places import JsonDocument, Path


class _Person(Outside):
    display_name: Word = None
    matched_calendar_invitee_email: Word = None


class _Entry(Outside):
    speaker: _Person | None = None
    timestamp: Word = None


class _Invitee(Outside):
    name: Word = None
    matched_speaker_display_name: Word = None
    email: Word = None
    is_external: bool | None = None


class _Meeting(Outside):
    title: Word = None
    meeting_title: Word = None
    recording_id: Word = None
    recording_start_time: Word = None
    scheduled_start_time: Word = None
    created_at: Word = None
    transcript: Rows[_Entry] = Field(default_factory=list)
    calendar_invitees: Rows[_Invitee] = Field(default_factory=list)


def matches(value: object) -> bool:
    """True for an object whose transcript has speakers with display names."""
    speaker = first_of(value, "transcript").get("speaker")
    return isinstance(speaker, dict) and "display_name" in speaker


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a Fathom meeting."""
    meeting = parse(_Meeting, value, document, path, "Fathom")
    draft = Draft("fathom", id=meeting.recording_id, title=meeting.meeting_title or meeting.title or "")
    draft.date = day_of(meeting.recording_start_time or meeting.scheduled_start_time or meeting.created_at)
    for i, entry in enumerate(meeting.transcript):
        person = entry.speaker or _Person()
        name = person.display_name or UNKNOWN_SPEAKER
        if name not in draft.speakers or draft.speakers[name].email is None:
            draft.speakers[name] = _speaker(
                name, person.matched_calendar_invitee_email, meeting.calendar_invitees
            )
        time = clock_seconds(entry.timestamp) if entry.timestamp else None
        draft.cues.append(cue(document, name, (*path, "transcript", i, "text"), time))
    return [draft]


def _speaker(name: str, email: str | None, invitees: list[_Invitee]) -> Speaker:
    for invitee in invitees:
        names = {invitee.name, invitee.matched_speaker_display_name}
        if (email and invitee.email == email) or (not email and name in names):
            email = invitee.email
            if invitee.is_external is not None:
                return Speaker(name, "buyer" if invitee.is_external else "ours", "export: is_external", email)
    return Speaker(name, email=email)
