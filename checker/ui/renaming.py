"""Files of a draft under the names that its author knows, instead of where we keep them."""

from __future__ import annotations

from dataclasses import replace

from checker.model import Alignment, Asset, Changes, Claim, Finding, NeedsList, Run, Skipped
from checker.sources.files import display_name
from checker.ui.drafts import Draft


class Renamer:
    """Takes the folder of a draft off the names of files.

    Args:
        prefix: Folder, as shown, with a slash at its end; empty leaves everything as it is.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    @classmethod
    def of(cls, draft: Draft) -> Renamer:
        """Takes off the folder that was made for a draft; files of the working folder keep their names."""
        return cls(f"{display_name(draft.root)}/" if draft.root else "")

    def name(self, file: str) -> str:
        """The name to show."""
        return file.removeprefix(self._prefix) if self._prefix else file

    def asset(self, asset: Asset) -> Asset:
        """An asset under its own name."""
        return replace(asset, file=self.name(asset.file))

    def claim(self, claim: Claim) -> Claim:
        """A claim whose file has its own name; its id stays."""
        return replace(claim, file=self.name(claim.file))

    def needs(self, listed: NeedsList) -> NeedsList:
        """Needs beside claims whose files have their own names."""
        if not self._prefix:
            return listed
        asked = (
            replace(a, need=replace(a.need, answered_by=tuple(map(self.claim, a.need.answered_by))))
            for a in listed.needs
        )
        return replace(listed, claims=tuple(map(self.claim, listed.claims)), needs=tuple(asked))

    def run(self, run: Run) -> Run:
        """A run in which all files of the draft have their own names."""
        if not self._prefix:
            return run
        return replace(
            run,
            findings=tuple(self._finding(f) for f in run.findings),
            claims=tuple(replace(r, claim=self.claim(r.claim)) for r in run.claims),
            needs=tuple(
                replace(n, answered_by=tuple(self.claim(c) for c in n.answered_by)) for n in run.needs
            ),
            skipped=tuple(Skipped(self.name(s.file), s.reason, s.remedy) for s in run.skipped),
            alignment=self._alignment(run.alignment) if run.alignment else None,
            changes=self._changes(run.changes) if run.changes else None,
            warnings=tuple(w.replace(self._prefix, "") for w in run.warnings),
        )

    def _alignment(self, alignment: Alignment) -> Alignment:
        return Alignment(
            alignment.campaign, tuple(replace(score, of=self.name(score.of)) for score in alignment.assets)
        )

    def _changes(self, changes: Changes) -> Changes:
        return replace(changes, gone=tuple(replace(g, file=self.name(g.file)) for g in changes.gone))

    def _finding(self, finding: Finding) -> Finding:
        return replace(
            finding,
            claim=self.claim(finding.claim) if finding.claim else None,
            other=self.claim(finding.other) if finding.other else None,
            evidence=tuple(replace(e, file=self.name(e.file)) for e in finding.evidence),
        )
