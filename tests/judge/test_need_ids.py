"""A need that a model groups keeps its id and its finding's, whatever calls are added or title it gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.judge.forms import NeedForm, NeedsForm
from checker.judge.needs_reading import NeedsRead, NeedsReader
from checker.judge.points import Place, make_point
from checker.judge.reading import PointLines
from checker.model import Finding
from checker.pipeline import index
from checker.settings import CompanySection, Settings, StoreSection
from tests.fakes import WordEmbedder
from tests.judge.llm_server import Reply, Request, Server
from tests.judge.test_llm_review import at, empty, review
from tests.judge.test_points import DESK

NEED = "We need the badge to open the gate at {}."


def calls(names: tuple[str, ...]) -> None:
    for name in names:
        Path(f"{name}.txt").write_text(f"Rita Cole: And you?\nAnn {name.title()}: {NEED.format(name)}\n")
    rows = "".join(f"{path.name},{path.stem}\n" for path in sorted(Path().glob("*.txt")))
    Path("calls.csv").write_text(f"file,account\n{rows}")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())
    monkeypatch.chdir(tmp_path)
    Path("copy.md").write_text("# Live in ten business days\n")
    return Settings(
        company=CompanySection(name="Paywell", people=("Rita Cole",)), store=StoreSection(path="store")
    )


def grouping(title: str):
    """A model that makes one need of all points, under this title."""

    def script(request: Request) -> Reply:
        answer = empty(request)
        ids = [line.partition("]")[0][1:] for line in request.user.splitlines() if line.startswith("[")]
        if request.schema == "PointsForm":
            words = next(line for line in request.user.splitlines() if "open the gate" in line)
            quote = {"turn": "t1", "words": words.partition(": ")[2]}
            row = {"who": "buyer", "about": "us", "kind": "need", "text": "The badge should open the gate."}
            answer["points"] = [row | {"quotes": [quote]}]
        if request.schema == "NeedsForm":
            points = [ident for ident in ids if ident.startswith("p")]
            answer["needs"] = [{"need": "", "title": title, "points": points, "answered_by": []}]
        if request.schema == "TitleForm":
            answer |= {"title": title, "statements": [ident for ident in ids if ident.startswith("s")]}
        return Reply(answer)

    return script


def unmet(settings: Settings, title: str) -> tuple[Finding, str]:
    index(sorted(Path().glob("*.txt")), settings, deals=Path("calls.csv"))
    with Server(grouping(title)) as server:
        run = review(at(settings, server.url))
    (finding,) = (f for f in run.findings if f.kind == "unmet-need")
    (need,) = run.needs
    assert finding.need == need.title == title
    return finding, need.id


def test_more_calls_and_another_title_are_the_same_finding(settings: Settings) -> None:
    calls(("bolton", "carter", "dalton"))
    first, need = unmet(settings, "One badge for the gate")
    calls(("abbott", "everly"))
    second, again = unmet(settings, "Gate access by badge")
    assert (second.id, again) == (first.id, need)
    assert (first.reach.calls, second.reach.calls) == (3, 5)


def test_points_of_another_prompt_are_not_on_offer() -> None:
    """Where points take several prompts, an answer may name only those of its own."""
    points = [
        make_point(
            f"c{n}", f"{n}.txt", "us", "buyer", "need", f"{NEED.format(n)} {'words ' * 60}", [Place(0, 0, 5)]
        )
        for n in range(30)
    ]
    reader = NeedsReader(None, DESK, {})  # type: ignore[arg-type]
    lines, out, groups = PointLines(points, {}, DESK), NeedsRead(), []
    form = NeedForm(need="", title="gates", points=["p1", "p2", "p20"], answered_by=[])
    reader._take(NeedsForm(needs=[form]), lines, [0, 1, 2], groups, out)
    assert [p.call for p in groups[0].points.values()] == ["c0", "c1"] and out.stray == 1
