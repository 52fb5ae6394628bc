"""Reviews in batches: by files and over the Batch API, as many rounds as stages; nothing lost or twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from checker.cli.main import app
from checker.errors import CheckerError, InputError, PermanentJudgeError, SettingsError
from checker.judge.batch_wire import BatchWire
from checker.judge.later import returned
from checker.pipeline import index
from checker.settings import CompanySection, Settings, StoreSection
from tests.fakes import WordEmbedder
from tests.judge.batch_server import BatchServer, answered
from tests.judge.llm_server import Server
from tests.judge.obeying import Obeying, write_folder

MODEL = Obeying()
REQUESTS = Path("requests.jsonl")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())
    monkeypatch.chdir(tmp_path)
    write_folder(tmp_path, None)
    at("http://127.0.0.1:9/v1")
    company = CompanySection(name="Paywell", people=("Rita Cole",))
    index([Path("calls")], Settings(company=company, store=StoreSection(path="store")))
    return tmp_path


def at(url: str) -> None:
    text = '[company]\nname = "Paywell"\npeople = ["Rita Cole"]\n[store]\npath = "store"\n'
    Path("checker.toml").write_text(f'{text}[judge]\nmodel = "m"\nbase_url = "{url}"\n')


def review(*options: str) -> Result:
    done = CliRunner().invoke(app, ["review", "copy", "-q", "-o", "run.json", *options])
    if isinstance(done.exception, CheckerError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done


def rounds(broken: dict[int, str] | None = None) -> int:
    """By files until the report is there; says how many times somebody else had to answer."""
    Path("run.json").unlink(missing_ok=True)
    review("--batch-file", str(REQUESTS))
    for number in range(1, 10):
        Path("answers.jsonl").write_bytes(
            answered(REQUESTS.read_bytes(), MODEL, broken if number == 1 else None)
        )
        review("--batch-file", str(REQUESTS), "--batch-results", "answers.jsonl")
        if Path("run.json").exists():
            return number
    raise AssertionError("it never ends")


def forget() -> None:
    for path in (
        *Path("store").glob("replies.*"),
        *Path("store").glob("points.*"),
        *Path("store").glob("runs*"),
    ):
        path.unlink()


def test_by_files_it_is_the_review_that_asks_itself(folder: Path) -> None:
    with Server(MODEL) as server:
        at(server.url)
        review("--batch-file", "first.jsonl")
        review("--batch-file", "again.jsonl")
        assert Path("first.jsonl").read_bytes() == Path("again.jsonl").read_bytes()
        assert rounds() <= 5
        batched = json.loads(Path("run.json").read_text())
        assert not server.requests, "a run in batches asks nothing itself"
        forget()
        review()
        sent = [request.body for request in server.requests]
    asked = json.loads(Path("run.json").read_text())
    assert batched["findings"] == asked["findings"] and batched["findings"]
    assert batched["claims"] == asked["claims"] and batched["usage"] == asked["usage"]
    # What a batch is given is what the wire is given.
    lines = [json.loads(line)["body"] for line in Path("first.jsonl").read_text().splitlines()]
    first = {body["messages"][1]["content"]: body for body in lines}
    same = [body for body in sent if body["messages"][1]["content"] in first]
    assert len(same) == len(first) == 2
    for body in same:
        wanted = first[body["messages"][1]["content"]]
        assert {key: body[key] for key in wanted} == wanted


@pytest.mark.parametrize("how", ["refusal", "length", "error", "expired", "truncated"])
def test_what_a_batch_cannot_answer_is_unjudged_and_not_asked_for_ever(folder: Path, how: str) -> None:
    rounds({0: how, 1: how})
    told = json.loads(Path("run.json").read_text())
    assert told["summary"]["unjudged"] if "unjudged" in told.get("summary", {}) else told["unjudged"]
    assert not Path("store/batch.json").exists()


def test_a_half_answered_batch_goes_on_with_the_other_half(folder: Path) -> None:
    review("--batch-file", str(REQUESTS))
    lines = REQUESTS.read_bytes().splitlines(keepends=True)
    assert len(lines) == 2  # one call, and the copy against itself
    Path("answers.jsonl").write_bytes(answered(lines[0], MODEL))
    review("--batch-file", "rest.jsonl", "--batch-results", "answers.jsonl")
    assert lines[0] not in Path("rest.jsonl").read_bytes()


def test_over_the_api(folder: Path) -> None:
    with BatchServer(MODEL) as server:
        at(server.url)
        review("--batch")
        asked = 1
        while not Path("run.json").exists():
            told = review("--resume").output
            asked += 1
            assert asked < 14
        assert "in_progress" in told or len(server.batches) > 1
        assert len(server.batches) == len({b["metadata"]["checker"] for b in server.batches.values()}) <= 5
    kinds = {f["kind"] for f in json.loads(Path("run.json").read_text())["findings"]}
    assert {"contradicted-claim", "rep-drift"} <= kinds
    assert not Path("store/batch.json").exists()


def test_a_death_between_handing_in_and_noting_it_hands_in_once(folder: Path, monkeypatch) -> None:
    submit = BatchWire.submit

    def die(self: BatchWire, requests: bytes, mark: str) -> str:
        submit(self, requests, mark)
        raise KeyboardInterrupt

    with BatchServer(MODEL) as server:
        at(server.url)
        monkeypatch.setattr(BatchWire, "submit", die)
        with pytest.raises(AssertionError):
            review("--batch")
        monkeypatch.setattr(BatchWire, "submit", submit)
        review("--resume")
        review("--batch")
        assert len(server.batches) == 1
        review("--resume")
        assert len(server.batches) == 2, "the next round"


def test_a_batch_that_fails_is_told_and_can_be_handed_in_again(folder: Path) -> None:
    with BatchServer(MODEL) as server:
        at(server.url)
        server.fails = True
        review("--batch")
        review("--resume")
        with pytest.raises(PermanentJudgeError, match="batch-0 failed"):
            review("--resume")
        server.fails = False
        review("--batch")
        assert len(server.batches) == 2


def test_wrong_use_is_one_line(folder: Path, monkeypatch) -> None:
    with pytest.raises(InputError, match="handed in"):
        review("--resume")
    with pytest.raises(InputError, match="two ways"):
        review("--batch", "--batch-file", "x.jsonl")
    Path("bad.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(InputError, match=r"bad\.jsonl:1"):
        review("--batch-results", "bad.jsonl")
    with pytest.raises(InputError, match="No such file"):
        review("--batch-results", "none.jsonl")
    monkeypatch.setenv("CHECKER_JUDGE_USE", "embedded")
    with pytest.raises(SettingsError, match="model"):
        review("--batch-file", "x.jsonl")


def test_odd_lines_are_failures_not_crashes() -> None:
    for row in (
        {"response": None},
        {"response": {"body": {}}},
        {"response": {"status_code": 200, "body": {"choices": []}}},
    ):
        (found,) = returned(json.dumps({"custom_id": "judge-claim.abc", **row}).encode(), "x")
        assert found.failure and (found.prompt, found.key) == ("judge-claim", "abc")


@pytest.mark.parametrize(
    "row",
    [
        {"response": "no"},
        {"response": []},
        {"response": {"status_code": 200, "body": "text"}},
        {"response": {"body": {"choices": {}}}},
        {"response": {"body": {"choices": [None], "usage": []}}},
        {"response": {"body": {"choices": [{"message": "x"}], "usage": {"prompt_tokens": "many"}}}},
        {"response": {"body": {"choices": [{"message": {"content": [1]}, "finish_reason": []}]}}},
        {"error": "gone"},
        {},
    ],
)
def test_an_answer_of_any_other_shape_is_a_failure_and_no_crash(row: dict) -> None:
    """Answers come from whatever produced them."""
    line = json.dumps({"custom_id": "read-claims.abc", **row}).encode()
    (found,) = returned(line, "answers.jsonl")
    assert found.failure and found.key == "abc"
