"""What people decided, what changed and how it aligns, in every format that a person reads."""

import json
import re
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from checker.model import (
    Alignment,
    AlignmentScore,
    Carried,
    Changes,
    Gone,
    Share,
    Triaged,
    WinRate,
)
from checker.reports import render
from checker.reports.following import (
    alignment_line,
    changes_line,
    head_lines,
    news_line,
    set_aside,
    share_line,
    triage_line,
    win_rate_line,
)
from checker.reports.summary import summarise
from tests.reports.sample import CLOSING, COMMAND, ESCAPE, IMAGE, RUN, SCRIPT

HOSTILE = f"{SCRIPT} {IMAGE} {ESCAPE} {COMMAND} {CLOSING}"
CHANGES = Changes(
    before="d1",
    new=("f-evil",),
    carried=(Carried("f-fast", "f-fast", "medium", 2, 1), Carried("f-drift", "f-drift", "high")),
    gone=(
        Gone("g1", "contradicted-claim", "high", f"No fees {SCRIPT}", "copy changed", "a.md"),
        Gone("g2", "rep-drift", "low", "Gone", "no longer found"),
    ),
    other_model=f"pairs-0 {SCRIPT}",
)
FOLLOWED = replace(
    RUN,
    changes=CHANGES,
    alignment=Alignment(
        AlignmentScore("", 62, 4, 6),
        (AlignmentScore(f"campaign/{SCRIPT}.md", 40, 3, 5), AlignmentScore("ads.csv", None, 0, 1)),
    ),
    triage=(
        Triaged("f-fast", "confirmed", HOSTILE, HOSTILE, "2026-11-02", HOSTILE, "2026-11-30", True, HOSTILE),
        Triaged("f-evil", "dismissed", HOSTILE, "ana", "2026-11-02", more_calls=3, more_accounts=2),
        Triaged("f-copy", "ignored", "legal", "landing.md:12"),
        Triaged("f-low", "accepted", "we know", "bo", "2026-11-03"),
        Triaged("f-need", "open", "later", "cy", "2026-10-01", until="2026-11-01", overdue=True),
    ),
    precision=Share(12, 15),
    win_rates=(WinRate("f-fast", Share(1, 20), Share(15, 20)), WinRate("n-open", Share(1, 2), Share(0, 9))),
)


@pytest.mark.parametrize("name", ["terminal", "markdown", "html"])
def test_readers_see_the_same_numbers(name: str) -> None:
    text = " ".join(re.sub(r"&#8203;|\\", "", render(FOLLOWED, name)).split())
    for words in (
        "Alignment 62 of 100, over the 4 of 6 claims",
        "1 new, 1 fixed, 1 no longer found, 2 carried over (1 with new evidence)",
        "12 of 15 (80%; 95% interval 55% to 93%)",
        "Carried over: 1 more account; was medium.",
        "2 more accounts since then",
        "Ignored by landing.md:12: legal.",
        "Accepted by bo on 2026-11-03: we know.",
        "Open again: the decision of cy held until 2026-11-01: later.",
        "Deals won where it came up: 1 of 20 decided; where it did not: 15 of 20 (lower).",
    ):
        assert words in text, words


@pytest.mark.parametrize("name", ["terminal", "markdown", "html"])
def test_findings_set_aside_stand_apart(name: str) -> None:
    text = render(FOLLOWED, name)
    assert "Set aside" in text
    assert "Set aside" not in render(RUN, name)
    assert text.count("Points make training fun.") == 1  # accepted: no card of its own, no link


@pytest.mark.parametrize("name", ["terminal", "markdown", "html"])
def test_hostile_words_take_no_effect(name: str) -> None:
    text = render(FOLLOWED, name)
    assert "\x1b" not in text
    if name == "terminal":
        assert "::error" not in text
    else:
        assert "<script>" not in text.lower()
        assert "<img" not in text.lower()
    if name == "html":
        assert text.count("</article>") == text.count("<article")


def test_the_headline_does_not_count_what_was_dismissed() -> None:
    assert summarise(RUN).contradicted == 2
    assert summarise(FOLLOWED).contradicted == 1
    accepted = replace(RUN, triage=(Triaged("f-fast", "accepted", "x", "ana"),))
    assert summarise(accepted).contradicted == 2


def test_what_stands_and_what_counts() -> None:
    ids = {f.id for f in RUN.findings}
    assert {f.id for f in FOLLOWED.standing} == ids - {"f-evil", "f-copy", "f-low"}
    assert {f.id for f in FOLLOWED.counted} == ids - {"f-evil", "f-copy"}


def test_json_says_it_in_fields_and_fits_the_schema() -> None:
    schema = json.loads(files("checker.reports").joinpath("report.schema.json").read_text(encoding="utf-8"))
    report = json.loads(render(FOLLOWED, "json"))
    jsonschema.Draft202012Validator(schema).validate(report)
    found = {f["id"]: f for f in report["findings"]}
    assert len(found) == len(RUN.findings)  # machines get them all, with their state
    assert found["f-evil"]["triage"]["state"] == "dismissed"
    assert found["f-evil"]["triage"]["more_accounts"] == 2
    assert found["f-evil"]["since"] == {"state": "new"}
    assert found["f-fast"]["since"]["more_accounts"] == 1
    assert found["f-fast"]["win_rate"]["answer"] == "lower"
    assert found["f-quiet"]["triage"] is None
    assert report["alignment"]["campaign"] == {"file": None, "score": 62, "heard": 4, "claims": 6}
    assert (report["changes"]["new"], report["changes"]["fixed"]) == (1, 1)
    assert (report["precision"]["hits"], report["precision"]["n"]) == (12, 15)


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert head_lines(RUN) == []
    assert news_line(RUN, RUN.findings[0]) == ""
    assert set_aside(RUN) == []


def test_lines() -> None:
    assert share_line(Share(3, 4)) == "3 of 4 (too few to say more)"
    assert share_line(Share(0, 0)) == "0 of 0"
    assert changes_line(Changes("d")) == "Since the last run: 0 new, 0 fixed, 0 carried over."
    assert "too few to compare" in win_rate_line(WinRate("x", Share(1, 2), Share(0, 9)))
    assert alignment_line(AlignmentScore("", None, 0, 3)).endswith("any of 3 claims.")
    seen = Triaged("x", "dismissed", "no.", "ana", "2026-11-02", more_calls=1, wording="Old words")
    assert triage_line(seen) == (
        "Dismissed by ana on 2026-11-02: no; 1 more call since then; the words then: “Old words”."
    )


def test_set_aside_with_new_evidence_comes_first() -> None:
    grown = replace(
        RUN,
        triage=(
            Triaged("f-low", "accepted", "x", "bo"),
            Triaged("f-evil", "dismissed", "x", "bo", more_accounts=2),
        ),
    )
    assert [f.id for f, _ in set_aside(grown)] == ["f-evil", "f-low"]
