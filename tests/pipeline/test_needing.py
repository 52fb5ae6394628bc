"""From an index to needs and unmet needs, with the shipped models."""

from pathlib import Path

import pytest

from checker.findings.quotes import locate
from checker.model import Claim, ClaimReport, Evidence, Position, Span, Statement
from checker.pipeline import index
from checker.pipeline.needing import FoundNeeds, needs_of
from checker.pipeline.opening import open_store
from checker.pipeline.reviewing import deals_by_call
from checker.settings import CompanySection, Settings, StoreSection

TEMPS = {
    "one": "I need to show the agency temps were trained, and they have no employee number in payroll.",
    "two": "We have to train two hundred agency temps every fall, and temps don't have an employee number.",
    "three": "I need the agency temps trained on day one, and temps have no employee number at all.",
}
SPAN = Span(Position(1, 1), Position(1, 9))
COFFEE = Claim("far", "campaign/a.md", "Our office has a very good coffee machine.", SPAN, "paragraph")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    Path("calls").mkdir()
    rows = ["file,account,date,stage,segment,deal_amount_usd,outcome"]
    for name, text in TEMPS.items():
        Path(f"calls/{name}.txt").write_text(
            f"Rita Cole: What would you need?\nBo {name.title()}: {text}\nRita Cole: Thanks.\n"
            f"Bo {name.title()}: Lovely weather, thank you.\n"
        )
        rows.append(f"calls/{name}.txt,Firm {name},2026-01-04,demo,food,100,open")
    Path("calls.csv").write_text("\n".join(rows) + "\n")
    company = CompanySection(name="Paywell", people=("Rita Cole",))
    found = Settings(company=company, store=StoreSection(path=".checker/store"))
    index([Path("calls")], found, deals=Path("calls.csv"))
    return found


def run(settings: Settings, reports: tuple[ClaimReport, ...] = (), **options: object) -> FoundNeeds:
    with open_store(settings, write=False) as store:
        return needs_of(store, [COFFEE], reports, deals_by_call(store), **options)  # type: ignore[arg-type]


def test_the_note_counts_in_plain_words() -> None:
    said = Statement("s", "one", "calls/one.txt", 0, 0, 11, "We need it.", "", "Bo", "buyer")
    assert "need: 4; none in a group. " in FoundNeeds(bearing=4, rest=(said,) * 4).note
    assert FoundNeeds().note == ""


def test_a_need_of_three_accounts_that_no_claim_speaks_to(settings):
    found = run(settings)
    (need,) = found.needs
    assert need.reach.accounts == need.reach.calls == 3 and need.reach.open_amount == 300
    assert found.bearing == 3 and found.rest == () and "need: 3; 3 in 1 need, 0 in no group." in found.note
    (finding,) = found.findings
    assert finding.need == need.title and {e.account for e in finding.evidence} == {
        f"Firm {n}" for n in TEMPS
    }
    for item in finding.evidence:
        assert locate(item.quote, Path(item.file).read_text()) is not None
    assert found.coverage == {need.id: ("silent",)}


def test_ids_are_the_same_in_the_next_run_and_titles_by_hand_are_kept(settings):
    from checker.needs.stable import NeedsBook

    path = Path(".checker/needs.json")
    first = run(settings, book=path)
    book = NeedsBook.read(path)
    book.rename(first.needs[0].id, "Train temps")
    book.write(path)
    Path("calls/four.txt").write_text(
        "Rita Cole: And you?\nAl Four: I need to show the agency temps were trained, they have no number.\n"
    )
    index([Path("calls")], settings, deals=Path("calls.csv"))
    second = run(settings, book=path)
    assert [n.id for n in second.needs] == [n.id for n in first.needs]
    assert second.needs[0].title == "Train temps" and second.needs[0].reach.calls == 4
    assert [f.id for f in second.findings] == [f.id for f in first.findings]


@pytest.mark.parametrize(("relation", "answered"), [("supports", 1), ("contradicts", 0)])
def test_a_claim_that_the_need_speaks_to_is_not_silent(settings, relation, answered):
    said = tuple(
        Evidence(f"calls/{name}.txt", TEMPS[name], SPAN, relation, call=ident, turn=1)
        for name, ident in call_ids(settings).items()
    )
    report = ClaimReport(COFFEE, "mixed", **{relation: said})
    found = run(settings, (report,))
    assert found.findings == () and len(found.needs[0].answered_by) == answered


def call_ids(settings: Settings) -> dict[str, str]:
    with open_store(settings, write=False) as store:
        return {Path(call.file).stem: call.id for call in store.calls()}


def test_a_store_of_other_vectors_is_embedded_anew(settings):
    assert run(settings, own_vectors=False).needs == run(settings).needs


def test_calls_beyond_those_that_can_be_compared_count_for_the_need_they_voice(settings, monkeypatch):
    for number in range(4, 10):
        Path(f"calls/{number}.txt").write_text(
            f"Rita Cole: What would you need?\nBo Firm: {TEMPS['one']}\nRita Cole: Thanks, {number}.\n"
        )
    Path("calls/coffee.txt").write_text(
        "Rita Cole: What would you need?\nBo Firm: We need an invoice in Swiss francs every month.\n"
    )
    monkeypatch.setattr("checker.needs.grouping.MAX_ROWS", 4)
    index([Path("calls")], settings)
    with open_store(settings, write=False) as store:
        found = needs_of(store, [COFFEE], (), deals_by_call(store))
        (need,) = found.needs
        assert need.reach.calls == 9
        assert found.bearing == 10 and [said.file for said in found.rest] == ["calls/coffee.txt"]
        said = {call.file for call in store.calls()} - {"calls/coffee.txt"}
        assert {item.file for item in need.statements} == said
