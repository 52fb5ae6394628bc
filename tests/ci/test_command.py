"""`checker ci` as a build runs it, in processes of its own: the same bytes, and nothing loaded in vain."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checker.judge.embedded import EmbeddedJudge
from checker.judge.gate import Gates
from checker.reports.outcomes import OUTCOME_FORMATS
from tests.ci.conftest import SETTINGS, Repository, WordJudge, run
from tests.ci.test_snapshot import FILE, make

ROOT = Path(__file__).parent.parent.parent
HEAVY = "chromadb gradio langchain langchain_core numpy onnxruntime openai scipy sklearn tokenizers".split()
TELLS = (
    "import json, sys\n"
    "from checker.cli.main import run\n"
    "try: run()\n"
    f"finally: print('LOADED', json.dumps(sorted(set({HEAVY}) & set(sys.modules))), file=sys.stderr)\n"
)


def command(repo: Repository, *arguments: str, cores: int = 0, **environ: str) -> tuple[int, str, list[str]]:
    """Exit code, what is printed, and which heavy libraries were loaded.

    Args:
        repo: Where it runs.
        arguments: Of `checker`.
        cores: How many the process may use; all by default.
        environ: More of it.
    """

    def narrowed() -> None:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])

    done = subprocess.run(
        [sys.executable, "-c", TELLS, *arguments], cwd=repo.root, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "GIT_CONFIG_GLOBAL": os.devnull} | environ,
        preexec_fn=narrowed if cores and hasattr(os, "sched_setaffinity") else None,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, done.stdout, json.loads(done.stderr.rpartition("LOADED ")[2].splitlines()[0])


@pytest.mark.parametrize("source", ["snapshot", "index"])
def test_the_same_commit_twice_is_byte_equal_in_every_format(repo: Repository, source: str) -> None:
    """With the embedded judge; the second time with other hash seeds, fewer cores and no cache."""
    asked = ["ci", "campaign", "--base", "main", "--quote-calls", "--quiet"]
    repo.put("checker.toml", f'[company]\nname = "{SETTINGS.company.name}"\npeople = ["Rita Cole"]\n')
    if source == "snapshot":
        FILE.write_text(make(), encoding="utf-8", newline="")
        asked += ["--evidence", str(FILE)]
    repo.edit("campaign/pricing.md", "$49", "$59")
    text = (repo.root / "campaign/landing.md").read_text(encoding="utf-8")
    repo.put("campaign/landing.md", f"{text}\nUp and running within three days.\n\nExport any report.\n")
    repo.commit()
    seen: list[dict[str, Any]] = []
    for seed, cores in (("1", 0), ("7", 1)):
        for cache in (repo.root / ".checker").rglob("*.sqlite3"):
            if cache.name in ("verdicts.sqlite3", "embedded.sqlite3"):
                cache.unlink()
        outputs = [f"--output={name}=out{seed}/{name}" for name in OUTCOME_FORMATS]
        code, shown, loaded = command(repo, *asked, *outputs, cores=cores, PYTHONHASHSEED=seed)
        assert "onnxruntime" in loaded, "the judge was not asked"
        files = {name: (repo.root / f"out{seed}/{name}").read_bytes() for name in OUTCOME_FORMATS}
        seen.append({"code": code, "shown": shown} | files)
    assert seen[0] == seen[1]
    assert b"conflicting-copy" in seen[0]["sarif"]


@pytest.mark.parametrize("source", ["snapshot", "index"])
def test_where_nothing_was_changed_nothing_is_loaded_or_read(
    repo: Repository, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request: dict[str, Path] = {}
    if source == "snapshot":
        FILE.write_text(make(), encoding="utf-8", newline="")
        request["evidence"] = FILE
    judge = WordJudge()
    judge.model = EmbeddedJudge().model  # as if it had written the baseline
    monkeypatch.setattr("checker.judge.gate.shipped", lambda: Gates("another judge", "", {}))
    run(judge, update=True, **request)
    judge.asked.clear()
    for number in range(500):
        repo.put(f"campaign/more/{number}.md", f"# Page {number}\n\nIt saves you {number} hours a month.\n")
    repo.commit()
    read: list[str] = []
    monkeypatch.setattr("checker.sources.copy.registry.read_copy", _noting(read))
    found = run(judge, base="HEAD", **request)
    assert (judge.asked, found.new, len(found.carried)) == ([], (), 1)
    assert read == ["campaign/landing.md"]  # where the one known finding stands
    more = ["--evidence", str(FILE)] if request else []
    code, shown, loaded = command(repo, "ci", "campaign", "--base", "HEAD", "--quiet", *more)
    assert (code, "1 carried over" in shown) == (0, True), shown
    assert not {"onnxruntime", "tokenizers", "sklearn", "langchain_core", "gradio", "openai"} & set(loaded)
    if source == "snapshot":
        assert loaded in ([], ["numpy"])


def _noting(read: list[str]) -> Any:
    from checker.sources.copy import registry

    made = registry.read_copy

    def noting(data: bytes, file: str) -> Any:
        read.append(file)
        return made(data, file)

    return noting
