"""AssemblyAI: a transcript with speaker labels.

Source: https://www.assemblyai.com/docs/api-reference/transcripts. Times are milliseconds. Speakers are
letters (`A`), or names where speaker identification was on. Without speaker labels `utterances` is
null: the text is then one turn of an unknown speaker, and a note says what to switch on.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.outside import Number, Outside, Rows, Word, cue, first_of, parse
from checker.sources.json_places import JsonDocument, Path


class _Utterance(Outside):
    speaker: Word = None
    start: Number = None


class _Transcript(Outside):
    id: Word = None
    utterances: Rows[_Utterance] = Field(default_factory=list)


def matches(value: object) -> bool:
    """True for a transcript of AssemblyAI, with utterances or without."""
    if not isinstance(value, dict) or not {"utterances", "text"} <= value.keys():
        return False
    return bool({"audio_duration", "audio_url", "language_code", "status"} & value.keys()) or (
        {"speaker", "text", "start", "confidence"} <= first_of(value, "utterances").keys()
    )


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of an AssemblyAI transcript."""
    call = parse(_Transcript, value, document, path, "AssemblyAI")
    draft = Draft("assemblyai", id=call.id)
    for i, said in enumerate(call.utterances):
        label = said.speaker or ""
        name = f"Speaker {label}" if 0 < len(label) <= 2 else label or UNKNOWN_SPEAKER
        draft.speakers.setdefault(label, Speaker(name))
        time = None if said.start is None else said.start / 1000
        draft.cues.append(cue(document, label, (*path, "utterances", i, "text"), time))
    if not draft.cues:
        draft.cues.append(cue(document, "", (*path, "text"), None))
        draft.notes.append("no speakers: transcribe again with speaker_labels on")
    return [draft]
