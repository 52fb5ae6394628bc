"""Which names (of front matter, of string files, of columns) stand for copy and which do not.

Names are compared word by word, so `primary_cta`, `ogTitle` and `Headline 2` are all known, and
the last word decides: `cta_text` is copy, `cta_url` is not.
"""

from __future__ import annotations

import re

from checker.model import BlockKind

_COPY = frozenset(
    (
        "title titles headline headlines heading headings subheading subheadings header subheader subhead "
        "subheadline subtitle subject preheader preview tagline slogan strapline eyebrow kicker summary "
        "excerpt description descriptions desc cta ctas button buttons caption captions alt quote quotes "
        "testimonial text texts copy body lede lead intro introduction teaser blurb hook offer question "
        "questions answer answers bullet bullets benefit benefits feature features highlight highlights "
        "promise message messages content paragraph paragraphs line lines callout callouts sitelink "
        "sitelinks snippet snippets post tweet claim claims headertext bodytext faq h1 h2 h3 motto "
        "disclaimer footnote reassurance proof"
    ).split()
)
_TECHNICAL = frozenset(
    (
        "id ids uid uuid key slug url urls uri href link links src path paths file filename image images "
        "img icon icons logo photo video avatar thumbnail color colour colors background font fonts class "
        "classname classes style styles css theme width height size sizes margin padding align alignment "
        "layout template component variant type types kind status state date dates time timestamp created "
        "updated modified published reviewed deadline start end year month week day lang language "
        "languages locale locales region version schema format author owner editor reviewer approver "
        "approved approval contact email phone tel address campaign campaigns audience audiences segment "
        "persona personas stage channel channels platform placement network device match keyword keywords "
        "tag tags category categories label labels group adgroup set budget bid cpc cpm cost spend "
        "currency account customer utm source medium tracking pixel code codes count counts length chars "
        "characters limit max min order position index weight priority draft noindex robots canonical "
        "note notes comment comments internal feedback todo brief name names asset assets off score "
        "action method event selector script target rel role hash token secret"
    ).split()
)
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("title", "subject"), "title"),
    **dict.fromkeys(("headline", "heading", "h1", "h2"), "heading"),
    **dict.fromkeys(("cta", "ctas", "button", "buttons"), "button"),
    **dict.fromkeys(("quote", "testimonial"), "quote"),
    "alt": "alt",
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|h[1-6]|[^\W\d_]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[T\d:. Z+-]*|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2} \w{3,9} \d{4}")
_NO_PROSE = re.compile(
    r"(?:https?|mailto|tel|data|ftp):\S*|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+|#[0-9a-fA-F]{3,8}|[^\s/\\]*+[/\\]\S*+"
    r"|rgba?\(.*\)|[-\w]+\.(?:example|com|org|net|io|co|png|jpe?g|svg|gif|webp|pdf|html?|js|css)(?:/\S*)?"
)


def words_of(name: str) -> list[str]:
    """Words of a name in lower case, without numbers: `ogTitle 2` gives og, title."""
    if re.fullmatch(r"h[1-6]", name.strip(), re.I):
        return [name.strip().lower()]
    return [word.lower() for word in _WORD.findall(name)]


def is_copy_key(name: str) -> bool:
    """True if a value of this name is shown to readers."""
    words = words_of(name)
    return bool(words) and words[-1] in _COPY and "internal" not in words


def is_technical_key(name: str) -> bool:
    """True if a value of this name is for machines or colleagues."""
    words = words_of(name)
    return bool(words) and not is_copy_key(name) and any(word in _TECHNICAL for word in words)


def kind_of_key(name: str, default: BlockKind) -> BlockKind:
    """What a value of this name is on the page."""
    named = (_KINDS[word] for word in reversed(words_of(name)) if word in _KINDS)
    return next(named, default)


def is_text(value: str) -> bool:
    """True if there are words in it: no bare URL, file, address, colour, date or number."""
    value = value.strip()
    if not re.search(r"[^\W\d_]{2}", value):
        return False
    return not (_NO_PROSE.fullmatch(value) or _DATE.fullmatch(value))


def is_prose(value: str) -> bool:
    """True for a text of two words or more that reads like language."""
    tokens = value.split()
    worded = [t for t in tokens if re.search(r"^\W*[^\W\d_]{2,}(?:['’-][^\W\d_]+)*\W*$", t)]
    return is_text(value) and len(tokens) > 1 and len(worded) > 1
