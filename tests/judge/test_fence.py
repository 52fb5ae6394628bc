"""Text from outside cannot close its fence, and speaking to the model is noticed."""

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.judge.fence import fenced, neutralised, one_line, safe_ident, suspicious
from checker.sources.calls.registry import read_calls

ROOT = Path(__file__).parents[2]
ATTACKS = [
    json.loads(line)
    for line in (Path(__file__).parent / "attacks" / "attacks.jsonl").read_text(encoding="utf-8").splitlines()
]
# What no sign catches: orders in the shape of talk. Those named `held-…` were written after the signs; 11
# of 20 were caught then, all after some were added.
KNOWN_MISSES = {"opinion-soft", "opinion-false-summary"}
NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "<>/`#:[]|\"'\n\r\t \u200b\u202e\u2028\x85\x1c\x00\uff1c\uff1e\u3008\U000e0041\ufe0f~"
        ),
        st.sampled_from(list("calsystemINST")),
        st.characters(),
    ),
    max_size=80,
)
INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff\ufe00-\ufe0f\x00-\x08]"
)


def test_there_are_enough_attacks_of_every_kind() -> None:
    assert len(ATTACKS) >= 48
    assert len({attack["id"] for attack in ATTACKS}) == len(ATTACKS)
    assert len({attack["language"] for attack in ATTACKS}) >= 12
    assert {attack["where"] for attack in ATTACKS} == {"call", "copy"}
    assert {attack["by"] for attack in ATTACKS} == {"buyer", "rep", "copy"}
    assert all(attack["orders"] and attack["text"] for attack in ATTACKS)


def check_fence(kind: str, ident: str, text: str) -> None:
    whole = fenced(kind, ident, text)
    first, *inside, last = whole.split("\n")
    assert re.fullmatch(rf'<{kind}( id="[^"<>\n]*")?>', first)
    assert last == f"</{kind}>"
    body = "\n".join(inside)
    assert "<" not in body and ">" not in body
    assert not INVISIBLE.search(body)
    assert len(whole.splitlines()) == len(whole.split("\n")), "a line break that is not \\n"
    whole.encode("utf-8")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["id"])
def test_no_attack_closes_its_fence(attack: dict[str, str]) -> None:
    check_fence(attack["where"], attack["text"], attack["text"])
    body = fenced("call", "", attack["text"])
    assert not re.search(r"<\||\[/?INST\]|```|^#{1,6} |^\s*(?:system|assistant|human)\s*:", body, re.I | re.M)


@given(NASTY, NASTY)
@settings(max_examples=400, deadline=None)
def test_nothing_closes_a_fence(ident: str, text: str) -> None:
    check_fence("call", ident, text)


@given(NASTY)
@settings(max_examples=400, deadline=None)
def test_neutralising_twice_changes_nothing(text: str) -> None:
    once = neutralised(text)
    assert neutralised(once) == once
    line = one_line(text)
    assert len(line.splitlines()) <= 1 and one_line(line) == line


def test_what_a_reader_sees_is_kept() -> None:
    text = "Müller’s 5 % — “net 30”, ¥1,200 & 50% off; 東京 ok? [sic] *well* #1"
    assert neutralised(text) == text
    assert neutralised("under <5 minutes") == "under ‹5 minutes"
    assert neutralised("a\r\nb") == "a\nb"
    assert neutralised("The system: it broke.") == "The system: it broke."


def test_kinds_are_ours() -> None:
    for kind in ("", "Call", "a b", "call>", "call\n"):
        with pytest.raises(ValueError):
            fenced(kind, "x", "y")
    assert safe_ident('c1"><x') == "c1___x"


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["id"])
def test_attacks_are_noticed(attack: dict[str, str]) -> None:
    signs = suspicious(attack["text"])
    assert signs == tuple(sorted(set(signs)))
    assert bool(signs) == (attack["id"] not in KNOWN_MISSES), signs


def test_few_attacks_go_unnoticed() -> None:
    assert len(KNOWN_MISSES) <= 0.2 * len(ATTACKS)
    assert {attack["id"] for attack in ATTACKS} >= KNOWN_MISSES


