"""Numbers: the figures of the shared run with n beside each; the same that every report shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from checker.model import AlignmentScore, Finding, Run, WinRate
from checker.pipeline.standing import Point
from checker.reports import words
from checker.reports.following import FEW, FORMULA, short_share
from checker.reports.html_findings import severity_chip
from checker.reports.markup import Html, join, tag, trusted
from checker.reports.order import ranked
from checker.reports.summary import summarise
from checker.ui.present_plots import Figure, course

_DAYS_OPEN = 7
_ANSWERS = {
    "too few": "too few deals to say",
    "no clear difference": "no clear difference",
    "higher": "won more often",
    "lower": "won less often",
}


def figures(run: Run) -> Html:
    """The head: claims, calls, money."""
    told = summarise(run)
    score = run.alignment.campaign if run.alignment else None
    rows = [
        (
            f"alignment of 100, over {score.heard} of {score.claims} claims" if score else "alignment",
            _score(score),
        ),
        (f"of {words.count(told.claims, 'claim')} contradicted", f"{told.contradicted:,}"),
        (f"of {words.count(told.calls, 'call')} contradict a claim", f"{told.calls_contradicting:,}"),
        ("open pipeline on those calls", told.open_money or words.money(0)),
        ("finding" if told.findings == 1 else "findings", f"{told.findings:,}"),
    ]
    cells = [tag("div", tag("dt", name), tag("dd", value), class_="figure") for name, value in rows]
    return tag("dl", cells, class_="figures")


def alignment_table(run: Run) -> Html | None:
    """Alignment of each asset, the lowest first, with what it is over."""
    if run.alignment is None or not run.alignment.assets:
        return None
    scores = sorted(run.alignment.assets, key=lambda s: (101 if s.score is None else s.score, s.of))
    rows = [
        [
            tag("th", score.of, scope="row", class_="file"),
            tag("td", _bar(score), class_="bar"),
            tag("td", _score(score), class_="number"),
            tag("td", f"{score.heard:,} of {score.claims:,}", class_="number"),
        ]
        for score in scores
    ]
    names = ("Asset", "", "Alignment", "Claims spoken to")
    how = tag("details", tag("summary", "How it is counted"), tag("p", FORMULA, class_="soft"), class_="more")
    return join(_table(names, rows, "Alignment of each asset"), how)


def trend(points: Sequence[Point]) -> tuple[Figure | None, Html | None]:
    """Alignment of the campaign by day, as a figure and as a table."""
    known = [(p.day, p.score, f"over {words.count(p.heard, 'claim')}") for p in points if p.score is not None]
    heard = {p.day: f"{p.heard:,} of {p.claims:,}" for p in points}
    return _course("Alignment over time", ("Alignment", "Claims spoken to"), known, 100, heard)


def one_day(points: Sequence[Point]) -> Html | None:
    """What to do where there is no course of figures yet."""
    if not points:
        return None
    known = "There is one day so far" if len(points) == 1 else "Too few claims were spoken to so far"
    words_ = f"{known}: the line begins with the review of another day. Each review is kept by its day."
    return tag("p", words_, class_="soft")


def drift(points: Sequence[Point]) -> tuple[Figure | None, Html | None]:
    """How often reps say something else than the copy, by day, as a figure and as a table."""
    known = [(p.day, p.drift, f"of {words.count(p.claims, 'claim')}") for p in points if p.drift is not None]
    claims = {p.day: f"{p.claims:,}" for p in points}
    highest = max([value for _, value, _ in known], default=0)
    return _course("Rep drift over time", ("Rep drift", "Claims"), known, max(4, highest), claims)


def _course(
    name: str,
    columns: tuple[str, str],
    points: Sequence[tuple[str, int, str]],
    top: int,
    n: Mapping[str, str],
) -> tuple[Figure | None, Html | None]:
    """A figure by day; nothing where there are not two days.

    Args:
        name: Of the table.
        columns: Names of the figure and of what it is over.
        points: Day, figure, and what it is over in words.
        top: Highest value of the scale; the lowest is 0.
        n: What it is over, by day.
    """
    figure = course(points, top)
    if figure is None:
        return None, None
    rows = [
        [
            tag("th", day, scope="row"),
            tag("td", str(value), class_="number"),
            tag("td", n[day], class_="number"),
        ]
        for day, value, _ in points
    ]
    name_ = tag("summary", f"The same as a table: {words.count(len(points), 'day')}")
    table = _table(("Day", *columns), rows, name)
    return figure, tag("details", name_, table, class_="more", open=len(points) <= _DAYS_OPEN)


def touched(run: Run) -> Html | None:
    """Deal money behind each contradiction and each drift of reps."""
    found = [
        f for f in ranked(run.counted) if f.kind in ("contradicted-claim", "rep-drift", "dismissed-claim")
    ]
    if not found:
        return None
    rates = {rate.of: rate for rate in run.win_rates}
    rows = [_touched(finding, rates.get(finding.id)) for finding in found]
    names = (
        "Claim",
        "Finding",
        "Calls",
        "Accounts",
        "Open",
        "Won",
        "Lost",
        "Deals won with it",
        "… without it",
    )
    note = f"Each deal counts once in a row; rows may share deals, so they cannot be added up. {FEW}"
    return join(_table(names, rows, "Pipeline behind each finding"), tag("p", note, class_="soft"))


def needs_won(run: Run) -> Html | None:
    """Deals won and lost in which each need came up."""
    rates = {rate.of: rate for rate in run.win_rates}
    rows = []
    for need in run.needs:
        rate = rates.get(need.id)
        if rate is not None:
            rows.append(
                [
                    tag("th", need.title, scope="row", dir="auto"),
                    *_rate_cells(rate),
                    tag("td", _ANSWERS[rate.answer]),
                ]
            )
    return (
        _table(("Need", "Won with it", "Won without it", "Says"), rows, "Won and lost by need")
        if rows
        else None
    )


def kinds(run: Run) -> Html:
    """How many findings of each kind count, rep drift among them."""
    counts = Counter(finding.kind for finding in run.counted)
    rows = [
        [
            tag("th", words.KIND_NAMES[kind], scope="row"),
            tag("td", f"{counts[kind]:,}", class_="number"),
            tag("td", words.KIND_HELP[kind]),
        ]
        for kind in words.KINDS
        if kind != "unheard-claim"
    ]
    return _table(("Kind", "n", "What it means"), rows, "Findings by kind")


def _touched(finding: Finding, rate: WinRate | None) -> list[Html]:
    reach = finding.reach
    amounts = [
        tag("td", words.money(amount, reach.currency) if amount else "–", class_="number")
        for amount in (reach.open_amount, reach.won_amount, reach.lost_amount)
    ]
    return [
        tag("th", finding.claim.quote if finding.claim else finding.message, scope="row", dir="auto"),
        tag("td", severity_chip(finding), trusted(" "), words.KIND_NAMES[finding.kind]),
        tag("td", f"{reach.calls:,}", class_="number"),
        tag("td", f"{reach.accounts:,}", class_="number"),
        *amounts,
        *(_rate_cells(rate) if rate else (tag("td", "–"), tag("td", "–"))),
    ]


def _rate_cells(rate: WinRate) -> tuple[Html, Html]:
    return tag("td", short_share(rate.present)), tag("td", short_share(rate.absent))


def _score(score: AlignmentScore | None) -> str:
    return "–" if score is None or score.score is None else str(score.score)


def _bar(score: AlignmentScore) -> Html:
    if score.score is None:
        return Html("")
    rect = tag("rect", x=0, y=0, width=score.score, height=8)
    return tag(
        "svg", rect, viewBox="0 0 100 8", class_="score-bar", preserveAspectRatio="none", aria_hidden="true"
    )


def _table(names: Sequence[str], rows: Sequence[Sequence[Html]], name: str) -> Html:
    numeric = [bool(rows) and 'class="number"' in rows[0][column] for column in range(len(names))]
    head = tag(
        "tr",
        [
            tag("th", title, scope="col", class_="number" if right else None) if title else tag("td")
            for title, right in zip(names, numeric, strict=True)
        ],
    )
    table = tag("table", tag("thead", head), tag("tbody", [tag("tr", row) for row in rows]))
    return tag("div", table, class_="wide", tabindex="0", role="region", aria_label=name)
