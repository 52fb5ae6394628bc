"""Amazon Transcribe: the result of a batch job, with speakers or channels told apart.

Source: https://docs.aws.amazon.com/transcribe/latest/dg/diarization-output-batch.html. Times are
strings of seconds; punctuation has none. Where `audio_segments` are there, each is a cue; else the
words are put together again to sentences, with the speaker of each word or of the segment it lies in.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from checker.model import Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Cue, Draft
from checker.sources.calls.outside import Number, Outside, Rows, Word, cue, parse
from checker.sources.json_places import JsonDocument, Path, locator
from checker.sources.stretches import Stretch, plain


class _Item(Outside):
    type: Word = None
    start_time: Number = None
    speaker_label: Word = None
    channel_label: Word = None


class _Segment(Outside):
    start_time: Number = None
    end_time: Number = None
    speaker_label: Word = None


class _Labels(Outside):
    segments: Rows[_Segment] = Field(default_factory=list)


class _Results(Outside):
    items: Rows[_Item] = Field(default_factory=list)
    speaker_labels: _Labels | None = None
    audio_segments: Rows[_Segment] = Field(default_factory=list)


class _Job(Outside):
    jobName: Word = None
    results: _Results


def matches(value: object) -> bool:
    """True for an object whose results have transcripts and items."""
    results = value.get("results") if isinstance(value, dict) else None
    return isinstance(results, dict) and {"transcripts", "items"} <= results.keys()


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a job's result."""
    job = parse(_Job, value, document, path, "Amazon Transcribe")
    draft = Draft("aws-transcribe", id=job.jobName)
    path = (*path, "results")
    segments = job.results.audio_segments
    if segments and all(
        (*path, "audio_segments", i, "transcript") in document.strings for i in range(len(segments))
    ):
        for i, segment in enumerate(segments):
            speaker = segment.speaker_label or UNKNOWN_SPEAKER
            draft.cues.append(
                cue(document, speaker, (*path, "audio_segments", i, "transcript"), segment.start_time)
            )
    else:
        draft.cues.extend(_sentences(document, job.results, path))
    draft.speakers = {c.speaker: Speaker(c.speaker) for c in draft.cues}
    if draft.speakers.keys() == {UNKNOWN_SPEAKER}:
        draft.notes.append("no speakers: transcribe again with ShowSpeakerLabels on")
    return [draft]


def _sentences(document: JsonDocument, results: _Results, path: Path) -> Iterator[Cue]:
    """Words of one speaker up to the end of a sentence, spaces put in except before punctuation."""
    words: list[Stretch] = []
    speaker, time, place, ended = UNKNOWN_SPEAKER, None, path, False
    labels = _labels(results)
    for i, (item, label) in enumerate(zip(results.items, labels, strict=True)):
        here = (*path, "items", i)
        said = document.stretches((*here, "alternatives", 0, "content"))
        if not said:
            continue
        punctuation = item.type == "punctuation"
        if words and not punctuation and (ended or label != speaker):
            yield Cue(speaker, (tuple(words),), time, locator(place))
            words = []
        if not words:
            speaker, time, place = label, item.start_time, here
        elif not punctuation:
            words.append(Stretch(said[0].start, said[0].start, " "))
        words.extend(said)
        ended = punctuation and plain(document.source.text, said).strip() in {".", "?", "!", "。"}
    if words:
        yield Cue(speaker, (tuple(words),), time, locator(place))


def _labels(results: _Results) -> list[str]:
    """The speaker of each item: its own label, else that of the segment it lies in, else the last one's."""
    segments = results.speaker_labels.segments if results.speaker_labels else []
    labels: list[str] = []
    at = 0
    for item in results.items:
        label = item.speaker_label or item.channel_label
        if not label and item.start_time is not None:
            while at + 1 < len(segments) and (segments[at + 1].start_time or 0.0) <= item.start_time:
                at += 1
            label = segments[at].speaker_label if segments else None
        labels.append(label or (labels[-1] if labels else UNKNOWN_SPEAKER))
    return labels
