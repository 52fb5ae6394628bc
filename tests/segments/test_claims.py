"""Which lines of copy are claims, and that each stands where it says."""

import pytest

from checker.model import Asset, Block, BlockKind
from checker.segments.claims import claims
from checker.sources.text import MapBuilder, SourceText


def block(text: str, kind: BlockKind = "paragraph") -> Block:
    builder = MapBuilder(SourceText(text))
    builder.add(0, len(text))
    words, source = builder.build()
    return Block(kind, words, source)


def quotes(text: str, kind: BlockKind = "paragraph") -> list[str]:
    return [c.quote for c in claims(Asset("a.md", "markdown", (block(text, kind),)))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What do you do today?", "heading"),
        ("Hi {{first_name}},", "paragraph"),
        ("Book a demo", "button"),
        ("© 2026 Example, Inc. All rights reserved.", "paragraph"),
        ("Marlene Ostrow, HR Director, Pell Lake Foods", "paragraph"),
        ("Questions we hear", "heading"),
        ("BrightBadge, Inc., 88 Foundry Court, Dayton, OH.", "paragraph"),
        ("See you on the floor,", "paragraph"),
        ("hello@example.com", "paragraph"),
        ("You are receiving this because you asked for a guide.", "paragraph"),
    ],
)
def test_promises_nothing(text: str, kind: BlockKind) -> None:
    assert quotes(text, kind) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("400 Ready-Made Courses", "cell"),
        ("Up and running in 30 days.", "paragraph"),
        ("No Seat Fees. Ever.", "cell"),
        ("Start your free 30-day trial", "button"),
        ("Single sign-on comes standard on every plan.", "bullet"),
        (
            "Ferncrest warrants its workmanship on repairs for ninety (90) days from the date of service.",
            "paragraph",
        ),
        ("Thirty years, backed up hourly in two locations.", "paragraph"),
    ],
)
def test_promises_something(text: str, kind: BlockKind) -> None:
    assert quotes(text, kind) == [text]


def test_sentences_are_claims_of_their_own_and_fragments_go_with_the_one_before() -> None:
    text = "Call us at 2 a.m. and a person picks up. Every night of the year. It costs $49.99 per seat."
    assert quotes(text) == [
        "Call us at 2 a.m. and a person picks up. Every night of the year.",
        "It costs $49.99 per seat.",
    ]


def test_span_finds_the_quote_in_the_file() -> None:
    text = "First things first.\nOur service answers within four hours, “nights” included. Then some."
    lines = text.split("\n")
    found = claims(Asset("a.txt", "plain", (block(text),)))
    assert found
    for claim in found:
        start, end = claim.span.start, claim.span.end
        assert start.line == end.line or "\n" in text
        if start.line == end.line:
            assert lines[start.line - 1][start.column - 1 : end.column - 1] == claim.quote


def test_the_same_words_twice_have_ids_of_their_own() -> None:
    asset = Asset("a.md", "markdown", (block("Live in ten days."), block("Live in ten days.")))
    first, second = claims(asset)
    assert first.id != second.id
