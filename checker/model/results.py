"""What is made of it: candidates, verdicts, evidence, findings, needs, runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from checker.model.following import Alignment, Changes, Triaged, TriageState
from checker.model.inputs import Claim, Statement
from checker.model.places import Span
from checker.model.reach import Breakdown, Reach
from checker.model.shares import Share, WinRate
from checker.model.words import ClaimStatus, FindingKind, PairKind, Relation, Severity, Side


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that may speak to a claim, with the ranks that brought it up (from 0).

    `rivals` counts the claims that lie nearer to the statement than this one, each for what it is worth:
    a line that hardly claims anything is hardly a rival. `cosine` is that of both vectors; where words alone
    brought it up, that of the last hit by vectors, which is more. `worth` is how likely the claim is one:
    a line that states something which can be checked.
    """

    claim: str
    statement: Statement
    score: float
    dense_rank: int | None = None
    lexical_rank: int | None = None
    rivals: float = 0
    cosine: float = 0
    worth: float = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """One question to a judge: what is `statement` to `claim`?

    `rivals` counts the claims under review that lie nearer to the statement, as in a `Candidate`: a judge
    that reads one pair at a time cannot know them. `worth` is that of its claim, likewise.
    """

    kind: PairKind
    claim: str
    statement: str
    context: str = ""
    rivals: float = 0
    worth: float = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """A relation with its scores, who judged, and the reason where there is none.

    Attributes:
        relation: Most likely relation that passed its threshold.
        scores: Probability of supports, contradicts, dismisses, unrelated; empty from judges
            that give none.
        judge: Name and version of the judge.
        reason: Explanation, or why it is unjudged.
        quote: Words of the statement that it rests on; empty when the judge names none.
        alone: Whether it counts even if no other statement says the same of the claim.
    """

    relation: Relation
    judge: str
    scores: tuple[float, ...] = ()
    reason: str = ""
    quote: str = ""
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words from a call (or another asset) at their place, for or against a claim."""

    file: str
    quote: str
    span: Span
    relation: Relation
    speaker: str = ""
    side: Side = "unknown"
    account: str | None = None
    time: float | None = None
    call: str = ""
    turn: int = 0
    before: str = ""  # the turns before, for display
    after: str = ""
    score: float = 0.0
    date: str | None = None  # of the call, ISO 8601


@dataclass(frozen=True, slots=True)
class Need:
    """What several buyers ask for in different words."""

    id: str
    title: str
    statements: tuple[Evidence, ...]
    reach: Reach
    answered_by: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A disagreement worth a person's time.

    `id` is the fingerprint: of the kind, the claim's normalised words and what it clashes with;
    never of line numbers, and it does not change when evidence grows.
    """

    id: str
    kind: FindingKind
    severity: Severity
    message: str
    claim: Claim | None
    evidence: tuple[Evidence, ...]
    reach: Reach
    other: Claim | None = None
    need: str | None = None
    ours: str | None = None
    theirs: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """What became of one claim: its status and the evidence on each side."""

    claim: Claim
    status: ClaimStatus
    supports: tuple[Evidence, ...] = ()
    contradicts: tuple[Evidence, ...] = ()
    dismisses: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, why, and what to do."""

    file: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language model cost; zero without one."""

    llm_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a run looked at."""

    calls: int = 0
    accounts: int = 0
    statements: int = 0
    assets: int = 0
    claims: int = 0
    other_lines: int = 0  # of the copy: they claim nothing that a buyer could confirm or contradict
    unplaced: int = 0  # statements that count for nothing, since nobody could tell the speaker's side


@dataclass(frozen=True, slots=True)
class Run:
    """Everything one review produced.

    `against` is the reach of all contradicted claims together, each deal counted once: sums over
    findings would count a deal as often as it is quoted.
    """

    judge: str
    judge_model: str
    findings: tuple[Finding, ...] = ()
    claims: tuple[ClaimReport, ...] = ()
    needs: tuple[Need, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    unjudged: int = 0
    usage: Usage = field(default_factory=Usage)
    corpus: Corpus = field(default_factory=Corpus)
    against: Reach = field(default_factory=Reach)
    changes: Changes | None = None
    alignment: Alignment | None = None
    triage: tuple[Triaged, ...] = ()
    precision: Share | None = None  # confirmed of confirmed and dismissed, over all decisions there are
    win_rates: tuple[WinRate, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()  # of findings and needs, by segment and by stage

    @property
    def standing(self) -> tuple[Finding, ...]:
        """Findings that ask for attention: open and confirmed ones. Only these can fail a build."""
        return self._without("dismissed", "ignored", "accepted")

    @property
    def counted(self) -> tuple[Finding, ...]:
        """Findings that all figures count: standing ones and those accepted as true."""
        return self._without("dismissed", "ignored")

    def _without(self, *states: TriageState) -> tuple[Finding, ...]:
        out = {t.finding for t in self.triage if t.state in states}
        return tuple(f for f in self.findings if f.id not in out)
