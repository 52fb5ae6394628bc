"""Points: what a call says in standalone sentences, each resting on located quotes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from checker.model import digest

About = Literal["us", "vendor", "market", "other"]
Who = Literal["buyer", "ours"]
PointKind = Literal[
    "need", "priority", "objection", "experience", "incumbent", "indifference", "question", "promise"
]
FORMAT = 1


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one turn: `call.turns[turn].text[start:end]`."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Point:
    """A standalone sentence on what a call says, and the words it rests on.

    Attributes:
        id: Digest of the call and the point.
        call: Id of the call.
        file: File of the call.
        about: Us, the vendor that the buyer uses today, the market, or something else.
        who: Whose words it rests on.
        kind: What it is; `promise` is what our own side states.
        text: The sentence, by a model.
        quotes: At least one, in order.
    """

    id: str
    call: str
    file: str
    about: About
    who: Who
    kind: PointKind
    text: str
    quotes: tuple[Place, ...]


def make_point(
    call: str, file: str, about: About, who: Who, kind: PointKind, text: str, quotes: Iterable[Place]
) -> Point:
    """A point with its id."""
    places = tuple(sorted(set(quotes)))
    ident = digest(file, call, who, text, *(f"{p.turn}:{p.start}:{p.end}" for p in places))
    return Point(ident, call, file, about, who, kind, text, places)


def encode_points(points: Iterable[Point], dropped: int) -> str:
    """Points of one call as JSON, without the call's name, which is no part of its content."""
    rows = [[p.about, p.who, p.kind, p.text, [[q.turn, q.start, q.end] for q in p.quotes]] for p in points]
    return json.dumps({"format": FORMAT, "dropped": dropped, "points": rows}, separators=(",", ":"))


def decode_points(data: str, call: str, file: str) -> tuple[tuple[Point, ...], int] | None:
    """Inverse of `encode_points`, for a call of that content; None if it was written by another version."""
    try:
        read = json.loads(data)
        if read["format"] != FORMAT:
            return None
        points = tuple(
            make_point(call, file, about, who, kind, text, (Place(*q) for q in quotes))
            for about, who, kind, text, quotes in read["points"]
        )
        return points, int(read["dropped"])
    except (ValueError, KeyError, TypeError):
        return None
