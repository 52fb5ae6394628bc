"""What buyers ask for, laid out: each need with what every claim answers to it, and what ended in no need."""

from __future__ import annotations

from dataclasses import dataclass

from checker.model.inputs import Claim
from checker.model.results import Evidence, Need
from checker.model.shares import WinRate
from checker.model.words import Cover


@dataclass(frozen=True, slots=True)
class Asked:
    """A need beside the copy.

    Attributes:
        need: Title, quotes, reach.
        statements: For each quote of the need, the id of the statement that it is from.
        answers: What each claim of the list says to it, in the claims' order.
        rate: How deals went with it and without; None where no deal with it was decided.
        edited: Whether somebody renamed, merged or divided it by hand.
    """

    need: Need
    statements: tuple[str, ...]
    answers: tuple[Cover, ...]
    rate: WinRate | None = None
    edited: bool = False

    @property
    def days(self) -> tuple[str, str] | None:
        """ISO 8601 dates of the first and the last call that are dated; None if none is."""
        days = sorted(item.date for item in self.need.statements if item.date)
        return (days[0], days[-1]) if days else None

    def claims(self, claims: tuple[Claim, ...], answer: Cover) -> tuple[Claim, ...]:
        """The claims with that answer, in order."""
        return tuple(c for c, given in zip(claims, self.answers, strict=True) if given == answer)


@dataclass(frozen=True, slots=True)
class NeedsList:
    """All needs of the calls.

    Attributes:
        judge: Name of the judge.
        judge_model: Name and version of its model.
        claims: Of the copy that the needs are held against.
        needs: Those that no claim answers first, then those of most accounts.
        bearing: How many statements of buyers carry a need, a priority or an objection; 0 where a language
            model grouped what it had distilled and does not say.
        rest: Those of them that ended in no need, each by one quote.
        calls: How many calls there are.
        warnings: For the user.
    """

    judge: str
    judge_model: str
    claims: tuple[Claim, ...]
    needs: tuple[Asked, ...]
    bearing: int
    rest: tuple[Evidence, ...]
    calls: int
    warnings: tuple[str, ...] = ()

    @property
    def held(self) -> int:
        """Need-bearing statements that ended in a need."""
        return self.bearing - len(self.rest)
