"""Claims compete for statements."""

from checker.model import Statement
from checker.retrieve.rivals import Rivals, standings


def said(ident: str) -> Statement:
    return Statement(ident, "1", "calls/1.txt", 0, 0, 3, ident, "", "Bo", "buyer")


def hits(**cosines: float) -> list[tuple[Statement, float]]:
    return sorted(((said(name), c) for name, c in cosines.items()), key=lambda hit: -hit[1])


def test_a_statement_is_nearest_to_the_claim_with_the_highest_standing() -> None:
    speed, price = hits(weeks=0.8, fees=0.1), hits(fees=0.7, weeks=0.2)
    rivals = Rivals([speed, price])
    assert rivals.of("weeks", standings(speed)["weeks"]) == 0
    assert rivals.of("weeks", standings(price)["weeks"]) == 1
    assert rivals.of("fees", standings(price)["fees"]) == 0


def test_a_claim_that_lies_near_to_everything_wins_less() -> None:
    slogan = hits(weeks=0.62, fees=0.6, lunch=0.6)
    speed = hits(weeks=0.6, fees=0.1, lunch=0.0)
    rivals = Rivals([slogan, speed])
    assert rivals.of("weeks", standings(speed)["weeks"]) == 0
    assert rivals.of("weeks", standings(slogan)["weeks"]) == 1


def test_equal_claims_are_no_rivals_and_strangers_have_them_all() -> None:
    one = hits(weeks=0.8, fees=0.2)
    rivals = Rivals([one, list(one)])
    assert rivals.of("weeks", standings(one)["weeks"]) == 0
    assert rivals.of("weeks", None) == 2
    assert rivals.of("nowhere", None) == 0


def test_a_line_that_hardly_claims_anything_is_hardly_a_rival() -> None:
    joke, speed, price = hits(weeks=0.9, fees=0.2), hits(weeks=0.8, fees=0.1), hits(weeks=0.7, fees=0.3)
    rivals = Rivals([joke, speed, price], [0.1, 0.9, 0.8])
    assert rivals.of("weeks", standings(price)["weeks"]) == 1.0
    assert rivals.of("weeks", None) == 1.8
