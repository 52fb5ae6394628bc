"""On absolutes: "no X" beside X, "unlimited" beside a limit, "included" beside "extra", done beside planned.

Each rule takes two readings; the first holds the absolute. It gives the clash, or None where both can
be true or where it cannot tell that they speak of one thing.
"""

from __future__ import annotations

import re

from checker.findings.quantities import DAY, Quantity
from checker.findings.readings import Clash, Reading, Rule, Sign, holds, search, search_all, stated, states
from checker.findings.scope import Scope, overlapping, scope
from checker.findings.stems import content
from checker.findings.topics import is_notice

_NO_FEE = re.compile(
    r"\b(?:no|zero|without|never any?)\s+(?:\w+\s+)?(?P<thing>[a-z]+)[- ](?:fees?|charges?|costs?)\b|"
    r"\b(?P<thing2>[a-z]+)\s+(?:are|is|comes?)\s+(?:always\s+)?(?:free|included|"
    r"at no (?:extra )?(?:cost|charge))\b|"
    r"\bunlimited\s+(?P<thing3>[a-z]+)\s+(?:at no|free|included)|\bfree\s+(?P<thing4>delivery|"
    r"shipping|returns|support|setup|training|"
    r"installation|onboarding|migration)\b|\bno\s+(?P<thing5>commission|deposit|set-?up|subscription|"
    r"surcharges?)\b",
    re.I,
)
_NO_TERM = re.compile(
    r"\bno\s+(?:long[- ]term|annual|minimum|fixed)?\s*(?:contracts?|commitments?|lock[- ]?in|term)\b|"
    r"\bmonth[- ]to[- ]month\b|\bcancel (?:at )?any ?time\b|\bwe don'?t do contracts\b|"
    r"\bleave (?:when|whenever|any ?time)\b",
    re.I,
)
_RULED_OUT: tuple[tuple[str, str, str], ...] = (
    (r"no (?:\w+ )?minimums\b|no minimum (?:order|volume|spend|charge|purchase)",
     r"minimum (?:of|order|volume|charge|spend|is)\b|at least(?=\s+[$£€]?\d)", ""),
    (r"no (?:credit |payment )?card\b", r"(?:valid|credit|payment|"
                                        r"debit) card\b(?! reader)[^.]{0,30}\b(?:required|needed|"
                                        r"begins|to start)|"
     r"(?:add|added|enter|entered|need|requires?)\b[^.]{0,25}\b(?:credit|payment|debit) card",
     "a card is asked for"),
    (r"no app\b|nothing to (?:download|install)|no downloads?\b|no (?:plug-?in|software) to install",
     r"(?:download|install) (?:the|our) (?:[\w-]+ )?(?:app|plug-?in|client)\b", ""),
    (r"no training\b|without (?:any )?training",
     r"(?:completes?|attends?|compulsory|mandatory|required)\b[^.]{0,40}\b(?:training|certification|course)|"
     r"(?:training|certification|course) (?:is|are) (?:compulsory|mandatory|required)", ""),
    (r"no account\b",
     r"(?:open|create|set up|register) (?:your |an |a )(?:free )?account|complete a credit application", ""),
    (r"(?:zero|no) up-?front (?:costs?|fees?|payments?)|no deposits?\b|nothing to pay up ?front",
     r"payable on order|deposit (?:of|is|falls)|up-?front (?:fee|payment|charge) of", ""),
    (r"no (?:internet|signal|connection)\b|without (?:a )?(?:signal|internet|connection)|"
        r"works? (?:offline|through a broadband outage)",
     r"(?:internet|4G|5G|live|mobile|data) connection (?:is )?(?:required|needed)", ""),
    (r"no consultants?\b", r"mandatory [^.]{0,30}(?:advisory|consult\w+|services)", ""),
)  # fmt: skip
_RULES_OUT = [
    (re.compile(rf"\b(?:{no})", re.I), re.compile(rf"\b(?:{yes})", re.I), said)
    for no, yes, said in _RULED_OUT
]
_NO_RECURRING = re.compile(
    r"\b(?:no|without (?:a|any)?)\s*(?P<what>(?:monthly|annual|yearly) fees?|subscriptions?)\b", re.I
)
_RECURRING = {
    "monthly": ("month",),
    "annual": ("year",),
    "yearly": ("year",),
    "subscription": ("month", "year"),
}
_NO_CUT = re.compile(
    r"\b(?:no|zero)\s+(?:(?:booking|transaction|service|ticket)\s+fees?|commissions?)\b", re.I
)
_CUT = re.compile(r"\b(?:fee|charge|commission|cut)\b[^.]{0,30}?\d+(?:\.\d+)?\s?%|"
    r"(?<!\d)\d+(?:\.\d+)?\s?%[^.]{0,30}\b(?:fee|charge|commission)\b|"
                  r"\bpay \d+(?:\.\d+)?\s?%", re.I)  # fmt: skip


