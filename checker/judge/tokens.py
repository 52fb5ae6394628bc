"""Tokens counted offline."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How tokens of a model are counted.

    Attributes:
        encoding: `o200k_base`, `cl100k_base`, or `characters/4`.
        exact: True if the model is known to use it and its vocabulary is here.
        note: One line for `--estimate` and `doctor`; empty when exact.
    """

    encoding: str
    exact: bool
    note: str = ""


def count(text: str, model: str = "") -> int:
    """Tokens of a text for a model; never touches the network, never raises."""
    raise NotImplementedError


def vocabulary(model: str = "") -> Vocabulary:
    """How `count` counts for this model."""
    raise NotImplementedError
