"""How fast the checker is: on calls mixed by a seed, held against the bare engines in the same run.

Commands run as a user runs them, each in a process of its own; their times per stage and their peak memory
come from `--log-json`. Rates of other machines are not comparable, ratios to the bare engine are.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from checker.errors import CheckerError, InputError
from checker.evaluate.bare import bare_embedding, bare_judging, bare_storing
from checker.evaluate.mixing import Mixed, mix
from checker.pipeline.asking import STAGES, WHO_ELSE

if TYPE_CHECKING:
    from checker.store.index import Store

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
_SAMPLE = 2000  # texts that are run through the bare engine
_PAIRS = 200
_JUDGING = (*STAGES.values(), *WHO_ELSE.values())
_PREPARING = "Preparing reviews"  # at the end of indexing, kept for all reviews
_BESIDE = "embedding side by side"  # see `bare_embedding`
_IMPORTS = ("checker", "checker.cli.main", "checker.pipeline", "onnxruntime", "chromadb", "gradio")


@dataclass(slots=True)
class Speed:
    """What was measured, by what it is about."""

    made: Mixed
    rows: dict[str, dict[str, float]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As an object of JSON."""
        made = {"calls": self.made.files, "turns": self.made.turns, "assets": self.made.assets}
        return {"corpus": made, **self.rows}


def measure(calls: int, assets: int, seed: int = 7, corpus: Path = CORPUS, keep: Path | None = None) -> Speed:
    """Measures indexing, indexing again, reviewing and starting.

    Args:
        calls: How many calls to make.
        assets: How many assets, of eight claims each.
        seed: Of the mixing.
        corpus: What is mixed.
        keep: Folder to work in, which stays; a temporary one if None.

    Raises:
        InputError: The corpus is not there, or a command failed.
    """
    if keep is None:
        with TemporaryDirectory(prefix="checker-speed-") as folder:
            return _measured(Path(folder), mix(corpus, Path(folder), calls, assets, seed), seed)
    return _measured(keep, mix(corpus, keep, calls, assets, seed), seed)


def _measured(folder: Path, made: Mixed, seed: int) -> Speed:
    from checker.store.index import Store
    from checker.store.local_embedder import LocalEmbedder

    speed = Speed(made)
    first = _run(folder, "index", "calls", "--deals", "calls.csv")
    again = _run(folder, "index", "calls", "--deals", "calls.csv")
    reviewed = _reviewing(folder, made)
    with Store.open(folder / ".checker/store", LocalEmbedder()) as store:
        stats = store.stats()
        bare = _bare(store, _claims(folder), seed)
    said = stats.buyer + stats.ours
    speed.rows |= _indexing(first, made, said, bare)
    speed.rows["indexing again, unchanged"] = _rates(again.seconds, files=made.files) | {
        "peak MB": again.peak
    }
    speed.rows |= reviewed
    judging = speed.rows["judging"]
    judging["ratio to bare models"] = ratio(judging.get("pairs/s", 0.0), bare["judging"])
    speed.rows["bare engines, a second"] = {name: round(rate, 1) for name, rate in bare.items()}
    speed.rows["disk"] = {
        "MB": round(stats.size / 1e6, 1),
        "KB a call": round(stats.size / 1e3 / made.files, 1),
    }
    speed.rows["starting, seconds"] = _starting()
    return speed


def _indexing(ran: _Ran, made: Mixed, said: int, bare: dict[str, float]) -> dict[str, dict[str, float]]:
    reading, putting = ran.stages.get("Reading calls", 0.0), ran.stages.get("Indexing calls", 0.0)
    storing = _rates(putting, files=made.files, statements=said)
    # One engine after the other, although the stage lets them overlap.
    engines, beside = (1 / (1 / bare[name] + 1 / bare["storing"]) for name in ("embedding", _BESIDE))
    whole = _rates(ran.seconds, files=made.files, turns=made.turns, statements=said)
    return {
        "reading": _rates(reading, files=made.files, turns=made.turns),
        "embedding and storing": storing
        | {"ratio to both bare engines": ratio(storing.get("statements/s", 0.0), engines)}
        | {"ratio to both, side by side": ratio(storing.get("statements/s", 0.0), beside)},
        "preparing reviews": _rates(ran.stages.get(_PREPARING, 0.0), statements=said),
        "indexing, all": whole
        | {
            "ratio to bare embedding": ratio(whole.get("statements/s", 0.0), bare["embedding"]),
            f"ratio to bare {_BESIDE}": ratio(whole.get("statements/s", 0.0), bare[_BESIDE]),
            "peak MB": ran.peak,
        },
    }


