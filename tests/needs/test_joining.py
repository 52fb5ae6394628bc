"""Statements that are too many to be compared pair by pair join the groups that are there."""

from dataclasses import replace

import pytest

from checker.needs.joining import Joining
from checker.needs.likeness import Compared, alike_by, centred, likeness, word_weights
from tests.fakes import WordEmbedder
from tests.needs.test_grouping import RECIPE

TEXTS = [
    "the payroll clerk walks a paper form across the lot",
    "a paper form for the payroll clerk every payday",
    "payroll clerk wants the paper form signed",
    "temps from the agency have no employee number",
    "agency temps with no employee number arrive monday",
    "our lobby has orange chairs",
]
GROUPS = [(0, 1, 2), (3, 4)]


def compared(texts: list[str]) -> Compared:
    vectors = centred(WordEmbedder(dimension=256).embed(texts))
    return Compared(vectors, vectors, word_weights(texts, range(len(texts))))


def joining(every: Compared, **recipe: float) -> Joining:
    return Joining(GROUPS, every.of(range(len(TEXTS))), replace(RECIPE, **recipe))


def test_the_mean_likeness_to_a_group_is_that_to_each_of_its_members():
    every = compared(TEXTS)
    alike = likeness(every.in_context, every.alone, alike_by(every.words))
    told = every.likeness_to(every.means(GROUPS))
    for group, members in enumerate(GROUPS):
        assert told[:, group] == pytest.approx(alike[:, list(members)].mean(axis=1), abs=1e-6)


def test_each_joins_the_group_that_asks_for_the_same_and_others_join_none():
    more = [
        "the payroll clerk wants a paper form",
        "the agency temps have no employee number",
        "parking is far away",
    ]
    every = compared(TEXTS + more)
    others = every.of(range(6, 9))
    found = joining(every).joined(others)
    assert [told and told[0] for told in found] == [0, 1, None]
    assert set(joining(every).may_join(others.in_context, others.words)) >= {0, 1}


def test_none_joins_that_is_less_alike_than_the_bars(monkeypatch):
    every = compared([*TEXTS, "the payroll clerk wants a paper form"])
    assert joining(every).joined(every.of([6])) != [None]
    assert joining(every, tight=0.99).joined(every.of([6])) == [None]
    monkeypatch.setattr("checker.needs.joining.ALIKE", 0.99)
    assert joining(every).joined(every.of([6])) == [None]
