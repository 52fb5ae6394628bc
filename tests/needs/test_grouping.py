"""Statements of one need end in one group; the rest is listed."""

import math
from dataclasses import replace

import numpy as np
import pytest

from checker.needs.branches import branches, cut, spread
from checker.needs.coverage import coverage
from checker.needs.grouping import CORE, Grouper
from checker.needs.likeness import by_words, centred
from checker.needs.recipe import Gate, Recipe
from tests.fakes import WordEmbedder, call_of

GATE = Gate(
    kinds=(1, 0, 0, -1, 0), length=0, nearness=-10, usual=0.4, bias=0, cohesion=0,
    wide=math.inf, plain=-1, least=1,
)  # fmt: skip
RECIPE = Recipe(bearing=0.5, threshold=0.08, core=0.1, tight=0.2, close=0.25, answer=0.4, gate=GATE)

LINES = {
    "a": "the payroll clerk walks a paper form across the lot",
    "b": "a paper form for the payroll clerk every payday",
    "c": "payroll clerk wants the paper form signed",
    "d": "temps from the agency have no employee number",
    "e": "agency temps with no employee number arrive monday",
    "f": "our lobby has orange chairs",
}


def grouper(bearing=None, files=None, voices=None, recipe=RECIPE):
    calls = [call_of(f"{(files or {}).get(k, k)}.vtt", ("buyer", text), ident=k) for k, text in LINES.items()]
    statements = [statements[0] for _, statements in calls]
    vectors = WordEmbedder(dimension=256).embed([s.text for s in statements])
    shares = bearing or [0.9] * len(LINES)
    return Grouper(statements, vectors, vectors, shares, voices or [0.0] * len(LINES), recipe)


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
    found = Grouper(calls, vectors, vectors, [0.9] * 3, [0.0] * 3, RECIPE).find()
    assert found.groups == () and found.rest == (0, 1, 2)


@pytest.mark.parametrize("shares", [[0.1] * 6, [0.9, *[0.1] * 5]], ids=["none", "one"])
def test_too_few_to_group(shares):
    assert grouper(bearing=shares).find().groups == ()


def test_the_most_central_member_comes_first():
    made = grouper().group([0, 3, 4])
    assert made.members[-1] == 0 and made.merit == 0


def test_average_linkage_does_not_chain():
    chain = np.array([[1, 0.9, 0.0], [0.9, 1, 0.9], [0.0, 0.9, 1]])
    assert len(cut(branches(chain, 0), 0.6)) == 2
    (whole,) = cut(branches(chain, 0), 0.4)
    assert whole.cohesion == pytest.approx(0.6) and whole.likeness == pytest.approx(0.45)
    assert spread(branches(chain, 0), ["a", "a", "b"])[-1] == 2


def eager(wide: float, **other: float) -> Recipe:
    """A recipe that keeps wide groups together from some merit on."""
    return replace(RECIPE, gate=replace(GATE, wide=wide), **other)


def test_plain_statements_are_kept_together_where_others_are_not():
    strict = replace(RECIPE, tight=0.9)
    assert grouper(recipe=strict).find().groups == ()
    plain = grouper(voices=[2, 2, 2, 0, 0, 0], recipe=eager(1.5, tight=0.9)).find()
    assert [sorted(g.members) for g in plain.groups] == [[0, 1, 2]]


def test_two_calls_make_no_wide_group():
    found = grouper(voices=[0, 0, 0, 2, 2, 0], recipe=eager(1.5, tight=0.9)).find()
    assert found.groups == ()


def test_of_two_branches_that_overlap_the_plainer_one_is_kept():
    found = grouper(voices=[2, 2, 2, -9, -9, -9], recipe=eager(-9, threshold=-1, core=-1, tight=0.9)).find()
    assert sorted(found.groups[0].members) == [0, 1, 2]


def many(weak: int, likeness: float) -> Grouper:
    """Ten plain statements that are alike, and weak ones that hang on to them; each of a call of its own."""
    count = CORE + weak
    calls = [call_of(f"{n}.vtt", ("buyer", f"w{n}"), ident=str(n))[1][0] for n in range(count)]
    vectors = np.eye(count, dtype=np.float32)
    made = Grouper(calls, vectors, vectors, [0.9] * count, [2.0] * CORE + [0.0] * weak, eager(1.0, tight=2))
    alike = np.full((count, count), likeness)
    alike[:CORE, :CORE] = 0.3
    np.fill_diagonal(alike, 1)
    made._alike = alike
    return made


@pytest.mark.parametrize(("likeness", "kept"), [(0.1, 13), (0.05, 12), (0.25, 14)])
def test_a_loose_group_is_narrowed_to_its_core(likeness, kept):
    (group,) = many(4, likeness).find().groups
    assert len(group.members) >= CORE and set(range(CORE)) <= set(group.members)
    assert len(group.members) == kept


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
    ("merit", "nearness", "passes"),
    [(1.0, 0.4, True), (1.0, 0.5, False), (0.5, 0.4, False), (0.5, 0.3, True), (math.nan, 0.4, False)],
    ids=["plain", "near a claim", "not so plain", "far from all claims", "no number"],
)
def test_gate(merit, nearness, passes):
    assert GATE.passes(merit, nearness) is passes


def test_what_voices_a_need_counts_and_a_long_tail_does_not_hide_it():
    shares = np.array([[0.9, 0.1, 0, 0, 0], [0.1, 0, 0, 0.9, 0]], dtype=np.float32)
    need, experience = GATE.voices(shares, ["I need it.", "We had it."])
    assert need > experience
    assert GATE.merit([2.0] * 6, 0.1) == GATE.merit([2.0] * 6 + [-5.0] * 20, 0.1)
    assert GATE.shows(-1, alike=True) and not GATE.shows(-1, alike=False) and not GATE.shows(-2, alike=True)


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
