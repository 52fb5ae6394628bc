"""The served UI: its handlers through Gradio's client, and what it refuses."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from checker.ui.calls_page import CallsHandlers
from checker.ui.guard import add_user
from tests.ui.hostile import Page, assert_harmless
from tests.ui.serving import Served, served, wait_for

pytest.importorskip("gradio")


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("company")) as found:
        wait_for(lambda: found.desk.campaign_job is not None and found.desk.campaign_job.over)
        yield found


def client(ui: Served):
    from gradio_client import Client

    return Client(ui.address, verbose=False)


def checked(ui: Served, text: str, files: list | None = None):
    """The job of a draft, when it is over."""
    client(ui).predict(text, files, api_name="/check")
    job = ui.desk.jobs.newest()
    wait_for(lambda: job.over)
    return job


def test_campaign_is_reviewed_at_start(ui: Served) -> None:
    job = ui.desk.campaign_job
    assert job.state == "done", job.problem
    assert [f.kind for f in job.run.findings if f.kind != "unheard-claim"][:1] == ["contradicted-claim"]
    assert set(job.files) >= {"html", "markdown", "json", "csv", "sarif"}


def test_a_pasted_draft_is_reviewed(ui: Served) -> None:
    done = checked(ui, "# Live in ten business days, we promise.")
    assert done.state == "done", done.problem
    (claim,) = [r for r in done.run.claims if r.status == "contradicted"]
    assert claim.claim.file == "Pasted draft.md" and ".checker" not in str(done.run)


def test_an_uploaded_file_is_reviewed_and_others_are_refused(ui: Served, tmp_path: Path) -> None:
    from gradio_client import handle_file

    good, bad = tmp_path / "ad <b>.md", tmp_path / "ad.exe"
    good.write_text("Live in ten business days.", encoding="utf-8")
    bad.write_text("Live in ten business days.", encoding="utf-8")
    assert checked(ui, "", [handle_file(str(good))]).state == "done"
    with pytest.raises(Exception, match="not taken"):
        checked(ui, "", [handle_file(str(bad))])
    # A path of the server's that was never uploaded.
    lying = {"path": str(ui.folder / "calls.csv"), "meta": {"_type": "gradio.FileData"}}
    before = ui.desk.jobs.newest()
    http = httpx.Client(base_url=ui.address)
    event = http.post("gradio_api/call/check", json={"data": ["", [lying]]}).json()["event_id"]
    assert "event: error" in http.get(f"gradio_api/call/check/{event}").text
    assert ui.desk.jobs.newest() is before


def test_search_by_word_and_by_meaning(ui: Served) -> None:
    ask = lambda *a: Page(client(ui).predict(*a, api_name="/search"))  # noqa: E731
    rest = ("any", "any", "any", "buyer", "", "")
    assert "Fourth of July" in ask("july", "word", *rest).text
    assert "Fourth of July" in ask("it took very long to set up", "meaning", *rest).text
    lost = CallsHandlers(ui.desk).found("july", "word", "any", "any", "lost", "buyer", "", "")
    assert "Nobody said" in Page(lost).text
    assert "How did the start go" in ask("start", "word", "any", "any", "any", "ours", "", "").text


def test_set_up_says_what_is_indexed(ui: Served) -> None:
    page = assert_harmless(client(ui).predict(api_name="/set_up"))
    assert "calls 2" in page.text and "Nothing was skipped" in page.text


def test_findings_needs_and_numbers_answer(ui: Served) -> None:
    head, listed = client(ui).predict("open", api_name="/findings")
    assert "Buyers say the opposite" in assert_harmless(listed).text and "Open" in assert_harmless(head).text
    above, line, *_ = client(ui).predict(api_name="/numbers")
    assert "contradicted" in assert_harmless(above).text and line["visible"] is False
    tables, picture, keys = client(ui).predict("calls", api_name="/needs")
    assert_harmless(tables + keys)
    assert picture["visible"] is False


def test_nothing_leaks(ui: Served) -> None:
    http = httpx.Client(base_url=ui.address)
    for path in (
        "docs",
        "redoc",
        "openapi.json",
        "gradio_api/runs",
        "monitoring",
        "gradio_api/openapi.json?all=1",
    ):
        answer = http.get(path)
        assert answer.status_code in (401, 403, 404) or "swagger" not in answer.text.lower(), path
    for path in (
        "calls.csv",
        "calls/one.txt",
        "/etc/passwd",
        "../../etc/passwd",
        ".checker/store/catalog.sqlite3",
    ):
        for where in (path, str(ui.folder / path)):
            assert http.get(f"gradio_api/file={where}").status_code in (403, 404), where
    policy = http.get("/").headers["content-security-policy"]
    assert "script-src-attr 'none'" in policy and "connect-src 'self'" in policy
    assert http.get("/", headers={"host": "evil.example"}).status_code == 400
    assert http.get("config").json().get("analytics_enabled") is not True


def test_every_page_is_served(ui: Served) -> None:
    for page in ("", "findings", "needs", "calls", "numbers", "set-up"):
        assert httpx.get(ui.address + page).status_code == 200, page


def test_a_side_is_fixed_once_and_everything_follows(tmp_path: Path) -> None:
    with served(tmp_path) as ui:
        wait_for(lambda: ui.desk.campaign_job.over)
        assert next(s.side for s in ui.desk.book().calls[0].speakers if s.name == "Bo Lind") == "buyer"
        ui.desk.intake.fix_side("calls/one.txt", "Bo Lind", "ours")
        bo = next(s for s in ui.desk.book().calls[0].speakers if s.name == "Bo Lind")
        assert (bo.side, ui.desk.intake.problem) == ("ours", "")
        assert all(s.speaker != "Bo Lind" or s.side == "ours" for s in ui.desk.book().statements)


def test_a_stopped_review_keeps_what_is_done(tmp_path: Path) -> None:
    from tests.pipeline.conftest import ScriptedJudge

    class Slow(ScriptedJudge):
        def judge(self, pairs, tick=None):
            import time

            time.sleep(0.3)
            return super().judge(pairs, tick)

    with served(tmp_path, judge=Slow()) as ui:
        job = ui.desk.campaign_job
        wait_for(lambda: job.stage.startswith("Judging") or job.over)
        job.stop()
        wait_for(lambda: job.over)
        assert job.state == "stopped" and job.assets


def test_with_users_nobody_else_gets_in(tmp_path: Path) -> None:
    users = tmp_path / "users"
    add_user(users, "ann", "correct horse")
    with served(tmp_path / "co", auth=users) as ui:
        assert httpx.get(ui.address + "config").status_code == 401
        assert httpx.get(ui.address + "gradio_api/info").status_code == 401
        http = httpx.Client(base_url=ui.address)
        assert http.post("login", data={"username": "ann", "password": "wrong"}).status_code == 400
        assert http.post("login", data={"username": "ann", "password": "correct horse"}).status_code == 200
        assert http.get("config").status_code == 200
