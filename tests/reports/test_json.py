"""JSON: the shape that design.md section 5 promises to other programs."""

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from checker.model import Finding, Reach
from checker.reports.json import to_json
from tests.reports.sample import ADVERT, FAST, OVERRIDE, RUN, SURROGATE, TWENTY_WEEKS

SCHEMA = json.loads(files("checker.reports").joinpath("report.schema.json").read_text(encoding="utf-8"))
TOP = ["schema", "tool", "judge", "findings", "claims", "needs", "skipped", "unjudged", "usage"]
FINDING = [
    "id", "kind", "severity", "message", "claim", "other", "evidence",
    "need", "ours", "theirs", "suggestion", "reach",
]  # fmt: skip
CLAIM = ["file", "quote", "start", "end", "locator"]
EVIDENCE = ["file", "quote", "speaker", "side", "account", "time", "start", "relation"]
REACH = ["calls", "accounts", "open_amount", "won_amount", "lost_amount"]


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return json.loads(to_json(RUN))


def finding(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(f for f in report["findings"] if f["id"] == name)


def test_fits_the_schema(report: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    validator.validate(report)


@pytest.mark.parametrize(
    "path", [("findings", 0, "id"), ("findings", 0, "reach"), ("claims", 0, "status"), ("usage",)]
)
def test_schema_notices_a_missing_field(report: dict[str, Any], path: tuple[str | int, ...]) -> None:
    broken = json.loads(json.dumps(report))
    inner = broken
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    with pytest.raises(jsonschema.ValidationError, match="required"):
        jsonschema.validate(broken, SCHEMA)


def test_fields_come_in_the_agreed_order(report: dict[str, Any]) -> None:
    fast = finding(report, "f-fast")
    assert list(report)[: len(TOP)] == TOP
    assert list(fast)[: len(FINDING)] == FINDING
    assert list(fast["claim"]) == CLAIM
    assert list(fast["evidence"][0])[: len(EVIDENCE)] == EVIDENCE
    assert list(fast["reach"]) == REACH
    assert list(report["claims"][0])[:6] == [
        "file",
        "quote",
        "status",
        "supports",
        "contradicts",
        "dismisses",
    ]
    assert list(report["needs"][0]) == ["id", "title", "calls", "accounts", "answered_by", "statements"]
    assert list(report["tool"]) == ["name", "version"]
    assert list(report["usage"]) == ["llm_calls", "input_tokens", "output_tokens"]


def test_whole_money_is_an_integer(report: dict[str, Any]) -> None:
    reach = finding(report, "f-fast")["reach"]
    assert reach["open_amount"] == 412000
    assert isinstance(reach["open_amount"], int)
    assert reach["lost_amount"] == 64000.5


def test_places_and_quotes_are_word_for_word(report: dict[str, Any]) -> None:
    copy = finding(report, "f-copy")
    assert copy["claim"] == {
        "file": ADVERT.file,
        "quote": ADVERT.quote,
        "start": {"line": 2, "column": 3},
        "end": {"line": 2, "column": 23},
        "locator": "row 1, Headline 1",
    }
    assert copy["other"]["quote"] == FAST.quote
    assert finding(report, "f-need")["claim"] is None
    evidence = finding(report, "f-evil")["evidence"][0]
    assert evidence["time"] == 305.3
    assert evidence["quote"] == TWENTY_WEEKS.quote
    assert any(OVERRIDE in c["quote"] for c in report["claims"])
    assert any(SURROGATE in w for w in report["warnings"])


def test_what_steers_a_terminal_is_escaped() -> None:
    text = to_json(RUN)
    assert not set(text) & set("\x1b\x9b\u202e\u202c\ud83d")
    assert "\\u202e" in text
    text.encode("utf-8")


def test_claims_are_counted_on_each_side(report: dict[str, Any]) -> None:
    fast = next(c for c in report["claims"] if c["quote"] == FAST.quote)
    assert (fast["status"], fast["supports"], fast["contradicts"], fast["dismisses"]) == ("mixed", 1, 2, 0)


def test_a_number_that_json_has_not_is_refused() -> None:
    bad = Finding("f", "contradicted-claim", "high", "", FAST, (TWENTY_WEEKS,), Reach(1, 1, float("nan")))
    with pytest.raises(ValueError):
        to_json(replace(RUN, findings=(bad,)))
