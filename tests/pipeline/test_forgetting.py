"""What is to be forgotten is nowhere afterwards, and what stays is as it was."""

import contextlib
import json
import os
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from checker.ci import snapshot_file
from checker.ci.snapshot import snapshot
from checker.errors import InputError, StoreError, StoreLocked
from checker.model import Claim, Evidence, Finding, Position, Reach, Run, Span, Usage, Verdict
from checker.pipeline import index
from checker.pipeline.following import decisions_of, runs_of, work_folder
from checker.pipeline.forget_names import Names
from checker.pipeline.forget_plan import Wanted
from checker.pipeline.forgetting import forget
from checker.pipeline.opening import open_store
from checker.pipeline.triaging import decide, undo
from checker.reports import render
from checker.settings import CompanySection, Settings, StoreSection
from checker.store.replies import SqliteReplies
from checker.store.verdicts import SqliteVerdicts
from tests.fakes import WordEmbedder

OWN = "We were still typing things in on the Fourth of July at the plant."
CALLS = {
    "calls/one.txt": f"Rita Cole: How did the start go, Bo?\nBo Lind: {OWN}\n"
    "Rita Cole: That is not what we promise anybody at all.\n",
    "calls/two.txt": "Rita Cole: What would you need from us before you sign?\n"
    "Ann Moe: Bo Lind of Lind Foods told me it took six months, not ten days.\n"
    "Ann Moe: So we would need a real date in writing, please.\n",
}
DEALS = """file,account,date,stage,segment,deal_amount_usd,outcome
calls/one.txt,Lind Foods,2026-01-04,renewal,food,31500,open
calls/two.txt,Moe Mills,2026-01-09,discovery,textile,12000,lost
"""


