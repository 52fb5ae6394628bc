"""A snapshot as evidence: no Chroma, no key, no network; read once, searched in memory.

A call of a snapshot is made of its statements: turns that were not kept are empty, so that distances
between turns, which retrieval weighs, are those of the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.ci.evidence import Counts
from checker.ci.snapshot import embedder_label
from checker.ci.snapshot_file import decode_vectors, load
from checker.errors import InputError
from checker.model import (
    Call,
    Deal,
    Piece,
    Side,
    SourceMap,
    Speaker,
    Statement,
    Turn,
    digest,
    money_warnings,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.store.embedding import Embedder

_MOST_TURNS = 100_000


class SnapshotEvidence:
    """Evidence from a file that `checker snapshot` wrote.

    Args:
        path: The file.
        embedder: Embeds claims; the project's own one, since a build has no key.

    Raises:
        InputError: It is no snapshot, was changed by hand, or is of another version or embedder.
    """

    def __init__(self, path: Path, embedder: Embedder | None = None) -> None:
        from checker.store.local_embedder import LocalEmbedder

        head, records = load(path)
        if head.embedder != embedder_label():
            raise InputError(
                f"{path}: its vectors are of {head.embedder}, this version has {embedder_label()}",
                "Make it again with `checker snapshot`.",
            )
        self._path = path
        self._embedder = embedder or LocalEmbedder()
        self._digest = head.digest
        try:
            self._deals = _deals(records)
            self._calls = _calls(records)
            said = [record for record in records if "statement" in record]
            self._statements, encoded = self._said(said)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{path}: a line lacks a field: {error}", "Make it again with `checker snapshot`."
            ) from error
        self._vectors = {side: decode_vectors(rows, path) for side, rows in encoded.items() if rows}

    @property
    def digest(self) -> str:
        """Of all its lines."""
        return self._digest

    @property
    def deals(self) -> Mapping[str, Deal]:
        """Deal of each call, by call id."""
        return self._deals

    @property
    def warnings(self) -> tuple[str, ...]:
        """See `CallEvidence`; words of speakers of unknown side are not in a snapshot."""
        return money_warnings(dict.fromkeys(self._deals.values()))

    def counts(self) -> Counts:
        """How much there is."""
        from checker.findings.reach import count_accounts

        accounts = count_accounts(self._calls.values(), self._deals)
        return Counts(len(self._calls), accounts, len(self._statements.get("buyer", ())))

    def statements(self, side: Side) -> Sequence[Statement]:
        """See `CallEvidence`."""
        return self._statements.get(side, [])

    def search(self, side: Side, vectors: NDArray[np.float32], n: int) -> list[list[tuple[Statement, float]]]:
        """See `CallEvidence`."""
        import numpy as np

        rows = self._vectors.get(side)
        if rows is None or not len(vectors):
            return [[] for _ in vectors]
        if rows.shape[1] != vectors.shape[1]:
            raise InputError(f"{self._path}: its vectors have another length", "Make it again.")
        near = vectors @ rows.T
        best = np.argsort(-near, axis=1, kind="stable")[:, :n]
        said = self._statements[side]
        return [
            [(said[int(i)], float(near[row, i])) for i in best[row] if said[int(i)]]
            for row in range(len(vectors))
        ]

    @property
    def embedder(self) -> str:
        """See `CallEvidence`."""
        return f"{self._embedder.name} {self._embedder.version}"

    def embed(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """See `CallEvidence`."""
        from checker.store.embedding import embed_unique

        return embed_unique(self._embedder, list(texts))

    def call(self, ident: str, file: str | None = None) -> Call | None:
        """See `CallEvidence`."""
        return self._calls.get(ident)

    def _said(
        self, records: Sequence[dict[str, Any]]
    ) -> tuple[dict[Side, list[Statement]], dict[Side, list[str]]]:
        """Statements and their encoded vectors by side; puts the words into the calls' turns."""
        statements: dict[Side, list[Statement]] = {}
        vectors: dict[Side, list[str]] = {}
        words: dict[str, dict[int, list[dict[str, Any]]]] = {}
        for record in records:
            turn = int(record["turn"])
            if not 0 <= turn < _MOST_TURNS:
                raise ValueError(f"turn {turn}")
            before = words.setdefault(record["statement"], {}).setdefault(turn, [])
            start = sum(len(r["text"]) + 1 for r in before)
            before.append(record)
            side: Side = record["side"]
            call = self._calls[record["statement"]]
            text = str(record["text"])
            statements.setdefault(side, []).append(
                Statement(
                    id=digest(call.id, str(turn), str(start)),
                    call=call.id,
                    file=call.file,
                    turn=turn,
                    start=start,
                    end=start + len(text),
                    text=text,
                    context=str(record["context"]),
                    speaker=str(record["speaker"]),
                    side=side,
                    account=call.account,
                )
            )
            vectors.setdefault(side, []).append(str(record["vector"]))
        for ident, turns in words.items():
            self._calls[ident] = _with_turns(self._calls[ident], turns)
        return statements, vectors


def _deals(records: Iterable[dict[str, Any]]) -> dict[str, Deal]:
    found: dict[str, Deal] = {}
    for record in records:
        if "deal" not in record:
            continue
        amount = record["amount"]
        deal = Deal(
            id=str(record["deal"]),
            account=str(record["account"]),
            stage=str(record["stage"]),
            amount=None if amount is None else float(amount),
            currency=str(record["currency"]),
            outcome=str(record["outcome"]),
            calls=tuple(map(str, record["calls"])),
        )
        found |= dict.fromkeys(deal.calls, deal)
    return found


def _calls(records: Iterable[dict[str, Any]]) -> dict[str, Call]:
    return {
        record["call"]: Call(
            id=str(record["call"]),
            file=str(record["call"]),
            format="snapshot",
            speakers=(),
            turns=(),
            date=record["date"],
            account=record["account"],
        )
        for record in records
        if "call" in record
    }


def _with_turns(call: Call, words: Mapping[int, list[dict[str, Any]]]) -> Call:
    from dataclasses import replace

    labels = {(r["speaker"], r["side"]): None for said in words.values() for r in said}
    speakers = (Speaker("", "unknown", "snapshot"), *(Speaker(n, s, "snapshot") for n, s in labels))
    index = {(s.name, s.side): i for i, s in enumerate(speakers)}
    turns = []
    for number in range(max(words) + 1):
        said = words.get(number, [])
        text = " ".join(str(r["text"]) for r in said)
        width = len(text)
        source = SourceMap((Piece(0, number + 1, 1, number + 1, width + 1),), width)
        turns.append(Turn(number, index[said[0]["speaker"], said[0]["side"]] if said else 0, text, source))
    return replace(call, speakers=speakers, turns=tuple(turns))
