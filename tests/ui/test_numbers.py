"""The Numbers page shows the very figures that the command line prints, and so does the check in a build."""

import json
import shutil
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from checker.cli.main import app
from checker.model import Pair, Relation, Verdict, digest
from checker.pipeline.standing import Point, trend_of
from checker.reports.words import KIND_NAMES, KINDS, money
from checker.runs.store import Entry
from checker.settings import load_settings
from checker.ui.desk import Desk
from checker.ui.numbers_page import NumbersHandlers
from checker.ui.present_numbers import drift, trend
from checker.ui.screen import show
from tests.ui.hostile import Page
from tests.ui.serving import wait_for

SAMPLE = Path(__file__).parents[2] / "corpus"


def tables(markup: str) -> dict[str, list[list[str]]]:
    """Cells of each table of a page, by the table's name."""
    page = ET.fromstring(markup.replace("<br>", "<br/>"))
    return {
        div.get("aria-label", ""): [
            [" ".join("".join(cell.itertext()).split()) for cell in row] for row in div.iter("tr")
        ][1:]
        for div in page.iter("div")
        if div.get("role") == "region"
    }


class Dice:
    """Answers by a digest of what it is asked: much of everything, and the same every time."""

    name, model = "embedded", "dice 1"

    def judge(self, pairs, tick=None):
        if tick:
            tick(len(pairs))
        return [Verdict(self._answer(pair), self.name) for pair in pairs]

    def _answer(self, pair: Pair) -> Relation:
        roll = int(digest(pair.claim, pair.statement), 16) % 40
        known: dict[int, Relation] = {0: "contradicts", 1: "supports", 2: "dismisses", 3: "contradicts"}
        return known.get(roll, "unrelated")


