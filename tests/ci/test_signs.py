"""Signs only leave out lines on which no rule fires: checked on all pairs of half of the copy and cases."""

from functools import reduce
from itertools import combinations
from operator import or_
from pathlib import Path

import yaml

from checker.findings.clashes import RULES, Signs, clash, signs
from checker.findings.readings import Reading, read
from checker.segments.claims import claims
from checker.sources.copy.registry import read_copy

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "tests/findings/cases/copy_pairs.yaml").read_text(encoding="utf-8"))


def lines() -> list[Reading]:
    folders = [ROOT / "corpus/campaign", *sorted(ROOT.glob("corpus/worlds/*/campaign"))]
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix == ".md"]
    copy = [c for path in files for c in claims(read_copy(path.read_bytes(), path.name))]
    spoken = [(text, "") for case in CASES for text in case[1:]]
    return [read(*line) for line in dict.fromkeys([*((c.quote, c.context) for c in copy[::2]), *spoken])]


def test_whatever_clashes_meets() -> None:
    readings = lines()
    shown = [signs(reading) for reading in readings]
    fires, meets = 0, 0
    for (a, mine), (b, theirs) in combinations(zip(readings, shown, strict=True), 2):
        meets += mine.meets(theirs)
        if clash(a, b):
            fires += 1
            assert mine.meets(theirs), (a.text, b.text)
            for n, rule in enumerate(RULES):  # each rule by itself: another may let the two meet
                assert not rule(a, b) or mine.first & theirs.second & 1 << n, (rule, a.text, b.text)
                assert not rule(b, a) or theirs.first & mine.second & 1 << n, (rule, a.text, b.text)
    assert fires > len(CASES) / 4
    assert meets < len(readings) ** 2 / 8


def test_looked_for_beside_others_they_meet_what_they_meet_among_all() -> None:
    readings = lines()
    shown = [signs(reading) for reading in readings]
    few = shown[::40]
    beside = Signs(reduce(or_, (s.first for s in few)), reduce(or_, (s.second for s in few)))
    for reading, whole in zip(readings, shown, strict=True):
        part = signs(reading, beside)
        assert [s.meets(part) for s in few] == [s.meets(whole) for s in few]
