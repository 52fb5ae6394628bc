"""The form of each answer: ids for what it refers to, closed sets for relations, verbatim quotes.

The sets are narrower than the system's: no model can say `unjudged`.
"""

from __future__ import annotations

from typing import Literal

from checker.judge.asking import Payload

Stance = Literal["supports", "contradicts", "dismisses"]
PairRelation = Literal["supports", "contradicts", "dismisses", "unrelated"]


class QuoteForm(Payload):
    """Words of one turn, and the id of the turn."""

    turn: str
    words: str


class PointForm(Payload):
    """One point of a call."""

    who: Literal["buyer", "ours"]
    about: Literal["us", "vendor", "market", "other"]
    kind: Literal[
        "need",
        "priority",
        "objection",
        "experience",
        "incumbent",
        "indifference",
        "question",
        "promise",
    ]
    text: str
    quotes: list[QuoteForm]


class PointsForm(Payload):
    """Answer to `distil-call`."""

    points: list[PointForm]


class SuspicionForm(Payload):
    """Points that speak to a claim."""

    claim: str
    points: list[str]
    relation: Stance


class SuspicionsForm(Payload):
    """Answer to `read-claims`."""

    suspicions: list[SuspicionForm]


class EntryForm(Payload):
    """What one call says to a claim."""

    relation: Stance
    quotes: list[QuoteForm]
    reason: str


class EntriesForm(Payload):
    """Answer to `judge-claim` and `judge-rep`."""

    entries: list[EntryForm]


class ConflictForm(Payload):
    """Two claims that cannot both be true."""

    one: str
    other: str
    reason: str


class ConflictsForm(Payload):
    """Answer to `judge-copy`."""

    conflicts: list[ConflictForm]


class PairAnswerForm(Payload):
    """Verdict on one pair."""

    pair: str
    relation: PairRelation
    words: str
    reason: str


class PairAnswersForm(Payload):
    """Answer to `judge-pairs`."""

    answers: list[PairAnswerForm]


class NeedForm(Payload):
    """A need with its points and the claims that answer it."""

    need: str
    title: str
    points: list[str]
    answered_by: list[str]


class NeedsForm(Payload):
    """Answer to `find-needs`."""

    needs: list[NeedForm]


class TitleForm(Payload):
    """Answer to `title-need`."""

    title: str
    statements: list[str]
    answered_by: list[str]


class GapForm(Payload):
    """One thing under two names."""

    claim: str
    ours: str
    theirs: str
    statements: list[str]


class GapsForm(Payload):
    """Answer to `find-wording`."""

    gaps: list[GapForm]


class RewriteForm(Payload):
    """Answer to `suggest-rewrite`."""

    text: str
    rests_on: list[str]
