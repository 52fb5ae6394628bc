"""Statements of one need end in one group; the rest is listed."""

import numpy as np
import pytest

from checker.needs.coverage import coverage
from checker.needs.grouping import Grouper, clusters
from checker.needs.likeness import by_words, centred
from checker.needs.marks import today
from checker.needs.recipe import Gate, Recipe
from checker.needs.titles import MAX_CHARACTERS, title
from tests.fakes import WordEmbedder, call_of

GATE = Gate(nearness=-1, bearing=1, today=1, bias=0, least=1)
RECIPE = Recipe(bearing=0.5, threshold=0.2, close=0.25, answer=0.4, gate=GATE)

LINES = {
    "a": "the payroll clerk walks a paper form across the lot",
    "b": "a paper form for the payroll clerk every payday",
    "c": "payroll clerk wants the paper form signed",
    "d": "temps from the agency have no employee number",
    "e": "agency temps with no employee number arrive monday",
    "f": "our lobby has orange chairs",
}


def grouper(bearing=None, files=None):
    calls = [call_of(f"{(files or {}).get(k, k)}.vtt", ("buyer", text), ident=k) for k, text in LINES.items()]
    statements = [statements[0] for _, statements in calls]
    vectors = WordEmbedder(dimension=256).embed([s.text for s in statements])
    shares = bearing or [0.9] * len(LINES)
    return Grouper(statements, vectors, vectors, shares, RECIPE)


def test_groups_and_rest_hold_every_need_bearing_statement_once():
    found = grouper().find()
    assert [sorted(g.members) for g in found.groups] == [[0, 1, 2], [3, 4]]
    assert found.rest == (5,)


def test_what_carries_no_need_is_neither_grouped_nor_listed():
    found = grouper(bearing=[0.9, 0.9, 0.49, 0.9, 0.9, 0.1]).find()
    assert sorted(row for g in found.groups for row in g.members) == [0, 1, 3, 4]
    assert found.rest == ()


def test_what_is_too_much_to_compare_is_listed(monkeypatch):
    monkeypatch.setattr("checker.needs.grouping.MAX_ROWS", 4)
    found = grouper(bearing=[0.9, 0.8, 0.6, 0.9, 0.9, 0.6]).find()
    assert [sorted(g.members) for g in found.groups] == [[0, 1], [3, 4]]
    assert found.rest == (2, 5)


def test_one_call_alone_makes_no_need():
    calls = call_of("one.vtt", ("buyer", LINES["d"]), ("buyer", LINES["e"]), ("buyer", LINES["f"]))[1]
    vectors = WordEmbedder(dimension=256).embed([s.text for s in calls])
    found = Grouper(calls, vectors, vectors, [0.9] * 3, RECIPE).find()
    assert found.groups == () and found.rest == (0, 1, 2)


@pytest.mark.parametrize("shares", [[0.1] * 6, [0.9, *[0.1] * 5]], ids=["none", "one"])
def test_too_few_to_group(shares):
    assert grouper(bearing=shares).find().groups == ()


def test_the_most_central_member_comes_first():
    made = grouper().group([0, 3, 4])
    assert made.members[-1] == 0 and made.bearing == pytest.approx(0.9)


def test_average_linkage_does_not_chain():
    chain = np.array([[1, 0.9, 0.0], [0.9, 1, 0.9], [0.0, 0.9, 1]])
    assert len(clusters(chain, 0.6)) == 2
    assert len(clusters(chain, 0.4)) == 1


def test_rare_words_count_more_than_common_ones():
    texts = [
        "form garnishment late",
        "form garnishment paper",
        "form paper late",
        "form late paper",
        "form paper",
    ]
    alike = by_words(texts, [0, 1, 2])
    assert alike[0, 1] > alike[0, 2] > 0
    assert by_words(["the", "of"], [0, 1]).tolist() == [[0, 0], [0, 0]]


def test_centring_takes_the_common_part_away():
    vectors = np.array([[1, 0.1], [1, -0.1]], dtype=np.float32)
    assert centred(vectors) @ centred(vectors).T == pytest.approx(np.array([[1, -1], [-1, 1]]))


@pytest.mark.parametrize(
    ("numbers", "passes"),
    [((0.1, 0.8, 0.3), True), ((0.4, 0.8, 0.3), False), ((0.1, 0.8, 0.0), False), ((0.1, 0.5, 0.3), False)],
    ids=["told of today, far from claims", "near a claim", "nothing of today", "hardly a need"],
)
def test_gate(numbers, passes):
    assert GATE.passes(*numbers) is passes


@pytest.mark.parametrize(
    ("near", "relations", "answer"),
    [
        (0.1, [], "silent"),
        (0.5, [], "answered"),
        (0.1, ["supports"], "silent"),
        (0.1, ["supports", "supports"], "answered"),
        (0.9, ["contradicts", "contradicts"], "contradicted"),
        (0.1, ["dismisses", "contradicts"], "contradicted"),
        (0.1, ["supports", "supports", "contradicts"], "answered"),
        (0.1, ["supports", "contradicts", "contradicts"], "contradicted"),
    ],
)
def test_coverage(near, relations, answer, claim_of):
    claim = claim_of("We pay on time.")
    statements = ["s0", "s1", "s2"]
    verdicts = {(claim.id, s): r for s, r in zip(statements, relations, strict=False)}
    cover = coverage([claim], statements, np.full((1, 3), near, dtype=np.float32), verdicts, 0.4)
    assert cover.answers == (answer,)
    assert cover.claims([claim], answer) == (claim,)
    assert cover.nearness == pytest.approx(near)


def test_many_statements_are_not_answered_by_two_verdicts(claim_of):
    claim, statements = claim_of("We pay on time."), [f"s{n}" for n in range(9)]
    near = np.full((1, 9), 0.1, dtype=np.float32)

    def answer(count: int) -> str:
        return coverage(
            [claim], statements, near, {(claim.id, s): "supports" for s in statements[:count]}, 0.4
        ).answers[0]

    assert [answer(2), answer(3)] == ["silent", "answered"]


def test_nearness_takes_the_nearest_claim_of_each_statement(claim_of):
    claims = [claim_of("One."), claim_of("Two.")]
    near = np.array([[0.8, 0.0], [0.0, 0.6]], dtype=np.float32)
    assert coverage(claims, ["a", "b"], near, {}, 0.5).nearness == pytest.approx(0.7)
    assert coverage([], ["a"], np.zeros((0, 1), dtype=np.float32), {}, 0.5).answers == ()


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        (
            ["Okay, so that's mine. I want somebody to count the tubs every week. Right."],
            "I want somebody to count the tubs every week.",
        ),
        (["Yes."], "Yes."),
        (
            ["The tubs are red and rather big.", "The tubs are blue and rather big."],
            "The tubs are red and rather big.",
        ),
    ],
    ids=["the wish", "nothing longer", "the most central"],
)
def test_title(quotes, expected):
    assert title(quotes) == expected


def test_a_long_title_ends_at_a_word():
    made = title(["I want " + "somebody to count the tubs and " * 20])
    assert len(made) <= MAX_CHARACTERS and made.endswith(
        ("tubs…", "the…", "to…", "and…", "count…", "somebody…")
    )


def test_how_things_are_done_today_is_counted_in_a_statements_own_words():
    told = today(["Right now we use index cards for that.", "Lovely weather."])
    assert told > today(["Lovely weather."]) == 0.0
    assert today([]) == 0.0
