"""What the shipped model makes of sarcasm, questions, today's vendor and a changed mind, by name.

Each case stands in `known_limits.json` with what a careful reader says; one that the model gets wrong carries
`known_miss`. A miss that is not known fails, and so does a known one that is right by now. After a new model:

    UPDATE_KNOWN=1 pytest tests/judge/test_known_limits.py

What does not depend on a model (a mere question, the last word) is in tests/findings.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from checker.findings.asking import only_asks
from checker.judge.embedded import EmbeddedJudge
from checker.model import Pair

PATH = Path(__file__).with_name("known_limits.json")
CASES: list[dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8"))
TRAPS = ("sarcasm", "question", "today's vendor", "changed mind")


@pytest.fixture(scope="module")
def told() -> list[str]:
    """The relation that a review would go on with, of a statement that nobody else makes."""
    pairs = [Pair(c["relation"], c["claim"], c["statement"], c["context"]) for c in CASES]
    verdicts = [v.relation if v.alone else "unrelated" for v in EmbeddedJudge().judge(pairs)]
    out = [
        "unrelated" if only_asks(c["statement"]) else verdict
        for c, verdict in zip(CASES, verdicts, strict=True)
    ]
    if os.environ.get("UPDATE_KNOWN"):
        for case, relation in zip(CASES, out, strict=True):
            case["known_miss"] = relation != case["label"]
        PATH.write_text(json.dumps(CASES, indent=1) + "\n", encoding="utf-8")
    return out


@pytest.mark.parametrize("trap", TRAPS)
def test_misses_are_those_that_are_known(told: list[str], trap: str) -> None:
    wrong = [
        (c["statement"], c["label"], relation)
        for c, relation in zip(CASES, told, strict=True)
        if c["trap"] == trap and (relation != c["label"]) != c["known_miss"]
    ]
    assert not wrong


def test_every_trap_has_cases_with_different_answers() -> None:
    for trap in TRAPS:
        assert len({c["label"] for c in CASES if c["trap"] == trap}) > 1


def test_a_mere_question_is_no_known_miss() -> None:
    """The rule for questions holds whatever the model says."""
    for case in CASES:
        assert not (only_asks(case["statement"]) and case["known_miss"])
