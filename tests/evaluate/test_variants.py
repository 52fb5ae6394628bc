"""Variants keep what they promise, on a world of the corpus."""

from pathlib import Path

import pytest
import yaml

from checker.errors import InputError
from checker.evaluate.gold import KINDS, read_world
from checker.evaluate.variants import make_variants

WORLDS = Path(__file__).parents[2] / "corpus/worlds"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_variants(WORLDS / "northhaul", tmp_path_factory.mktemp("variants"))


def texts(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (folder / "campaign").iterdir())


def test_clean_has_lost_the_claims_of_all_clashes(made):
    world = read_world(WORLDS / "northhaul", Path("store"))
    clean = read_world(made["clean"], Path("store"))
    assert {f.kind for f in clean.findings} == {"unmet-need"}
    quotes = [r.quote for f in world.findings for r in (f.claim, f.other) if r]
    gone = [quote not in texts(made["clean"]) for quote in quotes]
    assert quotes and all(gone)
    assert clean.unheard and len(clean.unheard) <= len(world.unheard)


def test_half_expects_only_what_its_calls_hold(made):
    half = read_world(made["half"], Path("store"))
    files = {f"calls/{path.name}" for path in (made["half"] / "calls").iterdir()}
    assert len(files) == 6 and half.findings
    assert {r.file for f in half.findings for r in f.evidence} <= files
    assert all(len({r.file for r in f.evidence}) >= 3 for f in half.findings if f.kind == "unmet-need")
    assert {f.kind for f in half.findings} <= set(KINDS)
    rows = (made["half"] / "calls.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 7


def test_mixed_adds_the_calls_of_two_others_and_no_gold(made):
    before = yaml.safe_load((WORLDS / "northhaul/gold.yaml").read_text(encoding="utf-8"))
    after = yaml.safe_load((made["mixed"] / "gold.yaml").read_text(encoding="utf-8"))
    assert before == after
    names = {path.name.split("-")[0] for path in (made["mixed"] / "calls").iterdir()}
    assert {"brightbadge", "ferncrest"} <= names
    rows = (made["mixed"] / "calls.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) - 1 == len(list((made["mixed"] / "calls").iterdir()))


def test_what_is_no_world_is_named(tmp_path):
    with pytest.raises(InputError, match="no world here"):
        make_variants(tmp_path, tmp_path / "out")