def _nothing(a: Reading, b: Reading) -> Clash | None:
    if not overlapping(a.scope, b.scope):
        return None
    term = search(_NO_TERM, a.text)
    if term and "contract" in b.topics and not search(_NO_TERM, b.text):
        for there in stated(b, "duration"):
            if there.high >= 170 * DAY and not is_notice(b.text, there.start, there.end):
                return Clash("nothing", term[0], f"a term of {there.text}")
    for no, yes, said in _RULES_OUT:
        here, there_ = search(no, a.text), search(yes, b.text)
        if here and there_ and not search(no, b.text):
            return Clash("nothing", here[0], said or there_[0], sure=False)
    return _recurring(a, b) or _free_and_priced(a, b)


def _recurring(a: Reading, b: Reading) -> Clash | None:
    """No subscription, no commission: beside a price a month, a share of each sale."""
    none, cut, share = search(_NO_RECURRING, a.text), search(_NO_CUT, a.text), search(_CUT, b.text)
    if cut and share:
        return Clash("nothing", cut[0], share[0], sure=False)
    if not none or search(_NO_RECURRING, b.text):
        return None
    periods = next(p for word, p in _RECURRING.items() if none["what"].lower().startswith(word))
    for price in stated(b, "money"):
        ours = re.search(r"\b(?:plans?|membership|subscription|platform|site|starts?|from)\b", b.text, re.I)
        if price.per & set(periods) and ours:
            return Clash("nothing", none[0], price.text, sure=False)
    return None


_FEE_BEHIND = re.compile(r"\s*(?:a (?:month|year)\s+)?(?:[\w-]+[ ]){0,2}?(?:fees?|charges?|costs?)\b", re.I)
_CUT_PRICE = re.compile(r"(?<!-)\boff\b|\bsav|\bwaiv", re.I)


def _free_and_priced(a: Reading, b: Reading) -> Clash | None:
    for match in search_all(_NO_FEE, a.text):
        wanted = content(next(g for g in match.groups() if g))
        for price in stated(b, "money"):
            per = {"seat": "seat", "person": "person"}
            named = any(w in price.per or per.get(w) in price.per for w in wanted)
            told = bool(wanted & content(_beside(b.text, price)))
            around = b.text[max(0, price.start - 45) : price.end + 25]
            if wanted and price.low > 0 and (named or told) and not _CUT_PRICE.search(around):
                return Clash("nothing", match[0], price.text, sure=named or "fee" in b.topics or told)
    return None


def _beside(text: str, price: Quantity) -> str:
    """What a price is of: the clause before it (`setup fee: $500`), the fee behind (`a $500 setup fee`)."""
    before = re.split(r"[.;!?]|:(?!\s*$)", text[max(0, price.start - 45) : price.start])[-1]
    behind = _FEE_BEHIND.match(text[price.end :])
    return f"{before} {behind[0] if behind else ''}"


_UNLIMITED = re.compile(
    r"\b(?:unlimited|no (?:limit|cap|ceiling) (?:on|to)(?: the)?(?: number of)?)\s+(?P<thing>[a-z]+)", re.I
)