def ratio(rate: float, bare: float) -> float:
    """A rate of ours to that of a bare engine, by which runs on different machines compare."""
    return round(rate / bare, 3) if bare else 0.0


def _claims(folder: Path) -> list[str]:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return [" ".join(claim["quote"].split()) for claim in report["claims"]]


def _bare(store: Store, claims: Sequence[str], seed: int) -> dict[str, float]:
    """Rates of the bare engines on the same texts: embedding, storing and judging."""
    from checker.judge.features import Pair, segments
    from checker.store.embedding import embedding_text

    statements = [s for s in store.statements() if s.side != "unknown"]
    dice = random.Random(seed)
    some = dice.sample(statements, min(_SAMPLE, len(statements)))
    if not some or not claims:
        raise InputError("no statement of a known side, or no claim, was made", "Give more calls.")
    texts = [embedding_text(s) for s in some]
    embedding = len(some) / bare_embedding(texts)
    side_by_side = len(some) / bare_embedding(texts, side_by_side=True)
    vectors = store.vectors([s.id for s in some])
    with TemporaryDirectory(prefix="checker-bare-") as folder:
        storing = len(some) / bare_storing(vectors, Path(folder))
    pairs = [segments(Pair("buyer", dice.choice(claims), s.context, s.text)) for s in some[:_PAIRS]]
    judging = len(pairs) / bare_judging(pairs)
    return {"embedding": embedding, _BESIDE: side_by_side, "storing": storing, "judging": judging}


def _reviewing(folder: Path, made: Mixed) -> dict[str, dict[str, float]]:
    whole = _run(folder, "review", "campaign", "--judge", "embedded", "-o", "report.json")
    again = _run(folder, "review", "campaign", "--judge", "embedded", "-o", "report.json")
    one = folder / "one"
    one.mkdir(exist_ok=True)
    (one / "one.md").write_bytes((made.copy / "000000.md").read_bytes())
    small = _run(folder, "review", "one", "--judge", "embedded", "-o", "one.json")
    claims = len(_claims(folder))
    pairs = sum(whole.steps.get(stage, 0) for stage in _JUDGING)
    judging = sum(whole.stages.get(stage, 0.0) for stage in _JUDGING)
    return {
        "reviewing, all": _rates(whole.seconds, files=made.assets, claims=claims) | {"peak MB": whole.peak},
        "judging": _rates(judging, pairs=pairs),
        "reviewing again, cached": _rates(again.seconds, claims=claims) | {"peak MB": again.peak},
        "reviewing one file": {"seconds": small.seconds, "peak MB": small.peak},
    }


@dataclass(frozen=True, slots=True)
class _Ran:
    """A command: seconds in all and by stage, steps by stage, peak memory in MB."""

    seconds: float
    stages: dict[str, float]
    steps: dict[str, int]
    peak: float


def _run(folder: Path, *arguments: str) -> _Ran:
    log = folder / "log.jsonl"
    log.unlink(missing_ok=True)
    start = time.perf_counter()
    done = _python(["-m", "checker", "--log-json", str(log), *arguments, "--quiet"], folder)
    seconds = round(time.perf_counter() - start, 3)
    if done.returncode:
        raise InputError(f"`checker {' '.join(arguments)}` failed: {done.stderr.strip()[-300:]}")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    stages = [line for line in lines if line["event"] == "stage"]
    return _Ran(
        seconds,
        {line["stage"]: line["stage_seconds"] for line in stages},
        {line["stage"]: line["done"] for line in stages},
        next((line["peak_mb"] for line in lines if "peak_mb" in line), 0),
    )


def _starting() -> dict[str, float]:
    """Seconds of a new process: `--help`, and what importing each part takes on top of a bare Python."""
    found = {"--help": _timed(["-m", "checker", "--help"])}
    nothing = _timed(["-c", "pass"])
    for name in _IMPORTS:
        try:
            found[f"import {name}"] = max(0.0, _timed(["-c", f"import {name}"]) - nothing)
        except CheckerError:
            continue  # an extra that is not installed
    return {name: round(seconds, 2) for name, seconds in found.items()}


def _timed(arguments: Sequence[str]) -> float:
    start = time.perf_counter()
    done = _python(arguments, Path.cwd())
    if done.returncode:
        raise InputError(f"python {' '.join(arguments)} failed")
    return time.perf_counter() - start


def _python(arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CHECKER_")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, env=clean, check=False
    )


def _rates(seconds: float, **counts: int) -> dict[str, float]:
    """Seconds, and how many of each a second; none where it took no time that can be measured."""
    rates = {f"{name}/s": float(f"{count / seconds:.3g}") for name, count in counts.items() if seconds > 0}
    return {"seconds": round(seconds, 2), **rates}
