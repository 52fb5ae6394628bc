"""Rounding in training is the rounding of the export, and leaves the exact weights as they were."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from checker.training.quantised import round_token_vectors, rounded, straight_through  # noqa: E402


def test_a_block_holds_sixteen_values_at_most_and_keeps_zero() -> None:
    weight = torch.randn(3, 256, generator=torch.Generator().manual_seed(1))
    weight[:, 5] = 0.0
    out = rounded(weight, 128)
    assert out.shape == weight.shape
    for row in out:
        assert len(row[:128].unique()) <= 16
    assert bool((out[:, 5] == 0).all())
    assert float((out - weight).abs().max()) < float(weight.abs().max()) / 7


def test_rounding_twice_changes_nothing() -> None:
    once = rounded(torch.randn(4, 128, generator=torch.Generator().manual_seed(2)), 64)
    torch.testing.assert_close(rounded(once, 64), once)


def test_gradients_are_taken_at_rounded_weights_and_the_exact_ones_come_back() -> None:
    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Linear(128, 128), torch.nn.Linear(128, 4))
    exact = [parameter.clone() for parameter in model.parameters()]
    seen = {}
    with straight_through(model, 128):
        seen["large"] = model[0].weight.clone()
        assert torch.equal(model[1].weight, exact[2])
        model(torch.ones(1, 128)).sum().backward()
    assert not torch.equal(seen["large"], exact[0])
    for parameter, before in zip(model.parameters(), exact, strict=True):
        assert torch.equal(parameter, before)
        assert parameter.grad is not None


def test_weights_come_back_after_an_error() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(128, 128))
    exact = model[0].weight.clone()
    with pytest.raises(KeyboardInterrupt), straight_through(model, 128):
        raise KeyboardInterrupt
    assert torch.equal(model[0].weight, exact)


def test_token_vectors_have_fifteen_steps_a_block() -> None:
    table = torch.nn.Embedding(5, 128)
    round_token_vectors(table)
    once = table.weight.clone()
    assert all(len(row[:64].unique()) <= 15 for row in once)
    round_token_vectors(table)
    torch.testing.assert_close(table.weight, once)
