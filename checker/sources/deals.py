"""The deals file: calls.csv, or the export of a CRM, with each deal counted once.

CSV, TSV and XLSX with a header. Our own columns are
`file,account,date,stage,segment,deal_amount_usd,outcome`; those of HubSpot, Salesforce and Pipedrive
are known (`deal_columns`). Rows with the same deal id are one deal with several calls; where the file
has no ids, rows with the same account and amount are. The latest row tells how the deal stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from checker.errors import UnreadableFile
from checker.model import Deal, digest, known_state
from checker.sources.amounts import Amount, NoAmountError, currency_of, read_amount
from checker.sources.deal_book import Deals, deal_warnings
from checker.sources.deal_columns import column_currency, dates_calls, find_columns
from checker.sources.deal_dates import read_dates
from checker.sources.deal_rows import read_rows
from checker.sources.deal_unmapped import unmapped
from checker.sources.names import company_words

__all__ = ["Deals", "deal_warnings", "outcome_of", "read_deals"]

_TRUE = frozenset({"true", "yes", "1", "ja", "y", "wahr", "x"})


def read_deals(data: bytes, file: str, columns: Mapping[str, str] | None = None) -> Deals:
    """The deals of a file.

    Args:
        data: The bytes of the file.
        file: Its path as the user knows it.
        columns: Field to column name, from checker.toml; for fields see `deal_columns.FIELDS`.

    Raises:
        UnreadableFile: The file cannot be read, or has no column of files, accounts or ids.
        SettingsError: `columns` names a field or column that does not exist.
    """
    header, rows = read_rows(data, file)
    found = find_columns(header, columns or {})
    unknown = unmapped(header, rows, found, columns or {})
    if not {"file", "account", "id", "call"} & found.keys():
        raise UnreadableFile(
            file,
            f"no column for the call's file or the account among {', '.join(header[:8])}",
            unknown.remedy,
        )
    currency = column_currency(header[found["amount"]]) if "amount" in found else ""
    dates = read_dates([_cell(row, found, "date") for row in rows])
    warnings = [line] if (line := unknown.warning(file)) else []
    warnings += [f"{file}: {warning}" for warning in dates.warnings]
    read = [
        _Row(number, {field: _cell(row, found, field) for field in found}, day, _amount(row, found, currency))
        for number, (row, day) in enumerate(zip(rows, dates.days, strict=True), start=2)
    ]
    bad = [row for row in read if row.amount is None and row.cells.get("amount", "").strip(" -–—")]
    bad = [row for row in bad if not _says_none(row.cells["amount"])]
    warnings += [
        f"{file} row {row.number}: {row.cells['amount']!r} is no amount; not counted" for row in bad[:5]
    ]
    dated = "date" in found and dates_calls(header[found["date"]])
    return _collected(_marked(read), file, warnings, dated)


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: dict[str, str]
    day: str | None
    amount: Amount | None

    @property
    def file_and_id(self) -> tuple[str, str]:
        """File and id of the row's call; empty where it names none."""
        return self.cells.get("file", ""), self.cells.get("call", "")

    @property
    def key(self) -> str:
        """What rows of one deal have in common; a row with neither id nor account is a deal by itself."""
        if self.cells.get("id"):
            return self.cells["id"]
        account = " ".join(company_words(self.cells.get("account", "")))
        amount = f"{self.amount.value:.2f} {self.amount.currency}" if self.amount else ""
        return digest(account, amount) if account else digest("row", str(self.number))


def _marked(rows: Sequence[_Row]) -> Sequence[_Row]:
    """The rows, with amounts that name no currency in the one that the file names, if that is exactly one."""
    named = {row.amount.currency for row in rows if row.amount and row.amount.currency}
    # Rows without an amount may be all that the column of currencies is filled in for.
    named = named or {code for row in rows if (code := currency_of(row.cells.get("currency", "")))}
    if len(named) != 1:
        return rows
    (code,) = named
    return [
        replace(row, amount=row.amount._replace(currency=code))
        if row.amount and not row.amount.currency
        else row
        for row in rows
    ]


