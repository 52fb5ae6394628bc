"""A small run made by hand, with something hostile in every field that comes from outside."""

from dataclasses import replace

from checker.model import (
    Claim,
    ClaimReport,
    Corpus,
    Evidence,
    Finding,
    Need,
    Position,
    Reach,
    Run,
    Skipped,
    Span,
    Usage,
)

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=https://evil.example/x onerror=alert(1)>'
MARKUP = "[red]urgent[/red]"
ESCAPE = "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x9b2J"
COMMAND = "::error file=a.py::pwned"
FORMULA = '=HYPERLINK("https://evil.example")'
OVERRIDE = "price \u202e000,01$\u202c only"
CLOSING = "</details></article>"
LINK = "[click](javascript:alert(1)) ![x](https://evil.example/p.png) @everyone `code` | cell"
SURROGATE = "half a pair \ud83d here"


def span(line: int, column: int = 1, locator: str | None = None) -> Span:
    return Span(Position(line, column), Position(line, column + 20), locator)


def claim(
    name: str, quote: str, line: int, file: str = "campaign/landing.md", locator: str | None = None
) -> Claim:
    return Claim(name, file, quote, span(line, 3, locator), "paragraph", context=f"Heading {SCRIPT}")


def said(
    quote: str, line: int, file: str = "calls/01.vtt", account: str | None = "Acme", **changes: object
) -> Evidence:
    item = Evidence(
        file,
        quote,
        span(line),
        "contradicts",
        "Ana Ruiz",
        "buyer",
        account,
        305.3,
        "call-1",
        4,
        score=0.987654,
    )
    return replace(item, **changes)  # type: ignore[arg-type]


FAST = claim("c1", "Up and running in 30 days.", 12)
EVIL = claim("c2", f"{COMMAND} {SCRIPT} {MARKUP}", 14)
ADVERT = claim("c3", FORMULA, 2, "campaign/ads.csv", "row 1, Headline 1")
PLANTS = claim("c4", "See every plant on one page.", 20)
LEVEL = claim("c5", f"Thirty years of backups {OVERRIDE}", 30)
POINTS = claim("c6", "Points make training fun.", 25)

TWENTY_WEEKS = said(
    "It took us twenty weeks.", 41, before=f"Rep: How long?\n{CLOSING}", after="Rep: Oh. I see."
)
LABOR_DAY = said(
    f"From Labor Day to tax time. {ESCAPE}", 9, "calls/02.md", f"Globex {IMAGE}", time=None, speaker=MARKUP
)
PAYROLL = said(f"{CLOSING} payroll does not know it {LINK}", 77, relation="unrelated", time=3725.0)
STICKERS = said("They scan it all day long.", 95, relation="supports", side="unknown", speaker="Wes")
FIFTY = said("The plan has room for fifty.", 13, relation="unrelated", side="ours", speaker="Colby")

FINDINGS = (
    Finding(
        "f-low", "dismissed-claim", "low", "", POINTS,
        (said("Nobody races for a gold star.", 59, relation="dismisses"),), Reach(1, 1, 0, 0, 64000),
    ),
    Finding(
        "f-fast", "contradicted-claim", "high", "Buyers report the opposite.", FAST,
        (LABOR_DAY, TWENTY_WEEKS), Reach(2, 2, 412000.0, 0.0, 64000.5), suggestion=f"Five months. {SCRIPT}",
    ),
    Finding("f-evil", "contradicted-claim", "medium", COMMAND, EVIL, (TWENTY_WEEKS,), Reach(1, 1, 72000)),
    Finding("f-drift", "rep-drift", "high", "Unlimited or fifty?", PLANTS, (FIFTY,), Reach(1, 1, 0, 41300)),
    Finding("f-copy", "conflicting-copy", "medium", "400 or 650?", ADVERT, (), Reach(), other=FAST),
    Finding(
        "f-need", "unmet-need", "medium", f"need {MARKUP}", None, (PAYROLL,), Reach(3, 3, 1000),
        need=f"Send it to payroll {LINK}",
    ),
    Finding(
        "f-word", "wording-gap", "low", "", PLANTS, (said("I do a check-off.", 70, relation="unrelated"),),
        Reach(2, 2), ours="competency assessment", theirs=f"check-off {SCRIPT}",
    ),
    Finding("f-quiet", "unheard-claim", "note", "", LEVEL, (), Reach()),
)  # fmt: skip

RUN = Run(
    judge="embedded",
    judge_model="pairs-1",
    against=Reach(2, 2, 412000.0),
    findings=FINDINGS,
    claims=(
        ClaimReport(LEVEL, "unheard"),
        ClaimReport(FAST, "mixed", supports=(STICKERS,), contradicts=(LABOR_DAY, TWENTY_WEEKS)),
        ClaimReport(EVIL, "contradicted", contradicts=(TWENTY_WEEKS,)),
        ClaimReport(POINTS, "dismissed", dismisses=FINDINGS[0].evidence),
        ClaimReport(
            PLANTS, "supported", supports=(STICKERS, replace(STICKERS, file="calls/03.txt", score=1.0))
        ),
        ClaimReport(ADVERT, "unheard"),
    ),
    needs=(
        Need("n-answered", "One page for all plants", (STICKERS,), Reach(4, 3, 500), (PLANTS,)),
        Need("n-open", f"Send it to payroll {LINK}", (PAYROLL,), Reach(3, 3, 1000)),
    ),
    skipped=(Skipped(f"campaign/{SCRIPT}.pdf", f"is protected {COMMAND}", "Remove the password."),),
    warnings=(
        f"calls/01.vtt: the side of {MARKUP} is not known {SURROGATE}.",
        "b comes after",
        "b comes after",
    ),
    unjudged=3,
    usage=Usage(2, 12000, 340),
    corpus=Corpus(calls=11, accounts=10, statements=1204, assets=2, claims=6),
)
