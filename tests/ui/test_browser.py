"""The story of each page in a real browser; nothing outside of the server is asked for."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import yaml

from checker.pipeline.triaging import decide
from tests.ui.browser import browsing, need_browser, shoot, violations
from tests.ui.hostile import PAYLOADS
from tests.ui.serving import SMALL, Served, served, wait_for

pytestmark = pytest.mark.slow
DOWNLOADS = {"HTML page": ".html", "Markdown": ".md", "JSON": ".json", "CSV": ".csv", "SARIF": ".sarif"}
PAGES = ("", "findings", "needs", "calls", "numbers", "set-up")


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    need_browser()
    with served(tmp_path_factory.mktemp("company")) as found:
        wait_for(lambda: found.desk.campaign_job is not None and found.desk.campaign_job.over)
        yield found


def test_review_click_filter_download_reload(ui: Served) -> None:
    with browsing(ui.address) as page:
        page.goto(ui.address)
        page.get_by_text("contradicted by buyers").wait_for()
        page.locator("a.claim.contradicted").first.click()
        beside = page.get_by_role("region", name="About this claim")
        beside.get_by_text("Fourth of July").first.wait_for()
        assert "Lind Foods" in beside.inner_text() and "buyer" in beside.inner_text()
        page.keyboard.press("Escape")
        beside.wait_for(state="detached")
        page.get_by_label("✕ Contradicted").uncheck()
        page.locator("a.claim.contradicted").wait_for(state="detached")
        page.get_by_label("✕ Contradicted").check()
        for name, ending in DOWNLOADS.items():
            with page.expect_download() as waiting:
                page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
            assert waiting.value.suggested_filename.endswith(ending)
            assert Path(waiting.value.path()).stat().st_size > 100, name
        page.get_by_label("Draft", exact=True).fill("Live in ten business days, or your money back.")
        page.get_by_role("button", name="Check this draft").click()
        page.get_by_role("heading", name="Pasted draft.md").wait_for()
        page.get_by_text("contradicted by buyers").wait_for()
        page.wait_for_url("**run=**")
        page.reload()
        page.get_by_role("heading", name="Pasted draft.md").wait_for()


def test_calls_search_and_from_a_claim_to_its_call(ui: Served) -> None:
    with browsing(ui.address) as page:
        page.goto(f"{ui.address}calls")
        page.get_by_text("2 of 2 calls").wait_for()
        page.get_by_label("Search").fill("july")
        page.get_by_label("Search").press("Enter")
        page.get_by_text("1 statement").wait_for()
        page.locator("[data-call]").first.click()
        page.locator(".turn.at mark.contradicts").wait_for()
        assert "Speaks against" in page.locator(".transcript").inner_text()
        page.goto(ui.address)
        page.locator("a.claim.contradicted").first.click()
        page.get_by_role("region", name="About this claim").locator("a.place").first.click()
        page.locator(".turn.at").wait_for()


def test_numbers_and_from_a_need_or_a_finding_to_its_words(ui: Served) -> None:
    with browsing(ui.address) as page:
        page.goto(ui.address)
        page.get_by_role("link", name="Numbers").click()
        behind = page.get_by_role("region", name="Pipeline behind each finding")
        behind.get_by_text("Live in ten business days.").first.wait_for()
        assert "$31,500" in behind.inner_text() and "1" in behind.inner_text()
        page.get_by_text("There is one day so far").wait_for()
        page.get_by_role("link", name="Findings").click()
        card = page.locator("[data-finding]").first
        card.wait_for()
        card.locator("a.place").first.click()
        page.locator(".transcript .turn.at").wait_for()


def test_two_browsers_decide_and_neither_overwrites(ui: Served) -> None:
    with browsing(ui.address) as one, _second(one) as two:
        for page, name in ((one, "Ann"), (two, "Bo")):
            page.goto(f"{ui.address}findings")
            page.locator("[data-finding]").first.wait_for()
            page.get_by_label("Your name").fill(name)
        one.locator("h1").click()
        one.keyboard.press("j")
        one.keyboard.press("c")
        one.get_by_text("Kept: confirm by Ann").wait_for()
        two.locator("h1").click()
        two.keyboard.press("j")
        two.keyboard.press("d")
        two.keyboard.type("wrong product")
        two.keyboard.press("Enter")
        two.get_by_text("Ann has decided to confirm it meanwhile").wait_for()
        two.get_by_label("Confirmed", exact=True).check()
        two.get_by_text("Confirmed · by Ann").wait_for()
        two.keyboard.press("Tab")
        two.locator("h1").click()
        two.keyboard.press("j")
        two.keyboard.press("u")
        two.get_by_text("Taken back").wait_for()
        one.get_by_role("button", name="Refresh").click()
        one.locator("[data-finding][data-version='']").first.wait_for()


def _second(page: object):
    from contextlib import contextmanager

    @contextmanager
    def opened():
        yield page.context.browser.new_context().new_page()

    return opened()


@pytest.mark.parametrize("look", ["light", "dark", "narrow"])
def test_every_page_looks_right_and_is_accessible(ui: Served, look: str) -> None:
    with browsing(ui.address, width=390 if look == "narrow" else 1280, dark=look == "dark") as page:
        for path in PAGES:
            page.goto(f"{ui.address}{path}")
            page.locator("h1").wait_for()
            page.wait_for_timeout(1500)
            if path == "set-up":
                page.get_by_text("models").wait_for()  # doctor has looked
            shoot(page, f"{path or 'review'}-{look}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 1, f"{path}: {wide} pixels too wide"
            assert not violations(page), path


def hostile_company() -> dict[str, str]:
    """The payloads as names of files, quotes, cells, front matter, speakers and accounts."""
    names = "\n".join(p.replace("\n", " ") for p in PAYLOADS)
    said = "\n".join(f"Bo Lind: It took six months, {p}" for p in PAYLOADS)
    cells = StringIO()
    csv.writer(cells).writerows(
        [["Campaign", "Headline"], *([p, f"Live in ten business days {p}"] for p in PAYLOADS)]
    )
    files = SMALL | {
        "campaign/landing.md": f"---\ntitle: {PAYLOADS[1]!r}\n---\n\nLive in ten business days.\n\n{names}\n",
        "campaign/ads.csv": cells.getvalue(),
        "calls/one.txt": f"Rita Cole: How did it go?\n{said}\n",
        "calls.csv": SMALL["calls.csv"].replace("Lind Foods", PAYLOADS[1]),
    }
    for number, payload in enumerate(PAYLOADS):
        front = yaml.safe_dump({"title": payload, "description": payload}, allow_unicode=True)
        files[f"campaign/{number}.md"] = f"---\n{front}---\n\nThis is page {number}.\n"
    for payload in (PAYLOADS[1], PAYLOADS[4], PAYLOADS[22], PAYLOADS[23]):
        name = payload.replace("/", "_")
        files[f"campaign/{name}.md"] = "Live in ten business days, always."
        files[f"calls/{name}.txt"] = f"Rita Cole: And you?\nBo <b>{name}</b>: It took us six months.\n"
    return files


def test_hostile_company_runs_no_script(tmp_path) -> None:
    need_browser()
    with served(tmp_path, hostile_company()) as ui:
        wait_for(lambda: ui.desk.campaign_job is not None and ui.desk.campaign_job.over)
        assert ui.desk.campaign_job.state == "done", ui.desk.campaign_job.problem
        finding = next(f for f in ui.desk.campaign_job.run.findings if f.kind == "contradicted-claim")
        for payload in PAYLOADS:
            decide(ui.desk.settings, finding.id, "dismiss", who=payload, reason=payload, owner=payload)
        with browsing(ui.address) as page:
            for path in PAGES:
                page.goto(f"{ui.address}{path}")
                page.locator("h1").wait_for()
                page.wait_for_timeout(800)
            page.goto(f"{ui.address}findings")
            page.get_by_label("Dismissed", exact=True).check()
            page.get_by_text("History: 30 steps").click()
            page.goto(f"{ui.address}calls?call=calls/one.txt&turn=1")
            page.locator(".transcript").wait_for()
            page.goto(ui.address)
            page.locator("a.claim.contradicted").first.click()
            page.get_by_role("region", name="About this claim").wait_for()
            for payload in PAYLOADS:
                page.get_by_label("Draft", exact=True).fill(f"Live in ten business days. {payload}")
            page.get_by_role("button", name="Check this draft").click()
            page.get_by_role("heading", name="Pasted draft.md").wait_for()
            page.goto(f"{ui.address}?run=%3Cimg%20src=x%20onerror=window.pwned=1%3E")
            page.locator("h1").wait_for()
            page.wait_for_timeout(800)
