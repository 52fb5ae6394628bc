"""Each sample under data/ reads as the listing beside it says; a new case is two new files."""

from pathlib import Path

import pytest

from checker.sources.copy.registry import read_copy
from tests.sources.copy.conftest import listing

DATA = Path(__file__).parent / "data"
SAMPLES = sorted(path for path in DATA.iterdir() if path.suffix != ".blocks")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_sample_reads_as_listed(sample: Path) -> None:
    expected = (DATA / f"{sample.name}.blocks").read_text(encoding="utf-8")
    assert listing(read_copy(sample.read_bytes(), sample.name)) == expected


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_nothing_that_is_no_copy_comes_along(sample: Path) -> None:
    blocks = read_copy(sample.read_bytes(), sample.name).blocks
    shown = " ".join(block.text for block in blocks)
    for word in ("not copy", "notCopy", "https://x.example?", "boss", "#ff6600", "btn", "screen reader"):
        assert word not in shown
