"""Deepgram: the response of `/v1/listen` with `diarize`, and `utterances` or `paragraphs`.

Source: https://developers.deepgram.com/docs/utterances, /diarize, /paragraphs. Times are seconds.
Speakers are numbers within a channel. Utterances are preferred, then sentences of paragraphs; with
neither, the words of the channels stand together without speakers, and a note says so.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.outside import Number, Outside, Rows, Word, cue, day_of, first_of, parse
from checker.sources.json_places import JsonDocument, Path


class _Utterance(Outside):
    start: Number = None
    channel: Word = None
    speaker: Word = None


class _Sentence(Outside):
    start: Number = None


class _Paragraph(Outside):
    speaker: Word = None
    sentences: Rows[_Sentence] = Field(default_factory=list)


class _Paragraphs(Outside):
    paragraphs: Rows[_Paragraph] = Field(default_factory=list)


class _Alternative(Outside):
    paragraphs: _Paragraphs | None = None


class _Channel(Outside):
    alternatives: Rows[_Alternative] = Field(default_factory=list)


class _Results(Outside):
    channels: Rows[_Channel] = Field(default_factory=list)
    utterances: Rows[_Utterance] = Field(default_factory=list)


class _MetaData(Outside):
    request_id: Word = None
    created: Word = None


class _Response(Outside):
    results: _Results
    metadata: _MetaData | None = None


def matches(value: object) -> bool:
    """True for a response whose results have channels with alternatives."""
    results = value.get("results") if isinstance(value, dict) else None
    return "alternatives" in first_of(results, "channels") or "transcript" in first_of(results, "utterances")


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a Deepgram response."""
    call = parse(_Response, value, document, path, "Deepgram")
    draft = Draft("deepgram")
    if call.metadata:
        draft.id, draft.date = call.metadata.request_id, day_of(call.metadata.created)
    path = (*path, "results")
    several = len({said.channel for said in call.results.utterances}) > 1 or len(call.results.channels) > 1
    for i, said in enumerate(call.results.utterances):
        key = _key(draft, said.speaker, said.channel if several else None)
        draft.cues.append(cue(document, key, (*path, "utterances", i, "transcript"), said.start))
    if not draft.cues:
        _paragraphs(draft, document, call.results, path)
    draft.cues.sort(key=lambda c: c.time if c.time is not None else 0.0)
    return [draft]


def _paragraphs(draft: Draft, document: JsonDocument, results: _Results, path: Path) -> None:
    several = len(results.channels) > 1
    for c, channel in enumerate(results.channels):
        where: Path = (*path, "channels", c, "alternatives", 0)
        best = channel.alternatives[0] if channel.alternatives else None
        if best is None or best.paragraphs is None:
            draft.cues.append(
                cue(document, _key(draft, None, str(c) if several else None), (*where, "transcript"), None)
            )
            draft.notes.append("no speakers: transcribe again with diarize and utterances on")
            continue
        for p, paragraph in enumerate(best.paragraphs.paragraphs):
            key = _key(draft, paragraph.speaker, str(c) if several else None)
            for s, sentence in enumerate(paragraph.sentences):
                place = (*where, "paragraphs", "paragraphs", p, "sentences", s, "text")
                draft.cues.append(cue(document, key, place, sentence.start))


def _key(draft: Draft, speaker: str | None, channel: str | None) -> str:
    """Key of a voice, entered among the speakers; a channel counts only where there are several."""
    parts = [f"Channel {channel}"] if channel is not None else []
    if speaker is not None:
        parts.append(f"Speaker {speaker}")
    name = ", ".join(parts) or UNKNOWN_SPEAKER
    draft.speakers.setdefault(name, Speaker(name))
    return name
