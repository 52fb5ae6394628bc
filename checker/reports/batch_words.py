"""The figures of a batch in words, shared by all its formats. Text from outside goes through `plain`."""

from __future__ import annotations

from checker.model.batch import CLASHING, Batch, Draft
from checker.reports.safe import plain
from checker.reports.words import SEVERITY_SIGNS, count


def headline(batch: Batch) -> str:
    """What was compared, and what came out best, in one sentence."""
    corpus = batch.corpus
    if not batch.drafts:
        return f"None of {count(len(batch.failed), 'draft')} could be reviewed."
    text = (
        f"{count(len(batch.drafts), 'draft')} with {count(corpus.claims, 'claim')} reviewed against "
        f"{count(corpus.calls, 'call')}"
    )
    best = batch.drafts[0]
    if len(batch.drafts) > 1 and best.alignment.score is not None:
        text += f"; {plain(best.file)} agrees best with what buyers say"
    return f"{text}."


def failed_line(batch: Batch) -> str:
    """How many could not be reviewed; empty if there is none."""
    return f"{count(len(batch.failed), 'draft')} could not be reviewed." if batch.failed else ""


def score(draft: Draft) -> str:
    """The score; a dash where nothing speaks for or against any claim."""
    found = draft.alignment.score
    return "–" if found is None else str(found)


def heard(draft: Draft) -> str:
    """What the score is over: `7 of 30`."""
    return f"{draft.alignment.heard:,} of {draft.alignment.claims:,}"


def clashes(draft: Draft) -> str:
    """How many clashes of each severity: `▲2 ●1`; `none`."""
    found = zip(CLASHING, draft.by_severity, strict=True)
    return " ".join(f"{SEVERITY_SIGNS[severity]}{number}" for severity, number in found if number) or "none"


def answered(draft: Draft) -> str:
    """How many needs it answers: `5 of 12`."""
    return f"{draft.answered:,} of {len(draft.run.needs):,}"


def warnings_of(batch: Batch) -> list[str]:
    """Warnings about calls, judge and drafts, each once."""
    said = [*batch.warnings, *(w for draft in batch.drafts for w in draft.run.warnings)]
    return sorted(set(said))


ORDER_TOLD = (
    "Best first: by alignment, then by fewer high (▲), medium (◆) and low (●) clashes, then by needs "
    "answered. Each draft is reviewed by itself."
)
