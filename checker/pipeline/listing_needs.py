"""What buyers ask for, for whoever wants to see all of it: needs beside the copy, and what is in none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.model import Asked, Claim, Cover, Deal, Evidence, Need, NeedsList, Run, Statement, money_warnings
from checker.needs.stable import NeedsBook
from checker.pipeline.following import runs_of
from checker.pipeline.hearing import LazyCalls
from checker.pipeline.indexing import index
from checker.pipeline.llm_needs import StatementIds, regrouped
from checker.pipeline.needs_by_hand import book_path, edited_needs, matching
from checker.pipeline.opening import open_store
from checker.pipeline.progress import Reporter, silent
from checker.pipeline.reading import read_assets
from checker.pipeline.reviewing import Reviewer
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.base import Judge
    from checker.pipeline.needing import FoundNeeds
    from checker.store.index import Store


def list_needs(
    copy: Sequence[Path],
    settings: Settings,
    *,
    calls: Sequence[Path] = (),
    deals: Path | None = None,
    judge: Judge | None = None,
    progress: Reporter | None = None,
) -> NeedsList:
    """All needs of the indexed calls, held against copy.

    What a review has judged before costs nothing.

    Args:
        copy: Files and folders of campaign copy; none takes those of the last review.
        settings: Settings of the run.
        calls: Transcripts to index first.
        deals: Deals file to take in with them.
        judge: A judge of the caller's own; default: the one that the settings choose.
        progress: Called at each step; may raise to cancel.

    Raises:
        InputError: No copy, or no call is indexed.
        StoreError: The store cannot be used.
        SettingsError: The judge asked for is not configured.
    """
    from checker.segments.claims import claims as claims_of

    tell = progress or silent
    assets, skipped = read_assets(copy or last_copy(settings), settings, tell)
    claims = tuple(claim for asset in assets for claim in claims_of(asset))
    warnings = [f"{item.file}: {item.reason}" for item in skipped]
    if calls or deals:
        indexed = index(calls, settings, deals=deals, progress=progress)
        warnings += [*(f"{item.file}: {item.reason}" for item in indexed.skipped), *indexed.warnings]
    with open_store(settings, write=False) as store:
        reviewer = Reviewer(store, settings, judge)
        found = reviewer.needs(claims, tell)
        if found is None:
            run = reviewer.run(assets, claims, tell)
            ids = StatementIds(store.statements("buyer"))
            return listed_in(run, reviewer.deals, claims, warnings, ids=ids, edited=edited_needs(settings))
        return NeedsList(
            *reviewer.judge,
            claims,
            _ranked(_asked(found, reviewer.deals)),
            found.bearing,
            _quoted(store, found.rest, reviewer.deals),
            store.stats().calls,
            tuple(dict.fromkeys([*warnings, *money_warnings(store.deals())])),
        )


def kept_needs(run: Run, settings: Settings, deals: Mapping[str, Deal]) -> NeedsList | None:
    """Needs of a run that is over, with what was done to them by hand since; nobody is asked anything.

    Args:
        run: Of a language model, which is not asked again; or one that is kept from before.
        settings: Say where index and book lie.
        deals: Deal of each call, by call id.

    Returns:
        None where needs were grouped otherwise since: then they cannot be changed by hand here.

    Raises:
        InputError: The book cannot be read.
        StoreError: The store cannot be used.
    """
    book = NeedsBook.read(book_path(settings))
    with open_store(settings, write=False) as store:
        ids = StatementIds(store.statements("buyer"))
    needs = regrouped(run.needs, ids, deals, book)
    if needs is None:
        return None
    claims = tuple(report.claim for report in run.claims)
    return listed_in(replace(run, needs=tuple(needs)), deals, claims, ids=ids, edited=book.edited)


def need_of(listed: NeedsList, ident: str) -> Asked:
    """The need whose id is or begins with `ident`.

    Raises:
        InputError: There is none, or several.
    """
    by_id = {asked.need.id: asked for asked in listed.needs}
    return by_id[matching(ident, by_id, "need")]


def last_copy(settings: Settings) -> list[Path]:
    """The copy of the last review that is still there.

    Raises:
        InputError: Nothing was reviewed yet, or its copy is gone.
    """
    entries = runs_of(settings).entries()
    paths = [Path(name) for name in entries[-1].copy] if entries else []
    there = [path for path in paths if path.exists()]
    if not there:
        raise InputError(
            "which copy?", "Write `checker needs COPY`; later the copy of the last review is taken."
        )
    return there


def _asked(found: FoundNeeds, deals: Mapping[str, Deal]) -> list[Asked]:
    from checker.findings.win_rate import win_rates

    rates = {rate.of: rate for rate in win_rates((), found.needs, deals)}
    covers, said = found.coverage or {}, found.said or {}
    return [
        Asked(need, said[need.id], covers[need.id], rates.get(need.id), need.id in found.edited)
        for need in found.needs
    ]


def listed_in(
    run: Run,
    deals: Mapping[str, Deal],
    claims: tuple[Claim, ...],
    warnings: Sequence[str] = (),
    *,
    ids: StatementIds | None = None,
    edited: Callable[[str], bool] = lambda need: False,
) -> NeedsList:
    """Needs as a run has them; how much of what was said is in none, it does not say.

    Args:
        run: Of a language model, which groups what it has distilled; or one that is kept from before.
        deals: Deal of each call, by call id.
        claims: Of the run's copy.
        warnings: Besides those of the run.
        ids: Tell from which statements the quotes are; left empty without them.
        edited: Whether a need was edited by hand.
    """
    from checker.findings.win_rate import win_rates

    rates = {rate.of: rate for rate in win_rates((), run.needs, deals)}
    asked = [
        Asked(
            need,
            tuple(ids.of(item) if ids else "" for item in need.statements),
            _cover(need, run, claims),
            rates.get(need.id),
            edited(need.id),
        )
        for need in run.needs
    ]
    return NeedsList(
        run.judge,
        run.judge_model,
        claims,
        _ranked(asked),
        0,
        (),
        run.corpus.calls,
        tuple(dict.fromkeys([*warnings, *run.warnings])),
    )


def _cover(need: Need, run: Run, claims: Sequence[Claim]) -> tuple[Cover, ...]:
    """What each claim says to a need: contradicted where the need's own words speak against it."""
    words = {(item.call, item.turn) for item in need.statements}
    against = {
        report.claim.id
        for report in run.claims
        if words & {(item.call, item.turn) for item in (*report.contradicts, *report.dismisses)}
    }
    answered = {claim.id for claim in need.answered_by}

    def answer(claim: Claim) -> Cover:
        if claim.id in answered:
            return "answered"
        return "contradicted" if claim.id in against else "silent"

    return tuple(answer(claim) for claim in claims)


def _ranked(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    def key(item: Asked) -> tuple[object, ...]:
        reach = item.need.reach
        return "answered" in item.answers, -reach.accounts, -reach.calls, item.need.title, item.need.id

    return tuple(sorted(asked, key=key))


def _quoted(store: Store, rest: Sequence[Statement], deals: Mapping[str, Deal]) -> tuple[Evidence, ...]:
    """One located quote of each statement: the stretch that says most plainly what is wanted."""
    from checker.findings.quotes import stretches
    from checker.judge.looking import Quoted
    from checker.judge.points import Place
    from checker.needs.marks import wish
    from checker.pipeline.llm_evidence import Placer

    calls = LazyCalls(store)
    quoted: list[Quoted] = []
    for said in rest:
        turn = calls[said.file, said.call].turns[said.turn]
        options = stretches(said, turn)
        best = max(options, key=lambda o: (wish(turn.text[o[0] : o[1]]), -o[0]))
        quoted.append(Quoted(said.call, said.file, Place(said.turn, *best)))
    return tuple(Placer(calls, deals).of(quoted, "unrelated"))
