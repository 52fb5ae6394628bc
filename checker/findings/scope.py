"""What a line of copy is limited to: plans, regions, years and seasons, audiences, named extras.

Two lines whose scopes exclude each other can both be true, whatever their numbers. A line that names
no plan, region or year speaks of the whole offer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TIER = (
    "starter|basic|essentials?|standard|pro|professional|plus|premium|growth|team|teams|business|scale|"
    "enterprise|lite|ultimate|advanced|core|free|select|bronze|silver|gold|platinum"
)
_PLAN_WORD = r"plan|tier|edition|package|bundle|suite|subscription|membership|licen[cs]e"
_PLAN = re.compile(
    rf"\b(?:the\s+)?(?P<named>[A-Z][\w+-]*)\s+(?:{_PLAN_WORD})\b"
    rf"|\b(?P<tier>(?i:{_TIER}))\s*(?::|\s(?:{_PLAN_WORD})\b|\s(?:covers|includes|gives|comes|adds|"
    rf"customers|accounts)\b)"
    rf"|\b(?:on|with|in|of|including)\s+(?P<on>(?-i:{_TIER.title().replace('S?', 's?')}))\b"
    rf"|\b(?i:{_PLAN_WORD}),?\s+(?P<after>[A-Z][a-z]+)(?=[,:])"
)
_NO_PLAN = frozenset(
    "the our your every any one all each this that a no entry free flat first new which what single".split()
)
_REGIONS: dict[str, str] = {
    "us": r"U\.?S\.?A?\.?|United States|America|American|North America|contiguous|states",
    "ca": r"Canada|Canadian|Toronto",
    "gb": r"U\.?K\.?|United Kingdom|Britain|British|England|Scotland|Wales|London",
    "ie": r"Ireland|Irish|Dublin",
    "eu": r"E\.?U\.?|Europe|European|Germany|Frankfurt|France|Paris|Spain|Italy|Netherlands|"
    r"Amsterdam|Sweden|Stockholm",
    "au": r"Australia|Australian|Sydney|New Zealand",
    "asia": r"Asia|APAC|India|Mumbai|Japan|Tokyo|Singapore|China",
    "latam": r"Mexico|Brazil|Latin America|LATAM",
}
_REGION = {name: re.compile(rf"(?<![\w.])(?:{pattern})(?![\w])") for name, pattern in _REGIONS.items()}
_YEAR = re.compile(r"\b(?:FY\s?'?(\d\d)|(20\d\d))\b")
_PAST = re.compile(
    r"\b(?:last|previous|this|next|coming|first) (?:year|quarter|month|season|spring|summer|autumn|"
    r"fall|winter)\b",
    re.I,
)
_SEASON = re.compile(
    r"\b(spring|summer|autumn|winter|christmas|black friday|easter|holiday season|patio season)\b", re.I
)
_QUALIFIER = re.compile(
    r"\b(extra|additional|further|add-on|optional|outdoor|indoor|same-day|express|overnight|weekend|"
    r"emergency|"
    r"non-?profits?|charit(?:y|ies)|students?|schools?|education|government|agenc(?:y|ies)|enterprises?|"
    r"new customers?|existing customers?|refurbished|annual|seasonal|mobile|detached|single|family|couples?|"
    r"setup|set-up|onboarding|one-time|one-off|late|overage|upgrade|premium|priority|dedicated|"
    r"custom|renewal)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Limits that a line names; an empty set means that it names none of that sort."""

    plans: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    qualifiers: frozenset[str] = frozenset()


def scope(text: str, context: str = "") -> Scope:
    """Scope of a line, with the heading it stands under where the line itself names no plan."""
    plans = _plans(text) or _plans(context)
    return Scope(
        plans=plans,
        regions=frozenset(name for name, pattern in _REGION.items() if pattern.search(text)),
        years=_years(text),
        qualifiers=frozenset(re.sub(r"s$", "", m[1].lower()) for m in _QUALIFIER.finditer(text)),
    )


def _plans(text: str) -> frozenset[str]:
    found = set()
    for match in _PLAN.finditer(text):
        name = next(g for g in match.groups() if g).lower()
        if name not in _NO_PLAN:
            found.add(name)
    return frozenset(found)


def _years(text: str) -> frozenset[str]:
    years = {f"20{m[1]}" if m[1] else m[2] for m in _YEAR.finditer(text)}
    return frozenset(years | {m[0].lower() for p in (_PAST, _SEASON) for m in p.finditer(text)})


def compatible(a: Scope, b: Scope) -> bool:
    """True if something lies in both scopes, so that two statements about it can clash.

    A plan or year that only one line names limits nothing for the other; a qualifier (an extra seat,
    a mobile visit) that only one line names makes it another thing.
    """
    return (
        not _apart(a.plans, b.plans)
        and not _apart(a.regions, b.regions)
        and not _apart(a.years, b.years)
        and a.qualifiers == b.qualifiers
    )


def overlapping(a: Scope, b: Scope) -> bool:
    """Like `compatible`, but qualifiers are left out: for rules where one side speaks of everything."""
    return not (_apart(a.plans, b.plans) or _apart(a.regions, b.regions) or _apart(a.years, b.years))


def _apart(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b and not a & b)
