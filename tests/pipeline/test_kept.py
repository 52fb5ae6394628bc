"""What is kept of calls changes no report: with it, without it, and where it is damaged or of other calls."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

from checker.needs.recipe import Recipe
from checker.pipeline import index, review
from checker.pipeline.forget_plan import Wanted
from checker.pipeline.forgetting import forget
from checker.pipeline.grouping import bearing_of, is_grouped
from checker.pipeline.hearing import LazyCalls
from checker.pipeline.opening import open_store
from checker.pipeline.preparing import STAGE
from checker.reports import render
from checker.retrieve.candidates import Retriever
from checker.retrieve.held import held
from checker.settings import CompanySection, Settings, StoreSection
from tests.pipeline.conftest import ScriptedJudge

KEPT = Path(".checker/store/kept")
NAMES = ["heard.npz", "needs.npz", "usual.npz", "words-buyer.npz", "words-ours.npz"]
NEEDS = {
    "one": "I need to show the agency temps were trained, and they have no employee number in payroll.",
    "two": "We have to train two hundred agency temps every fall, and temps don't have an employee number.",
    "three": "I need the agency temps trained on day one, and temps have no employee number at all.",
}
NAMED = "Rita Cole: So that's a competency assessment.\nBo One: Just say check-off.\n"
COPY = "# Live in ten business days.\n\nRecord a competency assessment for every press in a minute.\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    for folder in ("calls", "campaign"):
        Path(folder).mkdir()
    rows = ["file,account,date,stage,segment,deal_amount_usd,outcome"]
    for name, text in NEEDS.items():
        Path(f"calls/{name}.txt").write_text(
            f"Rita Cole: What would you need?\nBo {name.title()}: {text}\nRita Cole: Thanks.\n"
            f"Bo {name.title()}: Lovely weather, thank you.\nRita Cole: And then?\n"
            f"Bo {name.title()}: I've got a check-off for every press.\n{NAMED * (name == 'one')}"
        )
        rows.append(f"calls/{name}.txt,Firm {name},2026-01-04,demo,food,100,open")
    Path("calls.csv").write_text("\n".join(rows) + "\n")
    Path("campaign/landing.md").write_text(COPY)
    company = CompanySection(name="Paywell", people=("Rita Cole",))
    found = Settings(company=company, store=StoreSection(path=".checker/store"))
    index([Path("calls")], found, deals=Path("calls.csv"))
    return found


def report(settings: Settings) -> str:
    return render(review([Path("campaign")], settings, judge=ScriptedJudge(), keep=False), "json")


def kept_names() -> list[str]:
    return sorted(path.name for path in KEPT.iterdir())


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


def test_there_is_something_to_tell_apart(settings: Settings) -> None:
    found = report(settings)
    assert '"kind": "unmet-need"' in found and '"kind": "wording-gap"' in found
    assert kept_names() == NAMES


@pytest.mark.parametrize(
    "harm", [Path.unlink, cut, lambda path: path.write_bytes(b"no archive")], ids=["gone", "cut", "foreign"]
)
def test_a_report_is_the_same_without_it_and_it_is_made_again(
    settings: Settings, harm: Callable[[Path], object]
) -> None:
    kept = report(settings)
    before = {name: (KEPT / name).read_bytes() for name in NAMES if name != "usual.npz"}
    for name in NAMES:
        harm(KEPT / name)
    assert report(settings) == kept
    assert {name: (KEPT / name).read_bytes() for name in before} == before


def test_where_nothing_can_be_written_the_report_is_the_same(settings: Settings) -> None:
    kept = report(settings)
    for path in KEPT.iterdir():
        path.unlink()
    KEPT.rmdir()
    KEPT.write_text("in the way")
    assert report(settings) == kept


def test_what_was_kept_of_other_calls_is_of_no_use(settings: Settings) -> None:
    old = {path: path.read_bytes() for path in KEPT.iterdir()}
    Path("calls/three.txt").unlink()
    index([Path("calls")], settings)
    new = report(settings)
    for path, data in old.items():
        path.write_bytes(data)
    assert report(settings) == new and "Bo Three" not in new


def test_indexing_prepares_once(settings: Settings) -> None:
    stages: list[str] = []
    index([Path("calls")], settings, progress=lambda p: stages.append(p.stage))
    assert STAGE not in stages
    (KEPT / "needs.npz").unlink()
    index([Path("calls")], settings, progress=lambda p: stages.append(p.stage))
    assert STAGE in stages
    with open_store(settings, write=False) as store:
        assert is_grouped(store)


def test_readers_at_once_make_it_together(settings: Settings) -> None:
    kept = report(settings)
    for path in KEPT.iterdir():
        path.unlink()

    def again(_: int) -> str:
        return render(review([Path("campaign")], settings, judge=ScriptedJudge(), keep=False), "json")

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(again, range(3))) == {kept}
    assert set(NAMES) - set(kept_names()) <= {"usual.npz"} and len(kept_names()) <= len(NAMES)


def test_forgetting_leaves_nothing_of_it(settings: Settings) -> None:
    report(settings)
    words = b"temps trained on day one"
    assert any(words in path.read_bytes() for path in KEPT.iterdir())
    forget(settings, Wanted(account="Firm three"))
    assert list(KEPT.iterdir()) == []
    assert "day one" not in report(settings)
    assert not any(words in path.read_bytes() for path in KEPT.iterdir())


def test_candidates_are_those_of_statements_in_memory(settings: Settings) -> None:
    with open_store(settings, write=False) as store:

        class InMemory:
            statements = staticmethod(store.statements)
            search = staticmethod(store.search)

        claims = [r.claim for r in review([Path("campaign")], settings, judge=ScriptedJudge()).claims]
        vectors = store.embed([claim.quote for claim in claims])
        for side in ("buyer", "ours"):
            kept, plain = held(store, side), held(InMemory(), side)
            assert list(kept.keys) == list(plain.keys) and kept.calls == plain.calls
            query = "a competency check of agency temps"
            assert kept.words.top(query, 9) == plain.words.top(query, 9) != []
            found = Retriever(store, side).candidates(claims, vectors)
            assert found == Retriever(InMemory(), side).candidates(claims, vectors)


def test_a_group_made_by_hand_is_weighed_as_a_found_one(settings: Settings) -> None:
    with open_store(settings, write=False) as store:
        bearing = bearing_of(store, Recipe.load())
        (found, *_) = bearing.found
        assert bearing.known(found.rows) is found and bearing.known(found.rows[:2]) is None
        by_hand = bearing._together(list(found.rows))
    assert by_hand.members == found.group.members
    assert np.allclose(astuple(by_hand)[1:], astuple(found.group)[1:])


def test_few_whole_calls_are_in_memory_at_a_time(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.pipeline.hearing.CALLS", 2)
    with open_store(settings, write=False) as store:
        keys = [(call.file, call.id) for call in store.heads()]
        calls = LazyCalls(store)
        assert len(keys) == 3 and [calls[key].id for key in (*keys, keys[0])] == [
            i for _, i in (*keys, keys[0])
        ]
        assert list(calls._read) == [keys[2], keys[0]]
