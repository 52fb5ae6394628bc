"""Fireflies: the GraphQL query `transcript(id)`, and the JSON download of a meeting.

Source: https://docs.fireflies.ai/schema/transcript. Sentence times are seconds (as numbers or
strings); `date` is milliseconds since 1970 or an ISO time stamp. E-mail addresses come from
`meeting_attendees` by name.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.clock import day_of_epoch
from checker.sources.calls.outside import Number, Outside, Rows, Word, cue, day_of, first_of, parse
from checker.sources.json_places import JsonDocument, Path


class _Sentence(Outside):
    speaker_name: Word = None
    speaker_id: Word = None
    start_time: Number = None


class _Speaker(Outside):
    id: Word = None
    name: Word = None


class _Attendee(Outside):
    displayName: Word = None
    name: Word = None
    email: Word = None


class _Transcript(Outside):
    id: Word = None
    title: Word = None
    date: Word = None
    dateString: Word = None
    sentences: Rows[_Sentence] = Field(default_factory=list)
    speakers: Rows[_Speaker] = Field(default_factory=list)
    meeting_attendees: Rows[_Attendee] = Field(default_factory=list)


def matches(value: object) -> bool:
    """True for an object with sentences that name or number their speaker."""
    head = first_of(value, "sentences")
    return bool({"text", "raw_text"} & head.keys()) and bool({"speaker_name", "speaker_id"} & head.keys())


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a Fireflies transcript."""
    call = parse(_Transcript, value, document, path, "Fireflies")
    draft = Draft("fireflies", id=call.id, title=call.title or "", date=_day(call))
    names = {speaker.id: speaker.name for speaker in call.speakers}
    emails = {(a.displayName or a.name or "").casefold(): a.email for a in call.meeting_attendees if a.email}
    for i, sentence in enumerate(call.sentences):
        name = sentence.speaker_name or names.get(sentence.speaker_id)
        if not name:
            name = f"Speaker {sentence.speaker_id}" if sentence.speaker_id else UNKNOWN_SPEAKER
        draft.speakers.setdefault(name, Speaker(name, email=emails.get(name.casefold())))
        place: Path = (*path, "sentences", i, "text")
        if place not in document.strings:
            place = (*path, "sentences", i, "raw_text")
        draft.cues.append(cue(document, name, place, sentence.start_time))
    return [draft]


def _day(call: _Transcript) -> str | None:
    try:
        return day_of_epoch(float(call.date or ""))
    except ValueError:
        return day_of(call.date) or day_of(call.dateString)
