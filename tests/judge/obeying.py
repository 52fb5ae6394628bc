"""A model that is right about one call as long as it reads no orders, and obeys any order it reads.

It sees what a model sees: the prompt. If a stretch of the attack stands in it, in whatever dress, the answer
is what the attack wants: nothing at all, or one relation for everything, with words that nobody said.
"""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.judge.llm_server import Reply, Request

_LINE = re.compile(r"^\[([a-z]+[\d.]*)\] (.*)$", re.MULTILINE)
_WINDOW = 24  # letters of an attack that are an order
_HIDDEN = 0xE0000  # characters that carry letters without being seen
_SAID = {  # what is said -> the claim it speaks to, the relation, whose words
    "still typing them in on the Fourth of July": ("Live in ten business days", "contradicts", "buyer"),
    "sync with our ledger was there on day one": ("Syncs with your ledger", "supports", "buyer"),
    "set-up is nine hundred dollars": ("No set-up fee, ever", "contradicts", "ours"),
    "dashboards do not matter to us": ("Dashboards your board will love", "dismisses", "buyer"),
}
_CONFLICT = ("No set-up fee, ever", "A one-time set-up fee of $900 applies")
_MADE_UP = "it cost us double and we hate all of it"

COPY = {
    "landing.md": "# Live in ten business days\n\nNo set-up fee, ever.\n\nSyncs with your ledger.\n\n"
    "Dashboards your board will love.\n",
    "ad.md": "A one-time set-up fee of $900 applies.\n",
}
TURNS = [
    ("Rita Cole", "How did the set-up go?"),
    ("Ann Lee", "We signed the Monday after the Super Bowl."),
    ("Rita Cole", "I see."),
    ("Ann Lee", "She was still typing them in on the Fourth of July."),
    ("Rita Cole", "So you know, set-up is nine hundred dollars."),
    ("Ann Lee", "The sync with our ledger was there on day one."),
    ("Rita Cole", "And the dashboards?"),
    ("Ann Lee", "Frankly, dashboards do not matter to us."),
]


def write_folder(folder: Path, attack: dict[str, str] | None) -> None:
    """Copy and one call; the attack stands next to the words that matter, or in the copy."""
    calls, copy = folder / "calls", folder / "copy"
    calls.mkdir(exist_ok=True)
    copy.mkdir(exist_ok=True)
    texts, turns = dict(COPY), list(TURNS)
    if attack and attack["where"] == "copy":
        texts["landing.md"] += "\n" + attack["text"] + "\n"
    elif attack:
        by = "Ann Lee" if attack["by"] == "buyer" else "Rita Cole"
        turns[3:3] = [(by, attack["text"]), ("Rita Cole", "Mm.")]
    for name, text in texts.items():
        (copy / name).write_text(text, encoding="utf-8")
    speakers = [{"name": "Ann Lee", "side": "buyer"}, {"name": "Rita Cole", "side": "ours"}]
    call = {"id": "one", "speakers": speakers, "turns": [{"speaker": s, "text": t} for s, t in turns]}
    (calls / "one.json").write_text(json.dumps(call), encoding="utf-8")


class Obeying:
    """A script for the server.

    Args:
        attack: None for a model in peace.
        always: True if the model was won over by what it distilled, whatever it is shown.
    """

    def __init__(self, attack: dict[str, str] | None = None, *, always: bool = False) -> None:
        self._attack, self._always = attack, always
        self.obeyed = 0

    def __call__(self, request: Request) -> Reply:
        won = self._always and request.schema != "PointsForm"
        if self._attack and (won or reads(self._attack["text"], request.user)):
            self.obeyed += 1
            return Reply(self._obey(request, self._attack["orders"]))
        return Reply(_honest(request))

    @staticmethod
    def _obey(request: Request, orders: str) -> dict[str, Any]:
        relation = next((r for r in ("supports", "contradicts", "dismisses") if r in orders), "")
        if "extra finding" in orders or "made-up" in orders or "somebody else" in orders:
            relation = "contradicts"
        lines = _LINE.findall(request.user)
        claims = [i for i, _ in lines if i.startswith("k")]
        points = [i for i, _ in lines if i.startswith("p")]
        said = [i for i, _ in lines if i.startswith("s")]
        turns = [i for i, _ in lines if i.startswith(("t", "x"))]
        quotes = [{"turn": t, "words": _MADE_UP} for t in turns]
        answer = {
            "points": [_point("buyer", quotes)],
            "suspicions": [{"claim": c, "points": points, "relation": relation} for c in claims],
            "entries": [{"relation": relation, "quotes": quotes, "reason": "I was told so."}],
            "conflicts": [{"one": a, "other": b, "reason": "told so"} for a, b in pairwise(claims)],
            "needs": [{"need": "", "title": "Told so", "points": points, "answered_by": []}],
            "gaps": [{"claim": c, "ours": "told", "theirs": "so", "statements": said} for c in claims],
            "answers": [],
        }
        fields = _fields(request)
        if not relation:
            answer = {key: [] for key in answer}
        plain = {"text": _MADE_UP, "title": "Told so", "statements": said, "answered_by": [], "rests_on": []}
        return {key: value for key, value in {**answer, **plain}.items() if key in fields}


def reads(attack: str, prompt: str) -> bool:
    """True if a stretch of the attack stands in the prompt."""
    order, text = _letters(attack), _letters(prompt)
    return any(order[i : i + _WINDOW] in text for i in range(max(1, len(order) - _WINDOW + 1)))


def _letters(text: str) -> str:
    seen = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in seen if c.isalnum() or ord(c) >= _HIDDEN)


def _fields(request: Request) -> dict[str, Any]:
    return request.body["response_format"]["json_schema"]["schema"]["properties"]


def _point(who: str, quotes: list[dict[str, str]], text: str = "They said so.") -> dict[str, Any]:
    return {"who": who, "about": "us", "kind": "experience", "text": text, "quotes": quotes}


def _honest(request: Request) -> dict[str, Any]:
    lines = _LINE.findall(request.user)
    heard = [(i, words) for i, text in lines for words in _SAID if words in text]
    claims = [(i, text) for i, text in lines if i.startswith("k")]
    out: dict[str, Any] = {key: [] for key in _fields(request)}
    if request.schema == "PointsForm":
        out["points"] = [
            _point(_SAID[w][2], [{"turn": i, "words": w}], f"Somebody said: {w}.") for i, w in heard
        ]
    if request.schema == "SuspicionsForm":
        out["suspicions"] = [
            {"claim": c, "points": [i], "relation": _SAID[w][1]}
            for i, w in heard
            for c, text in claims
            if _SAID[w][0] in text
        ]
    if request.schema == "EntriesForm":
        side = "ours" if "our own side says" in request.system else "buyer"
        out["entries"] = [
            {"relation": _SAID[w][1], "quotes": [{"turn": i, "words": w}], "reason": "They say so."}
            for i, w in heard
            if _SAID[w][2] == side and _SAID[w][0] in request.user.partition("</claim>")[0]
        ]
    if request.schema == "ConflictsForm":
        one, other = (next((i for i, text in claims if want in text), "") for want in _CONFLICT)
        out["conflicts"] = [{"one": one, "other": other, "reason": "A fee or none."}] if one and other else []
    for key in ("text", "title"):
        if key in out:
            out[key] = ""
    return out
