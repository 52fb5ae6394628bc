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
            said = _tail(turn.text[:start], CONTEXT_WORDS)
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


def _tail(text: str, words: int) -> str:
    """The last words of a text, marked where it was cut."""
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else "… " + " ".join(parts[-words:])


def _is_backchannel(text: str) -> bool:
    words = re.findall(r"[a-z'-]+", text.lower())
    return not re.search(r"\d", text) and all(w in _BACKCHANNEL for w in words)


def _stretches(turn: Turn) -> list[tuple[int, int]]:
    """The whole turn, or pieces of about equal length of a long one, cut at sentence ends."""
    total = len(turn.text.split())
    if total <= MAX_WORDS:
        return [(0, len(turn.text))] if turn.text else []
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
    return [(part[0][0], part[-1][1]) for i in range(0, len(words), limit) if (part := words[i : i + limit])]
