"""Gong: `POST /v2/calls/transcript`, joined with the parties of `POST /v2/calls/extensive`.

Source: https://gong.app.gong.io/settings/api/documentation. Sentence times are milliseconds from the
start; a party's `affiliation` is Internal, External or Unknown. Read are the response as it comes (the
voices stay numbered then), with `parties` beside it, with the `calls` of the extensive response beside
it, and single calls that carry `transcript` and `parties` themselves.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Side, Speaker
from checker.sources.calls.assemble import Draft
from checker.sources.calls.outside import (
    Number,
    Outside,
    Rows,
    Word,
    cue,
    day_of,
    first_item,
    first_of,
    parse,
)
from checker.sources.json_places import JsonDocument, Path


class _Sentence(Outside):
    start: Number = None


class _Monologue(Outside):
    speakerId: Word = None
    sentences: Rows[_Sentence] = Field(default_factory=list)


class _Party(Outside):
    speakerId: Word = None
    name: Word = None
    emailAddress: Word = None
    affiliation: Word = None


class _MetaData(Outside):
    id: Word = None
    title: Word = None
    started: Word = None


class _Call(Outside):
    callId: Word = None
    transcript: Rows[_Monologue] = Field(default_factory=list)
    parties: Rows[_Party] = Field(default_factory=list)
    metaData: _MetaData | None = None


class _Response(Outside):
    callTranscripts: Rows[_Call] = Field(default_factory=list)
    parties: Rows[_Party] = Field(default_factory=list)
    calls: Rows[_Call] = Field(default_factory=list)
    metaData: _MetaData | None = None


def matches(value: object) -> bool:
    """True for a transcript response and for a call that carries its transcript."""
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("callTranscripts"), list):
        return True
    return "sentences" in first_of(value, "transcript") or (
        "parties" in first_of(value, "calls")
        and "sentences" in first_item(first_of(value, "calls").get("transcript"))
    )


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The calls of a Gong export."""
    if isinstance(value, dict) and "callTranscripts" not in value:
        if "sentences" in first_of(value, "transcript"):
            call = parse(_Call, value, document, path, "Gong")
            return [_draft(document, path, call, call.parties, call.metaData)]
        response = parse(_Response, value, document, path, "Gong")
        return [
            _draft(document, (*path, "calls", i), call, call.parties, call.metaData)
            for i, call in enumerate(response.calls)
        ]
    response = parse(_Response, value, document, path, "Gong")
    known = {call.metaData.id: call for call in response.calls if call.metaData and call.metaData.id}
    drafts = []
    for i, call in enumerate(response.callTranscripts):
        more = known.get(call.callId) if call.callId else None
        parties = [*response.parties, *call.parties, *(more.parties if more else [])]
        meta = call.metaData or (more.metaData if more else response.metaData)
        drafts.append(_draft(document, (*path, "callTranscripts", i), call, parties, meta))
    return drafts


def _draft(
    document: JsonDocument, path: Path, call: _Call, parties: list[_Party], meta: _MetaData | None
) -> Draft:
    draft = Draft("gong", id=call.callId or (meta.id if meta else None))
    if meta:
        draft.title, draft.date = meta.title or "", day_of(meta.started)
    for party in parties:
        if party.speakerId:
            draft.speakers[party.speakerId] = _speaker(party)
    for i, monologue in enumerate(call.transcript):
        speaker = monologue.speakerId or ""
        if speaker and speaker not in draft.speakers:
            number = 1 + sum(s.name.startswith("Speaker ") for s in draft.speakers.values())
            draft.speakers[speaker] = Speaker(f"Speaker {number}")
        for j, sentence in enumerate(monologue.sentences):
            place = (*path, "transcript", i, "sentences", j, "text")
            time = None if sentence.start is None else sentence.start / 1000
            draft.cues.append(cue(document, speaker, place, time))
    return draft


def _speaker(party: _Party) -> Speaker:
    sides: dict[str, Side] = {"internal": "ours", "external": "buyer"}
    side = sides.get((party.affiliation or "").casefold(), "unknown")
    told_by = "" if side == "unknown" else "export: affiliation"
    return Speaker(party.name or party.emailAddress or "Unknown Speaker", side, told_by, party.emailAddress)
