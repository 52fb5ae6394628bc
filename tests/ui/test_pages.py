"""Each page is a file that runs alone, and every way to start the UI is the same."""

import ast
import re
from pathlib import Path

import pytest

from checker.settings import Settings, StoreSection
from checker.ui import app
from checker.ui.screen import PAGES

ROOT = Path(__file__).parents[2]
MODULES = {path: app._MODULES.get(path, f"{path}_page") for _, path in PAGES}


@pytest.mark.parametrize("module", MODULES.values())
def test_a_page_runs_alone(module: str, company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []
    monkeypatch.setattr(app, "serve", built.append)
    monkeypatch.setattr(app, "load_settings", lambda: Settings(store=StoreSection(path=".checker/store")))
    source = ROOT / f"checker/ui/{module}.py"
    last = ast.parse(source.read_text(encoding="utf-8")).body[-1]
    assert isinstance(last, ast.If), "it has no `if __name__ == '__main__'`"
    import importlib

    made = importlib.import_module(f"checker.ui.{module}")
    exec(compile(ast.Module(last.body, []), str(source), "exec"), vars(made))
    (blocks,) = built
    (own,) = [c for c in blocks.config["components"] if "<h1" in str(c["props"].get("value"))]
    name = next(name for name, path in PAGES if MODULES[path] == module)
    assert re.search(f"<h1[^>]*>{name}</h1>", own["props"]["value"])
    blocks.desk.close()


def test_make_and_python_start_what_the_command_starts() -> None:
    assert "python ../app.py" in (ROOT / "Makefile").read_text(encoding="utf-8")
    entry = (ROOT / "app.py").read_text(encoding="utf-8")
    assert 'sys.argv.insert(1, "ui")' in entry and "from checker.cli.main import run" in entry
