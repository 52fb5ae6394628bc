"""Titles are clauses of quotes that can stand alone; nothing is added to them."""

import pytest

from checker.needs.titles import MAX_CHARACTERS, MOST_WORDS, stands, title

COUNT = "Okay, so that's mine. I want somebody to count the tubs every week. Right."


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        ([COUNT], "I want somebody to count the tubs every week."),
        (["Yes."], "Yes."),
        (
            ["The tubs are red and rather big.", "The tubs are blue and rather big."],
            "The tubs are red and rather big.",
        ),
        (["Here's what I want to know. The drivers lose our tubs."], "The drivers lose our tubs."),
        (["You lose half of it. The drivers lose our tubs."], "The drivers lose our tubs."),
        (["Um, so, the drivers lose our tubs. Can you count them for us?"], "The drivers lose our tubs."),
        (
            ["The stores paint their doors red.", "The drivers lose our tubs.", "The drivers hide tubs."],
            "The drivers lose our tubs.",
        ),
        (["One person counts the tubs at night."], "One person counts the tubs at night."),
    ],
    ids=[
        "the wish", "nothing longer", "the most central", "an announcement", "only pronouns", "a question",
        "what others speak of too", "a number is no opening",
    ],
)  # fmt: skip
def test_title(quotes, expected):
    assert title(quotes) == expected


@pytest.mark.parametrize(
    "clause",
    [
        "You lose half of it.", "Here's what I want to know.", "They never get to the dock.",
        "Does the driver count tubs at night?", "The tubs.", "Sixteen hundred and eighty dollars.",
        "The driver brings the tubs home by", "Can I ask about the driver's tubs",
    ],
)  # fmt: skip
def test_what_cannot_stand_alone(clause):
    assert not stands(clause)


def test_two_needs_never_share_a_title():
    first = title([COUNT])
    second = title([COUNT, "The drivers lose our tubs."], {first})
    assert second == "The drivers lose our tubs." and title([COUNT], {first, second}) != first


def test_a_long_sentence_is_cut_at_a_clause():
    quote = "I want somebody to count the tubs, and the drivers bring them home, because we lose a lot of it"
    made = title([quote])
    assert len(made.split()) <= MOST_WORDS and made in quote


def test_a_title_without_any_clause_ends_at_a_word():
    made = title(["somebody counts tubs " * 20])
    assert len(made) <= MAX_CHARACTERS and made.endswith(("tubs…", "counts…", "somebody…"))


def test_the_plainer_quote_is_taken_where_all_else_is_equal():
    quotes = ["The tubs are red and rather big.", "The tubs are blue and rather big."]
    assert title(quotes, plain=[-3.0, 1.0]) == quotes[1]
