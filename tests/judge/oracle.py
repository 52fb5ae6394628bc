"""A model that knows gold.yaml, and says of it only what stands in the prompt that it was given.

It reads prompts as a model would: by their lines and ids. Points are gold's own where all quotes of a call
are in the prompt; a relation, a need, a conflict or a gap is answered if its claim and its points are there.
What is lost with it in place of a model is lost by the checker's own slicing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from checker.evaluate.gold import overlap
from tests.judge.llm_server import Reply, Request

_LINE = re.compile(r"^\[([a-z]+[\d.]*)\] (.*)$", re.MULTILINE)
_TURN = re.compile(r"(buyer|ours|unknown), .*?: (.*)", re.DOTALL)
_TOKEN = re.compile(r"\[[A-Z]+_\d+(?:\.\d+)?\]|[^\W_]+")
_FENCE = re.compile(r'<(\w+)(?: id="([^"]*)")?>\n(.*?)\n</\1>', re.DOTALL)
_RELATION = {"contradicted-claim": "contradicts", "dismissed-claim": "dismisses", "rep-drift": "contradicts"}
_LONG = 14  # words of a turn that makes a point by itself
_KIND = {"unmet-need": "need", "rep-drift": "promise", "wording-gap": "question"}


@dataclass(frozen=True)
class Item:
    """Something gold knows, under an id that its points carry."""

    id: str
    kind: str
    claim: str
    evidence: tuple[tuple[str, str], ...]
    raw: dict[str, Any]


def find(quote: str, text: str) -> str | None:
    """The stretch of a masked text that is this quote; a placeholder stands for up to six words.

    At least half of the words must stand there themselves.
    """
    wanted = [t.casefold() for t in re.findall(r"[^\W_]+", quote)]
    tokens, there = _tokens(text)
    if 2 * sum(word in there for word in wanted) < len(wanted):
        return None

    def end(at: int, need: int) -> int | None:
        if need == len(wanted):
            return at
        if at == len(tokens):
            return None
        word = tokens[at][0]
        if word.startswith("["):
            return next(
                (e for n in range(1, 7) if need + n <= len(wanted) and (e := end(at + 1, need + n))), None
            )
        return end(at + 1, need + 1) if word.casefold() == wanted[need] else None

    for start in range(len(tokens)):
        stop = end(start, 0) if wanted else None
        if stop and 2 * sum(not t.startswith("[") for t, _, _ in tokens[start:stop]) >= len(wanted):
            return text[tokens[start][1] : tokens[stop - 1][2]]
    return None


@lru_cache(maxsize=100_000)
def _tokens(text: str) -> tuple[list[tuple[str, int, int]], frozenset[str]]:
    """Words and placeholders with their places, and the words folded."""
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    return tokens, frozenset(t.casefold() for t, _, _ in tokens)


class Oracle:
    """A script for the server.

    Args:
        worlds: Whose gold it knows.
        chatter: Every longer turn makes a point too, as with a real model: points may outgrow a prompt.
        raw: Gold's points are the bare words they rest on, in place of what gold says of them.
    """

    def __init__(self, *worlds: Path, chatter: bool = False, raw: bool = False) -> None:
        self.items = [item for world in worlds for item in _items(world)]
        self._chatter, self._raw = chatter, raw
        self.tokens: dict[str, int] = {}

    def __call__(self, request: Request) -> Reply:
        answer: Callable[[str], dict[str, Any]] = {
            "PointsForm": self._points,
            "SuspicionsForm": self._suspicions,
            "EntriesForm": lambda u: self._entries(u, "our own side says" in request.system),
            "ConflictsForm": self._conflicts,
            "NeedsForm": self._needs,
            "TitleForm": self._title,
            "GapsForm": self._gaps,
            "RewriteForm": lambda _: {"text": "", "rests_on": []},
            "PairAnswersForm": lambda _: {"answers": []},
        }[request.schema]
        size = (len(request.system) + len(request.user)) // 4
        self.tokens[request.schema] = self.tokens.get(request.schema, 0) + size
        return Reply(answer(request.user), usage=(size, 50))

    def _points(self, user: str) -> dict[str, Any]:
        turns = [(i, *m.groups()) for i, text in _LINE.findall(user) if (m := _TURN.match(text))]
        points = []
        for item in self.items:
            for file in dict.fromkeys(f for f, _ in item.evidence):
                quotes = [q for f, q in item.evidence if f == file]
                found = [_first(q, turns) for q in quotes]
                if not found or None in found:
                    continue
                for side in ("buyer", "ours"):
                    words = [{"turn": t, "words": w} for t, s, w in found if s == side]  # type: ignore[misc]
                    if words:
                        kind = _KIND.get(item.kind, "experience")
                        said = item.raw.get("why") or item.kind
                        if self._raw:
                            said = " ".join(word["words"] for word in words)
                        text = f"{item.id}: {said}"
                        points.append(
                            {"who": side, "about": "us", "kind": kind, "text": text, "quotes": words}
                        )
        if self._chatter:  # after gold's: of two points on the same words the first one stands
            points += [_chat(*turn) for turn in turns if len(turn[2].split()) >= _LONG]
        return {"points": points}

    def _suspicions(self, user: str) -> dict[str, Any]:
        claims, points = _claims(user), _by_item(user)
        out = []
        for item in self.items:
            relation = "supports" if item.kind == "supported" else _RELATION.get(item.kind)
            if relation and item.id in points:
                for claim in _matching(item.claim, claims):
                    out.append({"claim": claim, "points": points[item.id], "relation": relation})
        return {"suspicions": out}

    def _entries(self, user: str, rep: bool) -> dict[str, Any]:
        claim = next(text for kind, _, text in _FENCE.findall(user) if kind == "claim")
        turns = [(i, *m.groups()) for i, text in _LINE.findall(user) if (m := _TURN.match(text))]
        out = []
        for item in self.items:
            relation = "supports" if item.kind == "supported" else _RELATION.get(item.kind)
            if relation is None or (item.kind == "rep-drift") != rep or not is_quote(item.claim, claim):
                continue
            for excerpt in dict.fromkeys(i.split(".")[0] for i, _, _ in turns):
                side = "ours" if rep else "buyer"
                here = [t for t in turns if t[0].split(".")[0] == excerpt and t[1] == side]
                found = [f for _, q in item.evidence if (f := _first(q, here))]
                if found:
                    quotes = [{"turn": t, "words": w} for t, _, w in found]
                    out.append({"relation": relation, "quotes": quotes, "reason": item.raw.get("why", "so")})
        return {"entries": out}

    def _conflicts(self, user: str) -> dict[str, Any]:
        claims, asset = _claims(user), _assets(user)
        out = []
        for item in self.items:
            if item.kind == "conflicting-copy":
                ones, others = _matching(item.claim, claims), _matching(item.raw["other"]["quote"], claims)
                pair = next(((a, b) for a in ones for b in others if asset[a] != asset[b]), None)
                if pair:
                    out.append({"one": pair[0], "other": pair[1], "reason": item.raw["why"]})
        return {"conflicts": out}

    def _needs(self, user: str) -> dict[str, Any]:
        points = _by_item(user)
        known = {text: i for i, text in _LINE.findall(user) if i.startswith("n")}
        out = []
        for item in self.items:
            if item.kind == "unmet-need" and item.id in points:
                before = next((i for text, i in known.items() if overlap(text, item.raw["need"])), "")
                row = {"need": before, "title": item.raw["need"], "points": points[item.id]}
                out.append({**row, "answered_by": []})
        return {"needs": out}

    def _title(self, user: str) -> dict[str, Any]:
        need = next(text for kind, _, text in _FENCE.findall(user) if kind == "need")
        item = next(i for i in self.items if i.kind == "unmet-need" and is_quote(i.raw["need"], need))
        said = [(i, text) for i, text in _LINE.findall(user) if i.startswith("s")]
        ids = [i for i, text in said if any(find(q, text) or find(text, q) for _, q in item.evidence)]
        return {"title": item.raw["need"], "statements": ids, "answered_by": []}

    def _gaps(self, user: str) -> dict[str, Any]:
        claims = _claims(user)
        said = [(i, text) for i, text in _LINE.findall(user) if i.startswith("s")]
        out = []
        for item in self.items:
            if item.kind == "wording-gap":
                ids = [i for i, text in said if any(find(q, text) or find(text, q) for _, q in item.evidence)]
                ours = item.raw["ours"]
                for claim in _matching(item.claim, claims)[:1] if ids else ():
                    out.append(
                        {"claim": claim, "ours": ours, "theirs": item.raw["theirs"], "statements": ids}
                    )
        return {"gaps": out}


def _items(world: Path) -> list[Item]:
    gold = yaml.safe_load((world / "gold.yaml").read_text(encoding="utf-8"))
    rows = [(f"F{n}", f["kind"], f) for n, f in enumerate(gold["findings"], 1)]
    rows += [(f"S{n}", "supported", s) for n, s in enumerate(gold["supported"], 1)]
    return [
        Item(
            f"{world.name}-{ident}",
            kind,
            (raw.get("claim") or {}).get("quote", ""),
            tuple((e["file"], e["quote"]) for e in raw.get("evidence") or ()),
            raw,
        )
        for ident, kind, raw in rows
    ]


def _chat(turn: str, side: str, words: str) -> dict[str, Any]:
    """A point of a turn that gold may say nothing of."""
    who, kind = ("ours", "promise") if side == "ours" else ("buyer", "experience")
    first = re.split(r"(?<=[.!?]) ", words)[0]
    return {
        "who": who,
        "about": "us",
        "kind": kind,
        "text": words,
        "quotes": [{"turn": turn, "words": first}],
    }


def _first(quote: str, turns: list[tuple[str, str, str]]) -> tuple[str, str, str] | None:
    return next(((i, side, words) for i, side, text in turns if (words := find(quote, text))), None)


def _claims(user: str) -> dict[str, str]:
    """Claims by id."""
    rows = {i: text for i, text in _LINE.findall(user) if i.startswith("k")}
    return {i: re.sub(r"^\(.*?”?\) ", "", text, count=1) for i, text in rows.items()}


def _assets(user: str) -> dict[str, str]:
    """Asset of each claim."""
    return {
        i: ident
        for kind, ident, text in _FENCE.findall(user)
        if kind == "asset"
        for i, _ in _LINE.findall(text)
    }


def is_quote(quote: str, text: str) -> bool:
    """True if one holds the other, or nearly all of its words."""
    return bool(find(quote, text) or find(text, quote)) or overlap(quote, text)


def _matching(quote: str, claims: dict[str, str]) -> list[str]:
    return [i for i, text in claims.items() if is_quote(quote, text)]


def _by_item(user: str) -> dict[str, list[str]]:
    """Points by the item whose id they carry."""
    out: dict[str, list[str]] = {}
    for ident, text in _LINE.findall(user):
        named = re.search(r": ([a-z]+-[FS]\d+): ", text)
        if ident.startswith("p") and named:
            out.setdefault(named.group(1), []).append(ident)
    return out
