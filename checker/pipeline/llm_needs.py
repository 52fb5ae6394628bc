"""Needs that a language model grouped, under ids that last, with what was done to them by hand.

Ids hang on the statements that a need's quotes are from, as they do without a language model, so that both
judges share one book: a title or a merge outlives a change of judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.model import Claim, Deal, Evidence, Need, Statement, digest

if TYPE_CHECKING:
    from checker.needs.stable import NeedsBook
    from checker.store.index import Store


class StatementIds:
    """Tells from which statement of the store a quote is.

    Args:
        statements: Of buyers.
    """

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._at: dict[tuple[str, str, int], list[Statement]] = {}
        for statement in statements:
            self._at.setdefault((statement.file, statement.call, statement.turn), []).append(statement)

    def of(self, item: Evidence) -> str:
        """Its id; for a quote that crosses statements, an id of the quote's own."""
        there = self._at.get((item.file, item.call, item.turn), ())
        return next((s.id for s in there if item.quote in s.text), digest("quote", item.call, item.quote))


def settled_needs(needs: Sequence[Need], store: Store, deals: Mapping[str, Deal], book: Path) -> list[Need]:
    """The needs with their lasting ids, renamed, merged and divided as people want them.

    Args:
        needs: As the model grouped them; their ids do not matter.
        store: Has the statements.
        deals: Deal of each call, by call id.
        book: Keeps ids and edits.

    Raises:
        InputError: The book cannot be read.
    """
    from checker.needs.stable import revising

    ids = StatementIds(store.statements("buyer"))
    groups = [[ids.of(item) for item in need.statements] for need in needs]
    with revising(book) as kept:
        settled = kept.settle([list(dict.fromkeys(group)) for group in groups])
    return _gathered(needs, groups, settled, kept, deals)


def regrouped(
    needs: Sequence[Need], ids: StatementIds, deals: Mapping[str, Deal], book: NeedsBook
) -> list[Need] | None:
    """Needs of a run that is over, with what was done to them by hand since; nobody is asked anything.

    Args:
        needs: Of the run.
        ids: Tell from which statements the quotes are.
        deals: Deal of each call, by call id.
        book: Has the edits.

    Returns:
        None where needs were grouped otherwise since, so that what the book says is not about these.
    """
    settled = list(book.now().items())
    groups = [[ids.of(item) for item in need.statements] for need in needs]
    known = {statement for _, members in settled for statement in members}
    if not known.issuperset(statement for group in groups for statement in group):
        return None
    return _gathered(needs, groups, settled, book, deals, lasting=True)


def _gathered(
    needs: Sequence[Need],
    groups: Sequence[Sequence[str]],
    settled: Sequence[tuple[str, Sequence[str]]],
    book: NeedsBook,
    deals: Mapping[str, Deal],
    *,
    lasting: bool = False,
) -> list[Need]:
    """Needs made anew of the quotes of others.

    Args:
        needs: Have the quotes.
        groups: The statement of each quote of each need.
        settled: Ids and statements of the needs to make; one without a quote is left out.
        book: Has the titles given by hand.
        deals: Deal of each call, by call id.
        lasting: Whether the ids of `needs` are those of the book, so that their titles go with them.
    """
    from checker.findings.reach import reach
    from checker.needs.titles import title

    out: list[Need] = []
    for ident, members in settled:
        inside = [
            (need, [e for e, key in zip(need.statements, group, strict=True) if key in members])
            for need, group in zip(needs, groups, strict=True)
        ]
        evidence = tuple(dict.fromkeys(item for _, found in inside for item in found))
        if not evidence:
            continue
        # A group that only shares a statement with this need says nothing on what answers it.
        sources = [need for need, found in inside if found and len(found) * 2 >= len(need.statements)]
        largest = max(inside, key=lambda pair: len(pair[1]))[0]
        answered: dict[str, Claim] = {c.id: c for need in sources for c in need.answered_by}
        own = largest.id == ident if lasting else ident not in book.split.values()
        out.append(
            replace(
                largest,
                id=ident,
                title=book.titles.get(ident)
                or (largest.title if own else title([e.quote for e in evidence])),
                statements=evidence,
                reach=reach(evidence, deals),
                answered_by=tuple(answered.values()),
            )
        )
    return out
