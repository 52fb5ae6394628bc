"""Prompts are checked when loaded and filled in one pass."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import PromptError, SettingsError
from checker.judge import prompts
from checker.judge.prompts import load_prompt, load_prompts, parse_prompt, shipped_folder

GOOD = """---
name: judge
version: 2
variables: [claims, points]
---
# system
You judge {{claims}}. JSON: {"a": {"b": 1}}

# user
## Points
{{ points }} and {{claims}}
"""


def test_a_prompt_is_parsed_and_rendered() -> None:
    prompt = parse_prompt(GOOD, "judge.md")
    assert (prompt.name, prompt.version, prompt.variables) == ("judge", "2", {"claims", "points"})
    out = prompt.render(claims="C {{points}}", points="P {{claims}} \\1")
    assert out.system == 'You judge C {{points}}. JSON: {"a": {"b": 1}}'
    assert out.user == "## Points\nP {{claims}} \\1 and C {{points}}"


@given(st.text(), st.text())
def test_values_stand_as_they_are(one: str, two: str) -> None:
    prompt = parse_prompt(
        "---\nname: a\nversion: 1\nvariables: a, b\n---\n# system\nx\n# user\n[{{a}}|{{b}}]", "p"
    )
    assert prompt.render(a=one, b=two).user == f"[{one}|{two}]"


BAD = (
    ("", "no front matter"),
    (GOOD.replace("---\n# system", "# system"), "no front matter"),
    (GOOD.replace("version: 2", "versoin: 2"), "unknown key `versoin`. Did you mean `version`"),
    (GOOD.replace("version: 2\n", ""), "without `version`"),
    (GOOD.replace("version: 2", "version:"), "`version` is empty"),
    (GOOD.replace("version: 2", "name: x"), "stands twice"),
    (GOOD.replace("version: 2", "version"), "not `key: value`"),
    (GOOD.replace("[claims, points]", "[claims]"), "unknown variable `points`"),
    (GOOD.replace("[claims, points]", "[claims, points, more]"), "variable `more` is missing"),
    (GOOD.replace("[claims, points]", "[claims, Points]"), "`Points` is not a name"),
    (GOOD.replace("[claims, points]", "[claims, points, points]"), "or twice"),
    (GOOD.replace("{{ points }}", "{{ Points }}"), "that is no variable"),
    (GOOD.replace("{{ points }}", "{{points}"), "that is no variable"),
    (GOOD.replace("# user\n", ""), "needs `# system`, then `# user`"),
    (GOOD.replace("# system", "# user", 1), "needs `# system`, then `# user`"),
    (GOOD.replace("# system\n", "hello\n# system\n"), "nothing before them"),
    (GOOD[: GOOD.index("## Points")], "section is empty"),
)


@pytest.mark.parametrize(("text", "message"), BAD, ids=lambda value: value[:24])
def test_a_malformed_prompt_fails_at_load(text: str, message: str) -> None:
    with pytest.raises(PromptError, match=message.replace("[", "\\[")) as caught:
        parse_prompt(text, "prompts/judge.md")
    assert "prompts/judge.md" in str(caught.value)
    assert isinstance(caught.value, SettingsError)


def test_variables_are_those_that_the_code_gives(tmp_path: Path) -> None:
    path = tmp_path / "judge.md"
    path.write_text(GOOD, encoding="utf-8")
    load_prompt(path, "judge", ["claims", "points"])
    with pytest.raises(PromptError, match="unknown variable `points`"):
        load_prompt(path, "judge", ["claims"])
    with pytest.raises(PromptError, match="variable `more` is missing"):
        load_prompt(path, "judge", ["claims", "points", "more"])
    with pytest.raises(PromptError, match="its name is `judge`"):
        load_prompt(path, "other", ["claims", "points"])
    prompt = parse_prompt(GOOD, "x")
    with pytest.raises(PromptError, match="`points` is missing"):
        prompt.render(claims="x")
    with pytest.raises(PromptError, match="unknown variable `more`"):
        prompt.render(claims="x", points="y", more="z")


def test_the_digest_is_of_the_content() -> None:
    prompt = parse_prompt(GOOD, "a")
    assert parse_prompt(GOOD.replace("\n", "\r\n"), "b").digest == prompt.digest
    assert parse_prompt("\ufeff" + GOOD, "b").digest == prompt.digest
    for old, new in (
        ("version: 2", "version: 3"),
        ("You judge", "You  judge"),
        (" and ", " or "),
        ("judge\n", "judges\n"),
    ):
        assert parse_prompt(GOOD.replace(old, new), "a").digest != prompt.digest, new


def test_the_users_folder_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, own = tmp_path / "ours", tmp_path / "own"
    for folder in (ours, own):
        folder.mkdir()
    (ours / "judge.md").write_text(GOOD, encoding="utf-8")
    (ours / "title.md").write_text(GOOD.replace("name: judge", "name: title"), encoding="utf-8")
    (own / "judge.md").write_text(GOOD.replace("version: 2", "version: own"), encoding="utf-8")
    (own / "README.md").write_text("notes", encoding="utf-8")
    monkeypatch.setattr(prompts, "shipped_folder", lambda: ours)
    needed = {"judge": ["claims", "points"], "title": ["claims", "points"]}
    loaded = load_prompts(needed, own)
    assert (loaded["judge"].version, loaded["title"].version) == ("own", "2")
    (own / "jugde.md").write_text(GOOD, encoding="utf-8")
    with pytest.raises(PromptError, match=r"replaces no prompt\. Did you mean `judge.md`"):
        load_prompts(needed, own)
    with pytest.raises(PromptError, match="no such folder"):
        load_prompts(needed, tmp_path / "none")
    with pytest.raises(PromptError, match="no such prompt"):
        load_prompts({"missing": []})
    (own / "jugde.md").unlink()
    (own / "judge.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PromptError, match="cannot be read"):
        load_prompts(needed, own)


def test_every_shipped_prompt_parses() -> None:
    assert shipped_folder().is_dir()
    for path in shipped_folder().glob("*.md"):
        if path.stem != "README":
            assert parse_prompt(path.read_text(encoding="utf-8"), path.name).name == path.stem
