"""When buyers' own word for a thing is told, and when the checker stays silent."""

import pytest

from checker.findings.naming import names
from checker.findings.wording_gap import TurnOf, candidates, wording_gaps
from checker.model import Call, Claim, Finding, Piece, Position, SourceMap, Span, Speaker, Statement, Turn

CLAIM = Claim(
    "c", "a.md", "Record a competency assessment.", Span(Position(1, 1), Position(1, 9)), "paragraph"
)
PLAIN = {"sheet": 900, "sign": 900}


def rank(word: str) -> int:
    return PLAIN.get(word, 40_000)


def call(name: str, *lines: str) -> Call:
    """A call of lines such as `R: …` (our rep) and `B: …` (a buyer)."""
    turns = []
    for i, line in enumerate(lines):
        text = line[3:]
        source = SourceMap((Piece(0, 1, 1, 1, len(text) + 1),), len(text))
        turns.append(Turn(i, int(line[0] == "B"), text, source))
    return Call(
        name,
        f"{name}.txt",
        "txt",
        (Speaker("Rep", "ours"), Speaker("Kim", "buyer")),
        tuple(turns),
        account=name,
    )


def statements(calls: list[Call]) -> list[Statement]:
    return [
        Statement(f"{c.id}{t.index}", c.id, c.file, t.index, 0, len(t.text), t.text, "",
                  c.speakers[t.speaker].name,
                  c.speakers[t.speaker].side, account=c.account)
        for c in calls for t in c.turns
    ]  # fmt: skip


def turns_of(*calls: Call) -> TurnOf:
    by_id = {call.id: call for call in calls}
    return lambda statement: by_id[statement.call].turns[statement.turn]


def gaps(*calls: Call, claim: Claim = CLAIM) -> list[Finding]:
    return wording_gaps([claim], statements(list(calls)), turns_of(*calls), {}, rank)


EXCHANGE = call(
    "one", "R: So that's a competency assessment.", "B: A competency what?", "B: Just say check-off."
)
USES = [call(name, "B: I've got a check-off for every press.") for name in ("two", "three")]


def test_a_naming_exchange_and_use_across_calls_is_a_gap() -> None:
    (found,) = gaps(EXCHANGE, *USES)
    assert (found.ours, found.theirs, found.claim) == ("competency assessment", "check-off", CLAIM)
    assert [e.quote for e in found.evidence][1:] == ["I've got a check-off for every press."] * 2
    assert (found.reach.calls, found.reach.accounts) == (3, 3)


@pytest.mark.parametrize(
    "calls",
    [
        [EXCHANGE, USES[0]],  # too few calls for one word
        [*USES, call("four", "B: Just say check-off.")],  # no rep's word before it
        [EXCHANGE, *USES, call("own", "B: We do a competency assessment a year.")],  # our word too
        [call("one", "R: A competency assessment.", "B: Just say sheet."),
         *[call(n, "B: It's on the sheet.") for n in ("two", "three")]],  # too plain a word
    ],
)  # fmt: skip
def test_silent(calls: list[Call]) -> None:
    assert gaps(*calls) == []


def test_silent_where_the_copy_has_the_word() -> None:
    both = Claim("c", "a.md", "A competency assessment, or check-off.", CLAIM.span, "paragraph")
    assert gaps(EXCHANGE, *USES, claim=both) == []


def test_candidates_for_a_language_model_need_no_exchange() -> None:
    calls = [*USES, call("four", "B: Two check-offs a day.")]
    (found,) = [c for c in candidates([CLAIM], statements(calls), rank) if "check-off" in c.theirs]
    assert (found.theirs, found.calls) == ("check-off / check-offs", 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You mean a manual check.", True),
        ("The manual check, Ma.", True),
        ("So those are what we call a manual check.", True),
        ("Is that the manual check?", True),
        ("We wrote a manual check for him in March.", False),
    ],
)
def test_naming(text: str, expected: bool) -> None:
    assert names(text, "manual check") is expected
