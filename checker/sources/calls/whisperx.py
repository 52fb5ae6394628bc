"""Whisper and its kin: segments with times in seconds, and speakers where they were told apart.

Source: https://github.com/m-bain/whisperX (schema.py), `whisper --output_format json`, OpenAI's
`verbose_json` and `diarized_json`. `speaker` is `SPEAKER_00`, a letter or a name, and missing where
none was assigned: those words are an unknown speaker's.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.outside import Number, Outside, Rows, Word, cue, first_of, parse
from checker.sources.json_places import JsonDocument, Path


class _Segment(Outside):
    start: Number = None
    speaker: Word = None


class _Transcript(Outside):
    segments: Rows[_Segment] = Field(default_factory=list)


def matches(value: object) -> bool:
    """True for an object with segments of text and start."""
    return {"text", "start"} <= first_of(value, "segments").keys()


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a Whisper transcript."""
    call = parse(_Transcript, value, document, path, "Whisper")
    draft = Draft("whisper")
    for i, segment in enumerate(call.segments):
        label = segment.speaker or UNKNOWN_SPEAKER
        draft.speakers.setdefault(label, Speaker(f"Speaker {label}" if len(label) == 1 else label))
        draft.cues.append(cue(document, label, (*path, "segments", i, "text"), segment.start))
    if draft.speakers.keys() == {UNKNOWN_SPEAKER}:
        draft.notes.append("no speakers: transcribe again with diarisation (WhisperX)")
    return [draft]
