"""Where the UI opens: on what is there, or else on the sample company."""

from pathlib import Path

import pytest

from checker.cli.ui import _enter_sample

SAMPLE = Path(__file__).parents[2] / "corpus"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is worked in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_empty_folder_opens_the_sample_company_and_says_so(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _enter_sample(None, None, None)
    assert Path.cwd() == SAMPLE and Path("checker.toml").is_file()
    assert "sample company" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["checker.toml", ".checker/", "campaign/"])
def test_what_is_there_is_opened(here: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (here / name).mkdir() if name.endswith("/") else (here / name).touch()
    _enter_sample(None, None, None)
    assert Path.cwd() == here and capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "given", [(Path("copy"), None, None), (None, Path("my.toml"), None), (None, None, "s")]
)
def test_what_is_asked_for_is_opened(here: Path, given: tuple[Path | None, Path | None, str | None]) -> None:
    _enter_sample(*given)
    assert Path.cwd() == here


def test_without_the_sample_nothing_happens(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.cli.ui.__file__", str(here / "a" / "b" / "ui.py"))
    _enter_sample(None, None, None)
    assert Path.cwd() == here
