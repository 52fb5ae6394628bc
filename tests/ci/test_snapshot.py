"""The evidence snapshot: masked, the same bytes each time, sealed, and enough to judge by."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from checker.ci.snapshot import banded, snapshot
from checker.ci.snapshot_evidence import SnapshotEvidence
from checker.ci.snapshot_file import seal
from checker.cli.main import app
from checker.errors import InputError
from checker.pipeline.opening import open_store
from tests.ci.conftest import SETTINGS, Repository, quotes, run

FILE = Path("checker-evidence.jsonl")


def make(*, buyers_only: bool = False) -> str:
    with open_store(SETTINGS, write=False) as store:
        return snapshot(store, SETTINGS, buyers_only=buyers_only).text


@pytest.fixture
def file(repo: Repository) -> Path:
    FILE.write_text(make(), encoding="utf-8", newline="")
    return FILE


def test_nobody_is_named(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for name in (
        "Rita",
        "Cole",
        "Bo Lind",
        "Lind Foods",
        "Ann",
        "Moe",
        "31500",
        "2026-01-04",
    ):
        assert name not in text
    assert "Fourth of July" in text
    assert "[person]" in text
    assert "[account]" in text
    assert banded(31_500) == 30_000
    assert (banded(0), banded(999), banded(-1_499)) == (0.0, 1000.0, -1000.0)


def test_who_is_only_mentioned_is_told_and_can_be_masked(repo: Repository) -> None:
    with open_store(SETTINGS, write=False) as store:
        assert snapshot(store, SETTINGS).unsure == ("Chidi Okoro",)
        masked = snapshot(store, SETTINGS, mask=["Chidi Okoro"])
    assert masked.unsure == ()
    assert "Okoro" not in masked.text


def test_it_is_the_same_bytes_each_time(repo: Repository) -> None:
    assert make() == make()


def test_a_call_more_changes_only_its_own_lines(repo: Repository, overnight: Callable[[], None]) -> None:
    before = set(make().splitlines()[1:])
    overnight()
    after = set(make().splitlines()[1:])
    assert before <= after
    assert len(after - before) == 2 + 2 + 2  # calls, deals, what buyers say; three words of a rep are too few


def test_it_judges_as_the_index_does(file: Path, repo: Repository) -> None:
    repo.edit("campaign/landing.md", "Every plan", "Export any report in one click.\n\nEvery plan")
    by_index, by_file = run(), run(evidence=file)
    assert quotes(by_index, "new") == quotes(by_file, "new") == ["Export any report in one click."]
    assert [f.id for f in by_index.new] == [f.id for f in by_file.new]
    assert by_index.new[0].reach.accounts == by_file.new[0].reach.accounts == 1
    assert by_file.new[0].reach.lost_amount == 10_000


def test_new_evidence_is_told_by_snapshots_too(
    file: Path, repo: Repository, overnight: Callable[[], None]
) -> None:
    run(update=True, evidence=file)
    overnight()
    file.write_text(make(), encoding="utf-8", newline="")
    assert [(c.more_accounts, c.more_calls) for c in run(evidence=file, base="HEAD").carried] == [(2, 2)]


def test_it_needs_no_chroma(file: Path, repo: Repository) -> None:
    repo.put("campaign/new.md", "Export any report in one click.\n")
    script = (
        "import sys; from pathlib import Path; from checker.ci.run import Request, check;"
        "from tests.ci.conftest import SETTINGS, WordJudge;"
        f"asked = Request((Path('campaign'),), evidence=Path('{FILE}'), base='HEAD');"
        "o = check(asked, SETTINGS, judge=WordJudge());"
        "assert o.new, o; bad = {'chromadb', 'langchain', 'openai', 'gradio', 'torch'} & set(sys.modules);"
        "assert not bad, bad"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=repo.root, env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_line_taken_out_by_hand_is_noticed_and_can_be_sealed(file: Path, repo: Repository) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if "cannot be exported" not in line]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="--seal"):
        SnapshotEvidence(file)
    seal(file)
    repo.put("campaign/new.md", "Export any report in one click.\n")
    assert run(evidence=file, base="HEAD").new == ()
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[0])["statements"] == len(kept) - len(
        [line for line in kept if line.startswith(('{"call"', '{"deal"', '{"snapshot"'))]
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: "", "no evidence snapshot"),
        (lambda t: "hello\n", "no evidence snapshot"),
        (lambda t: t.replace('"snapshot": 1', '"snapshot": 2'), "newer version"),
        (lambda t: t.replace('"embedder": "', '"embedder": "x'), "its vectors are of"),
        (lambda t: t[: len(t) // 2], "--seal"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(file: Path, change: Callable[[str], str], words: str) -> None:
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        SnapshotEvidence(file)


def test_a_damaged_line_that_was_sealed_says_why(file: Path) -> None:
    for change in (('"turn":', '"turm":'), ('"vector":"', '"vector":"!'), ('"side":"buyer"', '"side":7')):
        text = make()
        file.write_text(text.replace(*change), encoding="utf-8")
        seal(file)
        if change[0].startswith('"side'):
            assert not SnapshotEvidence(file).statements("buyer")
            continue
        with pytest.raises(InputError):
            SnapshotEvidence(file)


def test_the_snapshot_beside_the_copy_is_no_copy(file: Path, repo: Repository) -> None:
    (repo.root / FILE).rename(repo.root / "campaign" / FILE)
    found = run(evidence=Path("campaign") / FILE, base="HEAD", everything=True)
    assert {r.claim.file for r in found.run.claims} == {
        "campaign/ads.csv", "campaign/landing.md", "campaign/pricing.md",
    }  # fmt: skip


def test_buyers_only_leaves_reps_out(repo: Repository) -> None:
    assert "How did the start go" in make()
    text = make(buyers_only=True)
    assert '"side":"ours"' not in text


def test_the_command_writes_tells_and_seals(repo: Repository) -> None:
    runner = CliRunner()
    made = runner.invoke(app, ["snapshot", "-o", "out/evidence.jsonl", "--mask", "Chidi Okoro"])
    assert made.exit_code == 0, made.output
    assert "Read it before you commit it" in made.output
    assert "Okoro" not in (repo.root / "out/evidence.jsonl").read_text(encoding="utf-8")
    assert runner.invoke(app, ["snapshot", "--seal", "out/evidence.jsonl"]).exit_code == 0