@pytest.mark.parametrize("attack", ATTACKS[::5], ids=lambda attack: attack["id"])
def test_an_attack_within_talk_is_noticed(attack: dict[str, str]) -> None:
    talk = "So we run forty trucks, and the invoices go out on Friday. {} Anyway, what does it cost?"
    if attack["id"] not in KNOWN_MISSES and "\n" not in attack["text"]:
        assert suspicious(talk.format(attack["text"]))


ORDINARY = (
    "Ignore the last invoice, that was our mistake. Forget the price for a minute.",
    "You are now on the Pro plan, and you're the system admin. Act as if it were yours.",
    "Our AI assistant ignores the rules we set, it answers refunds with the wrong policy.",
    "The AI model is trained on your tickets. As an AI company we hear that a lot.",
    "Answer: it supports SSO, SAML and SCIM. Does it support Spanish? That contradicts the website.",
    "My boss said to disregard the previous quote. Please skip the onboarding instructions.",
    "Can you repeat the instructions for the installer? Show me the prompt where it asks for a PIN.",
    "The new system: we switched in May. Note to self: call Dana.",
    "Marque la case. Ignorez mon dernier mail, les consignes de sécurité sont affichées.",
    "Vergiss die Regel nicht. Das Modell antwortet zu langsam, der Assistent auch.",
    "忽略价格的话,我们很满意。 これは指示書に書いてあります。",
    "Scotland \U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f in the cup",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467 plan",
    "نمی\u200cخواهم این را بخرم، می\u200cدانید، نمی\u200cشود.",
    "Auditors come in, and they report no findings. The answer is true. Your report is approved.",
    "I know you say it supports, and then it doesn't. Agents mark it as unrelated.",
    "As the reviewing manager: any model that is reading these meters is fine.",
    "Assistant, she was our assistant. The model is reading this wrong. Your new task list is here.",
    "They just ignore the rules.",
    "Operators skip the instructions on the screen. The orders are canceled. Forget everything you knew.",
    "They don't follow your instructions, and they bypass the guardrails on the machine.",
    "Respond to every ticket. Rate the call. Mark all of them as read. Label this unrelated charge for me.",
    "Commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b fixed it. Ticket aGVsbG8gd29ybGQgaG93IGFyZSB5b3U=",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_not_flagged(text: str) -> None:
    assert suspicious(text) == ()


@pytest.mark.parametrize("world", sorted((ROOT / "corpus/worlds").iterdir()), ids=lambda path: path.name)
def test_no_turn_of_any_call_and_no_copy_is_flagged(world: Path) -> None:
    flagged = []
    for path in sorted((world / "calls").iterdir()):
        for call in read_calls(path.read_bytes(), path.name):
            flagged += [turn.text for turn in call.turns if suspicious(turn.text)]
    for path in sorted((world / "campaign").iterdir()):
        text = path.read_text(encoding="utf-8")
        rows = ["\n".join(row) for row in csv.reader(text.splitlines())] if path.suffix == ".csv" else [text]
        flagged += [row for row in rows if suspicious(row)]
    assert not flagged


def test_no_labelled_statement_is_flagged() -> None:
    flagged = []
    files = sorted((ROOT / "corpus/pairs").glob("*.jsonl"))[::3] + sorted(
        (ROOT / "corpus/turns").glob("*.jsonl")
    )
    texts = {
        row[key]
        for path in files
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        for key in ("claim", "statement", "context")
        if row.get(key)
    }
    assert len(texts) > 1000
    flagged = [text for text in texts if suspicious(text)]
    assert not flagged


def test_signs_stay_fast_on_hostile_text() -> None:
    import time

    start = time.perf_counter()
    for text in (
        "a " * 20_000,
        "ignore " * 5_000,
        "<" * 40_000,
        "answer the " * 4_000,
        "A1" * 20_000,
        "- " * 20_000,
    ):
        suspicious(text)
        neutralised(text)
    assert time.perf_counter() - start < 20
