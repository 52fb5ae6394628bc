"""Terminal: legible at 80 columns without colour, and nothing in a quote takes effect."""

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.text import Text

from checker.reports.terminal import UNMET_SHOWN, to_terminal
from tests.reports.sample import RUN


@pytest.mark.parametrize("width", [40, 80, 120])
def test_lines_keep_to_the_width(width: int) -> None:
    assert max(cell_len(line) for line in to_terminal(RUN, width=width).splitlines()) <= width


def test_no_escape_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    text = to_terminal(RUN)
    assert not set(text) & set("\x1b\x9b\x07\u202e\u202c\ud83d")


def test_colour_adds_colours_and_nothing_else() -> None:
    coloured = to_terminal(RUN, colour=True)
    assert "\x1b[" in coloured
    assert set(re.findall(r"\x1b\[[\d;]*(.)", coloured)) == {"m"}
    assert Text.from_ansi(coloured).plain.split() == to_terminal(RUN).split()


def test_markup_of_rich_is_text() -> None:
    assert "[red]urgent[/red]" in to_terminal(RUN, colour=True)


def test_build_servers_find_no_command() -> None:
    for width in (24, 40, 80):
        lines = to_terminal(RUN, width=width).splitlines()
        assert not [line for line in lines if re.search(r"::[A-Za-z]|##\w*\[", line)]


def test_headline_stands_at_both_ends() -> None:
    lines = to_terminal(RUN, width=120).splitlines()
    headline = "2 claims of 6 are contradicted by buyers in 2 of 11 calls, $412,000 of open pipeline."
    assert lines[0] == lines[-1] == headline


def test_a_finding_reads_from_claim_to_quotes() -> None:
    text = to_terminal(RUN)
    parts = [
        "▲ High · 2 calls, 2 accounts · $412,000 open, $64,000.50 lost",
        "What we say",
        "“Up and running in 30 days.”",
        "— campaign/landing.md:12",
        "What buyers say",
        "“It took us twenty weeks.”",
        "— Ana Ruiz, Acme · at 5:05 · calls/01.vtt:41",
        "You could say",
    ]
    at = [text.index(part) for part in parts]
    assert at == sorted(at)


def test_hundreds_of_needs_are_counted_not_printed() -> None:
    need = next(f for f in RUN.findings if f.kind == "unmet-need")
    needs = tuple(
        replace(need, id=f"need-{number}", need=f"Need {number}") for number in range(UNMET_SHOWN + 5)
    )
    text = to_terminal(replace(RUN, findings=needs))
    assert f"({len(needs)})" in text
    assert len(re.findall(r"^ *Need \d+$", text, re.M)) == UNMET_SHOWN
    assert "… and 5 more needs; the HTML report (--format html) has them all." in text
