"""Decisions without a trace of calls, accounts and people that are to be forgotten.

Decisions stay: they are about our copy. What goes is the names in their words, and the digests by which
they knew the calls, the accounts and the quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from checker.model import digest, normalised
from checker.triage.decisions import Decision
from checker.triage.subjects import Basis


def forgetting(
    calls: Iterable[str],
    accounts: Iterable[str],
    quotes: Iterable[tuple[str, str]],
    mask: Callable[[str], str],
) -> Callable[[Decision], Decision]:
    """What makes a decision one that has forgotten.

    Args:
        calls: Ids of calls.
        accounts: Names of accounts.
        quotes: File and words of each quote known to rest on these calls.
        mask: A text with all names blotted out.
    """
    calls = set(calls)
    dropped = {_short(name) for name in calls}
    dropped |= {_short(name.casefold()) for name in (*accounts, *(f"call {call}" for call in calls))}
    dropped |= {_short(f"{file} {normalised(quote)}") for file, quote in quotes}

    def change(decision: Decision) -> Decision:
        subject, basis = decision.subject, decision.subject.basis
        return replace(
            decision,
            who=mask(decision.who),
            reason=mask(decision.reason),
            owner=mask(decision.owner),
            subject=replace(
                subject,
                text=mask(subject.text),
                clash=mask(subject.clash),
                basis=Basis(
                    *(tuple(d for d in part if d not in dropped) for part in _parts(basis)),
                ),
            ),
        )

    return change


def _parts(basis: Basis) -> tuple[tuple[str, ...], ...]:
    return basis.calls, basis.accounts, basis.quotes


def _short(text: str) -> str:
    """As `subjects` makes them."""
    return digest(text, length=12)