@pytest.fixture
def company(tmp_path, monkeypatch):
    """Two calls indexed, a run that quotes both, a decision, caches, a snapshot, an upload."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())
    monkeypatch.setattr("checker.store.local_embedder.LocalEmbedder", WordEmbedder)
    settings = Settings(
        company=CompanySection(name="Paywell", people=("Rita Cole",)),
        store=StoreSection(path=".checker/store"),
    )
    for name, text in CALLS.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    Path("calls.csv").write_text(DEALS, encoding="utf-8")
    index([Path("calls")], settings, deals=Path("calls.csv"))
    with open_store(settings, write=False) as store:
        calls = {call.file: call for call in store.calls()}
        Path("evidence.jsonl").write_text(snapshot(store, settings, mask=["Bo"]).text, encoding="utf-8")
    quoted = {file: evidence(call, turn=1) for file, call in calls.items()}
    for file in ("calls/one.txt", "calls/two.txt"):
        runs_of(settings).add(run(quoted[file]), [f"campaign/{file}"], "2026-01-01T00:00:00")
    decide(settings, "f" * 16, "dismiss", who="Pat", reason="Bo Lind said otherwise by mail")
    undo(settings, "f" * 16, who="Pat")
    decide(settings, "f" * 16, "accept", who="Pat", reason="Lind Foods is a special case")
    home = Path(".checker/store")
    SqliteVerdicts(home / "verdicts.sqlite3").put_many({"k": Verdict("supports", "j", (), "", OWN)})
    for name in ("replies", "points"):
        kept = SqliteReplies(home / f"{name}.sqlite3")
        kept.put("k", "distil-call", f"Bo Lind of Lind Foods: {OWN}", Usage())
        kept.close()
    Path(".checker/sides.toml").write_text('[sides."*"]\n"Bo Lind" = "buyer"\n"Ann Moe" = "buyer"\n')
    return settings


def evidence(call, turn):
    said = call.turns[turn]
    span = Span(Position(1, 1), Position(1, 2))
    return Evidence(call.file, said.text, span, "contradicts", "x", "buyer", "acc", None, call.id, turn)


def run(*found):
    return Run("embedded", "m", (Finding("f" * 16, "contradicted-claim", "high", "m", None, found, Reach()),))


def on_disk(*words):
    """Files under the data folder and the snapshot that hold one of the words, compressed or not."""
    hits = []
    for path in [*Path(".checker").rglob("*"), Path("evidence.jsonl")]:
        if path.is_file():
            data = path.read_bytes()
            inflated = [data, *_inflated(data)]
            hits += [(path.name, w) for w in words if any(w.encode() in part for part in inflated)]
    return hits


def _inflated(data):
    """Whatever zlib streams a file holds, wherever they begin."""
    at = data.find(b"x\x9c")
    while at >= 0:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(data[at:])
        at = data.find(b"x\x9c", at + 1)


def statements(settings):
    with open_store(settings, write=False) as store:
        return {s.text for s in store.statements()}, {d.account for d in store.deals()}


def test_the_search_of_this_test_finds_what_is_there(company):
    found = {name for name, _ in on_disk(OWN)}
    assert {"catalog.sqlite3", "verdicts.sqlite3", "replies.sqlite3", "points.sqlite3"} <= found
    assert {name for name, _ in on_disk("Bo Lind")} >= {"sides.toml", "triage.jsonl", "catalog.sqlite3"}


def test_a_call(company):
    with open_store(company, write=False) as store:
        ident = next(c.id for c in store.calls() if c.file == "calls/one.txt")
    done = forget(company, Wanted(call=ident), snapshots=[Path("evidence.jsonl")])
    assert (done.calls, done.changed, done.swept.runs) == (1, 0, 1)
    assert done.sources == ("calls/one.txt", "calls.csv")
    assert not on_disk(OWN, "How did the start go", "Fourth of July", "calls/one.txt:")
    texts, accounts = statements(company)
    assert any("six months" in text for text in texts) and not any("plant" in text for text in texts)
    assert accounts == {"Lind Foods", "Moe Mills"}, "the deal is its own, its call is not named"
    assert len(runs_of(company).latest()) == 1
    _, records = snapshot_file.load(Path("evidence.jsonl"))
    assert [r["call"] for r in records if "call" in r] and len([r for r in records if "deal" in r]) == 1
    assert "six months" in Path("evidence.jsonl").read_text(encoding="utf-8")


def test_a_call_by_the_name_of_its_file(company):
    assert forget(company, Wanted(call="one.txt")).calls == 1


def test_an_account(company):
    done = forget(company, Wanted(account="LIND FOODS, Inc."), snapshots=[Path("evidence.jsonl")])
    assert (done.calls, done.changed) == (1, 1)
    assert not on_disk(OWN, "Lind Foods", "lind foods")
    texts, accounts = statements(company)
    assert accounts == {"Moe Mills"}
    assert any(t.startswith("Bo Lind of ████ █████ told me it took six months, not") for t in texts)
    decision = next(iter(decisions_of(company).standing().values()))
    assert (decision.verdict, decision.reason) == ("accept", "████ █████ is a special case")


def test_a_person(company):
    done = forget(company, Wanted(person="Bo Lind"), snapshots=[Path("evidence.jsonl")])
    assert (done.calls, done.changed) == (0, 2)
    assert not on_disk(OWN, "Bo Lind", "start go, Bo")
    texts, _ = statements(company)
    assert "How did the start go, ██?" in texts, "what others said to him stays"
    assert any(t.startswith("██ ████ of Lind Foods told me it took six months") for t in texts)
    with open_store(company, write=False) as store:
        call = store.call(next(c.id for c in store.calls() if c.file == "calls/one.txt"))
        assert [s.name for s in call.speakers] == ["Rita Cole"]
        assert [t.source.span(0, 3).start.line for t in call.turns] == [1, 3], "places are those of the file"
        found = store.search("ours", store.embed(["start go"]), 1)
        assert found[0][0][0].text.startswith("How did the start go")
    events = decisions_of(company).events()
    assert [e.event for e in events] == ["decision", "undo", "decision"]
    assert next(iter(decisions_of(company).standing().values())).verdict == "accept"
    assert "Ann Moe" in Path(".checker/sides.toml").read_text()


def test_twice_is_an_error_and_changes_nothing(company):
    forget(company, Wanted(person="Bo Lind"))
    with pytest.raises(InputError, match="nothing is known of the person Bo Lind"):
        forget(company, Wanted(person="Bo Lind"))
    with pytest.raises(InputError, match="no call nowhere"):
        forget(company, Wanted(call="nowhere"))


def test_a_given_name_alone_is_nobody(company):
    with pytest.raises(InputError, match="Names like it: Bo Lind"):
        forget(company, Wanted(person="Bo"))
    assert on_disk(OWN)


def test_killed_before_the_store_is_done_again(company, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("checker.pipeline.forgetting._from_store", _kill)
        forget(company, Wanted(account="Lind Foods"), snapshots=[Path("evidence.jsonl")])
    forget(company, Wanted(account="Lind Foods"), snapshots=[Path("evidence.jsonl")])
    assert not on_disk(OWN, "Lind Foods")


def _kill(*args):
    raise KeyboardInterrupt


def test_killed_after_the_store_before_it_is_scrubbed(company, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("checker.store.index.Store.scrub", _kill)
        forget(company, Wanted(account="Lind Foods"))
    done = forget(company, Wanted(account="lind foods"))
    assert done.searched and not on_disk("Lind Foods"), "what was under way is done again, and proved"
    with pytest.raises(InputError, match="nothing is known"):
        forget(company, Wanted(account="Lind Foods"))


UNKNOWN = r"nothing is known|no call"
WANTED = [Wanted(person="Bo Lind"), Wanted(account="Lind Foods"), Wanted(call="one.txt")]


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_what_is_left_elsewhere_is_told_until_it_is_gone(company, wanted):
    note = Path(".checker/notes.txt")
    note.write_text(f"By mail: {OWN}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(StoreError, match=r"left in .*notes\.txt"):
            forget(company, wanted)
    with pytest.raises(InputError, match=UNKNOWN):
        forget(company, Wanted(person="Bo Lint"))
    assert not (wanted.person and on_disk("Bo Lind"))
    note.unlink()
    done = forget(company, wanted)
    assert done.searched and not list(Path(".checker").glob("forgetting*"))
    with pytest.raises(InputError, match=UNKNOWN):
        forget(company, wanted)


def test_own_files_are_named_also_where_something_is_left(company):
    Path(".checker/notes.txt").write_text(OWN, encoding="utf-8")
    with pytest.raises(StoreError) as told:
        forget(company, Wanted(account="Lind Foods"))
    assert "calls/one.txt" in told.value.remedy and "calls.csv" in told.value.remedy


@pytest.mark.parametrize("wanted", WANTED, ids=str)
@pytest.mark.parametrize("kind", ["terminal", "markdown", "html", "json", "csv", "needs"])
def test_reports_in_the_data_folder_go(company, kind, wanted):
    with open_store(company, write=False) as store:
        call = next(c for c in store.calls() if c.file == "calls/one.txt")
    said = evidence(call, turn=1)
    said = replace(said, quote="We were still typing", speaker="Bo Lind", account="Lind Foods")
    Path(".checker/out").mkdir()
    suffix = {"terminal": "txt", "markdown": "md"}.get(kind, kind)
    path = Path(".checker/out") / f"r.{suffix}"
    other = Path(".checker/other.html")
    path.write_text(report_of(kind, said), encoding="utf-8-sig" if kind == "csv" else "utf-8")
    other.write_text(render(run(), "html"), encoding="utf-8")
    done = forget(company, wanted)
    assert done.reports == (str(path.resolve().relative_to(Path.cwd())),) or done.reports == (str(path),)
    assert not path.exists() and other.exists()


def report_of(kind, said):
    if kind == "needs":
        return f"need,title,calls,accounts\n1,typing,1,1,{said.account},{said.speaker},{said.file}\n"
    where = Span(Position(1, 1), Position(1, 9))
    claim = Claim("c" * 16, "copy.md", "Live in ten days", where, "paragraph")
    found = run(said).findings[0]
    return render(replace(run(), findings=(replace(found, claim=claim),)), kind)


def test_a_report_that_cannot_be_removed_is_told(company, monkeypatch):
    path = Path(".checker/review.html")
    path.write_text(f"<!doctype html><title>Messaging check</title>{OWN}", encoding="utf-8")
    with monkeypatch.context() as patch, pytest.raises(StoreError, match=r"left in .*review\.html"):
        patch.setattr(Path, "unlink", _refuse)
        forget(company, Wanted(person="Bo Lind"))
    assert forget(company, Wanted(person="Bo Lind")).reports


def _refuse(path, missing_ok=False):
    if path.name == "review.html":
        raise PermissionError
    if path.exists():
        os.unlink(path)


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_the_deals_file_that_still_holds_it_is_named(company, wanted):
    Path("calls.csv").write_text(DEALS.replace("deal_amount_usd", "contact").replace("31500", "Bo Lind"))
    Path("others.csv").write_text(DEALS.replace("Lind Foods", "Other").replace("one.txt", "four.txt"))
    index([Path("calls")], company, deals=Path("others.csv"))
    assert "calls.csv" in forget(company, wanted).sources


def test_the_deals_file_is_not_named_once_it_holds_it_no_more(company):
    Path("calls.csv").write_text("\n".join(line for line in DEALS.split("\n") if "Lind" not in line))
    done = forget(company, Wanted(account="Lind Foods"))
    assert "calls.csv" not in done.sources and "calls/one.txt" in done.sources


def test_the_name_of_a_deals_file_is_forgotten_with_what_it_names(company):
    Path("lind-foods.csv").write_text(DEALS, encoding="utf-8")
    index([Path("calls")], company, deals=Path("lind-foods.csv"))
    assert "lind-foods.csv" in forget(company, Wanted(account="Lind Foods")).sources
    assert not on_disk("lind-foods.csv")


def test_an_upload_goes_with_its_call(company):
    folder = work_folder(company) / "uploads" / "calls"
    folder.mkdir(parents=True)
    (folder / "three.txt").write_text("Rita Cole: Anything else?\nBo Lind: Ship the badge printers first.\n")
    (folder.parent / "deals.csv").write_text(DEALS)
    index([Path("calls"), folder], company)
    done = forget(company, Wanted(account="Lind Foods"))
    assert done.swept.uploads == 1 and not (folder.parent / "deals.csv").exists()
    done = forget(company, Wanted(person="Bo Lind"))
    assert (done.calls, done.changed, done.swept.uploads) == (1, 1, 1)
    assert not on_disk("badge printers")


def test_another_writer_is_waited_for_and_told(company):
    code = (
        "import sys,time\nfrom pathlib import Path\nfrom checker.store.lock import WriterLock\n"
        "lock = WriterLock(Path('.checker/store'), 'x'); lock.acquire()\nprint('held', flush=True)\n"
        "time.sleep(60)\n"
    )
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", code], env={"PYTHONPATH": root}, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(StoreLocked, match=f"process {other.pid}"):
            forget(company, Wanted(person="Bo Lind"))
        other.kill()
    assert on_disk(OWN)


@pytest.mark.parametrize(
    ("spelling", "text", "masked"),
    [
        ("Renata Cole", "so renata  COLE, said", "so ██████  ████, said"),
        ("Renata Cole", "Renata Coleman", "Renata Coleman"),
        ("José Núñez", "I met José Núñez.", "I met ████ █████."),
        ("r.cole@x.example", "Write r.cole@x.example now", "Write ████████████████ now"),
        ("O'Neil (Acme)", "O'Neil (Acme) spoke", "██████ █████) spoke"),
    ],
)
def test_a_name_is_blotted_out_letter_by_letter(spelling, text, masked):
    assert Names((spelling,)).mask(text) == masked


def test_names_are_found_in_escaped_json_and_in_any_case():
    pattern = Names(("José Núñez", "Bo Lind")).in_bytes()
    for written in (json.dumps("José Núñez"), json.dumps("JOSÉ NÚÑEZ"), "josé núñez", "BO LIND", "bo_lind"):
        assert pattern.search(b"x:" + written.encode()), written
    assert not pattern.search(b"Bob Linden and Jose Nun")
