"""Who is on which side, said by hand: the file."""

import tomllib
from pathlib import Path

import pytest

from checker.errors import SettingsError
from checker.settings import Settings
from checker.sources.side_book import read_sides, with_sides, write_side
from tests.ui.hostile import PAYLOADS


@pytest.mark.parametrize("text", [*PAYLOADS, 'a"b\\c', "tab\there", "\x7f\x00", "\ud800", "[x]\ny = 1"])
def test_any_name_comes_back(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deep" / "sides.toml"
    write_side(path, text, text, "buyer")
    write_side(path, "calls/1.vtt", "Bo", "ours")
    tomllib.loads(path.read_text(encoding="utf-8"))
    readable = text.encode("utf-8", "replace").decode()
    assert read_sides(path) == {readable: {readable: "buyer"}, "calls/1.vtt": {"Bo": "ours"}}


def test_the_last_word_stands_over_settings(tmp_path: Path) -> None:
    settings = Settings(sides={"calls/1.vtt": {"Bo": "buyer", "Cy": "ours"}})
    write_side(tmp_path / "s.toml", "calls/1.vtt", "Bo", "unknown")
    write_side(tmp_path / "s.toml", "calls/1.vtt", "Bo", "ours")
    assert with_sides(settings, read_sides(tmp_path / "s.toml")).sides == {
        "calls/1.vtt": {"Bo": "ours", "Cy": "ours"}
    }
    assert settings.sides == {"calls/1.vtt": {"Bo": "buyer", "Cy": "ours"}}


def test_a_damaged_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("[sides", encoding="utf-8")
    with pytest.raises(SettingsError):
        read_sides(tmp_path / "s.toml")
    assert read_sides(tmp_path / "none.toml") == {}
