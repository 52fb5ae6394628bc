"""What pages say, on plain values."""

from dataclasses import replace

from checker.judge.budget import Estimate
from checker.model import Changes, Pair, Reach, Share, Triaged, Verdict
from checker.pipeline.standing import Point
from checker.pipeline.triaging import Listed, Listing
from checker.reports.summary import caution, summarise
from checker.segments.claims import claims as claims_of
from checker.settings import JudgeSection, Settings
from checker.sources.copy.registry import read_copy
from checker.ui.drafts import Draft
from checker.ui.estimate import asks_first, question
from checker.ui.jobs import Job
from checker.ui.present_claim import claim_panel
from checker.ui.present_draft import draft, legend, placed, to_look_at
from checker.ui.present_findings import finding_list, head
from checker.ui.present_marks import MARKS, SIGNS, early_marks, marks_of
from checker.ui.present_needs import RANKS, answers, need_panel, ranked_by
from checker.ui.present_numbers import figures, one_day
from checker.ui.present_progress import duration, progress, summary
from checker.ui.review_handlers import drawn_draft
from checker.ui.screen import link, show
from checker.ui.watching import WatchedJudge, by_turns
from tests.ui.conftest import asset_of, claim_of, listed_of, run_of
from tests.ui.hostile import Page

COPY = b"""# Live in ten days.

Live in ten days. No setup fee, ever. Live in ten days.

- Every plan has SSO
- Support answers in 60 seconds
"""


def test_every_claim_stands_at_its_place_also_where_words_recur() -> None:
    asset = read_copy(COPY, "landing.md")
    claims = claims_of(asset)
    found = [(block.text[s:e], claim) for block, hits in placed(asset, claims) for s, e, claim in hits]
    assert [claim.id for _, claim in found] == [c.id for c in claims]
    assert all(text == claim.quote for text, claim in found)


def test_marks_show_by_sign_word_and_colour() -> None:
    asset, claim = asset_of("Before. Live in ten days. After."), claim_of("Live in ten days.")
    claim = claims_of(asset)[0] if claims_of(asset) else claim
    for mark, sign in SIGNS.items():
        page = Page(show(draft([asset], [claim], {claim.id: (mark,)})))
        (attributes,) = [a for name, a in page.elements if name == "a"]
        assert (
            mark in (attributes["class"] or "") and sign in page.text and attributes["data-claim"] == claim.id
        )
    hidden = Page(show(draft([asset], [claim], {claim.id: ("supported",)}, shown=())))
    assert claim.quote in hidden.text and "plain" in str([a for n, a in hidden.elements if n == "a"])


def test_marks_of_a_run_come_gravest_first() -> None:
    marks = marks_of(run_of("x"))
    assert marks["c1"][:2] == ("contradicted", "conflicting") and marks["c2"][0] == "conflicting"
    assert dict(legend(marks))["≠ Conflicting copy (2)"] == "conflicting"


def test_what_is_spoken_against_is_listed_gravest_first() -> None:
    claims = [claim_of(text, ident=text) for text in ("a", "b", "c", "d", "e")]
    marks = {"a": ("drift",), "b": ("supported",), "c": ("contradicted", "drift"), "e": ("drift",)}
    page = Page(show(to_look_at(claims, marks)))
    assert [a["data-claim"] for _, a in page.elements if "data-claim" in a] == ["c", "a", "e"]
    assert "✕ Contradicted c landing.md:1 » Reps say otherwise a landing.md:1 e landing.md:1" in page.text
    assert to_look_at(claims, {"b": ("supported",)}) is None


def test_early_marks_grow_with_what_is_judged() -> None:
    claim = claim_of("Live in ten days.")
    job = Job(Draft("d", ()))
    assert early_marks([claim], job.so_far)[claim.id] == ("open",)
    job.watch(Pair("buyer", claim.quote, "no"), Verdict("contradicts", "j"))
    job.watch(Pair("rep", claim.quote, "no"), Verdict("supports", "j"))
    assert early_marks([claim], job.so_far)[claim.id] == ("contradicted",) and job.marks == 1
    job.watch(Pair("buyer", claim.quote, "yes"), Verdict("supports", "j"))
    assert early_marks([claim], job.so_far)[claim.id] == ("mixed",)


