"""What happens to people who work on copy in a repository."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.ci.run import Request, check
from checker.errors import InputError
from checker.reports.outcomes import OUTCOME_FORMATS, render_outcome
from tests.ci.conftest import SETTINGS, Repository, WordJudge, quotes, run

EXPORT = "\nExport any report in one click.\n"


def add_claim(repo: Repository) -> None:
    text = (repo.root / "campaign/landing.md").read_text(encoding="utf-8")
    repo.put("campaign/landing.md", text + EXPORT)


def test_a_claim_that_buyers_contradict_fails_with_one_annotation(repo: Repository) -> None:
    add_claim(repo)
    repo.commit()
    found = run()
    assert quotes(found, "new") == ["Export any report in one click."]
    assert found.failing == (found.new[0].id,)
    shown = render_outcome(found, "github")
    assert [line for line in shown.splitlines() if line.startswith("::")] == [
        "::warning file=campaign/landing.md,line=7,endLine=7,col=1,endColumn=31,"
        "title=Buyers say the opposite::“Export any report in one click.”: Buyers at 1 account (1 call) "
        "report the opposite of this claim, or need what it rules out."
    ]


def test_only_the_claims_of_the_change_are_judged(repo: Repository) -> None:
    add_claim(repo)
    judge = WordJudge()
    run(judge)
    assert {pair.claim for pair in judge.asked} == {"Export any report in one click."}


def test_reworded_it_is_fixed(repo: Repository) -> None:
    add_claim(repo)
    repo.commit()
    base = repo.git("rev-parse", "HEAD")
    repo.edit("campaign/landing.md", "Export any report in one click.", "See all your reports on one page.")
    found = run(base=base)
    assert (quotes(found, "new"), quotes(found, "fixed")) == ([], ["Export any report in one click."])
    assert found.failing == ()


def test_a_slip_of_the_pen_mended_in_an_old_claim_is_carried_over(repo: Repository) -> None:
    repo.edit("campaign/landing.md", "# Live in ten business days.", "# You're live in ten business days.")
    found = run()
    assert (found.new, found.fixed) == ((), ())
    assert quotes(found, "carried") == ["You're live in ten business days."]


def test_moved_and_reflowed_it_is_no_change(repo: Repository) -> None:
    landing = (repo.root / "campaign/landing.md").read_text(encoding="utf-8")
    head, rest = landing.split("\n", 1)
    repo.put(
        "campaign/landing.md", rest.replace("Every plan includes", "Every plan\nincludes") + f"\n{head}\n"
    )
    repo.git("mv", "campaign/pricing.md", "campaign/plans.md")
    judge = WordJudge()
    found = run(judge)
    assert (found.changed, found.removed, judge.asked) == (0, 0, [])
    assert (found.new, found.fixed, found.carried) == ((), (), ())


def test_moved_into_another_file_it_is_no_change(repo: Repository) -> None:
    repo.edit("campaign/landing.md", "Every plan includes single sign-on.\n", "")
    repo.edit("campaign/pricing.md", "# Plans\n", "# Plans\n\nEvery plan includes single sign-on.\n")
    judge = WordJudge()
    assert run(judge).changed == 0
    assert judge.asked == []


def test_another_file_touched_is_nothing(repo: Repository) -> None:
    repo.put("notes/todo.txt", "Call the printer about the banner for the fair.\n")
    repo.commit()
    judge = WordJudge()
    found = run(judge)
    assert (found.new, found.fixed, found.carried, judge.asked) == ((), (), (), [])


def test_a_price_raised_in_one_asset_only_is_a_conflict_at_both_places(repo: Repository) -> None:
    repo.edit("campaign/pricing.md", "$49", "$59")
    found = run()
    assert [f.kind for f in found.new] == ["conflicting-copy"]
    assert found.failing
    shown = render_outcome(found, "github")
    assert "::error file=campaign/ads.csv,line=2" in shown
    assert "::error file=campaign/pricing.md,line=3" in shown


def test_raised_in_both_it_is_none(repo: Repository) -> None:
    repo.edit("campaign/pricing.md", "$49", "$59")
    repo.edit("campaign/ads.csv", "$49", "$59")
    assert run().new == ()


def test_an_old_finding_in_the_baseline_passes(repo: Repository) -> None:
    written = run(update=True)
    assert (written.new, quotes(written, "carried")) == ((), ["Live in ten business days."])
    repo.edit("campaign/landing.md", "Every plan includes", "All plans include")
    judge = WordJudge()
    found = run(judge)
    assert (found.new, found.failing) == ((), ())
    assert quotes(found, "carried") == ["Live in ten business days."]
    assert {pair.claim for pair in judge.asked} == {
        "All plans include single sign-on.",
        "Every plan includes single sign-on.",
    }


def test_a_known_claim_in_one_more_asset_passes(repo: Repository) -> None:
    run(update=True)
    repo.put("campaign/email.md", "# Live in ten business days.\n")
    found = run()
    assert (found.new, quotes(found, "carried")) == ((), ["Live in ten business days."])


def test_new_evidence_overnight_is_carried_over_and_does_not_fail(
    repo: Repository, overnight: Callable[[], None]
) -> None:
    run(update=True)
    overnight()
    repo.edit("campaign/landing.md", "Every plan includes", "All plans include")
    found = run()
    assert (found.new, found.failing) == ((), ())
    assert [(c.more_accounts, c.more_calls) for c in found.carried] == [(2, 2)]
    assert "Since it was noted: +2 accounts, +2 calls" in render_outcome(found, "terminal")


def test_an_entry_whose_finding_is_gone_is_told(repo: Repository) -> None:
    run(update=True)
    repo.edit("campaign/landing.md", "# Live in ten business days.", "# Live in a quarter.")
    found = run()
    assert [known.claim for known in found.gone] == ["Live in ten business days."]
    assert quotes(found, "fixed") == ["Live in ten business days."]


def test_the_baseline_is_the_same_bytes_each_time(repo: Repository) -> None:
    run(update=True)
    first = (repo.root / "checker-baseline.json").read_bytes()
    run(update=True)
    assert (repo.root / "checker-baseline.json").read_bytes() == first
    assert b"Fourth of July" not in first
    assert b"Lind" not in first


def test_all_of_it_never_fails_for_what_the_change_did_not_cause(repo: Repository) -> None:
    found = run(everything=True, base="HEAD")
    assert (found.new, quotes(found, "carried")) == ((), ["Live in ten business days."])


def test_an_ignore_in_the_copy_silences_and_an_idle_one_is_told(repo: Repository) -> None:
    text = (repo.root / "campaign/landing.md").read_text(encoding="utf-8")
    ignore = "\n<!-- checker-ignore contradicted-claim: legal approved it -->"
    repo.put("campaign/landing.md", text + ignore + EXPORT)
    found = run()
    assert (found.new, found.ignored) == ((), 1)
    repo.edit(
        "campaign/landing.md", "Export any report in one click.", "Read each of your reports on one page."
    )
    told = run().run.warnings
    assert [w for w in told if "covers no finding" in w]


def test_an_unchanged_repository_asks_nothing(repo: Repository) -> None:
    run(update=True)
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "change")
    judge = WordJudge()
    found = run(judge, base="HEAD")
    assert judge.asked == []
    assert (found.new, found.fixed, quotes(found, "carried")) == ((), (), ["Live in ten business days."])


@pytest.mark.parametrize("name", OUTCOME_FORMATS)
def test_the_same_commit_twice_is_byte_equal(repo: Repository, name: str) -> None:
    add_claim(repo)
    repo.edit("campaign/pricing.md", "$49", "$59")
    repo.commit()
    first, again = run(), run()
    assert render_outcome(first, name, quote_calls=True) == render_outcome(again, name, quote_calls=True)


SIDE_FILE = (
    "- kind: contradicted-claim\n  quote: Export any report in one click.\n  reason: legal approved it\n"
)


def test_a_side_file_silences_and_an_entry_that_matches_nothing_is_told(repo: Repository) -> None:
    add_claim(repo)
    repo.put("checker-ignore.yaml", SIDE_FILE)
    found = run()
    assert (found.new, found.ignored, found.run.warnings) == ((), 1, ())
    repo.commit()
    repo.put(
        "checker-ignore.yaml",
        SIDE_FILE + "- kind: rep-drift\n  quote: Nobody says this.\n  reason: old\n"
        "- kind: rep-drift\n  file: campaign/gone.md\n  reason: old\n"
        "- kind: rep-drift\n  file: other/*.md\n  reason: not of this check\n",
    )
    judge = WordJudge()
    told = run(judge, base="HEAD").run.warnings  # no copy was changed, only the side file
    assert judge.asked == []
    assert told == (
        "checker-ignore.yaml, entry 2: checker-ignore rep-drift covers no finding; remove it",
        "checker-ignore.yaml, entry 3: checker-ignore rep-drift is for campaign/gone.md, which is not there; "
        "remove it",
    )
    repo.put("checker-ignore.yaml", "- kind: rep-drift\n")
    with pytest.raises(InputError, match=r"entry 1\.reason"):
        run(base="HEAD")


@pytest.mark.parametrize(("bar", "fails"), [("high", False), ("medium", True), ("never", False)])
def test_only_what_is_at_or_above_the_bar_fails(repo: Repository, bar: str, fails: bool) -> None:
    add_claim(repo)
    report = SETTINGS.report.model_copy(update={"fail_on": bar})
    asked = Request(copy=(Path("campaign"),))
    found = check(asked, SETTINGS.model_copy(update={"report": report}), judge=WordJudge())
    assert [f.severity for f in found.new] == ["medium"]
    assert bool(found.failing) == fails
