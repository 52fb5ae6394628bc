"""Which column of a deals file is which: our own names and those of HubSpot, Salesforce, Pipedrive.

Names are compared without case, spaces and punctuation, and without Pipedrive's `Deal - `. checker.toml
can name columns by hand, which goes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from checker.errors import SettingsError
from checker.sources.amounts import currency_of

FIELDS = (
    "file",
    "call",
    "id",
    "account",
    "date",
    "stage",
    "segment",
    "amount",
    "currency",
    "outcome",
    "contact",
    "won",
    "closed",
)
_NAMES: Mapping[str, tuple[str, ...]] = {  # in order of preference
    "file": ("file", "callfile", "transcript", "transcriptfile", "filename", "path"),
    "call": ("callid", "gongcallid", "meetingid", "conversationid", "call", "recordingid"),
    "id": ("dealid", "opportunityid", "recordid", "hsobjectid", "id", "opportunity18id", "crmid"),
    "account": (
        "account",
        "accountname",
        "company",
        "companyname",
        "associatedcompany",
        "associatedcompanyprimary",
        "organization",
        "organisation",
        "organizationname",
        "customer",
        "client",
        "dealname",
        "opportunityname",
        "title",
        "name",
    ),
    "date": (
        "date",
        "closedate",
        "closedat",
        "closeddate",
        "calldate",
        "wontime",
        "losttime",
        "expectedclosedate",
        "closedtime",
        "createdate",
        "createddate",
    ),
    "stage": ("stage", "dealstage", "stagename", "opportunitystage", "pipelinestage"),
    "segment": (
        "segment",
        "market",
        "industry",
        "vertical",
        "customersegment",
        "accountsegment",
        "type",
        "label",
        "tier",
    ),
    "amount": (
        "dealamount",
        "amount",
        "value",
        "dealvalue",
        "arr",
        "acv",
        "tcv",
        "mrr",
        "annualcontractvalue",
        "contractvalue",
        "amountincompanycurrency",
        "amountconverted",
        "price",
        "revenue",
        "expectedrevenue",
    ),
    "currency": (
        "currency",
        "currencyisocode",
        "amountcurrency",
        "dealcurrency",
        "currencyofvalue",
        "currencycode",
    ),
    "outcome": ("outcome", "result", "status", "dealstatus", "forecastcategory"),
    "contact": ("contact", "contactname", "contactperson", "associatedcontact", "primarycontact", "buyer"),
    "won": ("iswon", "won", "isclosedwon"),
    "closed": ("isclosed", "closed", "isdealclosed"),
}


def find_columns(header: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Index of each field's column.

    Args:
        header: Column names as the file has them.
        chosen: Field to column name, from checker.toml.

    Raises:
        SettingsError: `chosen` names a field that does not exist, or a column that the file has not.
    """
    names = [_plain(name) for name in header]
    found: dict[str, int] = {}
    for field, column in chosen.items():
        if field not in FIELDS:
            raise SettingsError(f"deals: no field {field!r}", f"The fields are {', '.join(FIELDS)}.")
        if _plain(column) not in names:
            raise SettingsError(
                f"deals: the file has no column {column!r}",
                f"It has {', '.join(name for name in header if name)}.",
            )
        found[field] = names.index(_plain(column))
    for field, known in _NAMES.items():
        for name in known:
            if field not in found and name in names and names.index(name) not in found.values():
                found[field] = names.index(name)
    return found


def dates_calls(header: str) -> bool:
    """True if a column of dates may tell when a call was; a deal's closing or making is no call."""
    return _plain(header) not in set(_NAMES["date"]) - {"date", "calldate"}


def column_currency(header: str) -> str:
    """Code of the currency in a column's name, such as `deal_amount_usd` or `Amount (EUR)`."""
    return currency_of(header)


def _plain(name: str) -> str:
    name = re.sub(r"(?i)^(?:deal|organi[sz]ation|person|account|opportunity)\s+-\s+", "", name.strip())
    codes = re.findall(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])", name.replace("_", " "))
    for code in {code.upper() for code in codes}:
        if currency_of(code):
            name = re.sub(rf"(?i)(?<![A-Za-z]){code}(?![A-Za-z])", " ", name)
    return re.sub(r"[^a-z0-9]", "", name.casefold())
