"""From located quotes to evidence with its place, speaker, account and the turns around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from checker.findings.quotes import verified
from checker.findings.reach import account_of, day_of
from checker.model import Call, Deal, Evidence, Relation

if TYPE_CHECKING:
    from checker.judge.looking import Quoted, Said


class Placer:
    """Makes evidence.

    Args:
        calls: By file and id.
        deals: Deal of each call, by call id.
    """

    def __init__(self, calls: Mapping[tuple[str, str], Call], deals: Mapping[str, Deal]) -> None:
        self._calls, self._deals = calls, deals

    def of(self, quotes: Iterable[Quoted], relation: Relation) -> list[Evidence]:
        """Evidence of each quote, in order; one that its turn does not hold is left out."""
        found = (self._one(quoted, relation) for quoted in quotes)
        return [item for item in found if item is not None]

    def said(self, said: Sequence[Said]) -> list[Evidence]:
        """Evidence of what was said to one claim, each quote once for each relation."""
        found = [item for one in said for item in self.of(one.quotes, one.relation)]
        return list({(e.file, e.call, e.turn, e.span, e.relation): e for e in found}.values())

    def _one(self, quoted: Quoted, relation: Relation) -> Evidence | None:
        call = self._calls[quoted.file, quoted.call]
        place = quoted.place
        turn = call.turns[place.turn]
        quote = turn.text[place.start : place.end]
        if not verified(quote, place.start, place.end, turn):
            return None
        speaker, deal = call.speakers[turn.speaker], self._deals.get(call.id)
        return Evidence(
            file=call.file,
            quote=quote,
            span=turn.source.span(place.start, place.end),
            relation=relation,
            speaker=speaker.name,
            side=speaker.side,
            account=account_of(call.account, deal),
            date=day_of(call.date, deal),
            time=turn.time,
            call=call.id,
            turn=turn.index,
            before=_lines(call, range(max(0, turn.index - 2), turn.index)),
            after=_lines(call, range(turn.index + 1, min(len(call.turns), turn.index + 2))),
        )


def _lines(call: Call, turns: range) -> str:
    return "\n".join(f"{call.speakers[call.turns[i].speaker].name}: {call.turns[i].text}" for i in turns)
