"""The words of the checker as frozen types. Imports nothing of the checker.

Everything here is a value: no I/O, no identity beyond content. Offsets count characters
(Unicode code points) from 0; lines and columns count from 1; times are seconds from the start
of a call; money is in the unit of the deals file. A `SourceMap` travels with every text from the
reader on, so that any stretch of it can be shown at its exact place in the file.
"""

from __future__ import annotations

from checker.model.asked import Asked, NeedsList
from checker.model.deal_sums import (
    DealState,
    SumCurrency,
    known_state,
    money_warnings,
    state_of,
    sum_currency,
)
from checker.model.following import (
    Alignment,
    AlignmentScore,
    Carried,
    Changes,
    Gone,
    Triaged,
    TriageState,
    TriageVerdict,
)
from checker.model.inputs import (
    Asset,
    Block,
    Call,
    Claim,
    Deal,
    Speaker,
    Statement,
    Turn,
)
from checker.model.places import (
    Piece,
    Position,
    SourceMap,
    Span,
    digest,
    normalised,
)
from checker.model.reach import Breakdown, By, Reach, Slice
from checker.model.results import (
    Candidate,
    ClaimReport,
    Corpus,
    Evidence,
    Finding,
    Need,
    Pair,
    Run,
    Skipped,
    Usage,
    Verdict,
)
from checker.model.shares import Interval, Share, WinRate
from checker.model.words import (
    BlockKind,
    ClaimStatus,
    Cover,
    FindingKind,
    PairKind,
    Relation,
    Severity,
    Side,
)

__all__ = [
    "Alignment",
    "AlignmentScore",
    "Asked",
    "Asset",
    "Block",
    "BlockKind",
    "Breakdown",
    "By",
    "Call",
    "Candidate",
    "Carried",
    "Changes",
    "Claim",
    "ClaimReport",
    "ClaimStatus",
    "Corpus",
    "Cover",
    "Deal",
    "DealState",
    "Evidence",
    "Finding",
    "FindingKind",
    "Gone",
    "Interval",
    "Need",
    "NeedsList",
    "Pair",
    "PairKind",
    "Piece",
    "Position",
    "Reach",
    "Relation",
    "Run",
    "Severity",
    "Share",
    "Side",
    "Skipped",
    "Slice",
    "SourceMap",
    "Span",
    "Speaker",
    "Statement",
    "SumCurrency",
    "TriageState",
    "TriageVerdict",
    "Triaged",
    "Turn",
    "Usage",
    "Verdict",
    "WinRate",
    "digest",
    "known_state",
    "money_warnings",
    "normalised",
    "state_of",
    "sum_currency",
]
