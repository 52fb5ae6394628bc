"""From settings to what judging by a language model takes: the client, the desk, what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import SettingsError
from checker.model import Call, Usage
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.asking import Chat
    from checker.judge.budget import Budget
    from checker.judge.chain import ChainJudge
    from checker.judge.decisions import DecisionsJudge
    from checker.judge.desk import Desk
    from checker.judge.later import Later
    from checker.judge.llm import LanguageModel
    from checker.judge.masking import Masker
    from checker.store.replies import SqliteReplies


@dataclass(frozen=True, slots=True)
class LlmParts:
    """What a run with a language model uses.

    `points` keeps what calls were distilled into, `replies` every answer; both are files that may be
    deleted at any time. `gate` chooses what is read where not all points fit, if the settings name one.
    """

    llm: LanguageModel
    desk: Desk
    points: SqliteReplies
    replies: SqliteReplies
    context_tokens: int
    gate: DecisionsJudge | None = None

    @property
    def usage(self) -> Usage:
        """What the answers given so far cost, whenever they were paid for."""
        one, other = self.llm.usage, self.gate.usage if self.gate else Usage()
        return Usage(
            one.llm_calls + other.llm_calls,
            one.input_tokens + other.input_tokens,
            one.output_tokens + other.output_tokens,
        )

    @property
    def over_budget(self) -> str:
        """What did not fit into the budget, in one line; empty if all did."""
        return self.llm.over_budget or (self.gate.over_budget if self.gate else "")

    def close(self) -> None:
        """Closes the files."""
        self.points.close()
        self.replies.close()


def wants_llm(settings: Settings) -> bool:
    """True if a language model judges: asked for, or configured and not ruled out."""
    return settings.judge.use == "llm" or (settings.judge.use == "auto" and bool(settings.judge.model))


def llm_parts(
    settings: Settings,
    home: Path,
    calls: Sequence[Call] = (),
    accounts: Iterable[str] = (),
    texts: Iterable[str] = (),
    later: Later | None = None,
) -> LlmParts:
    """Everything opened and checked, before any call.

    Args:
        settings: Of the run.
        home: Folder beside the index.
        calls: Whose people and accounts are masked.
        accounts: More accounts, of the deals file.
        texts: Copy under review, so that the numbers of placeholders do not depend on the order of asking.
        later: Takes the questions for a batch; then no key is needed and nothing is asked.

    Raises:
        SettingsError: No model, no key, or a prompt of the user's is wrong.
    """
    from checker.judge.budget import Budget
    from checker.judge.desk import Desk
    from checker.judge.later import Unasked
    from checker.judge.llm import LanguageModel, Policy
    from checker.judge.llm_chat import label_of
    from checker.judge.prices import FREE, price_of
    from checker.store.replies import SqliteReplies

    judge = settings.judge
    local = judge.model.startswith("gguf:")
    company = settings.company
    label = f"{company.name} ({company.product})" if company.product else company.name
    masking = _masker(settings, calls, accounts, texts) if settings.privacy.mask else None
    desk = Desk.load(label, judge.prompts, masking)
    price = FREE if local else None if judge.base_url else price_of(judge.model)
    budget = Budget(judge.max_cost, judge.max_tokens, price)
    replies = SqliteReplies(home / "replies.sqlite3")
    policy = Policy(concurrency=2 if local else 8)
    gate = None if later else _gate(settings, home, desk, replies, budget)
    chat = Unasked(label_of(judge.model, judge.base_url)) if later else _chat(settings, home)
    llm = LanguageModel(chat, cache=replies, budget=budget, policy=policy, later=later)
    points = SqliteReplies(home / "points.sqlite3")
    return LlmParts(llm, desk, points, replies, judge.context_tokens, gate)


def chain_judge(settings: Settings, home: Path) -> ChainJudge:
    """The language model as a judge of single pairs.

    Raises:
        SettingsError: See `llm_parts`.
    """
    from checker.judge.chain import ChainJudge

    parts = llm_parts(settings, home)
    return ChainJudge(parts.llm, parts.desk)


def _chat(settings: Settings, home: Path) -> Chat:
    judge = settings.judge
    if not judge.model:
        raise SettingsError(
            "--judge llm: no model is configured",
            "Set [judge] model in checker.toml, or CHECKER_JUDGE_MODEL, or use --judge embedded.",
        )
    if judge.model.startswith("gguf:"):
        from checker.judge.local_llm import connect_local

        return connect_local(judge.model.removeprefix("gguf:"), judge.context_tokens)
    from checker.judge.llm_chat import Keyless, connect, label_of

    try:
        return connect(judge.model, judge.base_url)
    except SettingsError as error:
        if not (home / "replies.sqlite3").exists():
            raise
        # What is answered needs no key, as on a build server that took in a cache.
        return Keyless(label_of(judge.model, judge.base_url), error)


def _gate(
    settings: Settings, home: Path, desk: Desk, replies: SqliteReplies, budget: Budget
) -> DecisionsJudge | None:
    """What the settings name beside the embedded gate; a batch cannot ask it."""
    judge = settings.judge
    if judge.gate != "decisions":
        return None
    from checker.judge.decisions import MODEL, DecisionsChat, DecisionsJudge, decisions_label
    from checker.judge.llm import LanguageModel
    from checker.judge.llm_chat import Keyless
    from checker.judge.prices import price_of

    if judge.model.startswith("gguf:"):
        raise SettingsError(
            '[judge] gate = "decisions" would send to OpenAI what a model on this machine judges',
            'Set [judge] gate = "embedded".',
        )
    try:
        chat: Chat = DecisionsChat(judge.base_url)
    except SettingsError as error:
        if not (home / "replies.sqlite3").exists():
            raise
        chat = Keyless(decisions_label(judge.base_url), error)
    # A server of one's own has no price that is known here; OpenAI's has its own, whatever judges.
    price = None if judge.base_url else price_of(MODEL)
    return DecisionsJudge(LanguageModel(chat, cache=replies, budget=budget, price=price), desk)


def _masker(
    settings: Settings, calls: Sequence[Call], accounts: Iterable[str], texts: Iterable[str]
) -> Masker:
    from checker.judge.masking import Masker

    company = settings.company
    keep = [name for name in (company.name, company.product) if name]
    return Masker.for_calls(calls, accounts=accounts, people=company.people, keep=keep, texts=texts)
