"""Chorus (ZoomInfo): `GET /api/v1/conversations/{id}` with `recording.utterances`.

Source: https://api-docs.chorus.ai. `snippet_time` is seconds from the start; `speaker_type` is rep or
customer (also `prospect`). The utterances stand under `data.attributes.recording` (JSON:API) or
directly under `recording`.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Side, Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.outside import Number, Outside, Rows, Word, cue, day_of, first_of, parse
from checker.sources.json_places import JsonDocument, Path


class _Utterance(Outside):
    speaker_id: Word = None
    speaker_name: Word = None
    speaker_type: Word = None
    snippet_time: Number = None


class _Recording(Outside):
    start_time: Word = None
    utterances: Rows[_Utterance] = Field(default_factory=list)


class _Account(Outside):
    name: Word = None


class _Conversation(Outside):
    name: Word = None
    account: _Account | None = None
    recording: _Recording


class _Resource(Outside):
    id: Word = None
    attributes: _Conversation


def matches(value: object) -> bool:
    """True for a conversation and for the JSON:API resource that holds one."""
    if not isinstance(value, dict):
        return False
    inner = value.get("attributes", value)
    return isinstance(inner, dict) and "snippet" in first_of(inner.get("recording"), "utterances")


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a Chorus conversation."""
    draft = Draft("chorus")
    if isinstance(value, dict) and "attributes" in value:
        resource = parse(_Resource, value, document, path, "Chorus")
        draft.id, call, path = resource.id, resource.attributes, (*path, "attributes")
    else:
        call = parse(_Conversation, value, document, path, "Chorus")
    draft.title, draft.date = call.name or "", day_of(call.recording.start_time)
    draft.account = call.account.name if call.account else None
    for i, said in enumerate(call.recording.utterances):
        key = said.speaker_id or said.speaker_name or ""
        draft.speakers.setdefault(key, _speaker(said))
        draft.cues.append(
            cue(document, key, (*path, "recording", "utterances", i, "snippet"), said.snippet_time)
        )
    return [draft]


def _speaker(said: _Utterance) -> Speaker:
    sides: dict[str, Side] = {"rep": "ours", "customer": "buyer", "prospect": "buyer"}
    side = sides.get((said.speaker_type or "").casefold(), "unknown")
    return Speaker(
        said.speaker_name or UNKNOWN_SPEAKER, side, "" if side == "unknown" else "export: speaker_type"
    )
