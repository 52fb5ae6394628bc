"""Contacts of the deals file tell sides of calls that are indexed later, when the file is not at hand."""

from pathlib import Path

from checker.pipeline import index
from checker.pipeline.forget_plan import Wanted, plan_of
from checker.pipeline.opening import open_store
from checker.settings import Settings, StoreSection

DEALS = "account,contact,deal_amount_usd,outcome\nMoe Mills,Gail Brunner,100,open\n"
CALL = """Gail Brunner: We need it by spring.
Otto Lang: I hear you, spring it is.
Gail Brunner: Good.
Otto Lang: Good.
"""


def sides(settings: Settings) -> dict[str, tuple[str, str]]:
    with open_store(settings, write=False) as store:
        return {s.name: (s.side, s.told_by) for call in store.calls() for s in call.speakers}


def test_contacts_outlive_the_run_that_read_them(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(store=StoreSection(path=".checker/store"))
    Path("calls").mkdir()
    Path("calls/one.txt").write_text(
        "Ann Lee: Hello there, all.\nBen Moe: Good morning to you.\nAnn Lee: Shall we?\nBen Moe: Yes.\n"
    )
    Path("deals.csv").write_text(DEALS)
    index([Path("calls")], settings, deals=Path("deals.csv"))
    Path("calls/two.txt").write_text(CALL)
    index([Path("calls")], settings)
    assert sides(settings)["Gail Brunner"][0] == "buyer"
    with open_store(settings, write=False) as store:
        assert [deal.contacts for deal in store.deals()] == [("Gail Brunner",)]


def test_a_person_that_is_to_be_forgotten_is_no_contact_any_more(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(store=StoreSection(path=".checker/store"))
    Path("calls").mkdir()
    Path("calls/two.txt").write_text(CALL)
    Path("deals.csv").write_text(DEALS)
    index([Path("calls")], settings, deals=Path("deals.csv"))
    with open_store(settings, write=False) as store:
        found = plan_of(store, Wanted(person="Gail Brunner"), [])
        assert (
            found.deals is not None
            and found.deals[0].contacts == ()
            and found.deals[0].account == "Moe Mills"
        )
