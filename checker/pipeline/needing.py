"""From the index to needs, their coverage, and what no claim answers. No language model takes part."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.model import Claim, ClaimReport, Cover, Deal, Evidence, Finding, Need, Relation, Statement
from checker.needs.coverage import Coverage, Verdicts
from checker.store.embedding import claim_text

if TYPE_CHECKING:
    from checker.needs.grouping import Group, Grouper
    from checker.needs.stable import NeedsBook
    from checker.store.index import Store

QUOTES_A_STATEMENT = 2
"""Stretches of one statement that are quoted where its file breaks it up."""

WISH_WEIGHT = 0.1
"""What plain words of wanting count beside nearness when one of several stretches is to be quoted."""


@dataclass(frozen=True, slots=True)
class FoundNeeds:
    """Needs of a run.

    Attributes:
        needs: Groups that are close enough to be shown.
        findings: Of kind `unmet-need`.
        bearing: How many statements of buyers carry a need, a priority or an objection.
        rest: Those of them that are in no shown need.
        coverage: By need id, the answer of each claim in the order given.
        said: By need id, the id of the statement that each of its quotes is from.
        edited: Ids of needs that were renamed, merged or divided by hand.
    """

    needs: tuple[Need, ...] = ()
    findings: tuple[Finding, ...] = ()
    bearing: int = 0
    rest: tuple[Statement, ...] = ()
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
    statements = store.statements("buyer")
    if not statements:
        return FoundNeeds()
    return _Needs(store, statements, claims, deals, own_vectors).run(reports, book)


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
        self,
        store: Store,
        statements: Sequence[Statement],
        claims: Sequence[Claim],
        deals: Mapping[str, Deal],
        own_vectors: bool,
    ) -> None:
        from checker.needs.kinds import KindModel
        from checker.needs.recipe import Recipe
        from checker.store.embedding import embed_unique, embedding_text
        from checker.store.local_embedder import LocalEmbedder

        embedder = LocalEmbedder()
        self._model, self._recipe = KindModel.load(), Recipe.load()
        self._model.check(f"{embedder.name} {embedder.version}")
        self._statements, self._claims, self._deals = statements, claims, deals
        self._embed = store.embed if own_vectors else lambda texts: embed_unique(embedder, list(texts))
        self._vectors = (
            store.vectors([s.id for s in statements])
            if own_vectors
            else self._embed([embedding_text(s) for s in statements])
        )
        self._near = self._embed([claim_text(c) for c in claims]) @ self._vectors.T
        self._row = {s.id: row for row, s in enumerate(statements)}
        self._calls = {(call.file, call.id): call for call in store.calls()}

    def run(self, reports: Sequence[ClaimReport], book: Path | NeedsBook | None) -> FoundNeeds:
        grouper = self._grouper()
        verdicts = _verdicts(reports, self._statements)
        by_hand, settled = self._settled(grouper.find().groups, book)
        shown: list[_Found] = []
        for ident, rows in settled:
            taken = {found.need.title for found in shown}
            made = self._one(ident, grouper.group(rows), verdicts, by_hand, taken)
            shown += [made] if made else []
        held = {statement for found in shown for statement in found.statements}
        bearing = sorted([*grouper.rows, *grouper.beyond])
        rest = (self._statements[row] for row in bearing)
        return FoundNeeds(
            tuple(found.need for found in shown),
            tuple(found.finding for found in shown if found.finding is not None),
            len(bearing),
            tuple(s for s in rest if s.id not in held),
            {found.need.id: found.cover.answers for found in shown},
            {found.need.id: found.said for found in shown},
            frozenset(found.need.id for found in shown if by_hand.edited(found.need.id)),
        )

    def _grouper(self) -> Grouper:
        import numpy as np

        from checker.needs.grouping import Grouper, chosen

        texts = [s.text for s in self._statements]
        told = self._model.carried(self._vectors, texts, [s.context for s in self._statements])
        bearing = [t.bearing for t in told]
        shares = np.array([t.shares for t in told], dtype=np.float32)
        self._voices: list[float] = self._recipe.gate.voices(shares, texts).tolist()
        rows, _ = chosen(bearing, self._recipe.bearing)
        self._alone = self._vectors.copy()
        self._alone[rows] = self._embed([texts[row] for row in rows])
        return Grouper(self._statements, self._vectors, self._alone, bearing, self._voices, self._recipe)

    def _settled(
        self, groups: Sequence[Group], kept: Path | NeedsBook | None
    ) -> tuple[NeedsBook, list[tuple[str, list[int]]]]:
        """Groups with their lasting ids, after what was done to them by hand."""
        from contextlib import nullcontext

        from checker.needs.stable import NeedsBook, revising

        ids = [[self._statements[row].id for row in group.members] for group in groups]
        with revising(kept) if isinstance(kept, Path) else nullcontext(kept or NeedsBook()) as book:
            return book, [(need, [self._row[i] for i in members]) for need, members in book.settle(ids)]

    def _one(
        self, ident: str, group: Group, verdicts: Verdicts, book: NeedsBook, taken: Collection[str]
    ) -> _Found | None:
        """The need of a group; None if it is too loose to be shown."""
        from checker.findings.reach import reach
        from checker.findings.unmet_need import unmet_need
        from checker.needs.coverage import coverage
        from checker.needs.titles import title

        rows, recipe = list(group.members), self._recipe
        ids = tuple(self._statements[row].id for row in rows)
        cover = coverage(self._claims, ids, self._near[:, rows], verdicts, recipe.answer)
        passes = recipe.gate.passes(group.merit, cover.nearness)
        shown = recipe.gate.shows(group.merit, alike=group.cohesion >= recipe.close)
        if not (passes or shown or book.edited(ident)):
            return None
        quoted = self._evidence(rows)
        evidence = tuple(item for _, item in quoted)
        plain = [self._voices[self._row[statement]] for statement, _ in quoted]
        need = Need(
            ident,
            book.titles.get(ident) or title([e.quote for e in evidence], taken, plain),
            evidence,
            reach(evidence, self._deals),
            cover.claims(self._claims, "answered"),
        )
        spoken_against = "contradicted" in cover.answers
        said = tuple(ident for ident, _ in quoted)
        return _Found(need, ids, said, cover, unmet_need(need) if passes and not spoken_against else None)

    def _evidence(self, rows: Sequence[int]) -> list[tuple[str, Evidence]]:
        """Located quotes of each statement, with its id: of several stretches, those that say it best."""
        from checker.findings.quotes import stretches
        from checker.judge.looking import Quoted
        from checker.judge.points import Place
        from checker.needs.marks import wish
        from checker.pipeline.llm_evidence import Placer

        centre = self._alone[list(rows)].mean(axis=0)
        placer = Placer(self._calls, self._deals)
        found: list[tuple[str, Evidence]] = []
        for row in rows:
            said = self._statements[row]
            turn = self._calls[said.file, said.call].turns[said.turn]
            options = stretches(said, turn)
            words = [turn.text[start:end] for start, end in options]
            near = self._embed(words) @ centre if len(options) > 1 else [0.0]
            merit = [float(n) + WISH_WEIGHT * wish(w) for n, w in zip(near, words, strict=True)]
            best = sorted(range(len(options)), key=lambda i: (-merit[i], i))[:QUOTES_A_STATEMENT]
            quoted = [Quoted(said.call, said.file, Place(said.turn, *options[i])) for i in sorted(best)]
            found += [(said.id, item) for item in placer.of(quoted, "unrelated")]
        return found


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
