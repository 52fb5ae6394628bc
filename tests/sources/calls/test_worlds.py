"""The sample companies: every call is read, every side is right, every quoted evidence stands in one turn."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from checker.model import Call, Turn
from checker.sources.calls.registry import read_call
from checker.sources.deals import deal_warnings, read_deals
from checker.sources.speakers import Company, side_warnings, tell_sides

WORLDS = Path(__file__).parents[3] / "corpus" / "worlds"
FOLDERS = sorted(
    path for path in WORLDS.glob("*") if (path / "gold.yaml").exists() and (path / "world.yaml").exists()
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_world(folder: Path) -> None:
    world = yaml.safe_load((folder / "world.yaml").read_text(encoding="utf-8"))
    calls = {
        path.name: read_call(path.read_bytes(), f"calls/{path.name}") for path in (folder / "calls").iterdir()
    }
    deals = read_deals((folder / "calls.csv").read_bytes(), "calls.csv")
    company = Company(
        world["company"], world["product"], (world["our_email_domain"],), tuple(world["our_people"])
    )
    told = tell_sides(list(calls.values()), company, deals)
    for call in told:
        assert len(call.turns) >= 20
        assert {(s.name in world["our_people"], s.side) for s in call.speakers} == {
            (True, "ours"),
            (False, "buyer"),
        }
    assert side_warnings(told) == deal_warnings(deals, told) == deals.warnings == ()
    for file, quote in quotes(folder):
        turns = [turn for turn in calls[file].turns if holds(turn, quote)]
        assert len(turns) == 1, (file, quote)


def quotes(folder: Path) -> Iterator[tuple[str, str]]:
    gold = yaml.safe_load((folder / "gold.yaml").read_text(encoding="utf-8"))
    for entry in gold["findings"] + gold["supported"]:
        for evidence in entry.get("evidence", ()):
            if evidence["file"].startswith("calls/"):
                yield evidence["file"].removeprefix("calls/"), evidence["quote"]


def holds(turn: Turn, quote: str) -> bool:
    """True if the quote stands in the turn, white space aside, without crossing a break."""
    edges = [0, *turn.source.breaks, len(turn.text)]
    parts = (turn.text[a:b] for a, b in pairwise(edges))
    return any(" ".join(quote.split()) in " ".join(part.split()) for part in parts)


def test_calls_of_one_world_have_ids_of_their_own() -> None:
    calls: list[Call] = [read_call(p.read_bytes(), p.name) for f in FOLDERS for p in (f / "calls").iterdir()]
    assert len({call.id for call in calls}) == len(calls)
