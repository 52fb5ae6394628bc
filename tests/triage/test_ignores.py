"""Ignores in comments and in the side file, read from real files."""

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from checker.errors import InputError
from checker.model import Asset, Finding, Position, Span
from checker.segments.claims import claims
from checker.sources.copy.registry import read_copy
from checker.triage.ignores import Ignore, cover, inline_ignores
from checker.triage.side_file import add_to_side_file, read_side_file
from tests.triage.sample import claim, finding, need, said

MARKDOWN = """# Payroll that runs itself, every single time.

<!-- checker-ignore contradicted-claim: legal approved
     the wording -->

- Live in ten business days.
- Every plan includes single sign-on.

A person answers in under 60 seconds. <!-- checker-ignore dismissed-claim: a proof point -->

```html
<!-- checker-ignore rep-drift: an example -->
```

No set-up fees for anybody.
"""


def asset_of(text: str, file: str = "landing.md") -> Asset:
    return read_copy(text.encode(), file)


def findings(asset: Asset, kind: str = "contradicted-claim") -> list[Finding]:
    made = [replace(finding(c.quote, kind=kind), claim=c) for c in claims(asset)]  # type: ignore[arg-type]
    assert made
    return made


def covered(text: str, file: str, kind: str) -> set[str]:
    asset = asset_of(text, file)
    found, problems = inline_ignores(text, asset)
    assert problems == []
    made = findings(asset, kind)
    hits, _ = cover(made, found, [file], "2026-11-25")
    return {f.claim.quote for f in made if f.id in hits and f.claim}


def test_a_comment_covers_the_next_block_only() -> None:
    assert covered(MARKDOWN, "landing.md", "contradicted-claim") == {"Live in ten business days."}


def test_a_comment_covers_its_own_line() -> None:
    assert covered(MARKDOWN, "landing.md", "dismissed-claim") == {"A person answers in under 60 seconds."}


def test_in_html_on_one_line_a_comment_covers_the_block_behind_it() -> None:
    html = (
        "<body><p>Live in ten business days.</p><!-- checker-ignore contradicted-claim: agreed -->"
        "<p>No set-up fees for anybody.</p><p>A person answers in under 60 seconds.</p></body>"
    )
    assert covered(html, "a.html", "contradicted-claim") == {"No set-up fees for anybody."}


def test_a_comment_in_code_is_an_example() -> None:
    assert covered(MARKDOWN, "landing.md", "rep-drift") == set()
    assert len(inline_ignores(MARKDOWN, asset_of(MARKDOWN))[0]) == 2


def test_html_and_mdx() -> None:
    html = (
        "<html><body><p>Live in ten business days.</p><p>No set-up fees for anybody.</p>\n"
        "<!-- checker-ignore contradicted-claim: agreed -->\n<p>A person answers in under 60 seconds.</p>"
        "</body></html>"
    )
    assert covered(html, "a.html", "contradicted-claim") == {"A person answers in under 60 seconds."}
    mdx = "{/* checker-ignore contradicted-claim: agreed */}\n\nLive in ten business days.\n"
    asset = asset_of("Live in ten business days.\n")
    (ignore,), _ = inline_ignores(mdx, asset)
    assert (ignore.kind, ignore.reason, ignore.place) == ("contradicted-claim", "agreed", "landing.md:1")


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("contradicted-claim", "landing.md:1: checker-ignore contradicted-claim gives no reason"),
        ("contradicted-claims: why", "did you mean contradicted-claim?"),
        ("", "names no kind of finding"),
    ],
)
def test_an_ignore_that_cannot_be_used_is_reported(comment: str, words: str) -> None:
    text = f"<!-- checker-ignore {comment} -->\n\nLive in ten business days.\n"
    found, problems = inline_ignores(text, asset_of(text))
    assert found == []
    assert words in problems[0]


def test_an_idle_ignore_is_reported_unless_its_file_was_not_read() -> None:
    asset = asset_of(MARKDOWN)
    ignores, _ = inline_ignores(MARKDOWN, asset)
    elsewhere = Ignore("rep-drift", "x", "checker-ignore.yaml, entry 1", "ads*.csv", quote="Free")
    anywhere = Ignore("unmet-need", "x", "checker-ignore.yaml, entry 2", quote="Dark mode")
    _, idle = cover([], [*ignores, elsewhere, anywhere], ["landing.md"], "2026-11-25")
    assert idle == [
        "landing.md:3: checker-ignore contradicted-claim covers no finding; remove it",
        "landing.md:9: checker-ignore dismissed-claim covers no finding; remove it",
        "checker-ignore.yaml, entry 2: checker-ignore unmet-need covers no finding; remove it",
    ]


