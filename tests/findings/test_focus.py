"""A statement counts against few claims."""

import math
from dataclasses import dataclass, replace

import pytest

from checker.findings.focus import focused, weighed
from checker.model import Candidate, Relation, Statement, Verdict, Weight


@dataclass(frozen=True)
class Stance:
    candidate: Candidate
    verdict: Verdict


def stance(
    claim: str, said: str, score: float, relation: Relation = "contradicts", near: float = 0.5
) -> Stance:
    statement = Statement(said, "1", "calls/1.txt", 0, 0, 3, said, "", "Bo", "buyer")
    scores = (0.0, score, 0.0, 1 - score) if relation == "contradicts" else (score, 0.0, 0.0, 1 - score)
    return Stance(Candidate(claim, statement, near), Verdict(relation, "embedded", scores))


def test_only_the_nearest_claims_of_a_statement_count() -> None:
    found = focused(
        [stance("a", "s", 0.9, near=0.6), stance("b", "s", 0.8, near=0.7), stance("c", "s", 0.95, near=0.1)]
    )
    assert [s.candidate.claim for s in found] == ["a", "b"]


def test_statements_and_relations_do_not_compete() -> None:
    found = focused(
        [
            stance("a", "s", 0.9),
            stance("b", "s", 0.9, "supports"),
            stance("c", "t", 0.8),
            stance("d", "s", 0.8),
        ],
        most=1,
    )
    assert [s.candidate.claim for s in found] == ["a", "b", "c"]


def test_ties_go_to_the_surer_verdict() -> None:
    found = focused([stance("a", "s", 0.8, near=0.5), stance("b", "s", 0.9, near=0.5)], most=1)
    assert [s.candidate.claim for s in found] == ["b"]


WEIGHTS = {"contradicts": Weight(base=0.0, score=1.0, rivals=-1.5, bar=0.7)}


def rival(claim: str, said: str, score: float, rivals: int) -> Stance:
    made = stance(claim, said, score)
    return Stance(replace(made.candidate, rivals=rivals), made.verdict)


def test_claims_that_lie_nearer_take_from_what_a_verdict_is_worth() -> None:
    found = focused([rival("a", "s", 0.9, 0), rival("b", "s", 0.9, 1), rival("c", "s", 0.95, 4)], WEIGHTS)
    assert [s.candidate.claim for s in found] == ["a", "b"]
    assert [s.candidate.claim for s in focused([rival("a", "s", 0.65, 0)], WEIGHTS)] == []


def test_relations_without_a_weight_stand() -> None:
    assert len(focused([stance("a", "s", 0.5, "supports")], WEIGHTS)) == 1


def test_a_weighed_probability_is_that_of_the_formula() -> None:
    weight = Weight(base=0.2, score=1.1, rivals=-1.4, bar=0.5)
    odds = 0.2 + 1.1 * math.log(0.8 / 0.2) - 1.4 * math.log(3)
    assert weighed(0.8, 2, weight) == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-4)
    assert weighed(1.0, 0, weight) < 1.0