def test_watched_judge_asks_each_claims_best_evidence_first_and_changes_nothing() -> None:
    pairs = [Pair("buyer", f"claim {n // 50}", f"s{n}") for n in range(200)]
    assert by_turns(pairs)[:4] == [0, 50, 100, 150]

    class Echo:
        name = model = "echo"

        def judge(self, asked, tick=None):
            return [Verdict("unrelated", "echo", reason=p.statement) for p in asked]

    seen: list[str] = []
    verdicts = WatchedJudge(Echo(), lambda pair, verdict: seen.append(pair.statement)).judge(pairs)
    assert [v.reason for v in verdicts] == [p.statement for p in pairs] and len(seen) == 200


def test_progress_says_stage_count_and_time_left() -> None:
    job = Job(Draft("d", ()), state="running", stage="Judging claims", done=25, total=100)
    assert job.left(job.stage_began + 10) == 30
    assert "Judging claims 25 of 100" in Page(show(progress(job))).text
    assert (duration(0.2), duration(42), duration(200)) == ("1 s", "42 s", "3 min")


def test_time_left_waits_for_a_twentieth() -> None:
    job = Job(Draft("d", ()), state="running", stage="Judging claims", done=2, total=469)
    assert job.left(job.stage_began + 60) is None


def test_nothing_found_is_not_told_as_nobody_spoke() -> None:
    run = run_of("Live in ten days.")
    quiet = replace(run, claims=tuple(replace(c, status="unheard") for c in run.claims), findings=())
    assert "Nothing found" in legend(marks_of(quiet))[0][0]
    text = Page(show(summary(quiet))).text
    assert "nothing was found in the calls" in text and "No buyer" not in text
    assert caution(quiet) and caution(quiet) in text


def test_what_people_set_aside_leaves_a_quiet_mark_and_says_why() -> None:
    run = run_of("Live in ten days.")
    mine = [f for f in run.findings if f.claim and f.claim.id == "c1"]
    states = tuple(Triaged(f.id, "dismissed", "that was the pilot", "Ann") for f in mine)
    aside = replace(run, triage=states, claims=tuple(replace(c, status="unheard") for c in run.claims))
    marks = marks_of(aside)
    assert marks["c1"] == ("aside",)
    assert dict(legend(marks))["⊘ Set aside (2)"] == "aside"
    claim = next(f.claim for f in mine if f.claim)
    assert to_look_at([claim], marks) is None
    panel = Page(show(claim_panel(claim, aside, {}))).text
    assert "Set aside" in panel and "Dismissed · by Ann that was the pilot" in panel
    assert "Nothing was found" not in panel


def test_lines_that_claim_nothing_are_plain_text_once_all_is_judged() -> None:
    asset = read_copy(COPY, "landing.md")
    nothing, *says = claims_of(asset)
    run = run_of("Live in ten days.")
    run = replace(run, claims=tuple(replace(run.claims[0], claim=claim) for claim in says), findings=())
    job = Job(Draft("d", ()), assets=(asset,), claims=(nothing, *says))
    assert "Not judged yet" in show(drawn_draft(job, MARKS))
    job.run = run
    drawn = show(drawn_draft(job, MARKS))
    assert "Not judged yet" not in drawn
    assert nothing.id not in drawn and says[0].id in drawn


def test_findings_are_filtered_by_state() -> None:
    run = run_of("Live in ten days.")
    first = run.findings[0]
    states = {first.id: Triaged(first.id, "dismissed", "wrong product", "Ann", "2026-11-25", version="v1")}
    listing = Listing(tuple(Listed(f, states.get(f.id)) for f in run.findings), Share(0, 1), {})
    changes = Changes("before", new=(first.id,))
    shown = {
        c: Page(show(finding_list(listing, changes, c, {}))) for c in ("open", "new", "dismissed", "all")
    }
    ids = {c: [a["data-finding"] for _, a in p.elements if "data-finding" in a] for c, p in shown.items()}
    assert ids["new"] == ids["dismissed"] == [first.id]
    assert len(ids["all"]) == 6 and first.id not in ids["open"]
    assert "by Ann" in shown["all"].text and "wrong product" in shown["all"].text
    assert "1 new" in Page(show(head(listing, changes))).text


