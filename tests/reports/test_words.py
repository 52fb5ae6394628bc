"""Plain words, figures and clean text."""

from dataclasses import replace

import pytest

from checker.model import Finding, Position, Reach, Run, Span
from checker.reports import render, words
from checker.reports.order import leading, spread
from checker.reports.safe import for_log, plain
from checker.reports.summary import caution, headline, second_line, summarise
from tests.reports.sample import RUN, said


@pytest.mark.parametrize(
    ("amount", "text"),
    [(412000, "$412,000"), (0, "$0"), (99.5, "$99.50"), (1e6, "$1,000,000"), (-5, "-$5"), (0.999, "$1")],
)
def test_money(amount: float, text: str) -> None:
    assert words.money(amount) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (305.3, "5:05"), (59.99, "0:59"), (3725, "1:02:05")]
)
def test_clock(seconds: float, text: str) -> None:
    assert words.clock(seconds) == text


def test_count() -> None:
    assert [words.count(n, "call") for n in (0, 1, 2, 1204)] == [
        "0 calls",
        "1 call",
        "2 calls",
        "1,204 calls",
    ]


def test_any_of() -> None:
    assert words.any_of(1, "claim") == "the 1 claim" and words.any_of(12, "claim") == "any of the 12 claims"


def test_place_is_a_line_or_the_name_of_the_cell() -> None:
    here = Span(Position(12, 3), Position(12, 9))
    assert words.place("a.md", here) == "a.md:12"
    assert words.place("a.csv", replace(here, locator="row 3, Headline 1")) == "a.csv, row 3, Headline 1"


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("buyer", "Ana Ruiz, Acme"),
        ("ours", "Ana Ruiz, our side, on a call with Acme"),
        ("unknown", "Ana Ruiz, Acme, side not known"),
    ],
)
def test_speaker_tells_the_side(side: str, text: str) -> None:
    assert words.speaker(said("x", 1, side=side)) == text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("a\x1b]0;title\x07b", "ab"),
        ("\x9b2Jgone", "gone"),
        ("a\r\nb\tc", "a b c"),
        ("\u202eabc\u2066", "abc"),
        ("x\ud83dy", "x\ufffdy"),
        ("naïve – “ok” 👩‍🔧", "naïve – “ok” 👩‍🔧"),
    ],
)
def test_plain(dirty: str, clean: str) -> None:
    assert plain(dirty) == clean


def test_for_log_splits_commands_only() -> None:
    assert for_log("::error::x 10:30 a::b") == ":\u200b:error:\u200b:x 10:30 a:\u200b:b"
    assert for_log("##[error] ## a") == "#\u200b#[error] ## a"


def test_the_headline_counts_each_deal_once() -> None:
    run = replace(RUN, against=Reach(2, 2, 15.0))
    assert summarise(run).open_money == "$15"
    assert headline(summarise(run)).endswith("$15 of open pipeline.")


def test_no_open_deal_no_money_in_the_headline() -> None:
    assert "pipeline" not in headline(summarise(replace(RUN, against=Reach())))


@pytest.mark.parametrize(
    ("currency", "text"), [("USD", "$9,000"), ("EUR", "€9,000"), ("CHF", "CHF 9,000"), ("", "9,000")]
)
def test_money_names_its_currency(currency: str, text: str) -> None:
    assert words.money(9000, currency) == text


def test_headline_of_runs_without_findings() -> None:
    empty = Run("embedded", "x")
    assert headline(summarise(empty)) == "No claims were found in the copy."
    only_copy = replace(RUN, corpus=replace(RUN.corpus, calls=0), findings=())
    assert headline(summarise(only_copy)) == "6 claims read, but no calls to compare them with."
    assert second_line(summarise(empty)) == ""


def test_spread_puts_one_quote_of_each_call_first() -> None:
    quotes = [said("a", 1, "1"), said("b", 2, "1"), said("c", 1, "2")]
    assert [e.quote for e in spread(quotes)] == ["a", "c", "b"]


def test_a_need_is_led_by_its_most_central_quotes_other_findings_by_place() -> None:
    quotes = (said("c", 1, "2"), said("b", 2, "1"), said("a", 1, "1"))
    need = Finding("n", "unmet-need", "low", "m", None, quotes, Reach())
    assert [e.quote for e in leading(need)] == ["c", "b", "a"]
    assert [e.quote for e in leading(replace(need, kind="dismissed-claim"))] == ["a", "c", "b"]


def test_every_kind_and_severity_has_words() -> None:
    assert set(words.KIND_NAMES) == set(words.KIND_HELP) == set(words.THEIR_SIDE) == set(words.KINDS)
    assert set(words.SEVERITY_SIGNS) == set(words.SEVERITY_NAMES) == set(words.SEVERITIES)
    assert set(words.STATUS_NAMES) == set(words.STATUSES)


def test_no_evidence_is_told_as_nothing_found() -> None:
    quiet = replace(RUN, claims=tuple(replace(c, status="unheard") for c in RUN.claims), findings=())
    assert second_line(summarise(quiet)) == "Of the claims, on 6 nothing was found in the calls."
    for name in ("terminal", "markdown", "html"):
        shown = render(quiet, name)
        assert "othing found" in shown
        assert not any(said in shown for said in ("No buyer", "poken to", "speaks to it"))


@pytest.mark.parametrize("name", ["terminal", "markdown", "html"])
def test_the_limit_of_the_embedded_judge_stands_right_under_the_headline(name: str) -> None:
    shown = " ".join(render(RUN, name).split())
    head, limit, rest = (shown.index(s) for s in ("2 claims of 6", caution(RUN), "Of the claims,"))
    assert head < limit < rest


def test_a_language_model_and_a_review_without_calls_need_no_caution() -> None:
    assert caution(RUN)
    assert not caution(replace(RUN, judge="llm"))
    assert not caution(Run("embedded", "x"))


def test_lines_that_claim_nothing_are_told_where_there_are_some() -> None:
    read = words.provenance(RUN)[0]
    assert read.startswith("Read: 6 claims in 2 files")
    for lines, told in (
        (1, "6 claims (and 1 line that claims nothing) in"),
        (2, "(and 2 lines that claim nothing) in"),
    ):
        run = replace(RUN, corpus=replace(RUN.corpus, other_lines=lines))
        assert told in words.provenance(run)[0]
