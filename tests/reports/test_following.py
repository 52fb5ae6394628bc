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
    ClaimReport,
    Corpus,
    Finding,
    FindingKind,
    Gone,
    Reach,
    Run,
    Share,
    Triaged,
    TriageState,
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
from checker.reports.order import unheard
from checker.reports.summary import second_line, summarise
from tests.reports.sample import CLOSING, COMMAND, ESCAPE, IMAGE, RUN, SCRIPT, claim, said, span

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
    assert alignment_line(AlignmentScore("", None, 0, 3)).endswith("against any of the 3 claims.")
    assert alignment_line(AlignmentScore("", None, 0, 1)).endswith("against the 1 claim.")
    seen = Triaged("x", "dismissed", "no.", "ana", "2026-11-02", more_calls=1, wording="Old words")
    assert triage_line(seen) == (
        "Dismissed by ana on 2026-11-02: no; 1 more call since then; the words then: “Old words”."
    )


@pytest.mark.parametrize("name", ["terminal", "markdown", "html"])
def test_what_is_fixed_is_named(name: str) -> None:
    gone = Gone("g3", "rep-drift", "high", f"Live at once {HOSTILE}", "copy changed", "b.md", span(7))
    told = replace(FOLLOWED, changes=replace(CHANGES, gone=(*CHANGES.gone, gone)))
    text = " ".join(re.sub(r"&#8203;|\\|<[^>]*>", "", render(told, name)).split())
    assert "Fixed since the last run" in text and "Live at once" in text
    assert "Our reps say something else; it stood at b.md:7." in text
    assert "Buyers say the opposite; it stood at a.md." in text
    assert text.index("No fees") < text.index("Live at once"), "of the same weight in the order of kinds"
    assert SCRIPT not in render(told, name) or name == "terminal"
    assert "\x1b" not in render(told, name)
    assert "Fixed since the last run" not in render(RUN, name)


@pytest.mark.parametrize("state", ["ignored", "dismissed"])
@pytest.mark.parametrize("kind", ["contradicted-claim", "dismissed-claim"])
def test_a_claim_whose_finding_is_set_aside_is_not_unheard(state: TriageState, kind: FindingKind) -> None:
    heard, silent = claim("heard", "We never close", 4), claim("silent", "We are nice", 5)
    found = Finding("f", kind, "high", "m", heard, (said("You close at six.", 3),), Reach(calls=1))
    run = Run(
        "j",
        "m",
        (found,),
        (ClaimReport(heard, "unheard"), ClaimReport(silent, "unheard")),
        corpus=Corpus(calls=1, claims=2),
        triage=(Triaged("f", state, "legal", "landing.md:12"),),
    )
    assert [c.id for c in unheard(run)] == ["silent"]
    summary = summarise(run)
    assert dict(summary.statuses)["unheard"] == 1 and summary.set_aside == 1
    assert second_line(summary).endswith(
        "on 1 nothing was found in the calls, on 1 all that was found is set aside."
    )
    for name in ("markdown", "html"):
        text = render(run, name)
        assert "We never close" not in text[text.rindex("Nothing found in the calls") :]
    assert "On 1 claim in 1 file nothing was found" in render(run, "terminal")


def test_split_claims_are_told_apart() -> None:
    yes, no = said("Yes", 1, relation="supports"), said("No", 2)
    meh = said("Who cares", 3, relation="dismisses")
    shares = [((yes,), (no,), ()), ((yes,), (), (meh,)), ((yes,), (), (meh,)), ((), (no,), (meh,))]
    reports = [
        ClaimReport(claim(f"c{n}", f"Claim {n}", n), "mixed", *sides) for n, sides in enumerate(shares, 1)
    ]
    assert second_line(summarise(Run("j", "m", claims=tuple(reports)))) == (
        "Of the claims, 1 is backed by some buyers and contradicted by others, "
        "2 are backed by some buyers and waved away by others, "
        "1 is contradicted by some buyers and waved away by others."
    )
    everything = ClaimReport(claim("c", "C", 1), "mixed", (yes,), (no,), (meh,))
    assert "1 is backed, contradicted and waved away" in second_line(
        summarise(Run("j", "m", claims=(everything,)))
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
