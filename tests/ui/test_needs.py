"""Needs changed by hand on the page: the same book as that of the command line."""

from dataclasses import replace
from pathlib import Path

import pytest

from checker.pipeline import needs_by_hand
from checker.settings import CompanySection, Settings, StoreSection
from checker.ui.desk import Desk
from checker.ui.needs_page import NeedsHandlers
from tests.pipeline.conftest import ScriptedJudge
from tests.ui.hostile import Page, assert_harmless
from tests.ui.serving import NEEDY, wait_for


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("needy")
    for name, text in NEEDY.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        settings = Settings(
            company=CompanySection(name="Paywell", people=("Rita Cole",)),
            store=StoreSection(path=".checker/store"),
        )
        found = Desk(settings, Path("campaign"), judge=ScriptedJudge())
        found.open()
        wait_for(lambda: found.campaign_job is not None and found.campaign_job.over)
        assert found.campaign_job.state == "done", found.campaign_job.problem
        yield found
        found.close()


def titles(desk: Desk) -> dict[str, str]:
    return {asked.need.id: asked.need.title for asked in desk.asking.shown().listed.needs}


def test_rename_split_merge_and_back(desk: Desk) -> None:
    do, shown = NeedsHandlers(desk), desk.asking.shown()
    (need,) = shown.listed.needs

    def edit(verb: str, **more: object) -> str:
        data = {"verb": verb, "need": need.need.id, "edition": desk.asking.shown().edition, **more}
        (tables, _, keys), panel = do.edited(data)
        assert_harmless(tables + keys)
        return assert_harmless(panel).text

    assert "Renamed" in edit("rename", title="Train <b>temps</b>")
    assert titles(desk) == {need.need.id: "Train <b>temps</b>"}
    assert "Train <b>temps</b>" in Page(do.standing()[0]).text
    assert "Not changed" in edit("divide", statements=[])
    assert "Not changed" in edit("divide", statements=list(need.statements))  # nothing would be left
    assert "of their own" in edit("divide", statements=[need.statements[0]])
    assert len(titles(desk)) == 2
    (other,) = titles(desk).keys() - {need.need.id}
    assert "one need" in edit("merge", others=[other])
    assert titles(desk) == {need.need.id: "Train <b>temps</b>"}
    assert "Taken back" in edit("reset")
    assert "Not changed" in edit("no such verb") and "Not changed" in edit("rename", title=" ")


def test_an_edit_on_what_was_not_seen_is_refused_and_one_of_the_command_line_shows(desk: Desk) -> None:
    do, shown = NeedsHandlers(desk), desk.asking.shown()
    ident = shown.listed.needs[0].need.id
    needs_by_hand.rename_need(desk.settings, ident, "Said on the command line")
    _, panel = do.edited({"verb": "rename", "need": ident, "title": "Mine", "edition": shown.edition})
    assert "meanwhile" in Page(panel).text and "Said on the command line" in Page(panel).text
    assert titles(desk)[ident] == "Said on the command line"


def test_the_next_review_has_what_was_said(desk: Desk) -> None:
    shown = desk.asking.shown()
    ident = shown.listed.needs[0].need.id
    NeedsHandlers(desk).edited(
        {"verb": "rename", "need": ident, "title": "Temps need training", "edition": shown.edition}
    )
    job = desk.review(desk.campaign_draft())
    wait_for(lambda: job.over)
    assert {need.title for need in job.run.needs if need.id == ident} == {"Temps need training"}


class Nobody:
    """A judge that must not be asked."""

    name, model = "llm", "m"

    def judge(self, pairs, tick=None):
        raise AssertionError("asked again")


def test_needs_of_a_language_model_are_changed_without_asking_it_again(desk: Desk, monkeypatch) -> None:
    needs_by_hand.book_path(desk.settings).unlink()
    job = desk.review(desk.campaign_draft())
    wait_for(lambda: job.over)
    monkeypatch.setattr(desk, "judge", Nobody())
    monkeypatch.setattr("checker.pipeline.listing_needs.Reviewer", Nobody)
    monkeypatch.setattr(job, "run", replace(job.run, judge="llm", judge_model="m"))
    monkeypatch.setattr(desk.asking, "_shown", None)
    do = NeedsHandlers(desk)
    (need,) = desk.asking.shown().listed.needs

    def edit(verb: str, **more: object) -> str:
        data = {"verb": verb, "need": need.need.id, "edition": desk.asking.shown().edition, **more}
        return assert_harmless(do.edited(data)[1]).text

    assert "Renamed" in edit("rename", title="What a model calls it")
    assert titles(desk) == {need.need.id: "What a model calls it"}
    assert "of their own" in edit("divide", statements=[need.statements[0]])
    (other,) = titles(desk).keys() - {need.need.id}
    divided = desk.asking.shown().need(other)
    assert divided.edited and divided.need.reach.calls == 1
    assert divided.need.title.casefold() in divided.need.statements[0].quote.casefold()
    assert "one need" in edit("merge", others=[other])
    merged = desk.asking.shown().need(need.need.id).need
    assert set(merged.statements) == set(need.need.statements) and merged.reach == need.need.reach
    assert "Taken back" in edit("reset")
    assert titles(desk)[need.need.id] == need.need.title
    # Kept from before, with no review in this session: the same.
    monkeypatch.setattr(desk, "campaign_job", None)
    monkeypatch.setattr(desk, "reviewed", None)
    monkeypatch.setattr(desk.jobs, "latest", lambda: None)
    assert desk.shared().job == "" and desk.asking.shown().edition
    # Grouped otherwise since: what the book says is not about these.
    needs_by_hand.book_path(desk.settings).unlink()
    assert desk.asking.shown().edition == ""
    assert "Not changed" in edit("rename", title="x")
