"""Calls, deals and claims as compact bytes, and back without loss.

Source maps are most of a call: their pieces are written as differences, which zlib packs well.
Lone surrogates survive because JSON is written as ASCII.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from typing import Any

from checker.model import Call, Claim, Deal, Piece, Position, SourceMap, Span, Speaker, Statement, Turn

FORMAT = 1
_DEAL = tuple(field.name for field in fields(Deal))
_HEAD = 4096  # bytes of JSON unpacked at a time for a head


class CodecError(ValueError):
    """The bytes were not written by this module."""


def pack(value: Any) -> bytes:
    """Compressed JSON of lists, strings, numbers and None."""
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), 6)


def unpack(data: bytes) -> Any:
    """Inverse of `pack`.

    Raises:
        CodecError: Damaged bytes.
    """
    try:
        return json.loads(zlib.decompress(data))
    except (zlib.error, ValueError) as error:
        raise CodecError(f"damaged record: {error}") from error


def encode_call(call: Call) -> bytes:
    """One call with its turns and their places."""
    speakers = [[s.name, s.side, s.told_by, s.email] for s in call.speakers]
    turns = [[t.index, t.speaker, t.text, t.time, _flat(t.source)] for t in call.turns]
    head = [call.id, call.file, call.format, call.title, call.date, call.account, list(call.notes)]
    return pack([FORMAT, head, speakers, turns])


def decode_call(data: bytes) -> Call:
    """Inverse of `encode_call`.

    Raises:
        CodecError: Damaged bytes, or written by another version.
    """
    return _call_of(unpack(data))


def decode_turn(data: bytes, number: int) -> Turn:
    """One turn of an encoded call, without the work of making the others.

    Raises:
        CodecError: Damaged bytes, written by another version, or the call has no such turn.
    """
    try:
        version, _, _, turns = unpack(data)
        _check(version)
        return _turn(turns[number])
    except (TypeError, ValueError, IndexError) as error:
        raise error if isinstance(error, CodecError) else CodecError(f"damaged record: {error}") from error


def _check(version: Any) -> None:
    if version != FORMAT:
        raise CodecError(f"record of format {version}, this version reads {FORMAT}")


def _turn(fields: Any) -> Turn:
    index, speaker, text, time, flat = fields
    return Turn(index, speaker, text, _source(flat), time)


def _call_of(record: Any) -> Call:
    try:
        version, head, speakers, turns = record
        _check(version)
        ident, file, format_, title, date, account, notes = head
        return Call(
            id=ident,
            file=file,
            format=format_,
            speakers=tuple(Speaker(*fields) for fields in speakers),
            turns=tuple(map(_turn, turns)),
            title=title,
            date=date,
            account=account,
            notes=tuple(notes),
        )
    except (TypeError, ValueError, IndexError) as error:
        raise error if isinstance(error, CodecError) else CodecError(f"damaged record: {error}") from error


def decode_head(data: bytes) -> Call:
    """A call without its turns, from the beginning of its bytes: all of them need not be there.

    Raises:
        CodecError: Damaged bytes, or written by another version.
    """
    try:
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(data, _HEAD).decode("ascii")
        while (found := _first_three(text)) is None:
            more = unpacking.decompress(unpacking.unconsumed_tail, _HEAD).decode("ascii")
            if not more:
                raise CodecError("damaged record: it ends in its head")
            text += more
        return _call_of([*found, []])
    except (zlib.error, UnicodeDecodeError) as error:
        raise CodecError(f"damaged record: {error}") from error


def _first_three(text: str) -> list[Any] | None:
    """The first three of a list of JSON values; None where the text ends before."""
    found: list[Any] = []
    at = 1
    for _ in range(3):
        try:
            value, at = json.JSONDecoder().raw_decode(text, at)
        except ValueError:
            return None
        found.append(value)
        at += 1  # the comma
    return found


def encode_deal(deal: Deal) -> bytes:
    """One row of the deals file."""
    *head, calls, contacts, days = (getattr(deal, name) for name in _DEAL)
    return pack([*head, list(calls), list(contacts), list(days)])


def decode_deal(data: bytes) -> Deal:
    """Inverse of `encode_deal`; records of before deals had contacts, or days, have none."""
    ident, account, stage, segment, amount, currency, outcome, date, calls, *rest = unpack(data)
    lists = (tuple(calls), *map(tuple, rest))
    return Deal(ident, account, stage, segment, amount, currency, outcome, date, *lists)


def encode_claim(claim: Claim) -> bytes:
    """One claim with its place."""
    start, end = claim.span.start, claim.span.end
    place = [start.line, start.column, end.line, end.column, claim.span.locator]
    return pack([claim.id, claim.file, claim.quote, place, claim.kind, claim.context, claim.asset])


def decode_claim(data: bytes) -> Claim:
    """Inverse of `encode_claim`."""
    ident, file, quote, (line, column, end_line, end_column, locator), *rest = unpack(data)
    span = Span(Position(line, column), Position(end_line, end_column), locator)
    return Claim(ident, file, quote, span, *rest)


def statement_fields(statement: Statement) -> list[Any]:
    """A statement as a list, in the order of its fields."""
    s = statement
    place = [s.id, s.call, s.file, s.turn, s.start, s.end]
    return [*place, s.text, s.context, s.speaker, s.side, s.time, s.account]


def _flat(source: SourceMap) -> list[Any]:
    """[length, locator, breaks, pieces]; a piece is five numbers, each less the one before it."""
    numbers: list[int] = []
    at, line = 0, 1
    for p in source.pieces:
        numbers += (p.start - at, p.line - line, p.column, p.end_line - p.line, p.end_column - p.column)
        at, line = p.start, p.line
    breaks = [b - a for a, b in zip((0, *source.breaks), source.breaks, strict=False)]
    return [source.length, source.locator, breaks, numbers]


def _source(flat: list[Any]) -> SourceMap:
    length, locator, steps, numbers = flat
    pieces: list[Piece] = []
    at, line = 0, 1
    for start, down, column, lines, columns in zip(*[iter(numbers)] * 5, strict=True):
        at, line = at + start, line + down
        pieces.append(Piece(at, line, column, line + lines, column + columns))
    breaks: list[int] = []
    for step in steps:
        breaks.append(step + (breaks[-1] if breaks else 0))
    return SourceMap(tuple(pieces), length, locator, tuple(breaks))
