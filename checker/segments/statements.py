"""Call → statements: what is embedded, retrieved and judged.

A statement is a turn, or a stretch of a long turn at sentence ends; it carries the turns before it
as context, since on calls the label often cannot be told without them. Bare backchannels ("mm-hm",
"right") carry nothing and are left out, so that they cannot become evidence.
"""

from __future__ import annotations

import re

from checker.model import Call, Statement, Turn, digest
from checker.segments.sentences import sentences

MAX_WORDS = 70
_GAP = re.compile(r"\s{200,}")
MAX_LENGTH = 4_000  # characters; 140 words have about 900
CONTEXT_TURNS = 2
CONTEXT_WORDS = 45

_BACKCHANNEL = frozenset(
    (
        "yeah yes yep yup no nope right okay ok sure mm-hm mhm uh-huh hmm mm uh um oh ah huh wow "
        "great good cool nice perfect exactly totally absolutely thanks thank you hi hello hey "
        "bye goodbye morning afternoon laughs laughter crosstalk inaudible pause alright all i "
        "see got it so well please ha haha fine same here go ahead sorry"
    ).split()
)


def statements(call: Call) -> tuple[Statement, ...]:
    """Statements of a call in order of speaking, of all sides."""
    out: list[Statement] = []
    for turn in call.turns:
        speaker = call.speakers[turn.speaker]
        lead = context_before(call, turn.index)
        for start, end in _stretches(turn):
            text = turn.text[start:end]
            if _is_backchannel(text):
                continue
            said = _tail(turn.text, CONTEXT_WORDS, start)
            context = "\n".join(p for p in (lead, f"{_role(call, turn)}: {said}" if said else "") if p)
            out.append(
                Statement(
                    id=digest(call.id, str(turn.index), str(start), text),
                    call=call.id,
                    file=call.file,
                    turn=turn.index,
                    start=start,
                    end=end,
                    text=text,
                    context=context,
                    speaker=speaker.name,
                    side=speaker.side,
                    time=turn.time,
                    account=call.account,
                )
            )
    return tuple(out)


def context_before(call: Call, index: int, turns: int = CONTEXT_TURNS) -> str:
    """The turns before turn `index`, one a line as `Rep: …` or `Buyer: …`, each cut to its end."""
    lines = [
        f"{_role(call, t)}: {_tail(t.text, CONTEXT_WORDS)}" for t in call.turns[max(0, index - turns) : index]
    ]
    return "\n".join(lines)


def _role(call: Call, turn: Turn) -> str:
    return {"ours": "Rep", "buyer": "Buyer", "unknown": "Speaker"}[call.speakers[turn.speaker].side]


def _tail(text: str, words: int, end: int | None = None) -> str:
    """The last words of a text, or of what stands before `end`, marked where it was cut."""
    end = len(text) if end is None else end
    start, length = end, 16 * words
    parts: list[str] = []
    while start > 0 and len(parts) <= words + 1:  # the first may be half a word
        start, length = max(0, end - length), 2 * length
        parts = text[start:end].split()
    return " ".join(parts) if len(parts) <= words else "… " + " ".join(parts[-words:])


def _is_backchannel(text: str) -> bool:
    words = re.findall(r"[a-z'-]+", text.lower())
    return not re.search(r"\d", text) and all(w in _BACKCHANNEL for w in words)


def _stretches(turn: Turn) -> list[tuple[int, int]]:
    """The whole turn, or pieces of about equal length of a long one, cut at sentence ends."""
    total = len(turn.text.split())
    if total <= MAX_WORDS:
        return _cut_at_length(turn.text, 0, len(turn.text))
    goal = total / -(-total // MAX_WORDS)
    out: list[tuple[int, int]] = []
    start, at, words = -1, 0, 0
    for s, e in sentences(turn.text):
        count = len(turn.text[s:e].split())
        if start >= 0 and words and words + count / 2 > goal:
            out.append((start, at))
            start, words = -1, 0
        if start < 0:
            start = s
        words += count
        at = e
    if start >= 0:
        out.append((start, at))
    return [piece for s, e in out for piece in _hard_cut(turn.text, s, e)]


def _hard_cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cuts a sentence without end (a recogniser that writes no full stops) at word borders."""
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text[start:end])]
    limit = 2 * MAX_WORDS
    parts = (words[i : i + limit] for i in range(0, len(words), limit))
    return [piece for part in parts for piece in _cut_at_length(text, part[0][0], part[-1][1])]


def _cut_at_length(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cuts what is no speech (kilobytes of space or without one): rules and models shall not see it whole."""
    gaps = [gap.span() for gap in _GAP.finditer(text, start, end)]
    starts, ends = [start, *(stop for _, stop in gaps)], [*(at for at, _ in gaps), end]
    pieces = ((s, e) for s, e in zip(starts, ends, strict=True) if text[s:e].strip())
    return [(at, min(e, at + MAX_LENGTH)) for s, e in pieces for at in range(s, e, MAX_LENGTH)]
