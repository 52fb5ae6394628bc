"""From the index to needs, their coverage, and what no claim answers. No language model takes part."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.findings.reach import account_of, day_of
from checker.model import Claim, ClaimReport, Cover, Deal, Evidence, Finding, Need, Relation, Statement
from checker.needs.coverage import Coverage, Verdicts
from checker.pipeline.hearing import LazyCalls
from checker.store.embedding import claim_text

if TYPE_CHECKING:
    from checker.needs.grouping import Group
    from checker.needs.stable import NeedsBook
    from checker.store.index import Store


@dataclass(frozen=True, slots=True)
class FoundNeeds:
    """Needs of a run.

    Attributes:
        needs: Groups that are close enough to be shown.
        findings: Of kind `unmet-need`.
        bearing: How many statements of buyers carry a need, a priority or an objection.
        rest: Those of them that are in no shown need; readable while the store is open.
        coverage: By need id, the answer of each claim in the order given.
        said: By need id, the id of the statement that each of its quotes is from.
        edited: Ids of needs that were renamed, merged or divided by hand.
    """

    needs: tuple[Need, ...] = ()
    findings: tuple[Finding, ...] = ()
    bearing: int = 0
    rest: Sequence[Statement] = ()
    coverage: Mapping[str, tuple[Cover, ...]] | None = None
    said: Mapping[str, tuple[str, ...]] | None = None
    edited: frozenset[str] = frozenset()

    @property
    def note(self) -> str:
        """One line that says how much is in no need; empty if there is nothing to say."""
        if not self.bearing:
            return ""
        held, needs = self.bearing - len(self.rest), len(self.needs)
        groups = f"{held} in {needs} need{'s' * (needs != 1)}, {len(self.rest)} in no group"
        return (
            f"Statements that carry a need: {self.bearing}; {groups if needs else 'none in a group'}. "
            "Without a language model only close groups are shown."
        )


def needs_of(
    store: Store,
    claims: Sequence[Claim],
    reports: Sequence[ClaimReport],
    deals: Mapping[str, Deal],
    *,
    own_vectors: bool = True,
    book: Path | NeedsBook | None = None,
) -> FoundNeeds:
    """Needs of all calls of the store.

    Args:
        store: The index.
        claims: Of the campaign.
        reports: What buyers said to the claims; gives the verdicts.
        deals: Deal of each call, by call id.
        own_vectors: Whether the store's vectors are by the project's own embedder; if not, the statements
            are embedded anew, since kinds of statements are told from those vectors.
        book: File that keeps ids and edits by hand, or what stood in it; None to keep nothing.

    Raises:
        ModelError: The models do not fit each other.
        InputError: The book cannot be read.
    """
    if not store.stats().buyer:
        return FoundNeeds()
    return _Needs(store, claims, deals, own_vectors).run(reports, book)


@dataclass(frozen=True, slots=True)
class _Found:
    """A need with what was made of it; `finding` is None where it is not unmet."""

    need: Need
    statements: tuple[str, ...]
    said: tuple[str, ...]
    cover: Coverage
    finding: Finding | None


class _Needs:
    def __init__(
        self, store: Store, claims: Sequence[Claim], deals: Mapping[str, Deal], own_vectors: bool
    ) -> None:
        from checker.needs.recipe import Recipe
        from checker.pipeline.grouping import bearing_of, embed_by

        self._recipe = Recipe.load()
        self._store, self._claims, self._deals = store, claims, deals
        self._bearing = bearing_of(store, self._recipe, own_vectors)
        self._embed = embed_by(store, own_vectors)
        self._statements, self._voices = self._bearing.statements, self._bearing.voices
        self._near = self._embed([claim_text(c) for c in claims]) @ self._bearing.vectors.T
        self._row = {s.id: row for row, s in enumerate(self._statements)}
        self._calls = LazyCalls(store)

    def run(self, reports: Sequence[ClaimReport], book: Path | NeedsBook | None) -> FoundNeeds:
        verdicts = _verdicts(reports, self._statements)
        by_hand, settled = self._settled([found.rows for found in self._bearing.found], book)
        shown: list[_Found] = []
        for ident, rows in settled:
            taken = {found.need.title for found in shown}
            made = self._one(ident, rows, verdicts, by_hand, taken)
            shown += [made] if made else []
        return FoundNeeds(
            tuple(found.need for found in shown),
            tuple(found.finding for found in shown if found.finding is not None),
            self._bearing.size,
            self._bearing.rest({statement for found in shown for statement in found.statements}),
            {found.need.id: found.cover.answers for found in shown},
            {found.need.id: found.said for found in shown},
            frozenset(found.need.id for found in shown if by_hand.edited(found.need.id)),
        )

    def _settled(
        self, groups: Sequence[Sequence[int]], kept: Path | NeedsBook | None
    ) -> tuple[NeedsBook, list[tuple[str, list[int]]]]:
        """Groups with their lasting ids, after what was done to them by hand."""
        from contextlib import nullcontext

        from checker.needs.stable import NeedsBook, revising

        ids = [[self._statements[row].id for row in rows] for rows in groups]
        with revising(kept) if isinstance(kept, Path) else nullcontext(kept or NeedsBook()) as book:
            return book, [(need, [self._row[i] for i in members]) for need, members in book.settle(ids)]

    def _one(
        self, ident: str, rows: Sequence[int], verdicts: Verdicts, book: NeedsBook, taken: Collection[str]
    ) -> _Found | None:
        """The need of a group; None if it is too loose to be shown."""
        from checker.findings.reach import reach
        from checker.findings.unmet_need import unmet_need
        from checker.needs.coverage import coverage

        group, recipe = self._bearing.group(rows), self._recipe
        members = list(group.members)
        ids = tuple(self._statements[row].id for row in members)
        cover = coverage(self._claims, ids, self._near[:, members], verdicts, recipe.answer)
        passes = recipe.gate.passes(group.merit, cover.nearness)
        shown = recipe.gate.shows(group.merit, alike=group.cohesion >= recipe.close)
        if not (passes or shown or book.edited(ident)):
            return None
        quoted = self._evidence(rows, group)
        evidence = tuple(item for _, item in quoted)
        plain = [self._voices[self._row[statement]] for statement, _ in quoted]
        need = Need(
            ident,
            book.titles.get(ident) or self._title(rows, evidence, plain, taken),
            evidence,
            reach(evidence, self._deals),
            cover.claims(self._claims, "answered"),
        )
        spoken_against = "contradicted" in cover.answers
        said = tuple(ident for ident, _ in quoted)
        return _Found(need, ids, said, cover, unmet_need(need) if passes and not spoken_against else None)

    def _evidence(self, rows: Sequence[int], group: Group) -> list[tuple[str, Evidence]]:
        """Located quotes of each statement, with its id."""
        from checker.pipeline.grouping import quotes_of

        known = self._bearing.known(rows)
        quotes = (
            known.quotes
            if known
            else quotes_of(group.members, self._statements, self._bearing.alone, self._calls, self._embed)
        )
        return [
            (self._statements[row].id, _dealt(item, self._deals.get(item.call)))
            for row, items in zip(group.members, quotes, strict=True)
            for item in items
        ]

    def _title(
        self,
        rows: Sequence[int],
        evidence: Sequence[Evidence],
        plain: Sequence[float],
        taken: Collection[str],
    ) -> str:
        from checker.needs.titles import title

        known = self._bearing.known(rows)
        free = (name for name in (known.titles if known else ()) if name not in taken)
        return next(free, "") or title([e.quote for e in evidence], taken, plain)


def _dealt(item: Evidence, deal: Deal | None) -> Evidence:
    """A quote with what the call's deal tells."""
    if deal is None:
        return item
    return replace(
        item,
        account=account_of(item.account, deal),
        date=day_of(item.date, deal),
    )


def _verdicts(reports: Sequence[ClaimReport], statements: Sequence[Statement]) -> Verdicts:
    """What was said for and against each claim, by claim and statement."""
    at: dict[tuple[str, str, int], list[Statement]] = {}
    for statement in statements:
        at.setdefault((statement.file, statement.call, statement.turn), []).append(statement)
    out: dict[tuple[str, str], Relation] = {}
    for report in reports:
        for item in (*report.dismisses, *report.contradicts, *report.supports):
            for statement in at.get((item.file, item.call, item.turn), ()):
                if item.quote in statement.text:
                    out[report.claim.id, statement.id] = item.relation
    return out
