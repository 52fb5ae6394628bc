"""What a run would cost, and the limit it stops at."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import BudgetError
from checker.judge.budget import Budget, Estimate, estimate
from checker.judge.prices import FREE, Price, price_of, price_table
from checker.model import Usage

PRICE = Price(2.0, 10.0, 0.2, 2.5)


def test_the_table_is_dated_and_sane() -> None:
    table = price_table()
    assert len(table.date) == 10 and table.date >= "2026-11-25"
    assert {"gpt-6-luna", "gpt-5.4"} <= table.models.keys()
    for name, price in table.models.items():
        assert 0 < price.input < price.output < 1000, name
        assert price.cached is not None and price.cached <= price.input, name
        assert price.written is None or price.input <= price.written < price.output, name


def test_prices_of_models() -> None:
    luna = price_of("gpt-6-luna")
    assert luna is not None and (luna.input, luna.output) == (0.1, 0.5)
    assert price_of("openai:gpt-6-luna") == price_of("gpt-6-luna-2026-09-01") == luna
    assert price_of("llama3.1:8b") is None and price_of("") is None and price_of("gpt-6-luna-mini") is None
    assert price_of("gguf:/models/x.gguf") == FREE
    assert price_of("gpt-6-luna", {"gpt-6-luna": PRICE}) == PRICE


def test_money_is_counted_by_kind_of_token() -> None:
    assert PRICE.of(1_000_000, 0) == 2.0
    assert PRICE.of(0, 1_000_000) == 10.0
    assert PRICE.of(1_000_000, 0, cached=500_000) == pytest.approx(1.1)
    assert PRICE.of(1_000_000, 0, written=1_000_000) == 2.5
    assert Price(2.0, 10.0).of(1_000_000, 0, cached=1_000_000) == 2.0
    assert estimate(PRICE, 1_000_000, 0).cost == 2.5, "never less than what it may cost"
    assert estimate(None, 10, 5, 2) == Estimate(10, 5, None, 2)


def test_estimates_add_up() -> None:
    both = Estimate(10, 5, 0.1, 1) + Estimate(20, 5, 0.2, 2)
    assert (both.input_tokens, both.output_tokens, both.calls, both.tokens) == (30, 10, 3, 40)
    assert both.cost == pytest.approx(0.3)
    assert (Estimate(1, 1, None, 1) + Estimate(1, 1, 0.1, 1)).cost is None
    assert sum([Estimate(1, 1, 0.5, 1)] * 3, Estimate()).cost == 1.5


def test_a_limit_of_tokens() -> None:
    budget = Budget(max_tokens=100)
    budget.check(Estimate(60, 40, None, 1))
    budget.spend(Usage(1, 50, 20))
    budget.check(Estimate(30, 0, None, 1))
    with pytest.raises(BudgetError) as caught:
        budget.check(Estimate(30, 1, None, 1))
    assert (caught.value.needed, caught.value.limit) == (101, 100)
    assert "101 tokens needed (70 spent), 100 allowed" in str(caught.value) and caught.value.remedy


def test_a_limit_of_money() -> None:
    budget = Budget(max_cost=1.0, price=PRICE)
    budget.check(Estimate(0, 0, 1.0, 1))
    budget.spend(Usage(1, 250_000, 0))
    assert budget.cost == pytest.approx(0.5)
    with pytest.raises(BudgetError) as caught:
        budget.check(Estimate(0, 0, 0.6, 1))
    assert caught.value.needed == pytest.approx(1.1) and caught.value.limit == 1.0
    assert "USD 1.1000 needed (0.5000 spent), USD 1.0000 allowed" in str(caught.value)


def test_an_unknown_price_cannot_keep_a_limit_of_money() -> None:
    with pytest.raises(BudgetError, match="max_tokens") as caught:
        Budget(max_cost=1.0).check(Estimate(1, 1, None, 1))
    assert math.isnan(caught.value.needed)
    Budget().check(Estimate(10**9, 10**9, None, 1))
    free = Budget(max_cost=0.0, price=FREE)
    free.check(estimate(FREE, 10**6, 10**6))


def test_what_is_spent_is_spent() -> None:
    budget = Budget(max_tokens=10, price=PRICE)
    budget.spend(Usage(1, 100, 100))
    assert budget.usage == Usage(1, 100, 100)
    with pytest.raises(BudgetError):
        budget.check(Estimate(0, 0, 0.0, 0))
    unknown = Budget()
    assert unknown.cost == 0.0
    unknown.spend(Usage(1, 1, 1))
    assert unknown.cost is None


def test_nonsense_is_a_bug() -> None:
    for arguments in ({"max_cost": -1.0}, {"max_cost": math.nan}, {"max_tokens": -1}):
        with pytest.raises(ValueError):
            Budget(**arguments)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        Budget().spend(Usage(1, -1, 0))


def test_calls_at_the_same_time_do_not_pass_the_limit_together() -> None:
    budget = Budget(max_tokens=1000)

    def call(_: int) -> bool:
        try:
            with budget.reserve(Estimate(90, 10, None, 1)):
                budget.spend(Usage(1, 90, 10))
                return True
        except BudgetError:
            return False

    with ThreadPoolExecutor(16) as pool:
        done = sum(pool.map(call, range(200)))
    assert done <= 10 and budget.usage.input_tokens + budget.usage.output_tokens == done * 100 <= 1000
    while call(0):
        done += 1
    assert done == 10, "what was held is let go"


def test_a_failed_call_lets_go_what_it_held() -> None:
    budget = Budget(max_tokens=100, max_cost=1.0, price=PRICE)
    for _ in range(5):
        with pytest.raises(RuntimeError), budget.reserve(Estimate(100, 0, 1.0, 1)):
            with pytest.raises(BudgetError):
                budget.check(Estimate(1, 0, 0.0, 1))
            raise RuntimeError
    budget.check(Estimate(100, 0, 1.0, 1))


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 100)), max_size=30), st.integers(0, 3000))
def test_a_run_that_checks_never_passes_its_limit(calls: list[tuple[int, int]], limit: int) -> None:
    budget = Budget(max_tokens=limit)
    for tokens_in, tokens_out in calls:
        try:
            budget.check(Estimate(tokens_in, tokens_out, None, 1))
        except BudgetError as error:
            assert error.needed > error.limit == limit
        else:
            budget.spend(Usage(1, tokens_in, tokens_out))
    assert budget.usage.input_tokens + budget.usage.output_tokens <= limit
