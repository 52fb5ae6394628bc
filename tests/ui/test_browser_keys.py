"""By keys alone: the order of focus on each page, and the findings."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.ui.browser import browsing, need_browser
from tests.ui.serving import SMALL, Served, served, wait_for
from tests.ui.test_browser_plots import hostile_needs

pytestmark = pytest.mark.slow
ADS = {
    "campaign/ad.md": "Go live in ten business days flat.\n",
    "campaign/mail.md": "Live in ten business days, we promise.\n",
    "campaign/post.md": "Live in ten business days, or your money back.\n",
}
PAGES = {
    "": ["Draft", "Check this draft", "Check the folder campaign"],
    "findings": ["Open", "Your name", "Refresh", "Reason", "Owner", "Until", "Confirm", "Dismiss", "Accept"],
    "needs": ["Unanswered first", "Needs", "Zoom in", "Show all", "On the map"],
    "calls": ["Search", "By word", "Filters"],
    "numbers": ["Alignment of each asset", "How it is counted", "Pipeline behind each finding"],
    "set-up": ["Add calls", "Replace deals", "Read the folders again", "Look again"],
}
AT = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const said = at.labels?.[0]?.innerText || at.getAttribute('aria-label');
  const label = said || at.innerText || at.title || at.value;
  const shown = at.checkVisibility({opacityProperty: false}) && box.width > 0;
  const ring = look.outlineStyle !== 'none' || look.boxShadow !== 'none'
    || getComputedStyle(at.parentElement).boxShadow !== 'none';
  return {tag: at.tagName, name: (label || '').trim(), top: box.top + scrollY, left: box.left, shown, ring,
    tabindex: at.tabIndex};
}"""


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    need_browser()
    with served(tmp_path_factory.mktemp("company"), SMALL | ADS) as found:
        wait_for(lambda: found.desk.campaign_job is not None and found.desk.campaign_job.over)
        shown = hostile_needs()
        found.desk.asking.shown = lambda: shown
        yield found


def stops(page: object) -> list[dict]:
    """Where the tab key leads, from the top of the page to its end."""
    out: list[dict] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        at = page.evaluate(AT)
        if at["tag"] == "BODY":
            break
        out.append(at)
    return out


@pytest.mark.parametrize("path", PAGES)
def test_the_tab_key_goes_down_the_page(ui: Served, path: str) -> None:
    with browsing(ui.address) as page:
        page.goto(f"{ui.address}{path}")
        page.locator("h1").wait_for()
        page.wait_for_timeout(2500)
        if path == "needs":
            wait_for(lambda: page.locator(".plot .point").count() > 0)
        found = stops(page)
        names = [stop["name"] for stop in found]
        assert names[:7] == ["Skip to content", "Review", "Findings", "Needs", "Calls", "Numbers", "Set-up"]
        at = 6
        for wanted in PAGES[path]:
            at = next((n for n in range(at + 1, len(names)) if names[n].startswith(wanted)), -1)
            assert at >= 0, (wanted, names)
        for stop in found:
            assert stop["name"] and stop["shown"] and stop["tabindex"] == 0, stop
            # Of a date the browser marks the day, the month and the year.
            assert stop["ring"] or stop["name"] == "Until", stop
        for one, next_ in pairwise(found[7:]):
            # Down, or to the right; never back up to the left.
            assert next_["top"] > one["top"] - 60 or next_["left"] > one["left"], (one, next_)


def test_the_first_link_skips_to_the_content(ui: Served) -> None:
    with browsing(ui.address) as page:
        page.goto(f"{ui.address}findings")
        page.locator("[data-finding]").first.wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.keyboard.press("Tab")
        assert page.evaluate(AT)["name"] not in ("Review", "Skip to content")


def test_findings_are_walked_and_accepted_by_keys(ui: Served) -> None:
    with browsing(ui.address) as page:
        page.goto(f"{ui.address}findings")
        cards = page.locator("[data-finding]")
        cards.first.wait_for()
        assert cards.count() > 2
        ids = [cards.nth(n).get_attribute("data-finding") for n in range(cards.count())]

        def here() -> str:
            return page.evaluate("document.activeElement.dataset.finding")

        page.get_by_label("Your name").fill("Ann")
        page.keyboard.press("j")  # in a field a letter is a letter
        assert page.get_by_label("Your name").input_value() == "Annj"
        page.get_by_label("Your name").fill("Ann")
        page.locator("h1").click()
        walked = []
        for key in "jjjkkk":
            page.keyboard.press(key)
            walked.append(here())
        assert walked == [ids[0], ids[1], ids[2], ids[1], ids[0], ids[0]]
        page.keyboard.press("j")
        page.keyboard.press("a")
        assert page.evaluate("document.activeElement.name") == "reason", "accept takes a reason"
        page.keyboard.press("Escape")
        assert here() == ids[1], "Escape goes back to the finding"
        page.keyboard.press("a")
        page.keyboard.type("jack and kay say it is all right")  # letters, not orders
        page.keyboard.press("Enter")
        page.get_by_text("Kept: accept by Ann").wait_for()
        page.locator(f"[data-finding='{ids[1]}']").wait_for(state="detached")
        assert here() == ids[2], "the next one is at hand"
        page.get_by_label("Accepted", exact=True).check()
        page.get_by_text("jack and kay say it is all right").wait_for()
        page.get_by_text("Accepted · by Ann").wait_for()
        assert cards.count() == 1 and cards.first.get_attribute("data-finding") == ids[1]
