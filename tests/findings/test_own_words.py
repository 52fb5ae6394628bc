"""A word that buyers made up is told as theirs; a plain word, a name or a word that we use is not."""

from collections.abc import Sequence

import numpy as np
import pytest

from checker.findings.own_words import own_word_gaps
from checker.model import Call, Claim, Finding, Position, Span, Statement
from tests.findings.test_wording_gap import call, statements, turns_of

CLAIMS = [
    Claim(
        "c",
        "a.md",
        "Every exception goes to the right desk.",
        Span(Position(1, 1), Position(1, 9)),
        "paragraph",
    ),
    Claim("d", "a.md", "Pay by card.", Span(Position(2, 1), Position(2, 9)), "paragraph"),
]
PLAIN = {"box": 900, "boxes": 900, "goes": 500, "right": 100, "desk": 3000, "every": 50, "exception": 7000}
NAMED = call("one", "R: And what does not line up?", "B: Those are the kickouts.")
USES = [call(name, "B: There is a place for the kickouts.") for name in ("two", "three")]


def rank(word: str) -> int:
    return PLAIN.get(word, 40_000)


def gaps(
    calls: list[Call], cosines: tuple[float, float] = (0.5, 0.1), own: tuple[str, ...] = ()
) -> list[Finding]:
    """Buyers' statements lie as near to the two claims as given, but for one about nothing, which is far."""
    noise = call("noise", "B: Lovely weather today.")
    said = statements([*calls, noise])

    def share(some: Sequence[Statement]) -> float:
        return float(np.mean([0.0 if "weather" in s.text else 1.0 for s in some]))

    def gain(sets: Sequence[Sequence[Statement]]) -> np.ndarray:
        usual = share([s for s in said if s.side == "buyer"])
        return np.outer(cosines, [share(some) - usual for some in sets]).astype(np.float32)

    return own_word_gaps(CLAIMS, said, turns_of(*calls, noise), {}, rank, own, gain)


def test_it_is_paired_with_the_nearest_claim_and_its_rarest_word() -> None:
    (found,) = gaps([NAMED, *USES])
    assert (found.kind, found.ours, found.claim) == ("wording-gap", "exception", CLAIMS[0])
    assert found.theirs == "kickouts" and found.reach.calls == 3
    assert found.evidence[0].quote == "Those are the kickouts."
    assert "which no copy does" in found.message


TAUGHT = call(
    "rep", "R: The kickouts. I see, kickouts.", "R: Kickouts, then.", "R: So the kickouts go there."
)


@pytest.mark.parametrize(
    "calls",
    [
        [NAMED, USES[0]],
        [call("one", "B: There is a place for kickouts, too."), *USES],
        [
            call("one", "B: Those are the boxes."),
            *[call(n, "B: A place for the boxes.") for n in ("two", "three")],
        ],
        [
            call("one", "B: Is that a Foldwise?"),
            *[call(n, "B: We had the Foldwise here.") for n in ("two", "three")],
        ],
        [NAMED, *USES, TAUGHT],
    ],
    ids=["two calls", "nobody names it", "a plain word", "a product's name", "our side says it often"],
)
def test_silence(calls: list[Call]) -> None:
    assert gaps(calls) == []


def test_no_claim_that_is_nearer_than_usual_no_finding() -> None:
    assert gaps([NAMED, *USES], cosines=(0.2, 0.1)) == []


def test_names_of_ours_are_no_words_of_theirs() -> None:
    assert gaps([NAMED, *USES], own=("Kickout Ltd",)) == []


def test_a_claim_whose_words_buyers_use_is_none() -> None:
    talk = call("four", "B: Every exception goes to the right desk.")
    assert gaps([NAMED, *USES, talk], cosines=(0.9, 0.1)) == []
