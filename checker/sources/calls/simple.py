"""The checker's own simple JSON, for whatever recorder is not known here.

    {"id": "…", "title": "…", "date": "2026-02-03", "account": "…",
     "speakers": [{"name": "…", "email": "…", "side": "ours"}],
     "turns": [{"speaker": "…", "time": "0:12", "text": "…"}]}

Only `turns` with `text` are needed. `time` is seconds or `[H:]MM:SS` from the start, `side` is ours or
buyer, `speaker` names one of `speakers` or stands for itself. A bare list of turns will do as well.
"""

from __future__ import annotations

from pydantic import Field

from checker.model import Side, Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Draft
from checker.sources.calls.clock import seconds_of
from checker.sources.calls.outside import Outside, Rows, Word, cue, day_of, first_item, first_of, parse
from checker.sources.json_places import JsonDocument, Path

_SIDES: dict[str, Side] = {"ours": "ours", "buyer": "buyer"}


class _Speaker(Outside):
    name: str
    email: Word = None
    side: Word = None


class _Turn(Outside):
    speaker: Word = None
    time: Word = None


class _Call(Outside):
    id: Word = None
    title: Word = None
    date: Word = None
    account: Word = None
    speakers: Rows[_Speaker] = Field(default_factory=list)
    turns: Rows[_Turn] = Field(default_factory=list)


def matches(value: object) -> bool:
    """True for an object with turns of text, and for a list of turns."""
    return "text" in first_of(value, "turns") or {"speaker", "text"} <= first_item(value).keys()


def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
    """The one call of a simple JSON file."""
    where = path if isinstance(value, list) else (*path, "turns")
    call = parse(
        _Call, {"turns": value} if isinstance(value, list) else value, document, path, "the simple format"
    )
    draft = Draft("json", id=call.id, title=call.title or "", date=day_of(call.date), account=call.account)
    for person in call.speakers:
        side = _SIDES.get((person.side or "").casefold(), "unknown")
        told_by = "" if side == "unknown" else "export: side"
        draft.speakers[person.name] = Speaker(person.name, side, told_by, person.email)
    for i, turn in enumerate(call.turns):
        time = seconds_of(turn.time) if turn.time else None
        draft.cues.append(cue(document, turn.speaker or UNKNOWN_SPEAKER, (*where, i, "text"), time))
    return [draft]
