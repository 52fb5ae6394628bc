"""Every handler that the server offers, asked over HTTP: by Gradio's client, or as a page sends a click."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ui.hostile import PAYLOADS, Page
from tests.ui.serving import NEEDY, SMALL, Served, served, wait_for

pytest.importorskip("gradio")
SEARCH = ("july", "word", "any", "any", "any", "buyer", "", "")

# Name of a handler, what it is given, what its answer says. {job}, {claim}, {need}, {finding} stand for
# ids of the company that is served.
ASKED: dict[str, tuple[tuple[Any, ...], str]] = {
    "cut_off": ((), ""),
    "check": (("Live in ten business days.", None), "{newest}"),
    "check_folder": ((), "{newest}"),
    "confirm": (("Live in ten business days, said she.", None), "{newest}"),
    "declined": ((), ""),
    "stop": (("{job}",), ""),
    "follow": (("{job}",), "contradicted by buyers"),
    "filtered": (("{job}", ["contradicted"]), "contradicted"),
    "opened": (("?run={job}",), "{job}"),
    "standing": (("open",), "Buyers say the opposite"),
    "findings": (("open",), "Buyers say the opposite"),
    "arriving": (("open",), ""),
    "named": ((), ""),
    "needs": (("calls",), "temps"),
    "reranked": (("money",), "temps"),
    "arriving_needs": ((), ""),
    "search": (SEARCH, "Fourth of July"),
    "found": (SEARCH, "Fourth of July"),
    "choices": ((), "food"),
    "by_address": (("?call=calls/one.txt&turn=1",), "Fourth of July"),
    "numbers": ((), "Alignment of each asset"),
    "arriving_numbers": ((), ""),
    "set_up": ((), "statements of buyers"),
    "doctor": ((), "models"),
    "again": ((), "statements of buyers"),
}
CLICKED: dict[str, tuple[list[Any], dict[str, Any], str]] = {
    "picked": (["{job}"], {"claim": "{claim}"}, "Fourth of July"),
    "picked_needs": (["calls"], {"need": "{need}"}, "What buyers say"),
    "picked_calls": ([None], {"call": "calls/one.txt", "turn": "1"}, "Fourth of July"),
    "clicked": (
        ["open", "Ann"],
        {"finding": "{finding}", "verb": "confirm", "version": ""},
        "Kept: confirm by Ann",
    ),
}
OF_A_SESSION = {"add_calls", "put_deals", "stands", "fixed"}
"""Have tests of their own: they follow something else of the same session."""
OF_PAGE = {"needs_page": "_needs", "calls_page": "_calls", "numbers_page": "_numbers"}


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("company"), NEEDY | SMALL) as found:
        wait_for(lambda: found.desk.campaign_job is not None and found.desk.campaign_job.over)
        yield found


def handlers(ui: Served) -> dict[str, list[dict[str, Any]]]:
    """What the server offers by name of the handler; what stands on several pages has its page in it."""
    out: dict[str, list[dict[str, Any]]] = {}
    for at, function in ui.app.fns.items():
        if function.fn is None or function.api_visibility == "private":
            continue
        name = re.sub(r"_\d+$", "", str(function.api_name))
        if name in ("picked", "arriving"):
            module = function.fn.__module__.rpartition(".")[2]
            name += OF_PAGE.get(module, "")
        out.setdefault(name, []).append({"at": at, "api": f"/{function.api_name}"})
    return out


def ids(ui: Served) -> dict[str, str]:
    job = ui.desk.campaign_job
    against = next(r.claim.id for r in job.run.claims if r.status == "contradicted")
    finding = next(f.id for f in job.run.findings if f.kind == "contradicted-claim")
    return {
        "{job}": job.id,
        "{newest}": ui.desk.jobs.newest().id,
        "{claim}": against,
        "{finding}": finding,
        "{need}": ui.desk.asking.shown().listed.needs[0].need.id,
    }


def filled(value: Any, known: dict[str, str]) -> Any:
    told = json.dumps(value)
    for name, ident in known.items():
        told = told.replace(name, ident)
    return json.loads(told)


def settled(ui: Served) -> None:
    wait_for(lambda: all(job.over for job in ui.desk.jobs.all()))


def click(ui: Served, at: int, data: list[Any], event: dict[str, Any] | None, session: str = "") -> str:
    """What the server answers to a click as a page sends it, event and all."""
    session = session or f"session{at}"
    body = {"data": data, "event_data": event, "fn_index": at, "session_hash": session, "trigger_id": None}
    with httpx.Client(base_url=ui.address, timeout=60) as http:
        assert http.post("gradio_api/queue/join", json=body).status_code == 200
        with http.stream("GET", "gradio_api/queue/data", params={"session_hash": session}) as stream:
            for line in stream.iter_lines():
                told = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if told.get("msg") == "process_completed":
                    return f"{'' if told['success'] else 'FAILED '}{told['output']}"
    raise AssertionError("no answer")


def test_no_handler_is_left_out(ui: Served) -> None:
    assert set(handlers(ui)) == {*ASKED, *CLICKED, *OF_A_SESSION}


@pytest.mark.parametrize("name", ASKED)
def test_asked_by_the_client(ui: Served, name: str) -> None:
    from gradio_client import Client

    data, wanted = ASKED[name]
    client = Client(ui.address, verbose=False)
    for offered in handlers(ui)[name]:
        settled(ui)
        if name == "filtered":  # takes what is on offer only
            client.predict(ids(ui)["{job}"], api_name="/follow")
        answer = client.predict(*filled(data, ids(ui)), api_name=offered["api"])
        settled(ui)
        assert filled(wanted, ids(ui)) in str(answer), offered


@pytest.mark.parametrize("name", CLICKED)
def test_clicked_as_a_page_does(ui: Served, name: str) -> None:
    data, event, wanted = CLICKED[name]
    settled(ui)
    for offered in handlers(ui)[name]:
        answer = click(ui, offered["at"], filled(data, ids(ui)), filled(event, ids(ui)))
        assert wanted in Page(answer).text, offered
        # What no page of ours sends: other types, other keys, other people's markup.
        for odd in ({}, [], "x", {key: [1, {"a": 2}] for key in event}, dict.fromkeys(event, PAYLOADS[1])):
            answer = click(ui, offered["at"], filled(data, ids(ui)), odd)
            assert not answer.startswith("FAILED"), (offered, odd)
            assert "<img src=x" not in answer


def test_uploads(ui: Served, tmp_path: Path) -> None:
    from gradio_client import Client, handle_file

    client = Client(ui.address, verbose=False)
    call, deals = tmp_path / "four.txt", tmp_path / "deals.csv"
    call.write_text("Rita Cole: Hello?\nCy Orr: It took us half a year.\n", encoding="utf-8")
    deals.write_text("file,account,stage,outcome\nfour.txt,Orr Mills,trial,open\n", encoding="utf-8")
    before = len(ui.desk.book().calls)
    client.predict([handle_file(str(call))], api_name="/add_calls")
    wait_for(lambda: len(ui.desk.book().calls) == before + 1)
    client.predict(handle_file(str(deals)), api_name="/put_deals")
    wait_for(lambda: any(d.account == "Orr Mills" for d in ui.desk.book().deals.values()))
    for api in ("/add_calls", "/put_deals"):
        with pytest.raises(Exception, match=r"[Nn]o file"):
            client.predict(None, api_name=api)
    settled(ui)


def test_a_side_is_fixed_on_the_call_that_is_open(ui: Served) -> None:
    settled(ui)
    at = {name: offered[0]["at"] for name, offered in handlers(ui).items()}
    fix = [None, "Bo Lind", "ours", False]
    assert click(ui, at["fixed"], fix, None, "nobody").startswith("FAILED"), "no call is open"
    assert "Fourth of July" in click(ui, at["picked_calls"], [None], {"call": "calls/one.txt"}, "page")
    assert "buyer" in click(ui, at["stands"], [None, "Bo Lind"], None, "page")
    assert "Bo Lind: our side." in click(ui, at["fixed"], fix, None, "page")
    assert "ours" in click(ui, at["stands"], [None, "Bo Lind"], None, "page")
    settled(ui)
