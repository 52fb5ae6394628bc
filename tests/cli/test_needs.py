"""`checker needs` and `checker eval needs` as a user types them."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.test_cli import checker

TEMPS = {
    "one": "I need to show the agency temps were trained, and they have no employee number in payroll.",
    "two": "We have to train two hundred agency temps every fall, and temps don't have an employee number.",
    "three": "I need the agency temps trained on day one, and temps have no employee number at all.",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    (folder / "calls").mkdir()
    (folder / "landing.md").write_text("# Live in ten business days.\n", encoding="utf-8")
    (folder / "checker.toml").write_text(
        '[company]\nname = "Paywell"\npeople = ["Rita Cole"]\n', encoding="utf-8"
    )
    rows = ["file,account,date,stage,segment,deal_amount_usd,outcome"]
    for name, text in TEMPS.items():
        (folder / f"calls/{name}.txt").write_text(
            f"Rita Cole: What would you need?\nBo {name.title()}: {text}\nRita Cole: Thanks.\n",
            encoding="utf-8",
        )
        rows.append(f"calls/{name}.txt,Firm {name},2026-01-04,demo,food,100,open")
    (folder / "calls.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def test_list_rename_show_and_export(company: Path) -> None:
    first = checker("needs", "landing.md", "--calls", "calls", "--deals", "calls.csv", "--json", cwd=company)
    assert first.returncode == 0, first.stderr
    (need,) = json.loads(first.stdout)["needs"]
    assert need["reach"]["accounts"] == 3 and need["reach"]["open_amount"] == 300
    renamed = checker("needs", "rename", need["id"][:6], "Train", "the", "temps", cwd=company)
    assert "“Train the temps” from now on" in renamed.stdout
    rows = list(csv.DictReader(io.StringIO(checker("needs", "landing.md", "--csv", cwd=company).stdout)))
    assert {(row["need"], row["title"], row["answer"]) for row in rows} == {
        (need["id"], "Train the temps", "silent")
    }
    listed = checker("needs", "landing.md", cwd=company).stdout
    assert "Train the temps" in listed and "no copy answers it" in listed and "edited by hand" in listed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rename", "0000", "x"], "no needs are known yet"),
        (["rename"], "which need"),
        (["show"], "which need"),
        ([], "which copy"),
        (["landing.md", "--json", "--csv"], "which of them"),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = checker("needs", *arguments, cwd=tmp_path)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr


def test_eval_needs_scores_kinds_and_pairs(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"t-{n}",
            "industry": "training",
            "context": "",
            "statement": text,
            "kind": "need",
            "need": "temps",
        }
        for n, text in enumerate(TEMPS.values())
    ]
    rows.append(
        {"id": "t-9", "industry": "training", "context": "", "statement": "Lovely weather.", "kind": "chat"}
    )
    path = tmp_path / "turns.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    done = checker("eval", "needs", str(path), "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["lines"] == 4 and report["grouping_pairs"]["right"] == 3
    assert report["kinds"]["macro_f1"] == 1.0 and report["need_bearing"]["recall"] == 1.0