def _unlimited(a: Reading, b: Reading) -> Clash | None:
    match = search(_UNLIMITED, a.text)
    if not match or not overlapping(a.scope, b.scope) or search(_UNLIMITED, b.text):
        return None
    wanted = content(match["thing"])
    for count in stated(b, "count"):
        limits = count.bound == "at most" or re.search(
            r"\b(?:includes?|comes with|limited to|entitled to|gives(?: you)?|covers|caps?|"
            r"allows?)\b[^.]{0,20}$",
            b.text[: count.start],
            re.I,
        )
        stored = "storag" in wanted and count.unit in ("gb", "tb")
        if (count.unit in wanted or stored) and limits:
            return Clash("unlimited", match[0], count.text)
    return None


_CERTIFICATE = re.compile(
    r"\b(SOC ?[123]|ISO ?/?(?:IEC )?\d{4,5}|HIPAA|PCI(?:[ -]DSS)?|FedRAMP|GDPR|HITRUST|WCAG|CMMC|"
    r"FIPS|B Corp|CE|UL|NSF|"
    r"FDA|USDA|OSHA|Cyber Essentials|TISAX|StateRAMP|[A-Z]{3,}[- ]?\d{3,5})\b"
)
_DONE = re.compile(
    r"\b(?:completed|completes|complete|certified|accredited|attested|compliant|approved|passed|"
    r"holds?|audited|verified|cleared|"
    r"meets?|authorized|in place)\b",
    re.I,
)
_PENDING = re.compile(
    r"\b(?:scheduled|in progress|under ?way|planned|planning|pursuing|working towards?|on (?:the|"
    r"our) roadmap|coming soon|"
    r"not yet|will begin|to begin|begins? in|expected|pending|aim(?:ing)? (?:for|to)|target(?:ed|"
    r"ing)?|in preparation|"
    r"has not been|applied for|underway)\b",
    re.I,
)


def _status(a: Reading, b: Reading) -> Clash | None:
    if not overlapping(a.scope, b.scope):
        return None
    done, pending = search(_DONE, a.text), search(_PENDING, b.text)
    if not done or not pending or search(_PENDING, a.text):
        return None
    shared = _certificates(a.text) & _certificates(b.text)
    if not shared:
        return None
    name = min(shared)
    return Clash("status", f"{name} {done[0]}", f"{name} {pending[0]}")


def _certificates(text: str) -> frozenset[str]:
    return frozenset(re.sub(r"[ /-]", "", m[1]).upper() for m in _CERTIFICATE.finditer(text))


_KEPT = re.compile(r"\b(?:data|records?|backups?|backed up|copies|files|documents|servers?|hosted)\b", re.I)
_PLACE = r"(?P<place>[A-Z][\w.]*(?:(?:,?\s+|\s+and\s+)[A-Z][\w.]*)*)"
_PLACED = re.compile(
    r"\b(?i:stored|hosted|held|kept|stays?|lives?|resides?|processed|mirrored|replicated|servers?|"
    r"data cent(?:er|re)s?)\b[^.;]{0,30}?\b(?:in|to|on|at|within)\s+(?:our\s+|the\s+)?" + _PLACE
)
_ONLY_IN = re.compile(
    rf"\b(?i:never leaves?|nowhere outside|only in|exclusively in|stays in)\s+(?:the\s+)?{_PLACE}"
)
_EVERYWHERE = re.compile(
    r"\b(?:all|every|worldwide|global(?:ly)?|everything|never|nowhere|only|always|exclusively)\b", re.I
)


