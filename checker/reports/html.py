"""HTML report: one page that needs nothing else, no script, no request, ready to mail or print.

The page forbids itself everything by its content security policy but its own style sheet.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files

from checker.model import Evidence, Finding, Run
from checker.reports import words
from checker.reports.following import finding_lines, head_lines
from checker.reports.html_findings import finding_card
from checker.reports.html_following import alignment_section, fixed_section, set_aside_section
from checker.reports.html_sections import (
    first_things,
    how_to_read,
    needs_section,
    not_read_section,
    proof_section,
    unheard_section,
)
from checker.reports.markup import Html, join, tag, trusted
from checker.reports.order import claim_key, ranked
from checker.reports.summary import Summary, caution, headline, second_line, summarise


def to_html(run: Run) -> str:
    """The report as a page."""
    summary = summarise(run)
    main = join(
        _header(run, summary),
        _figures(summary),
        first_things(run),
        alignment_section(run),
        how_to_read(),
        _asset_sections(run),
        _need_findings(run),
        set_aside_section(run),
        fixed_section(run),
        proof_section(run),
        needs_section(run),
        unheard_section(run),
        not_read_section(run),
        tag("footer", [tag("p", line) for line in words.provenance(run)]),
    )
    return page_of(main)


def page_of(main: Html, title: str = "Messaging check") -> str:
    """A whole page around its content: style sheet, and a policy that allows nothing else."""
    page = tag("html", _head(title), tag("body", tag("main", main)), lang="en")
    return f"<!doctype html>\n{page}\n"


def _head(title: str) -> Html:
    css = files("checker.reports").joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=trusted(policy)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", trusted(css)),
    )


def _header(run: Run, summary: Summary) -> Html:
    read = words.provenance(run)[0]
    return tag(
        "header",
        tag("p", "Messaging check", class_="eyebrow"),
        tag("h1", headline(summary)),
        tag("p", said, class_="since") if (said := caution(run)) else None,
        tag("p", f"{second_line(summary)} {read}", class_="lede"),
        [tag("p", line, class_="since") for line in head_lines(run)],
        _alert(run),
    )


def _alert(run: Run) -> Html | None:
    """What stands at the foot but must not be missed."""
    parts = [
        f"{words.count(len(run.skipped), 'file')} could not be read" if run.skipped else "",
        f"{words.count(len(set(run.warnings)), 'point')} to check" if run.warnings else "",
    ]
    said = ", ".join(part for part in parts if part)
    return tag("p", tag("a", f"! {said}", href="#to-check"), class_="alert") if said else None


def _figures(summary: Summary) -> Html:
    numbers = dict(summary.statuses)
    figures = [
        (
            "contradicted",
            f"{summary.contradicted:,}",
            f"of {words.count(summary.claims, 'claim')} contradicted",
        ),
        (
            "plain",
            f"{summary.calls_contradicting:,}",
            f"of {words.count(summary.calls, 'call')} contradict a claim",
        ),
        ("plain", summary.open_money or words.money(0), "open pipeline on those calls"),
        ("supported", f"{numbers['supported']:,}", "backed by buyers"),
        ("unheard", f"{numbers['unheard']:,}", "with nothing found in the calls"),
    ]
    cells = [
        tag("div", tag("dt", what), tag("dd", number), class_=f"figure {tone}")
        for tone, number, what in figures
    ]
    return tag("section", tag("dl", cells, class_="figures"), _bar(summary), aria_label="Summary")


def _bar(summary: Summary) -> Html:
    parts: list[tuple[str, int, str]] = [
        *((status, number, words.STATUS_NAMES[status]) for status, number in summary.statuses),
        ("aside", summary.set_aside, "Set aside"),
    ]
    total = sum(number for _, number, _ in parts)
    if not total:
        return Html("")
    rects: list[Html] = []
    keys: list[Html] = []
    at = 0.0
    for tone, number, name in parts:
        if number:
            width = 1000 * number / total
            rects.append(
                tag("rect", x=f"{at:.1f}", y=0, width=f"{max(width - 3, 1):.1f}", height=12, class_=tone)
            )
            keys.append(tag("li", tag("b", f"{number:,}"), trusted(" "), name, class_=tone))
            at += width
    picture = tag(
        "svg",
        rects,
        viewBox="0 0 1000 12",
        preserveAspectRatio="none",
        role="presentation",
        aria_hidden="true",
    )
    return tag("div", picture, tag("ul", keys, class_="keys"), class_="bar")


def _asset_sections(run: Run) -> list[Html]:
    shown = [f for f in run.standing if f.claim and f.kind != "unheard-claim"]
    backing = {r.claim.id: r.supports for r in run.claims}
    sections = []
    for file in dict.fromkeys(f.claim.file for f in ranked(shown) if f.claim):
        found = sorted(
            (f for f in shown if f.claim and f.claim.file == file),
            key=lambda f: (claim_key(f.claim), words.KINDS.index(f.kind), f.id),
        )
        cards = [finding_card(f, _backing(f, backing), finding_lines(run, f)) for f in found]
        title = tag("h2", tag("span", file, class_="file"), tag("small", words.count(len(found), "finding")))
        sections.append(tag("section", title, cards, class_="asset"))
    return sections


def _backing(finding: Finding, backing: Mapping[str, Sequence[Evidence]]) -> Sequence[Evidence]:
    """Quotes for the claim, where the finding is that buyers are against it."""
    if finding.claim is None or finding.kind not in ("contradicted-claim", "dismissed-claim"):
        return ()
    return backing.get(finding.claim.id, ())


def _need_findings(run: Run) -> Html | None:
    found = [f for f in ranked(run.standing) if f.claim is None]
    if not found:
        return None
    title = tag("h2", words.KIND_NAMES["unmet-need"], tag("small", words.count(len(found), "finding")))
    return tag("section", title, [finding_card(f, (), finding_lines(run, f)) for f in found], class_="asset")
