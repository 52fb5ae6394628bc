"""How much is behind a finding: calls, accounts, money, and where it is heard, by segment and by stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.model.shares import WinRate

By = Literal["segment", "stage"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How much is behind a finding. Each deal is counted once.

    Amounts are in `currency` (ISO 4217); deals in another one are not added to them.
    """

    calls: int = 0
    accounts: int = 0
    open_amount: float = 0.0
    won_amount: float = 0.0
    lost_amount: float = 0.0
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Slice:
    """One segment or stage.

    Attributes:
        name: As the deals file writes it; empty for calls without a deal, or a deal without one.
        reach: Of what was said in its deals.
        rate: Won with and without, among its deals alone; None where no deal with it was decided.
    """

    name: str
    reach: Reach
    rate: WinRate | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All slices of one finding or need, those of most accounts first; each deal is in one of them."""

    of: str
    by: By
    slices: tuple[Slice, ...]
