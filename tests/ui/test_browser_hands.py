"""By hand, in a real browser: needs changed, a finding accepted for a while, a server that is killed."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.ui.browser import browsing, need_browser, shoot, violations
from tests.ui.serving import NEEDY, SMALL, free_port, served, wait_for

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
AD = "Go live in ten business days flat.\n"


def test_a_need_is_renamed_and_a_finding_accepted_until_a_day(tmp_path: Path) -> None:
    need_browser()
    with served(tmp_path, NEEDY | SMALL | {"campaign/ad.md": AD}) as ui:
        wait_for(lambda: ui.desk.campaign_job is not None and ui.desk.campaign_job.over)
        with browsing(ui.address, width=390) as page:
            page.goto(f"{ui.address}needs")
            page.locator("th [data-need]").first.click()
            panel = page.get_by_role("region", name="About this need")
            panel.get_by_text("Change this need by hand").click()
            panel.get_by_label("Title").fill("Train <b>temps</b>")
            panel.get_by_label("Title").press("Enter")
            page.get_by_text("Renamed.").wait_for()
            page.locator("th [data-need]", has_text="Train <b>temps</b>").first.wait_for()
            page.get_by_text("Change this need by hand").click()
            shoot(page, "needs-by-hand-narrow")
            assert not violations(page)
            panel.get_by_role("group", name="Ask for something else").get_by_role("checkbox").first.check()
            panel.get_by_role("button", name="Make a need of their own").click()
            page.get_by_text("a need of their own now").wait_for()
            page.set_viewport_size({"width": 1280, "height": 900})
            nothing_stays_for_the_next(page, panel)
            page.set_viewport_size({"width": 390, "height": 900})
            until = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
            page.goto(f"{ui.address}findings")
            card = page.locator("[data-finding]").first
            card.wait_for()
            page.get_by_label("Your name").fill("Ann")
            assert page.locator("[data-finding]").count() > 1
            card.get_by_label("Reason").fill("relaunch")
            card.get_by_label("Until").fill(until)
            card.get_by_role("button", name="Accept").click()
            page.get_by_text(f"Kept: accept by Ann until {until}").wait_for()
            for name in ("Reason", "Until"):  # of the finding that has moved up
                assert card.get_by_label(name).input_value() == ""
            page.get_by_label("Accepted", exact=True).check()
            page.get_by_text(f"until {until}").last.wait_for()
            shoot(page, "findings-until-narrow")
            assert not violations(page)


def nothing_stays_for_the_next(page: object, panel: object) -> None:
    """What is ticked on one need, and not sent, must not be ticked on the one that is opened next."""
    needs = page.get_by_role("region", name="Needs", exact=True).locator("[data-need]")
    names = needs.all_inner_texts()
    needs.nth(0).click()
    panel.get_by_role("heading", name=names[0]).wait_for()
    if not panel.get_by_label("Title").is_visible():
        panel.get_by_text("Change this need by hand").click()
    panel.get_by_role("group", name="same thing").get_by_role("checkbox").first.check()
    needs.nth(1).click()
    panel.get_by_role("heading", name=names[1]).wait_for()
    assert panel.locator("input:checked").count() == 0


def test_the_page_and_the_next_start_tell_that_the_program_was_killed(tmp_path: Path) -> None:
    need_browser()
    port = str(free_port())

    def server() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.ui.slow_server", str(tmp_path), port]
        started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert started.stdout and "http" in started.stdout.readline()
        return started

    first = server()
    address = f"http://127.0.0.1:{port}/"
    try:
        with browsing(address) as page:
            page.goto(address)
            page.locator("progress").wait_for()
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            page.get_by_text("has stopped. Its terminal tells the exit code").wait_for()
            shoot(page, "server-gone")
            second = server()
            # The page loads itself again once somebody answers.
            page.get_by_text("The program ended before the review of “campaign” was done").wait_for()
            second.kill()
            second.wait()
    finally:
        first.kill()