def _collected(rows: Sequence[_Row], file: str, warnings: list[str], dated: bool) -> Deals:
    """One deal for each key, in the order of the file; `dated` if the dates are those of calls."""
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.key, []).append(row)
    ids = Counter(file for file, _ in {row.file_and_id for row in rows})
    shared = frozenset(file for file, count in ids.items() if count > 1)
    deals = []
    for key, group in groups.items():
        deal = _deal(key, group, shared)
        deals.append(deal if dated else replace(deal, days=()))
        amounts = {row.amount.value for row in group if row.amount}
        if len(amounts) > 1:
            said = ", ".join(f"{value:,.0f}" for value in sorted(amounts))
            warnings.append(f"{file}: deal {key} has the amounts {said}; the latest row counts")
    return Deals(tuple(deals), tuple(warnings))


def _deal(key: str, rows: Sequence[_Row], shared: frozenset[str]) -> Deal:
    """A deal from its rows: the latest by date counts, of undated ones the last."""
    days = _days(rows, shared)
    ordered = sorted(rows, key=lambda row: row.day or "")
    latest = {field: value for row in ordered for field, value in row.cells.items() if value}
    amount = next((row.amount for row in reversed(ordered) if row.amount), None)
    return Deal(
        id=key,
        account=latest.get("account", ""),
        stage=latest.get("stage", ""),
        segment=latest.get("segment", ""),
        amount=amount.value if amount else None,
        currency=amount.currency if amount else "",
        outcome=outcome_of(latest),
        date=next((row.day for row in reversed(ordered) if row.day), None),
        calls=tuple(days),
        contacts=tuple(dict.fromkeys(row.cells["contact"] for row in rows if row.cells.get("contact"))),
        days=tuple(days.values()),
    )


def _days(rows: Sequence[_Row], shared: frozenset[str]) -> dict[str, str]:
    """The date of each call, by one name for it; empty where its rows name none, or several.

    The name is its file, or its id where there is no file or the file is shared by calls.
    """
    found: dict[str, set[str]] = {}
    for row in rows:
        file, ident = row.file_and_id
        name = ident if ident and (not file or file in shared) else file
        if name:
            found.setdefault(name, set()).update({row.day} if row.day else ())
    return {name: next(iter(days)) if len(days) == 1 else "" for name, days in found.items()}


def outcome_of(cells: Mapping[str, str]) -> str:
    """open, won or lost, or the file's own word in lower case; from outcome, flags or stage.

    A word that tells nothing, such as `Closed` or `Omitted`, gives way to flags or a stage that do.
    """
    own = _outcome(cells.get("outcome", ""))
    if own and known_state(own):
        return own
    told = _from_flags(cells)
    return own if own and told not in ("won", "lost") else told


def _from_flags(cells: Mapping[str, str]) -> str:
    if cells.get("won", "").casefold() in _TRUE:
        return "won"
    if cells.get("closed", "").casefold() in _TRUE:
        return "lost"
    stage = _outcome(cells.get("stage", ""))
    return stage if stage in ("won", "lost", "") else "open"


def _outcome(text: str) -> str:
    words = " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
    known = {"won": "won", "closed won": "won", "closedwon": "won", "lost": "lost", "closed lost": "lost"}
    known |= {
        "closedlost": "lost",
        "open": "open",
        "in progress": "open",
        "pending": "open",
        "pipeline": "open",
    }
    return known.get(words, " ".join(text.casefold().split()))


def _amount(row: Sequence[str], found: Mapping[str, int], currency: str) -> Amount | None:
    try:
        return read_amount(
            _cell(row, found, "amount"), currency_of(_cell(row, found, "currency")) or currency
        )
    except NoAmountError:
        return None


def _says_none(text: str) -> bool:
    try:
        return read_amount(text) is None
    except NoAmountError:
        return False


def _cell(row: Sequence[str], found: Mapping[str, int], field: str) -> str:
    i = found.get(field)
    return row[i].strip() if i is not None and i < len(row) else ""
