"""A statement counts against few claims."""

from dataclasses import dataclass, replace

from checker.findings.focus import focused
from checker.model import Candidate, Relation, Statement, Verdict


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


def test_fewer_rivals_come_before_a_higher_rank() -> None:
    found = focused([rival("a", 2, near=0.9), rival("b", 0, near=0.1), rival("c", 1, near=0.2)])
    assert [s.candidate.claim for s in found] == ["b", "c"]


def rival(claim: str, rivals: int, near: float) -> Stance:
    made = stance(claim, "s", 0.9, near=near)
    return Stance(replace(made.candidate, rivals=rivals), made.verdict)


def unsure(claim: str, said: str, relation: Relation = "contradicts") -> Stance:
    made = stance(claim, said, 0.5, relation)
    return Stance(made.candidate, replace(made.verdict, alone=False))


def test_what_is_too_unsure_alone_counts_beside_another_that_says_the_same_of_the_claim() -> None:
    assert focused([unsure("a", "s")]) == []
    assert len(focused([unsure("a", "s"), unsure("a", "t")])) == 2
    assert len(focused([unsure("a", "s"), stance("a", "t", 0.9)])) == 2
    assert focused([unsure("a", "s"), unsure("b", "t"), unsure("a", "u", "supports")]) == []


def test_what_counts_for_nearer_claims_supports_no_other() -> None:
    near = [stance(claim, "s", 0.9, near=0.9) for claim in ("a", "b")]
    found = focused([*near, unsure("c", "s"), unsure("c", "t")])
    assert [s.candidate.claim for s in found] == ["a", "b"]
