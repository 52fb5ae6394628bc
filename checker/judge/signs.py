"""Signs that a text from outside speaks to the model instead of to a person.

They flag, they never decide: what protects a verdict is the fence, the fixed set of answers and the check
of every quote. So they are kept narrow: ordinary sales talk, also about AI products, must not be flagged.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from checker.judge.unseen import visible

_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁӏвнкмтАЕОРСУХІЈЅВНКМТαοενικρτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshdlbhkmtAEOPCYXIJSBHKMTaoevikptuABEZHIKMNOPTYX",
)
_MARKUP = (
    ("role-marker", re.compile(r"<\|[\w ]{2,30}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|s)>", re.I)),
    (
        "role-marker",
        re.compile(
            r"^[ \t]*(?:#{1,6}[ \t]*|\*\*|={2,}[ \t]*|-{3,}[ \t]*|\[)(?:new |begin |end )?"
            r"(?:system|assistant|developer|instructions?)\b(?![ \t]+\w)",
            re.I | re.M,
        ),
    ),
    ("role-marker", re.compile(r"#{2,6}[ \t]*(?:system|assistant|developer|human|user)[ \t]*:", re.I)),
    ("role-marker", re.compile(r"(?:\A|\n)[ \t]*(?:system|assistant|human|developer)[ \t]*:[ \t]*\S", re.I)),
    ("role-marker", re.compile(r"[\"']?role[\"']?\s*[:=]\s*[\"'](?:system|assistant|developer|tool)", re.I)),
    (
        "closing-fence",
        re.compile(
            r"</(?:call|turn|transcript|claim|asset|draft|points?|data|documents?|input|context|user|untrusted\w*"
            r"|evidence|statements?|copy|text|conversation|instructions?|prompt|quote|content)[ ]*>"
            r"|<(?:call|turn|claim|asset|draft|points?|instructions?|prompt)\b",
            re.I,
        ),
    ),
    ("closing-fence", re.compile(r"(?:^|\s)(?:`{3}|~{3}|\"{3}|'{3})(?:\s|\w|$)")),
    (
        "closing-fence",
        re.compile(
            r"(?:[-=*#_]{3,}|\[|<)[ ]*(?:end|ende|fin)[ ]+(?:of[ ]+|der?[ ]+|de[ ]+)?(?:the[ ]+|la[ ]+)?"
            r"(?:call|transcript\w*|transkripts?|data|document|input|context|conversation|user)\b",
            re.I,
        ),
    ),
    ("link-with-data", re.compile(r"!\[[^\]\n]{0,200}\]\(\s*(?:https?:)?//[^)\s]*[?&][^)\s]*=", re.I)),
    (
        "json-verdict",
        re.compile(
            r"[\"'](?:relations?|verdicts?|judgement|judgment|findings?|contradictions?|statements?|label)[\"']\s*:"
            r"\s*(?:[\"'\[{]|null|true|false)",
            re.I,
        ),
    ),
)
MARKUP_SIGNS = frozenset(name for name, _ in _MARKUP)
"""Signs that are made of tags, keys and marks, which files of some formats consist of."""

_LEET = str.maketrans("013457", "oieast")
_LEET_WORD = re.compile(r"\b(?:\d[a-z]+\d\w*|[a-z]+\d[a-z]+\d?\w*)\b")
_ROT13 = re.compile(r"\b(?:vtaber|qvfertneq|sbetrg|bireevqr|nafjre|ercbeg|bhgchg)\b")
_ENCODED = re.compile(r"(?<![\w+/=-])(?:[A-Za-z0-9+/_-]{24,}={0,2}|(?:[0-9a-fA-F]{2}[ ]?){20,})(?![\w+/=])")
_SPACED = re.compile(r"(?<!\w)(?:\w[ .·_-]){5,}\w(?!\w)")
_DEPTH = 2  # an encoded order inside an encoded order


def suspicious(text: str) -> tuple[str, ...]:
    """Names of the injection patterns found in a text, sorted; none for ordinary talk.

    Give it the text as it came, not what `neutralised` made of it. It knows English, German, French,
    Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Russian, Turkish, Arabic, Hindi, Chinese,
    Japanese and Korean. Known limits: an order that is worded like a customer's opinion, a language that
    is not among these, a cipher other than Base64, hex, ROT13 and digits for letters.

    Sources: OWASP Top 10 for LLM applications 2025, LLM01; Unicode TR 36 (lookalikes); the attacks of
    tests/judge/attacks.
    """
    return tuple(sorted(_signs(text, _DEPTH)))


@cache
def _worded() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Patterns of `signs.toml`, with the names in braces filled in."""
    data = tomllib.loads(Path(__file__).with_name("signs.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = data["words"]

    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{([A-Z]+)\}", lambda m: words[m.group(1)], text), re.MULTILINE)

    return tuple((sign["name"], pattern(sign["pattern"])) for sign in data["signs"])


def _signs(text: str, depth: int) -> set[str]:
    found = {name for name, pattern in _MARKUP if pattern.search(text)}
    if _hidden(text):
        found.add("invisible-text")
    plain = _plain(text)
    for reading in _readings(plain):
        found |= {name for name, pattern in _worded() if pattern.search(reading)}
    tagged = "".join(chr(ord(c) - 0xE0000) for c in text if 0xE0020 <= ord(c) < 0xE007F)
    if depth and tagged:
        found |= _signs(tagged, depth - 1)
    for match in _ENCODED.finditer(text) if depth else ():
        inside = _decoded(match.group())
        if inside and (more := _signs(inside, depth - 1)):
            found |= more | {"encoded-order"}
    return found


def _readings(plain: str) -> set[str]:
    """A text as it stands, with spaced letters joined, digits read as letters, and ROT13 undone."""
    found = {plain, _SPACED.sub(lambda m: re.sub(r"[ .·_-]", "", m.group()), plain)}
    if len(_LEET_WORD.findall(plain)) >= 2:
        found.add(_LEET_WORD.sub(lambda m: m.group().translate(_LEET), plain))
    if _ROT13.search(plain):
        found.add(codecs.encode(plain, "rot13"))
    return found


def _plain(text: str) -> str:
    """For matching words: visible characters, NFKC, lookalikes as Latin in mixed words, lower case."""
    text = unicodedata.normalize("NFKC", visible(text))
    words = re.split(r"(\W+)", text)
    text = "".join(w.translate(_LOOKALIKES) if _mixed(w) else w for w in words)
    text = re.sub(r"[*_~`]+", "", text).replace("’", "'").casefold()
    return re.sub(r"[^\S\n]+", " ", text)


def _mixed(word: str) -> bool:
    return not word.isascii() and any("a" <= c <= "z" for c in word.casefold())


def _hidden(text: str) -> bool:
    """Marks that hide text: tag characters, overridden direction, many zero-width ones in Latin words."""
    if text.isascii():
        return "\x1b[" in text or "\x08" in text
    if any(0xE0000 <= ord(c) <= 0xE0FFF for c in text) or re.search("[\u202a-\u202e\u2066-\u2069]", text):
        return "\U0001f3f4\U000e0067" not in text  # the flags of England, Scotland and Wales are tags
    inside = re.findall(r"[A-Za-z][\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u034f]+[A-Za-z]", text)
    runs = re.findall(r"[\ufe00-\ufe0f\u200b-\u200d\u2060-\u2064]{4,}", text)
    return len(inside) >= 3 or bool(runs)


def _decoded(text: str) -> str:
    """What Base64 or hex text says, if it says something printable."""
    for decode in (_from_hex, _from_base64):
        try:
            inside = decode(text).decode("utf-8")
        except (ValueError, binascii.Error):
            continue
        if len(inside) >= 10 and sum(c.isprintable() or c.isspace() for c in inside) >= 0.95 * len(inside):
            return inside
    return ""


def _from_hex(text: str) -> bytes:
    return bytes.fromhex(text)


def _from_base64(text: str) -> bytes:
    text = re.sub(r"\s", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