def test_the_other_claim_of_a_conflict_counts() -> None:
    ignore = Ignore("conflicting-copy", "x", "faq.md:1", "faq.md", Position(1, 1), Position(3, 20))
    conflict = finding(kind="conflicting-copy", other=claim("Live in 60 days.", "faq.md", 3))
    assert ignore.covers(conflict)
    beyond = claim("Live in 60 days.", "faq.md")
    beyond = replace(beyond, span=Span(Position(4, 1), Position(4, 9)))
    assert not ignore.covers(finding(kind="conflicting-copy", other=beyond))


SIDE = """# agreed with legal in May
- file: campaign/ads*.csv
  kind: contradicted-claim
  quote: Up and running in 30 days
  reason: legal approved
  until: 2026-12-31
- kind: unmet-need
  fingerprint: {need}
  reason: not our market
"""


def side_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "checker-ignore.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_side_file(tmp_path: Path) -> None:
    payroll = need("Export to payroll", [said("x")])
    ignores = read_side_file(side_file(tmp_path, SIDE.format(need=payroll.id)))
    advert = finding("Up and running in just 30 days.", file="campaign/ads-2.csv")
    page = finding("Up and running in 30 days.", file="campaign/landing.md")
    hits, idle = cover([advert, page, payroll], ignores, ["campaign/ads-2.csv"], "2026-11-25")
    assert set(hits) == {advert.id, payroll.id}
    assert idle == []


def test_an_ignore_whose_day_has_passed_covers_nothing(tmp_path: Path) -> None:
    ignores = read_side_file(side_file(tmp_path, SIDE.format(need="0" * 16)))
    advert = finding(file="campaign/ads.csv")
    hits, idle = cover([advert], ignores[:1], ["campaign/ads.csv"], "2027-01-01")
    assert hits == {}
    assert idle == ["checker-ignore.yaml, entry 1: checker-ignore contradicted-claim held until 2026-12-31"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- kind: [", "not valid YAML"),
        ("kind: rep-drift", "entry"),
        ("- {kind: rep-drift, reason: x, quotes: y}", "entry 1.quotes"),
        ("- {kind: rep-drift, reason: x}", "would cover all findings"),
        ("- {kind: rep-drift, quote: y}", "entry 1.reason"),
        ("- {kind: rep-drift, quote: y, reason: ''}", "gives no reason"),
        ("- {kind: rep-drifts, quote: y, reason: x}", "did you mean rep-drift?"),
    ],
)
def test_a_wrong_side_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match="checker-ignore") as told:
        read_side_file(side_file(tmp_path, text))
    assert words in str(told.value)


def test_no_side_file_is_no_ignore(tmp_path: Path) -> None:
    assert read_side_file(tmp_path / "checker-ignore.yaml") == []


def test_an_entry_is_added_below_what_people_wrote(tmp_path: Path) -> None:
    path = side_file(tmp_path, "# ours\n- {kind: rep-drift, quote: Unlimited, reason: known}")
    odd = finding('Save: "30 %" # today, ünlimited', file="a.md")
    assert add_to_side_file(path, odd, " agreed ")
    assert not add_to_side_file(path, odd, "again")
    assert path.read_text(encoding="utf-8").startswith("# ours\n- {kind: rep-drift")
    first, second = read_side_file(path)
    assert first.quote == "Unlimited"
    assert (second.quote, second.reason, second.file) == (odd.claim and odd.claim.quote, "agreed", "a.md")
    assert second.covers(odd)
    same_words = finding('Save: "30 %" # today, ünlimited', file="a.md", kind="contradicted-claim")
    assert not second.covers(replace(same_words, id="f" * 16))


def test_an_entry_survives_a_rewording(tmp_path: Path) -> None:
    path = tmp_path / "checker-ignore.yaml"
    add_to_side_file(path, finding(), "agreed")
    (ignore,) = read_side_file(path)
    assert ignore.covers(finding("Up and running in just 30 days."))
    assert not ignore.covers(finding("Up and running in 90 days."))


def _add(path: Path, who: str) -> None:
    for number in range(10):
        add_to_side_file(path, finding(f"Claim {number} of {who}."), "agreed")


def test_two_processes_add_to_one_file(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    path = tmp_path / "checker-ignore.yaml"
    writers = [context.Process(target=_add, args=(path, who)) for who in ("ana", "bo")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    assert len(read_side_file(path)) == 20