def _places(a: Reading, b: Reading) -> Clash | None:
    if not (search(_KEPT, a.text) and search(_KEPT, b.text)):
        return None
    only, there = search(_ONLY_IN, a.text), search(_PLACED, b.text)
    here = only or search(_PLACED, a.text)
    if not here or not there or not (search(_EVERYWHERE, a.text) or search(_EVERYWHERE, b.text)):
        return None
    if not overlapping(_without(a.text, here), _without(b.text, there)):
        return None
    names_here = set(
        re.findall(r"[A-Z]\w+", " ".join(m["place"] for m in _PLACED.finditer(a.text)) + " " + here["place"])
    )
    names_there = set(re.findall(r"[A-Z]\w+", there["place"]))
    same_region = scope(here["place"]).regions & scope(there["place"]).regions
    whole = names_here <= _REGION_NAMES or names_there <= _REGION_NAMES
    if names_here & names_there or (same_region and (only or whole)):
        return None
    return Clash("place", here[0] if only else here["place"], there["place"].rstrip("."))


_REGION_NAMES = frozenset(
    "EU Europe UK US USA America Canada Australia Asia European Union United States Kingdom Britain "
    "England Scotland Wales "
    "Ireland Germany France Spain Italy Sweden Netherlands India Japan Singapore North".split()
)


def _without(text: str, match: re.Match[str]) -> Scope:
    """Scope of a line but for the place that it names as a host."""
    return scope(text[: match.start("place")])


_INCLUDED = re.compile(
    r"(?<![\w'-])(?P<thing>(?:[\w'-]+\s+){0,3}[\w'-]+),?\s+(?:(?:is|are|always)\s+)*(?:all\s+)?(?:included|"
    r"in the price|thrown in|built in)\b|"
    r"\b(?:includes?|including|comes? with)\s+(?:an?\s+|the\s+|"
    r"your\s+)?(?P<thing2>(?:[\w'-]+\s+){0,2}[\w'-]+)",
    re.I,
)
_EXTRA = re.compile(
    r"(?<![\w'-])(?P<thing>(?:[\w'-]+\s+){0,4}[\w'-]+)\s+(?:(?:is|are|can be)\s+)?(?:(?:sold|billed|quoted|"
    r"charged|priced|invoiced|available)\s+"
    r"separately|added at|added for|costs? extra|(?:is|are) extra|not included|for an (?:extra|additional))|"
    r"\bplus\s+(?P<thing2>VAT|tax|postage|shipping|delivery|GST|[\w'-]+ fees?)\b|"
    r"\b(?:add|optional)\s+(?:an?\s+|the\s+)?(?P<thing3>[\w'-]+)[^.]{0,30}(?:for|from|at)\s+[$£€]",
    re.I,
)


_NOT = re.compile(r"\b(?:not|except|isn't|aren't)\b", re.I)


def _included(a: Reading, b: Reading) -> Clash | None:
    if not search(_INCLUDED, a.text) or not search(_EXTRA, b.text) or search(_NOT, a.text):
        return None
    if not overlapping(a.scope, b.scope):
        return None
    extra = [m for m in _EXTRA.finditer(b.text)]
    for match in _INCLUDED.finditer(a.text):
        wanted = content(match["thing"] or match["thing2"])
        for other in extra:
            named = content(next(g for g in other.groups() if g))
            if wanted & named:
                return Clash("included", match[0].strip(), other[0].strip(), sure=False)
    return None


RULES: tuple[Rule, ...] = (_nothing, _unlimited, _status, _places, _included)


def _denies(reading: Reading) -> bool:
    nos = (_NO_TERM, _NO_FEE, _NO_RECURRING, _NO_CUT, *(no for no, _, _ in _RULES_OUT))
    return any(search(no, reading.text) for no in nos)


def _demands(reading: Reading) -> bool:
    if stated(reading, "money") or ("contract" in reading.topics and stated(reading, "duration")):
        return True
    return any(search(yes, reading.text) for yes in (_CUT, *(yes for _, yes, _ in _RULES_OUT)))


SIGNS: tuple[tuple[Sign, Sign], ...] = (
    (_denies, _demands),
    (holds(_UNLIMITED), states("count")),
    (holds(_DONE, _CERTIFICATE), holds(_PENDING, _CERTIFICATE)),
    (holds(_KEPT), holds(_KEPT, _PLACED)),
    (holds(_INCLUDED), holds(_EXTRA)),
)
"""What the first and the second line of each of `RULES` must show for it to fire."""
