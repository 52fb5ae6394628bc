"""A rep who promises what the copy promises is told of nothing, however the number is said."""

from dataclasses import replace

import pytest

from checker.findings.rep_drift import rep_drift
from tests.triage.sample import claim, said


@pytest.mark.parametrize(
    ("copy", "rep", "drifts"),
    [
        ("Try it free for 30 days.", "You'd get thirty days.", False),
        ("Try it free for 30 days.", "You'd get forty days.", True),
        ("Try it free for 30 days.", "You don't get the thirty days.", True),
        ("Try it free for 30 days.", "It's only thirty days if you sign now.", True),
        ("Live in two weeks for $900.", "Two weeks.", True),
        ("Live in two weeks.", "Nobody is live that fast.", True),
    ],
)
def test_the_same_figures_are_no_drift(copy: str, rep: str, drifts: bool) -> None:
    heard = replace(said(rep, "one", None), relation="contradicts", side="ours", speaker="Rita Cole")
    assert (rep_drift(claim(copy), [heard], {}) is not None) == drifts
