"""`checker eval speed` says everything it promises; how fast it is, no test decides."""

from pathlib import Path

from checker.evaluate.speed import measure, ratio

STAGES = {
    "reading": {"seconds", "files/s", "turns/s"},
    "embedding and storing": {"seconds", "files/s", "statements/s", "ratio to both bare engines"},
    "indexing, all": {
        "files/s",
        "turns/s",
        "statements/s",
        "peak MB",
        "ratio to bare embedding",
        "ratio to bare embedding side by side",
    },
    "indexing again, unchanged": {"seconds", "files/s", "peak MB"},
    "reviewing, all": {"seconds", "files/s", "claims/s", "peak MB"},
    "judging": {"seconds", "pairs/s", "ratio to bare models"},
    "reviewing again, cached": {"seconds", "claims/s", "peak MB"},
    "reviewing one file": {"seconds", "peak MB"},
    "bare engines, a second": {"embedding", "embedding side by side", "storing", "judging"},
    "disk": {"MB", "KB a call"},
    "starting, seconds": {"--help", "import checker.pipeline", "import chromadb"},
}


def test_every_stage_is_told_with_its_rates_and_ratios(tmp_path: Path) -> None:
    told = measure(3, 1, keep=tmp_path).to_json()
    assert told["corpus"]["calls"] == 3 and told["corpus"]["assets"] == 1
    for stage, wanted in STAGES.items():
        assert wanted <= told[stage].keys(), stage
        for name in wanted - {"import checker.pipeline"}:
            assert told[stage][name] > 0, f"{stage}: {name}"


def test_a_ratio_of_nothing_is_nothing() -> None:
    assert (ratio(50.0, 200.0), ratio(1.0, 0.0)) == (0.25, 0.0)
