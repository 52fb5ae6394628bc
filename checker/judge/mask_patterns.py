"""E-mail addresses, phone numbers and private links in a text, by their shape alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

Found = tuple[int, int, str, str]
"""Start, end, kind (EMAIL, PHONE, URL), and a key that is the same for the same thing."""

_DOTS = r"(?: ?\. ?| dot | punkt | point | punto | ponto )"
_EMAIL = re.compile(
    r"[^\s@＠<>()\[\]{}\"“”‘’,;:/\\|=&?]{1,64}[@＠][^\W_][\w-]{0,62}(?:\.[^\W_][\w-]{0,62}){0,8}", re.UNICODE
)
_SPOKEN_EMAIL = re.compile(
    rf"\b[^\W_][\w.+-]{{0,40}}(?:{_DOTS}[\w+-]{{1,40}}){{0,3}}(?: at | ?[\[(]at[\])] ?| arroba | arobase )"
    rf"[^\W_][\w-]{{0,40}}(?:(?:{_DOTS}| ?[\[(]dot[\])] ?)[\w-]{{1,40}}){{0,2}}"
    r"(?: dot | punkt | point | punto | ponto | ?[\[(]dot[\])] ?)"
    r"(?:com|org|net|io|co|ai|edu|gov|info|biz|eu|de|fr|es|it|nl|uk|ch|at|us|ca|example)\b",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.)[^\s<>\"“”«»]{3,2000}", re.IGNORECASE)
_PROFILE = re.compile(
    r"(?:\b[\w-]+\.)*\b(?:linkedin\.com/(?:in|pub)|calendly\.com|cal\.com|zoom\.us/(?:j|my|w)|meet\.google\.com"
    r"|teams\.microsoft\.com|t\.me|wa\.me|(?:x|twitter|facebook|instagram|github)\.com|hubs\.ly|docs\.google\.com"
    r"|drive\.google\.com|dropbox\.com/s|[\w-]+\.sharepoint\.com)/[^\s<>\"“”«»]{2,500}",
    re.IGNORECASE,
)
_CAMPAIGN = re.compile(r"(?:amp;)?(?:utm_\w+|src|source|ref|plan|lang|locale|v|page)=[^&#]*", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,/:$€£¥#@+-])(?:\+|00)?[ ]?\(?\d(?:[\d\u00a0 ().\-‐–/]{5,22})\d"
    r"(?:[ ]?(?:x|ext\.?|Durchwahl)[ ]?\d{1,6})?"
    r"(?![\w%€£$¥]|[.,:/-]\d|[ ]?(?:USD|EUR|GBP|CHF|dollars|euros|percent|units|seats|users|k\b|m\b))"
)
_CUE = re.compile(
    r"(?:phone|\bring|call|cell|mobile|tel|fax|number is|reach"
    r"|text|dial|whatsapp|telefon|nummer|handy|rufen|anrufen"
    r"|téléphone|numéro|appel|móvil|teléfono|número|llám)\w*[^\d\n]{0,25}\Z",
    re.IGNORECASE,
)
_DIGIT = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht"
    r"|neun|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
_DIGITS = frozenset(_DIGIT[3:-1].split("|"))
_DOT_WORDS = ("dot", "punkt", "point", "punto", "ponto")
_SPOKEN_PHONE = re.compile(
    rf"\b(?:(?:double|triple) )?{_DIGIT}"
    rf"(?:[ ,.\-–]{{1,3}}(?:and )?(?:(?:double|triple) )?{_DIGIT}\b){{6,14}}",
    re.IGNORECASE,
)
_SHAPES = (
    re.compile(r"\(?\d{3}\)?[ .\u00a0-]{0,2}\d{3}[ .\u00a0-]\d{4}\Z"),  # North America
    re.compile(r"1[ .-]\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\Z"),
    re.compile(r"0\d(?:[ .]\d{2}){4}\Z"),  # France
    re.compile(r"\(?0\d{1,5}\)?[ /-]{1,3}\d[\d -]{4,12}\Z"),  # Germany, Italy, United Kingdom and others
    re.compile(r"\(0\)[ ]?\d{1,4}[ /-]?\d[\d -]{4,12}\Z"),
    re.compile(r"\(\d{2,5}\)[ -]?\d[\d -]{4,12}\Z"),
    re.compile(r"[679]\d{2}[ ]\d{3}[ ]\d{3}\Z"),  # Spain, mobile; `600 000 000` is ruled out before
)
_DATE = re.compile(
    r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}))(?:[ T-].*)?\Z"
    r"|(?:19|20)\d{2}[ ]?[-–/][ ]?(?:19|20)\d{2}\Z"
)
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:[ .\u00a0]\d00|[ .\u00a0]000)+\Z")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}\Z")


def contacts(text: str) -> Iterator[Found]:
    """Addresses, links and numbers in a text; they may overlap, the first one counts."""
    low = text.casefold()
    if "/" in text or "www." in low:
        yield from _links(text)
    if "@" in text or "＠" in text:
        yield from _addresses(text)
    if any(word in low for word in _DOT_WORDS):
        for match in _SPOKEN_EMAIL.finditer(text):
            yield match.start(), match.end(), "EMAIL", " ".join(match.group().casefold().split())
    if sum(map(str.isdigit, text)) >= 7:
        yield from _numbers(text)
    if sum(word.strip(",.-–") in _DIGITS for word in low.replace("-", " ").split()) >= 7:
        for match in _SPOKEN_PHONE.finditer(text):
            yield match.start(), match.end(), "PHONE", re.sub(r"\W+", " ", match.group().casefold())


def _addresses(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        surface = match.group().strip(".-'*_`!#$%^~")
        start = match.start() + match.group().index(surface)
        if re.search("[@＠]", surface[1:-1]):
            yield start, start + len(surface), "EMAIL", surface.casefold().replace("＠", "@")


def _numbers(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        surface = match.group().strip()
        start = match.start() + match.group().index(surface)
        if _is_phone(surface, text[max(0, start - 40) : start]):
            yield start, start + len(surface), "PHONE", re.sub(r"\D", "", surface)


def _links(text: str) -> Iterator[Found]:
    for match in _URL.finditer(text):
        surface = match.group().rstrip(".,;:!?)]}'’*_")
        if _is_private(surface):
            yield match.start(), match.start() + len(surface), "URL", surface
    for match in _PROFILE.finditer(text):
        surface = match.group().rstrip(".,;:!?)]}'’*_")
        yield match.start(), match.start() + len(surface), "URL", surface.casefold()


def _is_private(url: str) -> bool:
    """True if it carries more than an address: a user, a query, data, an id, a person's page."""
    rest = url.partition("://")[2] or url
    path, _, query = rest.partition("?")
    query, _, fragment = query.partition("#")
    if (
        "@" in rest
        or "=" in fragment
        or _PROFILE.search(rest)
        or re.search(r"\d{6}|[0-9a-f]{12}", path, re.I)
    ):
        return True
    return any(part and not _CAMPAIGN.fullmatch(part) for part in query.split("&"))


def _is_phone(surface: str, before: str) -> bool:
    digits = re.sub(r"\D", "", re.split(r"[xeD]", surface)[0])
    number = re.split(r"[ ]?(?:x|ext|Durchwahl)", surface)[0]
    if not 7 <= len(digits) <= 15 or _DATE.match(number) or _ADDRESS.match(number):
        return False
    if surface.startswith("+"):
        return True
    if _AMOUNT.match(number):
        return False
    if surface.startswith("00") and len(digits) >= 10:
        return True
    return any(shape.match(number) for shape in _SHAPES) or bool(_CUE.search(before))