def checker(*arguments: str) -> str:
    """What the command line prints."""
    done = CliRunner().invoke(app, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def test_the_same_figures_as_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("calls", "campaign"):
        shutil.copytree(SAMPLE / name, tmp_path / name)
    for name in ("calls.csv", "checker.toml"):
        shutil.copy(SAMPLE / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    for place in ("checker.pipeline.reviewing.judge_of", "checker.pipeline.opening.judge_of"):
        monkeypatch.setattr(place, lambda _: Dice())
    checker("index", "calls", "--deals", "calls.csv", "-q")
    told = json.loads(checker("review", "campaign", "--format", "json", "-q"))
    asked = json.loads(checker("needs", "campaign", "--json", "-q"))
    assert len({f["kind"] for f in told["findings"]}) > 4

    desk = Desk(load_settings(environ={}), Path("campaign"), judge=Dice())
    desk.open()
    wait_for(lambda: desk.campaign_job is not None and desk.campaign_job.over, 300)
    assert desk.campaign_job.state == "done", desk.campaign_job.problem
    parts = NumbersHandlers(desk).standing()
    shown = "<main>" + parts[0] + parts[2] + parts[4] + "</main>"
    found, text = tables(shown), Page(shown).text

    score = told["alignment"]["campaign"]
    assert f"alignment of 100, over {score['heard']} of {score['claims']} claims {score['score']}" in text
    assert {tuple(row) for row in found["Alignment of each asset"]} == {
        (a["file"], "", "–" if a["score"] is None else str(a["score"]), f"{a['heard']} of {a['claims']}")
        for a in told["alignment"]["assets"]
    }
    counts = Counter(f["kind"] for f in told["findings"])
    assert [(row[0], int(row[1])) for row in found["Findings by kind"]] == [
        (KIND_NAMES[kind], counts[kind]) for kind in KINDS if kind != "unheard-claim"
    ]
    against = [f for f in told["findings"] if f["kind"] == "contradicted-claim"]
    claims = {json.dumps(f["claim"], sort_keys=True) for f in against}
    calls = {e["file"] for f in against for e in f["evidence"] if e["relation"] != "supports"}
    assert f"of {told['corpus']['claims']} claims contradicted {len(claims)}" in text
    assert f"of {told['corpus']['calls']} calls contradict a claim {len(calls)}" in text
    behind = [
        f for f in told["findings"] if f["kind"] in ("contradicted-claim", "rep-drift", "dismissed-claim")
    ]
    assert Counter(tuple(row[:1] + row[2:7]) for row in found["Pipeline behind each finding"]) == Counter(
        (f["claim"]["quote"], str(f["reach"]["calls"]), str(f["reach"]["accounts"]), *amounts(f["reach"]))
        for f in behind
    )
    checked = json.loads(checker("ci", "campaign", "--all", "--quote-calls", "--format", "json", "-q"))
    assert of_claims(checked["new"]) == of_claims(told["findings"])
    assert len(of_claims(checked["new"])) > 20
    listed = {(a.need.id, a.need.title, a.need.reach.calls) for a in desk.asking.shown().listed.needs}
    assert listed == {(n["id"], n["title"], n["reach"]["calls"]) for n in asked["needs"]}
    assert len(told["needs"]) == len(listed)
    desk.close()


def of_claims(findings: list[dict]) -> dict[str, tuple[str, str, dict]]:
    """Kind, severity and reach of each finding that the check in a repository makes too, by id."""
    kinds = ("contradicted-claim", "dismissed-claim", "rep-drift", "conflicting-copy")
    return {f["id"]: (f["kind"], f["severity"], f["reach"]) for f in findings if f["kind"] in kinds}


def amounts(reach: dict[str, float]) -> list[str]:
    names = ("open_amount", "won_amount", "lost_amount")
    return [money(reach[name], "USD") if reach[name] else "–" for name in names]


def test_figures_over_time_are_those_of_each_days_last_run(company: Path, settings) -> None:
    from checker.model import Alignment, AlignmentScore
    from checker.pipeline.following import runs_of
    from checker.runs.store import _ENTRY

    def entry(when: str, score: int | None, drifts: int | None) -> str:
        alignment = Alignment(AlignmentScore("", score, 2, 9), ())
        kinds = None if drifts is None else {"rep-drift": drifts, "unmet-need": 3}
        made = Entry(when, "s", when, ("campaign",), "embedded", "1", alignment=alignment, kinds=kinds)
        return json.dumps(_ENTRY.dump_python(made, mode="json"))

    index = Path(".checker/runs/index.jsonl")
    index.parent.mkdir(parents=True)
    lines = [
        entry("2026-01-04T08:00:00+00:00", 40, None).replace(', "kinds": null', ""),  # of an earlier version
        entry("2026-01-05T08:00:00+00:00", 50, 4),
        entry("2026-01-05T09:00:00+00:00", 60, 3),
        entry("2026-01-06T09:00:00+00:00", None, 0),
    ]
    index.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert len(runs_of(settings).entries()) == 4
    points = trend_of(settings, ["campaign/"])
    assert points == [
        Point("2026-01-04", 40, 2, 9, None),
        Point("2026-01-05", 60, 2, 9, 3),
        Point("2026-01-06", None, 2, 9, 0),
    ]
    for (figure, table), values, row in (
        (trend(points), [40, 60], "2026-01-05 60 2 of 9"),
        (drift(points), [3, 0], "2026-01-06 0 9"),
    ):
        assert figure["data"][0]["y"] == values and row in Page(show(table)).text
    assert drift(points[:2]) == trend([replace(p, score=None) for p in points]) == (None, None)


def test_many_days_fold_their_table_and_keep_it() -> None:
    points = [Point(f"2026-01-{day:02}", day, 2, 9, 1) for day in range(1, 20)]
    for days, opened in ((7, True), (8, False)):
        for _, table in (trend(points[:days]), drift(points[:days])):
            assert ('<details class="more" open>' in show(table)) is opened
            assert f"{days} days" in Page(show(table)).text and "2026-01-07" in show(table)


def test_a_review_keeps_its_findings_by_kind(desk: Desk) -> None:
    from checker.pipeline.following import runs_of

    desk.open()
    wait_for(lambda: desk.campaign_job is not None and desk.campaign_job.over)
    (entry,) = runs_of(desk.settings).entries()
    assert entry.kinds == dict(Counter(f.kind for f in desk.campaign_job.run.counted))
