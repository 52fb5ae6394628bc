"""Plots in a real browser: fetched where they are, from our server; by hover, click and key; in each look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.model import Asked, Need, NeedsList, Reach
from checker.pipeline.standing import Point
from checker.reports.safe import plain
from checker.ui.asking import Shown
from tests.ui.browser import browsing, need_browser, shoot, violations
from tests.ui.conftest import evidence_of
from tests.ui.hostile import PAYLOADS
from tests.ui.serving import Served, served, wait_for

pytestmark = pytest.mark.slow
DAYS = [Point(f"2026-0{n}-03", 30 + 4 * n, 3, 9, n % 3) for n in range(1, 8)]
HOVER = "([curve, point]) => Plotly.Fx.hover(document.querySelector('.plot .js-plotly-plot'), \
[{curveNumber: curve, pointNumber: point}])"
FILL = "(one) => getComputedStyle(one).fill"


def hostile_needs() -> Shown:
    """Thirty needs that are called, and were said, as the payloads are written."""
    needs = [
        Need(f"n{number}", payload, (evidence_of(payload), evidence_of("plain words")), Reach(2, 2))
        for number, payload in enumerate(PAYLOADS)
    ]
    asked = tuple(Asked(need, ("s1", "s2"), (), None) for need in needs)
    places = {
        (need.id, row): (n % 6 / 5, n // 6 / 10 + row / 2) for n, need in enumerate(needs) for row in (0, 1)
    }
    return Shown(NeedsList("embedded", "m", (), asked, 60, (), 2), places=places)


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    need_browser()
    with served(tmp_path_factory.mktemp("company")) as found:
        wait_for(lambda: found.desk.campaign_job is not None and found.desk.campaign_job.over)
        shown = hostile_needs()
        found.desk.asking.shown = lambda: shown
        found.desk.trend = lambda: DAYS
        yield found


def squeezed(text: str) -> str:
    return "".join(text.split())


def plotted(page: object, points: int) -> None:
    """Until so many points are there; the script that draws them is large, and the machine may be busy."""
    wait_for(lambda: page.locator(".plot .point").count() == points)


def open_map(page: object, ui: Served) -> None:
    page.goto(f"{ui.address}needs")
    plotted(page, 60)


def test_plotly_is_fetched_by_the_pages_that_plot_and_by_no_other(ui: Served) -> None:
    with browsing(ui.address) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in ("", "findings", "calls", "set-up"):
            page.goto(f"{ui.address}{path}")
            page.locator("h1").wait_for()
            page.wait_for_timeout(1500)
        assert asked and not [url for url in asked if "PlotlyPlot" in url]
        open_map(page, ui)
        assert [url for url in asked if "PlotlyPlot" in url]


def test_what_was_said_is_shown_as_written_and_runs_nothing(ui: Served) -> None:
    with browsing(ui.address) as page:
        open_map(page, ui)
        for number, payload in enumerate(PAYLOADS):
            page.evaluate(HOVER, [number, 0])
            label = page.locator(".hoverlayer .hovertext")
            label.wait_for()
            assert squeezed(label.text_content()) == squeezed(plain(payload)) * 2, payload
            inside = set(label.evaluate("(one) => [...one.querySelectorAll('*')].map((e) => e.tagName)"))
            assert inside <= {"path", "text", "tspan", "rect"}, (payload, inside)
            page.evaluate("Plotly.Fx.unhover(document.querySelector('.plot .js-plotly-plot'))")
        assert (
            page.evaluate(
                "document.querySelectorAll('.plot :is(a, image, script, iframe, foreignObject)').length"
            )
            == 0
        )
        shoot(page, "needs-hostile-map")


def test_a_point_opens_its_need_and_the_keys_show_and_hide(ui: Served) -> None:
    with browsing(ui.address) as page:
        open_map(page, ui)
        point = page.locator(".plot .trace").nth(4).locator(".point").first
        point.scroll_into_view_if_needed()
        at = point.bounding_box()
        page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
        panel = page.get_by_role("region", name="About this need")
        panel.get_by_role("heading", name=PAYLOADS[4]).wait_for()
        wait_for(lambda: page.locator(".plot .svg-container").bounding_box()["width"] < 800)  # it makes room
        page.keyboard.press("Escape")
        panel.wait_for(state="detached")
        box = page.get_by_label(f"On the map: {PAYLOADS[0]}")
        box.focus()
        page.keyboard.press("Space")
        wait_for(lambda: page.locator(".plot .trace").count() == 29)
        page.get_by_role("button", name="Hide all").click()
        wait_for(lambda: page.locator(".plot .trace").count() == 0)
        page.get_by_role("button", name="Show all").click()
        wait_for(lambda: page.locator(".plot .trace").count() == 30)
        before = page.locator(".plot .point").first.get_attribute("transform")
        page.get_by_role("button", name="Zoom in").focus()
        page.keyboard.press("Enter")
        wait_for(lambda: page.locator(".plot .point").first.get_attribute("transform") != before)
        page.get_by_role("button", name="Reset axes").click()
        wait_for(lambda: page.locator(".plot .point").first.get_attribute("transform") == before)


@pytest.mark.parametrize("look", ["light", "dark", "narrow"])
def test_plots_are_in_the_look_of_the_page(ui: Served, look: str) -> None:
    with browsing(ui.address, width=390 if look == "narrow" else 1280, dark=look == "dark") as page:
        open_map(page, ui)
        shoot(page, f"needs-map-{look}")
        for trace in range(9):
            key, point = (
                page.locator(".map-keys .dot").nth(trace),
                page.locator(".trace").nth(trace).locator(".point"),
            )
            assert key.evaluate(FILL) == point.first.evaluate(FILL), trace
        assert not violations(page)
        page.goto(f"{ui.address}numbers")
        plotted(page, 14)
        shoot(page, f"numbers-lines-{look}")
        assert page.locator(".plot .xtick").first.text_content() == "3 Jan2026"
        page.evaluate(HOVER, [0, 2])
        label = page.locator(".hoverlayer .hovertext text").first
        assert "2026-03-03: 42 over 3 claims" in label.text_content()
        page_ink = page.locator("h1").evaluate("(one) => getComputedStyle(one).color")
        assert label.evaluate(FILL) == page_ink
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1 and not violations(page)


def test_a_line_can_be_taken_along_as_a_picture(ui: Served) -> None:
    with browsing(ui.address) as page:
        page.goto(f"{ui.address}numbers")
        plotted(page, 14)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download plot as a PNG").first.click()
        assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