def test_after_a_decision_the_reader_is_at_the_next_finding_that_is_shown() -> None:
    run = run_of("x")
    ids = [f.id for f in run.findings]

    def at(decided: set[str], was: str, chosen: str = "open") -> list[str | None]:
        states = {i: Triaged(i, "confirmed", "", "Ann", "2026-11-25", version="v") for i in decided}
        listing = Listing(tuple(Listed(f, states.get(f.id)) for f in run.findings), Share(0, 1), {})
        page = Page(show(finding_list(listing, None, chosen, {}, at=was)))
        return [a["data-finding"] for _, a in page.elements if " at" in (a.get("class") or "")]

    assert at({ids[1]}, ids[1]) == [ids[2]]
    assert at({ids[1]}, ids[1], "all") == [ids[1]]
    assert at({ids[-1]}, ids[-1]) == [ids[-2]]
    assert at(set(), "") == []


def test_need_by_asset() -> None:
    from dataclasses import replace

    claims = tuple(claim_of(f, f"{f[0]}.md") for f in ("a1", "a2", "b1", "b2", "c1"))
    listed = listed_of("x")
    covers = ("answered", "silent", "answered", "contradicted", "silent")
    shown = replace(listed, claims=claims, needs=(replace(listed.needs[0], answers=covers),))
    assert answers(shown) == {
        ("n1", "a.md"): "answered",
        ("n1", "b.md"): "contradicted",
        ("n1", "c.md"): "silent",
    }
    turned = replace(shown, needs=(replace(shown.needs[0], answers=covers[::-1]),), claims=claims[::-1])
    assert answers(turned) == answers(shown)


def test_a_need_can_be_changed_only_where_the_page_knows_the_edits() -> None:
    listed = listed_of("x")
    panel = Page(show(need_panel(listed.needs[0], listed, {}, "", "e1")))
    values = {(a["name"], a["value"]) for _, a in panel.elements if a.get("name") in ("other", "statement")}
    assert values == {("other", "n2"), ("statement", "s1"), ("statement", "s2"), ("statement", "s3")}
    assert {a["data-edit"] for _, a in panel.elements if "data-edit" in a} == {
        "rename", "merge", "divide", "reset",
    }  # fmt: skip
    assert "data-edits" not in show(need_panel(listed.needs[0], listed, {}))
    one = Page(show(need_panel(listed.needs[1], listed, {}, "", "e1")))
    assert {a["data-edit"] for _, a in one.elements if "data-edit" in a} == {"rename", "merge"}


def test_figures_are_those_of_the_reports() -> None:
    run = run_of("x")
    told, text = summarise(run), Page(show(figures(run))).text
    assert f"of {told.claims} claims contradicted {told.contradicted}" in text and told.open_money in text


def test_links_between_pages() -> None:
    assert link("") == "./" and link("calls", call="a b.vtt", run="") == "calls?call=a+b.vtt"


def test_what_leaves_the_machine_is_asked_first() -> None:
    embedded = Settings()
    llm = Settings(judge=JudgeSection(model="gpt-x", max_cost=2.5))
    local = Settings(judge=JudgeSection(model="gguf:/x.gguf"))
    assert [asks_first(s) for s in (embedded, llm, local)] == [False, True, False]
    text = Page(show(question(llm, Estimate(1200, 300, 0.04, 7)))).text
    assert (
        "gpt-x" in text
        and "names masked" in text
        and "7 requests" in text
        and "$0.04" in text
        and "$2.5" in text
    )
    assert "not known" in Page(show(question(llm, Estimate(1, 1, None, 1)))).text


def test_needs_are_ranked_by_what_is_chosen() -> None:
    listed = listed_of("x")
    few, many = listed.needs[0], listed.needs[1]
    rich = Reach(1, 9, open_amount=1.0, won_amount=90.0)
    listed = replace(
        listed,
        needs=(
            replace(few, need=replace(few.need, id="few", reach=Reach(3, 2, open_amount=5.0))),
            replace(many, need=replace(many.need, id="rich", reach=rich)),
        ),
    )
    order = {rank: [asked.need.id for asked in ranked_by(listed, rank).needs] for _, rank in RANKS}
    assert {rank: ids[0] for rank, ids in order.items()} == {
        "unanswered": "few", "calls": "few", "accounts": "rich", "open": "few", "money": "rich",
    }  # fmt: skip


def test_one_day_of_figures_says_when_there_will_be_a_line() -> None:
    assert one_day([]) is None
    assert "another day" in Page(show(one_day([Point("2026-01-04", 40, 2, 9)]))).text
