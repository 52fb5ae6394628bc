"""Win rates: deals once each, intervals against published values, and what is too little to say."""

import pytest

from checker.findings.reach import reach
from checker.findings.win_rate import win_rate, win_rates
from checker.model import Deal, Share, WinRate
from tests.triage.sample import finding, need, said


def deals(**outcomes: str) -> dict[str, Deal]:
    return {call: Deal(f"d-{call}", call, outcome=outcome) for call, outcome in outcomes.items()}


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_as_published(hits: int, n: int, low: float, high: float) -> None:
    found = Share(hits, n).interval
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_interval_ends() -> None:
    assert Share(5, 5).interval.high == 1.0
    assert Share(0, 5).interval.low == 0.0
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(0, 0).rate is None


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(10, 10), Share(0, 20), 0.6791, 1.0000),
    ],
)
def test_difference_as_published(a: Share, b: Share, low: float, high: float) -> None:
    found = WinRate("f", a, b).difference
    assert found
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("present", "absent", "answer"),
    [
        (Share(0, 4), Share(20, 20), "too few"),
        (Share(0, 20), Share(4, 4), "too few"),
        (Share(0, 0), Share(4, 4), "too few"),
        (Share(2, 5), Share(3, 5), "no clear difference"),
        (Share(1, 20), Share(15, 20), "lower"),
        (Share(15, 20), Share(1, 20), "higher"),
        (Share(5, 5), Share(0, 5), "higher"),
    ],
)
def test_what_can_be_said(present: Share, absent: Share, answer: str) -> None:
    assert WinRate("f", present, absent).answer == answer


def test_each_deal_counts_once_and_only_decided_ones() -> None:
    known = deals(one="won", two="lost", three="open", four="lost", five="customer")
    known["six"] = known["one"]
    rate = win_rate("f", [said("x", "one"), said("y", "six"), said("z", "three")], known)
    assert rate == WinRate("f", Share(1, 1), Share(1, 3), undecided=1)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("won", "won"),
        ("Closed-Won", "won"),
        ("customer", "won"),
        ("renewed", "won"),
        ("lost", "lost"),
        ("churned", "lost"),
        ("open", "open"),
        ("", "open"),
        ("at risk", "open"),
        ("nurture", "open"),
    ],
)
def test_money_is_won_where_the_deal_is(outcome: str, state: str) -> None:
    known = {"one": Deal("d", "Acme", amount=5.0, currency="USD", outcome=outcome)}
    money = reach([said("x", "one")], known)
    rate = win_rate("f", [said("x", "one")], known)
    amounts = {"open": money.open_amount, "won": money.won_amount, "lost": money.lost_amount}
    assert amounts == {"open": 0.0, "won": 0.0, "lost": 0.0} | {state: 5.0}
    assert (rate.present.hits, rate.present.n) == (int(state == "won"), int(state != "open"))
    assert rate.undecided == int(state == "open")


def test_deals_are_counted_in_whatever_currency_they_are() -> None:
    known = {
        code: Deal(code, code, amount=9.0, currency=code, outcome="won") for code in ("EUR", "USD", "CHF")
    }
    rate = win_rate("f", [said("x", code) for code in ("EUR", "USD", "CHF")], known)
    assert rate.present == Share(3, 3)


def test_a_deal_with_two_calls_has_it_if_one_of_them_has() -> None:
    deal = Deal("d", "Acme", outcome="lost")
    assert win_rate("f", [said("x", "two")], {"one": deal, "two": deal}) == WinRate(
        "f", Share(0, 1), Share(0, 0)
    )


def test_what_came_up_in_no_decided_deal_has_no_rate() -> None:
    heard = finding(evidence=[said("x", "one")])
    asked = need("Export", [said("y", "two")])
    assert win_rates([heard, asked], [], deals(one="open")) == ()
    assert [r.of for r in win_rates([heard, asked], [], deals(one="won", two="open"))] == [heard.id]
