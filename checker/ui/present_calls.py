"""Calls: lists, hits of a search, and a transcript that shows what its words were evidence for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.model import Call, Claim, Evidence, Relation, Run, Statement, Turn
from checker.pipeline.searching import CallBook, date_of
from checker.reports import words
from checker.reports.markup import Html, join, tag, trusted
from checker.ui.present_claim import deal_line
from checker.ui.screen import empty

_SIDES = {"ours": "our side", "buyer": "buyer", "unknown": "side not known"}
_SAID: dict[Relation, str] = {
    "supports": "Speaks for",
    "contradicts": "Speaks against",
    "dismisses": "Waves away",
    "unrelated": "Quoted for",
    "unjudged": "Quoted for",
}


@dataclass(frozen=True, slots=True)
class Use:
    """What words of a turn were evidence for."""

    quote: str
    relation: Relation
    what: str
    file: str


Uses = Mapping[tuple[str, str, int], Sequence[Use]]


def uses_of(run: Run | None) -> dict[tuple[str, str, int], list[Use]]:
    """What each turn was evidence for, by file, call and turn."""
    out: dict[tuple[str, str, int], list[Use]] = {}
    if run is None:
        return out

    def note(evidence: Iterable[Evidence], what: str, claim: Claim | None) -> None:
        for item in evidence:
            use = Use(item.quote, item.relation, what, claim.file if claim else "")
            known = out.setdefault((item.file, item.call, item.turn), [])
            if use not in known:
                known.append(use)

    for report in run.claims:
        for evidence in (report.contradicts, report.dismisses, report.supports):
            note(evidence, report.claim.quote, report.claim)
    for finding in run.findings:
        note(
            finding.evidence,
            finding.claim.quote if finding.claim else finding.need or finding.message,
            finding.claim,
        )
    for need in run.needs:
        note(need.statements, need.title, None)
    return out


def call_list(calls: Sequence[Call], book: CallBook) -> Html:
    """Calls with account, date, deal."""
    if not book.calls:
        return empty("No calls yet.", "Add transcripts on the Set-up page.", "set-up", "Go to Set-up")
    if not calls:
        return empty("No call fits.", "Take a filter away.")
    rows = [tag("li", _call_link(call, call.title or call.file, _call_facts(call, book))) for call in calls]
    top = tag("p", f"{len(calls):,} of {words.count(len(book.calls), 'call')}", class_="soft")
    return join(top, tag("ul", rows, class_="list"))


def hit_list(found: Sequence[Statement], book: CallBook, query: str) -> Html:
    """What was found, as it was said."""
    if not found:
        return empty(
            f"Nobody said “{query}”, as far as these filters reach.",
            "Search by meaning, or take a filter away.",
        )
    rows: list[Html] = []
    for hit in found:
        call = book.call(hit.file, hit.call)
        if call is None:
            continue
        when = f"at {words.clock(hit.time)}" if hit.time is not None else ""
        facts = [hit.speaker, _SIDES[hit.side], *_call_facts(call, book), when]
        rows.append(tag("li", _call_link(call, hit.text, facts, hit.turn, said=True)))
    more = " (the best; there may be more)" if len(found) >= 40 else ""
    top = tag("p", f"{words.count(len(found), 'statement')}{more}", class_="soft")
    return join(top, tag("ul", rows, class_="list"))


def transcript(call: Call, book: CallBook, uses: Uses, at: int | None = None) -> Html:
    """A call from beginning to end.

    Args:
        call: The call.
        book: Knows its deal.
        uses: What turns were evidence for.
        at: Turn that is shown first.
    """
    speakers = [
        tag(
            "li",
            tag("b", s.name, dir="auto"),
            trusted(" "),
            tag("span", _told(s.side, s.told_by), class_="soft"),
        )
        for s in call.speakers
    ]
    turns = [
        _turn(call, turn, uses.get((call.file, call.id, turn.index), ()), turn.index == at)
        for turn in call.turns
    ]
    return tag(
        "div",
        tag("button", "Close", type="button", data_close=True, class_="close"),
        tag("h2", call.title or call.file),
        tag(
            "p", [tag("span", fact) for fact in (call.file, *_call_facts(call, book)) if fact], class_="facts"
        ),
        tag(
            "details",
            tag("summary", f"Who is who: {words.count(len(speakers), 'speaker')}"),
            tag("ul", speakers),
        ),
        turns,
        class_="beside transcript",
        role="region",
        aria_label=f"Call {call.title or call.file}",
    )


def _turn(call: Call, turn: Turn, uses: Sequence[Use], here: bool) -> Html:
    speaker = call.speakers[turn.speaker]
    served = [
        tag(
            "p",
            f"{_SAID[use.relation]}: “{use.what}”",
            trusted(" "),
            tag("span", use.file, class_="place"),
            class_="served",
        )
        for use in uses
    ]
    who = tag(
        "p",
        speaker.name,
        trusted(" "),
        tag("span", _SIDES[speaker.side], class_=f"role {speaker.side}"),
        class_="who",
    )
    return tag(
        "div",
        tag("span", words.clock(turn.time) if turn.time is not None else "", class_="when"),
        tag("div", who, tag("p", _quoted(turn.text, uses), class_="said", dir="auto"), served),
        class_=f"turn {speaker.side}{' at' if here else ''}",
        id=f"turn-{turn.index}",
    )


def _quoted(text: str, uses: Sequence[Use]) -> Html:
    """The words of a turn with its quotes marked; of two that overlap the first stands."""
    found: list[tuple[int, int, Relation]] = []
    for use in uses:
        start = text.find(use.quote)
        end = start + len(use.quote)
        if start >= 0 and all(end <= s or start >= e for s, e, _ in found):
            found.append((start, end, use.relation))
    parts: list[Html | str] = []
    at = 0
    for start, end, relation in sorted(found):
        parts += [text[at:start], trusted(" "), tag("mark", text[start:end], class_=relation), trusted(" ")]
        at = end
    parts.append(text[at:])
    return join(parts)


def _call_link(
    call: Call, name: str, facts: Sequence[str], turn: int | None = None, *, said: bool = False
) -> Html:
    return tag(
        "a",
        tag("span", name, class_="said" if said else "name", dir="auto"),
        tag("span", [tag("span", fact) for fact in facts if fact], class_="facts"),
        href="#content",
        data_call=call.file,
        data_id=call.id,
        data_turn=turn,
        class_="hit",
    )


def _call_facts(call: Call, book: CallBook) -> list[str]:
    deal = book.deal(call)
    return [part for part in (book.account(call), date_of(call, deal), deal_line(deal)) if part]


def _told(side: str, by: str) -> str:
    return f"{_SIDES[side]}, told by {by}" if by else _SIDES[side]
