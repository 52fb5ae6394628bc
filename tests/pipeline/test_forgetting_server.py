"""Forgetting where the index is a Chroma server's: its records go, and the copy of them here."""

from pathlib import Path

from checker.pipeline import index
from checker.pipeline.forget_plan import Wanted
from checker.pipeline.forgetting import forget
from checker.pipeline.opening import open_store
from checker.settings import CompanySection, Settings, StoreSection
from tests.fakes import WordEmbedder
from tests.pipeline.test_forgetting import CALLS, DEALS, OWN
from tests.store.conftest import server  # noqa: F401


def test_an_account_on_a_server(server, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())
    settings = Settings(
        company=CompanySection(name="Paywell", people=("Rita Cole",)), store=StoreSection(url=server)
    )
    for name, text in CALLS.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    Path("calls.csv").write_text(DEALS, encoding="utf-8")
    index([Path("calls")], settings, deals=Path("calls.csv"))
    done = forget(settings, Wanted(account="Lind Foods"))
    assert (done.calls, done.changed) == (1, 1)
    here = b"".join(p.read_bytes() for p in Path(".checker").rglob("*") if p.is_file())
    assert OWN.encode() not in here and b"Lind Foods" not in here
    monkeypatch.chdir(tmp_path.parent)
    with open_store(settings, write=False) as store:  # another machine, which only knows the server
        texts = {s.text for s in store.statements()}
        assert texts and not any("plant" in t or "Lind Foods" in t for t in texts)
        assert {d.account for d in store.deals()} == {"Moe Mills"}
