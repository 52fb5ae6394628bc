"""In a real browser: a review in the middle of which the page is reloaded and stopped; calls taken in."""

import threading
from pathlib import Path

import pytest

from checker.settings import JudgeSection
from tests.judge.llm_server import Server
from tests.pipeline.conftest import ScriptedJudge
from tests.ui.browser import browsing, need_browser, shoot, violations
from tests.ui.serving import SMALL, served, wait_for
from tests.ui.test_llm_run import reader

pytestmark = pytest.mark.slow
DRAFT = "\n\n".join(f"In week {n} you are live in ten business days." for n in range(9))
TALK = "".join(
    f"Rita Cole: And then?\nAnn Moe: Somebody brought {thing}.\n"
    for thing in ("cake", "dogs", "soup", "bees", "chess", "boats", "tulips", "paint")
)
"""Enough for a second round of questions: the first one is answered at once."""
NEW_CALL = "Rita Cole: And you?\nCy Orr: It took us six months to go live, and it was not fun.\n"


class Gate(ScriptedJudge):
    """Answers the first questions on the draft, and then none until somebody opens."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.begun = False

    def judge(self, pairs, tick=None):
        if any("In week" in pair.claim for pair in pairs):
            while self.begun and not self.open.wait(0.05):
                if tick:
                    tick(0)
            self.begun = True
        return super().judge(pairs, tick)


def test_a_reload_in_mid_run_goes_on_and_a_stop_keeps_what_is_done(tmp_path: Path) -> None:
    need_browser()
    judge = Gate()
    with served(tmp_path, SMALL | {"calls/three.txt": TALK}, judge=judge) as ui:
        wait_for(lambda: ui.desk.campaign_job is not None and ui.desk.campaign_job.over)
        with browsing(ui.address) as page:
            page.goto(ui.address)
            page.get_by_text("contradicted by buyers").wait_for()
            page.get_by_label("Draft", exact=True).fill(DRAFT)
            page.get_by_role("button", name="Check this draft").click()
            page.locator("a.claim.contradicted").first.wait_for()  # a first mark, while it is judged
            page.get_by_role("status").get_by_text("Judging claims").wait_for()
            job = ui.desk.jobs.newest()
            page.wait_for_url(f"**run={job.id}")
            page.reload()
            page.get_by_role("heading", name="Pasted draft.md").wait_for()
            page.locator("progress").wait_for()
            assert page.get_by_role("button", name="Check this draft").is_disabled()
            shoot(page, "review-running")
            assert not violations(page)
            other = page.context.browser.new_context().new_page()
            other.goto(page.url)
            other.locator("progress").wait_for()
            page.get_by_role("button", name="Stop").click()
            for each in (page, other):
                each.get_by_text("What was judged is kept").wait_for()
                each.locator("a.claim.contradicted").first.wait_for()
            assert job.state == "stopped"
            judge.open.set()
            page.get_by_label("Draft", exact=True).fill(DRAFT)
            page.get_by_role("button", name="Check this draft").click()
            page.get_by_text("contradicted by buyers").wait_for()
            assert_panel_is_in_view(page)


def assert_panel_is_in_view(page: object) -> None:
    """However far down a claim stands, what is said of it opens beside it; the list leads to it."""
    page.set_viewport_size({"width": 1280, "height": 420})
    page.locator("a.claim.contradicted").last.click()
    panel = page.get_by_role("region", name="About this claim")
    panel.get_by_text("Fourth of July").first.wait_for()
    assert 0 <= panel.bounding_box()["y"] < 300
    page.keyboard.press("Escape")
    page.locator(".to-look-at a").first.click()
    panel.wait_for()
    current = page.locator("a.claim[aria-current]")
    assert current.count() == 1 and 0 <= current.bounding_box()["y"] < 420


def chosen_file(page: object, name: str) -> object:
    """The file as uploaded: its name stands in two elements, before and after the dot."""
    return page.get_by_label(name, exact=True)


def test_calls_and_deals_are_uploaded_and_a_side_is_fixed(tmp_path: Path) -> None:
    need_browser()
    call, deals, other = tmp_path / "three.txt", tmp_path / "deals.csv", tmp_path / "program.exe"
    call.write_text(NEW_CALL, encoding="utf-8")
    deals.write_text("file,account,stage,outcome\nthree.txt,Orr Mills,trial,open\n", encoding="utf-8")
    other.write_text("x", encoding="utf-8")
    with served(tmp_path / "company") as ui:
        wait_for(lambda: ui.desk.campaign_job is not None and ui.desk.campaign_job.over)
        with browsing(ui.address) as page:
            page.goto(f"{ui.address}set-up")
            page.get_by_text("All 2 calls").wait_for()
            chosen = page.locator("input[type=file]")
            chosen.nth(0).set_input_files(other)
            chosen_file(page, "program.exe").wait_for()
            page.get_by_role("button", name="Add calls").click()
            page.get_by_text("are not taken").wait_for()
            page.reload()
            page.get_by_text("All 2 calls").wait_for()
            chosen.nth(0).set_input_files(call)
            chosen_file(page, "three.txt").wait_for()
            page.get_by_role("button", name="Add calls").click()
            page.get_by_text("All 3 calls").wait_for()
            chosen.nth(1).set_input_files(deals)
            chosen_file(page, "deals.csv").wait_for()
            page.get_by_role("button", name="Replace deals").click()
            wait_for(lambda: any(d.account == "Orr Mills" for d in ui.desk.book().deals.values()))
            page.goto(f"{ui.address}calls")
            page.get_by_text("Orr Mills").first.click()
            page.get_by_role("region", name="Call ").get_by_text("six months").wait_for()
            page.get_by_text("Somebody is on the wrong side? Fix it").click()
            page.get_by_label("Speaker", exact=True).click()
            page.get_by_role("option", name="Cy Orr").click()
            page.wait_for_timeout(500)
            assert page.get_by_label("Buyer", exact=True).is_checked(), "where he stands now"
            page.get_by_label("Our side", exact=True).check()
            fix, panel = page.get_by_role("button", name="Fix it", exact=True), page.locator(".side-panel")
            fix.wait_for()
            inside, around = fix.bounding_box(), panel.bounding_box()
            assert (
                around["x"] <= inside["x"] and inside["x"] + inside["width"] <= around["x"] + around["width"]
            )
            before = ui.desk.campaign_job
            fix.click()
            page.get_by_text("Cy Orr: our side. Every command counts it so").wait_for()
            assert ui.desk.campaign_job is not before, "the campaign is reviewed again"
            page.locator(".turn.ours", has_text="Cy Orr").wait_for()
            shoot(page, "calls-side-fixed")
            sides = {s.name: s.side for c in ui.desk.book().calls for s in c.speakers}
            assert sides["Cy Orr"] == "ours"


def test_nothing_goes_to_a_language_model_before_somebody_says_yes(tmp_path: Path) -> None:
    need_browser()
    with Server(reader) as server, served(tmp_path) as ui:
        wait_for(lambda: ui.desk.campaign_job is not None and ui.desk.campaign_job.over)
        ui.desk.judge = None
        section = JudgeSection(use="llm", model="m", base_url=server.url, max_tokens=1_000_000)
        ui.desk.settings = ui.desk.settings.model_copy(update={"judge": section})
        with browsing(ui.address) as page:
            page.goto(ui.address)
            page.get_by_text("contradicted by buyers").wait_for()
            page.get_by_role("button", name="Check the folder campaign").click()
            page.get_by_text("Estimate:").wait_for()
            shoot(page, "review-estimate")
            assert not violations(page)
            page.get_by_role("button", name="No", exact=True).click()
            page.get_by_text("Estimate:").wait_for(state="hidden")
            assert server.requests == []
            page.get_by_role("button", name="Check the folder campaign").click()
            page.get_by_role("button", name="Yes, start").click()
            wait_for(lambda: (run := ui.desk.campaign_job.run) is not None and run.judge == "llm")
            assert server.requests
            page.locator("a.claim.contradicted").first.click()
            page.get_by_role("region", name="About this claim").get_by_text("Fourth of July").first.wait_for()
