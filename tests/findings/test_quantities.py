"""What the readers of quantities, hours and scope find in a line of copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.findings.numbers import numbers
from checker.findings.quantities import DAY, HOUR, quantities
from checker.findings.scope import compatible, scope
from checker.findings.service_hours import service_hours


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("two hundred and six calls", [206]),
        ("thirty-six (36) months", [36]),
        ("$1,150 or 4.5k", [1150, 4500]),
        ("three million miles", [3_000_000]),
        ("someone weightless often", []),
    ],
)
def test_numbers(text: str, values: list[float]) -> None:
    assert [n.value for n in numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "kind", "low", "high", "bound", "unit", "per"),
    [
        ("From $799/mo", "money", 799, 799, "at least", "USD", {"month"}),
        ("$9 per employee a month", "money", 9, 9, "exact", "USD", {"month", "person"}),
        ("90 cents for each ticket", "money", 0.9, 0.9, "exact", "USD", {"ticket"}),
        ("ninety (90) days", "duration", 90 * DAY, 90 * DAY, "exact", "s", set()),
        ("in under four hours", "duration", 4 * HOUR, 4 * HOUR, "at most", "s", set()),
        ("about a year and a half", "duration", 547.875 * DAY, 547.875 * DAY, "about", "s", set()),
        ("four to six hours", "duration", 4 * HOUR, 6 * HOUR, "exact", "s", set()),
        ("Over four thousand reviews", "count", 4000, 4000, "at least", "review", set()),
        ("3,000+ customers", "count", 3000, 3000, "at least", "custom", set()),
        ("five agent seats", "count", 5, 5, "exact", "seat", set()),
        ("30–40% less", "percent", 30, 40, "exact", "%", set()),
    ],
)
def test_quantity(
    text: str, kind: str, low: float, high: float, bound: str, unit: str, per: set[str]
) -> None:
    (found,) = quantities(text)
    assert (found.kind, found.bound, found.unit, set(found.per)) == (kind, bound, unit, per)
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text", ["call 1-800-555-0143", "since 1988", "open at 7 a.m.", "seven days a week", "#3"]
)
def test_no_quantity(text: str) -> None:
    assert quantities(text) == []


@given(st.text(alphabet="abc 0123456789$%.,-()/£ten months", max_size=60))
def test_places_hold(text: str) -> None:
    for quantity in quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text


def test_hours() -> None:
    found = service_hours("The desk is staffed 7 a.m. to 11 p.m., seven days a week.")
    assert found is not None
    assert (found.opens, found.closes, len(found.days or ())) == (7, 23, 7)
    assert service_hours("Ask about pay at any hour.") is None


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Starter: 5 seats", "Growth: 25 seats", False),
        ("5 seats", "Growth: 25 seats", True),
        ("In 2023, 40 stores", "In 2024, 60 stores", False),
        ("Delivery in the UK in two days", "Delivery in Canada in five days", False),
        ("Seats are $20", "Extra seats are $30", False),
    ],
)
def test_scope(a: str, b: str, expected: bool) -> None:
    assert compatible(scope(a), scope(b)) is expected
