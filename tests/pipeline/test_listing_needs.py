"""Needs as `checker needs` lists them: beside each claim, with what is in no need, and edited by hand."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from checker.errors import InputError
from checker.model import NeedsList, Pair, Verdict
from checker.pipeline import index
from checker.pipeline.listing_needs import list_needs, need_of
from checker.pipeline.needs_by_hand import divide_need, merge_needs, rename_need, reset_need
from checker.reports.needs_data import COLUMNS, needs_csv, needs_json
from checker.reports.needs_text import show_need, show_needs
from checker.settings import CompanySection, Settings, StoreSection

TEMPS = {
    "one": (
        "I need to show the agency temps were trained, and they have no employee number in payroll.",
        "won",
    ),
    "two": (
        "We have to train two hundred agency temps every fall, and temps don't have an employee number.",
        "lost",
    ),
    "three": (
        "I need the agency temps trained on day one, and temps have no employee number at all.",
        "open",
    ),
}
ALONE = "What I need is the freezer alarm on my phone at night, not on a wall that nobody looks at."
COPY = "# Everybody is on payroll in one day.\n\nOur office has a very good coffee machine.\n"
HOSTILE = "\x1b[31m=SUM(A1) ::error::"


class YesMan:
    """Says that whatever speaks of temps supports what is said of payroll."""

    name, model = "embedded", "scripted 1"

    def judge(self, pairs: Sequence[Pair], tick: object = None) -> list[Verdict]:
        return [
            Verdict(
                "supports"
                if "payroll" in p.claim and "temps" in p.statement and p.kind == "buyer"
                else "unrelated",
                self.name,
                (0.25, 0.25, 0.25, 0.25),
            )
            for p in pairs
        ]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    Path("calls").mkdir()
    Path("landing.md").write_text(COPY)
    rows = ["file,account,date,stage,segment,deal_amount_usd,outcome"]
    for month, (name, (text, outcome)) in enumerate(TEMPS.items(), 1):
        Path(f"calls/{name}.txt").write_text(
            f"Rita Cole: What would you need?\nBo {name.title()}: {text}\nRita Cole: Thanks.\n"
        )
        rows.append(f"calls/{name}.txt,Firm {name},2026-0{month}-04,demo,food,100,{outcome}")
    Path("calls/four.txt").write_text(f"Rita Cole: What would you need?\nAl Four: {ALONE}\n")
    Path("calls.csv").write_text("\n".join(rows) + "\n")
    found = Settings(
        company=CompanySection(name="Paywell", people=("Rita Cole",)),
        store=StoreSection(path=".checker/store"),
    )
    index([Path("calls")], found, deals=Path("calls.csv"))
    return found


def listed(settings: Settings) -> NeedsList:
    return list_needs([Path("landing.md")], settings, judge=YesMan())


def test_a_need_with_coverage_money_days_and_win_rate(settings):
    found = listed(settings)
    (asked,) = found.needs
    by_claim = dict(zip((c.quote for c in found.claims), asked.answers, strict=True))
    assert by_claim == {
        "Everybody is on payroll in one day.": "answered",
        "Our office has a very good coffee machine.": "silent",
    }
    assert asked.days == ("2026-01-04", "2026-03-04")
    reach = asked.need.reach
    assert (reach.accounts, reach.won_amount, reach.lost_amount, reach.open_amount) == (3, 100, 100, 100)
    assert asked.rate and (asked.rate.present.hits, asked.rate.present.n) == (1, 2)
    assert asked.rate.answer == "too few"


def test_what_is_in_no_need_is_counted_and_listed(settings):
    found = listed(settings)
    assert (found.bearing, found.held) == (4, 3)
    assert [item.quote for item in found.rest] == [ALONE]
    assert json.loads(needs_json(found))["statements"] == {"bearing": 4, "in_needs": 3, "in_none": 1}


def text_of(found: NeedsList, **options: bool) -> str:
    console = Console(file=io.StringIO(), width=100, no_color=True, _environ={})
    show_needs(found, console, **options)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_all_formats_say_the_same(settings):
    found = listed(settings)
    shown = text_of(found)
    assert "1 need in 4 calls" in shown and "3 of 4 statements that carry a need (75%)" in shown
    assert "Everybody is on payroll in one day." in shown and "silent: 1 claim" in shown
    assert "1 of 2 decided" in shown and "too few to compare" in shown
    assert "$100 open, $100 won, $100 lost" in shown and "2026-01-04 to 2026-03-04" in shown
    record = json.loads(needs_json(found))
    (need,) = record["needs"]
    assert [record["claims"][place]["quote"] for place in need["answered"]] == [
        "Everybody is on payroll in one day."
    ]
    assert (need["contradicted"], need["silent"], need["last"]) == ([], 1, "2026-03-04")
    rows = list(csv.DictReader(io.StringIO(needs_csv(found))))
    assert [row["answer"] for row in rows] == ["answered", "silent"] and tuple(rows[0]) == COLUMNS
    assert rows[0]["won_with"] == "1" and rows[0]["decided_with"] == "2" and rows[0]["tells"] == "too few"


def test_a_title_by_hand_steers_neither_terminal_nor_spreadsheet(settings):
    rename_need(settings, listed(settings).needs[0].need.id, HOSTILE)
    found = listed(settings)
    assert found.needs[0].edited
    assert "\x1b" not in text_of(found) and "::error" not in text_of(found)
    assert "\x1b" not in needs_json(found)
    rows = list(csv.DictReader(io.StringIO(needs_csv(found))))
    assert rows[0]["title"].startswith("'=")


def test_divide_merge_and_reset_outlive_new_calls(settings):
    whole = listed(settings).needs[0]
    ident, moved = whole.need.id, whole.statements[0]
    fresh = divide_need(settings, ident, [moved])
    Path("calls/five.txt").write_text(f"Rita Cole: And you?\nCy Five: {TEMPS['two'][0]}\n")
    index([Path("calls")], settings, deals=Path("calls.csv"))
    after = {a.need.id: set(a.statements) for a in listed(settings).needs}
    assert after[fresh] == {moved} and len(after[ident]) == 3
    merge_needs(settings, ident, [fresh])
    (again,) = listed(settings).needs
    assert again.need.id == ident and len(set(again.statements)) == 4
    reset_need(settings, ident)
    assert {a.need.id for a in listed(settings).needs} == {ident, fresh}
    reset_need(settings, fresh)
    (last,) = listed(settings).needs
    assert last.need.id == ident and not last.edited


def test_one_need_is_shown_with_the_ids_of_its_statements(settings):
    found = listed(settings)
    asked = need_of(found, found.needs[0].need.id[:6])
    console = Console(file=io.StringIO(), width=100, no_color=True, _environ={})
    show_need(found, asked, console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(f"statement {ident}" in shown for ident in asked.statements)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda s, n: rename_need(s, "abc", "x"), "no such need"),
        (lambda s, n: rename_need(s, n.need.id, "  "), "no words"),
        (lambda s, n: merge_needs(s, n.need.id, []), "what with"),
        (lambda s, n: merge_needs(s, n.need.id, [n.need.id]), "already"),
        (lambda s, n: divide_need(s, n.need.id, ["nope"]), "no such statement"),
        (lambda s, n: divide_need(s, n.need.id, sorted(set(n.statements))), "not all"),
        (lambda s, n: reset_need(s, n.need.id), "nothing was done"),
    ],
)
def test_mistakes_name_themselves(settings, act, words):
    need = listed(settings).needs[0]
    with pytest.raises(InputError, match=words):
        act(settings, need)


def test_without_a_review_the_copy_has_to_be_named(settings):
    with pytest.raises(InputError, match="which copy"):
        list_needs([], settings, judge=YesMan())
