"""A review by a language model from the page: the estimate, the yes, and what a stop keeps."""

import json
import threading
from collections import Counter
from pathlib import Path

import gradio
import pytest

from checker.settings import JudgeSection
from checker.ui.desk import Desk
from checker.ui.review_handlers import ReviewHandlers
from tests.fakes import WordEmbedder
from tests.judge.llm_server import Reply, Request, Server
from tests.judge.test_llm_review import honest
from tests.ui.hostile import Page
from tests.ui.serving import wait_for


def reader(request: Request) -> Reply:
    """Reads the small company as a model would, and finds its one clash."""
    words = json.dumps(honest(request).content).replace("typing them in", "typing things in")
    return Reply(json.loads(words))


@pytest.fixture
def asked(company: Path, settings, monkeypatch: pytest.MonkeyPatch):
    """A desk whose judge is a model at an address that the test gives."""
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())
    desks: list[Desk] = []

    def at(url: str, **limits: float) -> Desk:
        judge = JudgeSection(use="llm", model="m", base_url=url, **(limits or {"max_tokens": 1_000_000}))
        desk = Desk(settings.model_copy(update={"judge": judge}), Path("campaign"))
        desk.open()
        desk.intake.wait()
        desks.append(desk)
        return desk

    yield at
    for desk in desks:
        desk.close()


def test_the_estimate_first_then_the_run(asked) -> None:
    with Server(reader) as server:
        desk = asked(server.url)
        do = ReviewHandlers(desk)
        ident, question = do.start("campaign", "", None, False)
        text = Page(question).text
        assert ident == "" and server.requests == [] and desk.jobs.newest() is None
        assert (
            "with names masked, to m at" in text
            and "Estimate:" in text
            and "stops at 1,000,000 tokens" in text
        )
        ident, question = do.start("campaign", "", None, True)
        assert question == ""
        job = desk.jobs.get(ident)
        wait_for(lambda: job.over)
        assert job.state == "done", job.problem
        assert job.run.judge == "llm" and len(server.requests) >= 3
        (claim,) = [r.claim for r in job.run.claims if r.status == "contradicted"]
        assert "Fourth of July" in Page(do.claim(ident, claim.id)).text
        before = len(server.requests)
        again = desk.review(desk.campaign_draft())
        wait_for(lambda: again.over)
        assert again.state == "done" and len(server.requests) == before, "what is known is not asked again"


def test_a_limit_that_cannot_be_kept_is_told_before_the_yes(asked) -> None:
    with Server(honest) as server:
        do = ReviewHandlers(asked(server.url, max_cost=3.0))
        with pytest.raises(gradio.Error, match="price"):
            do.start("campaign", "", None, False)
        assert server.requests == []


def test_a_stop_keeps_what_was_answered(asked) -> None:
    first, go = threading.Event(), threading.Event()

    def slowly(request: Request) -> Reply:
        reply = reader(request)
        if first.is_set():
            go.wait(60)
        first.set()
        return reply

    with Server(slowly) as server:
        desk = asked(server.url)
        do = ReviewHandlers(desk)
        ident, _ = do.start("campaign", "", None, True)
        job = desk.jobs.get(ident)
        wait_for(first.is_set)
        do.stop(ident)
        go.set()
        wait_for(lambda: job.over)
        assert job.state == "stopped", job.problem
        answered = len(server.requests)
        assert answered >= 1
        job = desk.review(desk.campaign_draft())
        wait_for(lambda: job.over)
        assert job.state == "done", job.problem
        assert len(server.requests) > answered
        assert max(Counter(server.bodies).values()) == 1, "an answer was paid for twice"
