"""Answers go to a build server in a file that nobody without the calls can read; nothing is asked there."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from checker.cli.main import app
from checker.errors import InputError, PermanentJudgeError
from checker.judge.sealed import seal, unseal
from checker.model import Verdict
from checker.pipeline import index, review
from checker.pipeline.caching import export_cache, import_cache
from checker.reports import render
from checker.settings import CompanySection, JudgeSection, Settings, StoreSection
from checker.store.replies import SqliteReplies
from checker.store.verdicts import SqliteVerdicts
from tests.fakes import WordEmbedder
from tests.judge.llm_server import Server
from tests.judge.obeying import COPY, TURNS, Obeying, write_folder


def settings_at(url: str, store: str = "store") -> Settings:
    return Settings(
        company=CompanySection(name="Paywell", people=("Rita Cole",)),
        store=StoreSection(path=store),
        judge=JudgeSection(use="llm", model="m", base_url=url),
    )


def report(settings: Settings) -> str:
    return render(review([Path("copy")], settings, keep=False), "json")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())
    monkeypatch.chdir(tmp_path)
    write_folder(tmp_path, None)
    return tmp_path


def test_another_machine_asks_nothing_and_reports_the_same(folder: Path) -> None:
    with Server(Obeying()) as server:
        here = settings_at(server.url)
        index([Path("calls")], here)
        first = report(here)
    answers, _ = export_cache(here, Path("cache.jsonl"))
    assert answers == len(server.bodies)
    export_cache(here, Path("again.jsonl"))
    assert Path("cache.jsonl").read_bytes() == Path("again.jsonl").read_bytes()

    there = settings_at(server.url, "elsewhere")  # the server is gone
    assert import_cache(there, Path("cache.jsonl"))[0] == answers
    index([Path("calls")], there)
    assert report(there) == first
    assert "contradicted-claim" in first


def test_no_text_of_calls_or_copy_is_in_the_file(folder: Path) -> None:
    with Server(Obeying()) as server:
        here = settings_at(server.url)
        index([Path("calls")], here)
        report(here)
    SqliteVerdicts(Path("store/verdicts.sqlite3")).put_many(
        {
            "a": Verdict("supports", "llm", (), "They say so", "on day one"),
            "b": Verdict("unrelated", "embedded", (0.1,)),
        }
    )
    assert export_cache(here, Path("cache.jsonl"))[1] == 1
    kept = Path("cache.jsonl").read_text() + Path("store/replies.sqlite3").read_bytes().decode("latin-1")
    texts = [*(text for _, text in TURNS), *COPY.values()]
    words = {word for text in texts for word in re.findall(r"[A-Za-z]{6,}", text)}
    assert len(words) > 12 and not [word for word in words if re.search(rf"\b{word}\b", kept)]


def test_a_changed_call_is_asked_again_and_without_a_server_that_is_told(folder: Path) -> None:
    with Server(Obeying()) as server:
        here = settings_at(server.url)
        index([Path("calls")], here)
        report(here)
    export_cache(here, Path("cache.jsonl"))
    there = settings_at("", "elsewhere")
    import_cache(there, Path("cache.jsonl"))
    there = there.model_copy(update={"judge": JudgeSection(use="llm", model="m")})
    with pytest.raises(PermanentJudgeError, match="OPENAI_API_KEY"):
        index([Path("calls")], there)


def test_points_of_a_call_that_is_gone_are_gone(folder: Path) -> None:
    shutil.copy("calls/one.json", "calls/two.json")
    two = json.loads(Path("calls/two.json").read_text())
    two["id"], two["turns"][1]["text"] = "two", "We never signed."
    Path("calls/two.json").write_text(json.dumps(two))
    with Server(Obeying()) as server:
        here = settings_at(server.url)
        index([Path("calls")], here)
        kept = SqliteReplies(Path("store/points.sqlite3"))
        assert len(kept.rows()) == 2
        Path("calls/two.json").unlink()
        index([Path("calls")], here)
        assert len(kept.rows()) == 1
        asked = len(server.bodies)
        Path("calls/two.json").write_text(json.dumps(two))
        index([Path("calls")], here)
        assert len(kept.rows()) == 2 and len(server.bodies) == asked


def test_the_commands(folder: Path) -> None:
    SqliteVerdicts(Path(".checker/store/verdicts.sqlite3")).put_many(
        {"b": Verdict("supports", "embedded", (0.5,))}
    )
    done = CliRunner().invoke(app, ["cache", "export", "out/c.jsonl"])
    assert done.exit_code == 0 and "1 verdicts" in done.output
    done = CliRunner().invoke(app, ["cache", "import", "out/c.jsonl", "--store", "other"])
    assert done.exit_code == 0
    assert SqliteVerdicts(Path("other/verdicts.sqlite3")).get_many(["b"])["b"].scores == (0.5,)


@pytest.mark.parametrize(
    "text", ["", "{}\n", '{"checker-cache": 1}\n{"kind": "reply"}\n', '{"checker-cache": 1}\nnonsense\n']
)
def test_what_is_no_export_is_refused_whole(folder: Path, text: str) -> None:
    Path("x.jsonl").write_text(text)
    with pytest.raises(InputError, match=r"x\.jsonl"):
        import_cache(settings_at(""), Path("x.jsonl"))
    assert not Path("store/replies.sqlite3").exists()


@given(st.text(), st.text(), st.text())
def test_only_the_question_opens_its_answer(secret: str, other: str, text: str) -> None:
    kept = seal(secret, text)
    assert unseal(secret, kept) == text and kept == seal(secret, text)
    assert secret == other or unseal(other, kept) is None
    assert unseal(secret, text) is None
