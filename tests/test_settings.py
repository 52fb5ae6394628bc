"""Order of precedence, and mistakes that are named with the nearest right key."""

from pathlib import Path

import pytest

from checker.errors import SettingsError
from checker.settings import load_settings


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "checker.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults() -> None:
    settings = load_settings(None, environ={})
    assert settings.location == ".checker/store"
    assert settings.judge.use == "auto"


def test_flags_win_over_environment_over_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[store]\npath = "file"\n[judge]\nuse = "llm"\nmodel = "file-model"\n[company]\nname = "A"\n',
    )
    environ = {
        "CHECKER_JUDGE_MODEL": "env-model",
        "CHECKER_STORE_PATH": "env",
        "CHECKER_COMPANY_PEOPLE": "A B, C D",
    }
    settings = load_settings(path, {"store": {"path": "flag"}, "judge": {"use": None}}, environ)
    assert settings.store.path == "flag"
    assert settings.judge.model == "env-model"
    assert settings.judge.use == "llm"
    assert settings.company.people == ("A B", "C D")


def test_url_wins_over_path(tmp_path: Path) -> None:
    path = write(tmp_path, '[store]\nurl = "http://127.0.0.1:8000"\n')
    assert load_settings(path, environ={}).location == "http://127.0.0.1:8000"
    assert load_settings(path, {"store": {"path": "here", "url": ""}}, {}).location == "here"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[compny]\nname = "x"\n', ["unknown section `compny`", "`company`"]),
        ('[company]\npeopel = ["x"]\n', ["unknown key `company.peopel`", "`people`"]),
        ("[store]\nmax_file_mb = -1\n", ["store.max_file_mb"]),
        ('[report]\nfail_on = "hgih"\n', ["report.fail_on"]),
        ("[company\n", ["not valid TOML", "line 1"]),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings(write(tmp_path, text), environ={})
    assert all(word in str(error.value) for word in words), str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml: no such file"):
        load_settings(tmp_path / "nowhere.toml", environ={})


def test_sides_by_hand(tmp_path: Path) -> None:
    path = write(tmp_path, '[sides."calls/01.txt"]\n"Speaker 2" = "ours"\n')
    assert load_settings(path, environ={}).sides == {"calls/01.txt": {"Speaker 2": "ours"}}
