"""The picture of design: a stage imports model, errors, settings and its own folder, nothing else of ours."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "checker"
STAGES = set("sources segments store retrieve judge needs findings reports runs triage".split())
SHARED = {"model", "errors", "settings", "inference"}
BORDERS = {
    "chromadb": {"store"},
    "gradio": {"ui"},
    "langchain": {"judge", "store"},
    "langchain_core": {"judge", "store"},
    "langchain_openai": {"judge", "store"},
    "pyarrow": {"pipeline"},
    "ray": {"pipeline"},
    "torch": {"training"},
    "transformers": {"training"},
    "typer": {"cli"},
}


def imports(path: Path, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "checker":
                found |= {f"checker.{alias.name}" for alias in node.names}
    return found


FILES = sorted(p for p in ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_layers(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    stage = parts[0] if len(parts) > 1 else ""
    for name in imports(path):
        words = name.split(".")
        if words[0] in BORDERS:
            assert stage in BORDERS[words[0]], f"{name} is imported outside of its border"
        if words[0] != "checker" or len(words) < 2:
            continue
        if stage == "model":
            assert words[1] == "model", f"model imports {name}"
        if stage in STAGES:
            allowed = SHARED | {stage} | ({"training"} if stage == "training" else set())
            assert words[1] in allowed, f"stage {stage} imports {name}"


HEAVY = {
    "chromadb",
    "langchain",
    "langchain_openai",
    "langchain_core",
    "openai",
    "gradio",
    "onnxruntime",
    "torch",
    "transformers",
    "tokenizers",
    "pandas",
    "docx",
    "pptx",
    "openpyxl",
    "pypdf",
    "bm25s",
    "sklearn",
    "scipy",
    "pyarrow",
    "ray",
}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_heavy_libraries_are_imported_where_used(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] in ("training", "ui"):
        return
    heavy = {n.split(".")[0] for n in imports(path, top_level_only=True)} & HEAVY
    assert not heavy, f"{heavy} at the top of {path.name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{lines} lines"
