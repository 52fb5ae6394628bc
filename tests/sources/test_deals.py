"""The deals file: amounts, dates, columns of CRMs, each deal once, and which call is whose."""

import io

import openpyxl
import pytest

from checker.errors import SettingsError, UnreadableFile
from checker.model import Call
from checker.sources.amounts import NoAmountError, read_amount
from checker.sources.deal_dates import read_dates
from checker.sources.deals import deal_warnings, read_deals


def call(file: str, id: str = "", title: str = "", account: str | None = None) -> Call:
    return Call(id=id or file, file=file, format="vtt", speakers=(), turns=(), title=title, account=account)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$96,500", 96500, "USD"),
        ("96.500,00", 96500, ""),
        ("96,500.00", 96500, ""),
        ("1 200,50 €", 1200.5, "EUR"),
        ("1\u202f200,50\u00a0€", 1200.5, "EUR"),
        ("EUR 12k", 12000, "EUR"),
        ("1.2M", 1.2e6, ""),
        ("(500)", -500, ""),
        ("-$1,000", -1000, "USD"),
        ("12345", 12345, ""),
        ("12345.678", 12345.678, ""),
        ("96.500", 96500, ""),
        ("0.500", 0.5, ""),
        ("1,2", 1.2, ""),
        ("1.234.567", 1234567, ""),
        ("1,234,567.89", 1234567.89, ""),
        ("1'200.50 CHF", 1200.5, "CHF"),
        ("C$ 5,000", 5000, "CAD"),
        ("£3.5k", 3500, "GBP"),
        ("1.250M", 1.25e6, ""),
        ("2 Mio EUR", 2e6, "EUR"),
        ("0", 0, ""),
        ("12,34,567", 1234567, ""),
        ("usd 40", 40, "USD"),
    ],
)
def test_amounts_in_usual_notations(text: str, value: float, currency: str) -> None:
    amount = read_amount(text)
    assert amount is not None
    assert (pytest.approx(value), currency) == amount


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "None"])
def test_no_entry_is_no_amount(text: str) -> None:
    assert read_amount(text) is None


@pytest.mark.parametrize("text", ["TBD", "10-20k", "12 apples", "1.2.3,4,5", "about 5"])
def test_what_is_no_amount_is_told(text: str) -> None:
    with pytest.raises(NoAmountError):
        read_amount(text)


def test_whose_dollar_the_column_tells() -> None:
    assert read_amount("$5", "CAD") == (5, "CAD")
    assert read_amount("US$5", "CAD") == (5, "USD")
    assert read_amount("5", "EUR") == (5, "EUR")


def test_dates_in_usual_notations() -> None:
    texts = [
        "2025-11-04",
        "2025-11-04T10:00:00Z",
        "Nov 4, 2025",
        "4 November 2025",
        "04.11.2025",
        "11/4/2025",
        "11/30/25",
        "",
    ]
    days, warnings = read_dates(texts)
    assert days == ["2025-11-04"] * 6 + ["2025-11-30", None]
    assert warnings == []


def test_day_or_month_first_is_told_by_the_column_or_said() -> None:
    assert read_dates(["04/11/2025", "30/11/2025"]).days == ["2025-11-04", "2025-11-30"]
    days, warnings = read_dates(["04/05/2025"])
    assert days == ["2025-04-05"]
    assert "month first" in warnings[0]
    days, warnings = read_dates(["soon", "Nov 2025", "45992", "2025-13-40"])
    assert days == [None] * 4
    assert "4 dates cannot be read" in warnings[0]


BENCH = b"""file,account,date,stage,segment,deal_amount_usd,outcome
calls/01-acme.vtt,Acme Inc.,2025-11-04,discovery,automotive,31500,open
calls/02-acme.vtt,Acme,2025-12-04,negotiation,automotive,"31,500.00",Closed Won
calls/03-beta.vtt,Beta,2025-11-19,renewal,food,58400,customer
"""


def test_our_own_columns_and_each_deal_once() -> None:
    deals = read_deals(BENCH, "calls.csv")
    assert not deals.warnings
    acme, beta = deals.deals
    assert (acme.stage, acme.outcome, acme.date, acme.amount, acme.currency) == (
        "negotiation",
        "won",
        "2025-12-04",
        31500,
        "USD",
    )
    assert acme.calls == ("calls/01-acme.vtt", "calls/02-acme.vtt")
    assert beta.outcome == "customer"
    assert deals.currency == "USD"


def test_a_call_finds_its_deal() -> None:
    deals = read_deals(BENCH, "calls.csv")
    acme, beta = deals.deals
    for file in (
        "calls/01-acme.vtt",
        "/data/x/calls/01-acme.vtt",
        "./calls/01-acme.vtt",
        "01-acme.vtt",
        "x\\calls\\01-acme.vtt",
    ):
        assert deals.deal_of(call(file)) == acme, file
    assert deals.deal_of(call("other/01-acme.vtt")) is None
    assert deals.deal_of(call("x.json", account="BETA GmbH")) == beta
    assert deals.deal_of(call("x.json", title="Beta <> BrightBadge, order form")) == beta
    assert deals.deal_of(call("x.json", title="Alphabeta")) is None
    assert deals.account_of(call("x.json", account="Gamma")) == "Gamma"
    lines = deal_warnings(deals, [call("calls/01-acme.vtt"), call("calls/09.vtt")])
    assert lines == (
        "1 call (calls/09.vtt) in no row of the deals file: no account, no amount",
        "2 calls (calls/02-acme.vtt, calls/03-beta.vtt) of the deals file not among the calls read",
    )


def test_hubspot_export() -> None:
    data = (
        "Record ID,Deal Name,Pipeline,Deal Stage,Close Date,Deal owner,Amount,Currency,"
        "Associated Company,Associated Contact,Gong Call ID\n"
        '901,Acme - new,Sales,closedwon,2025-12-31 10:00,Renata,"96.500,00",EUR,Acme,Gail Brunner,77\n'
        "902,Beta - expansion,Sales,Contract Sent,2026-01-31 10:00,Renata,12000,EUR,Beta,,\n"
    )
    deals = read_deals(data.encode(), "hubspot.csv")
    acme, beta = deals.deals
    assert (acme.id, acme.account, acme.amount, acme.currency, acme.outcome, acme.date) == (
        "901", "Acme", 96500, "EUR", "won", "2025-12-31",
    )  # fmt: skip
    assert (beta.outcome, beta.stage) == ("open", "Contract Sent")
    assert deals.contacts == ("Gail Brunner",)
    assert deals.deal_of(call("x.json", id="77")) == acme


def test_calls_named_by_file_or_where_that_is_not_enough_by_id() -> None:
    data = b"file,call_id,account\na.json,1,Acme\na.json,2,Beta\nb.vtt,3,Gamma\n,4,Delta\na.json,5,Acme\n"
    deals = read_deals(data, "d.csv")
    assert [deal.calls for deal in deals.deals] == [("1", "5"), ("2",), ("b.vtt",), ("4",)]


def test_salesforce_export() -> None:
    data = (
        '"Opportunity ID","Account Name","Opportunity Name","Stage","Close Date",'
        '"Amount Currency","Amount","Is Won","Is Closed"\n'
        '"0065","Acme","Acme - Q4","Negotiation","12/31/2025","USD","$96,500.00","false","false"\n'
        '"0066","Beta","Beta - Q4","Lost to PayMesa","11/02/2025","USD","1000","false","true"\n'
    )
    acme, beta = read_deals(data.encode("utf-8-sig"), "sf.csv").deals
    assert (acme.account, acme.amount, acme.outcome, acme.date) == ("Acme", 96500, "open", "2025-12-31")
    assert (beta.outcome, beta.date) == ("lost", "2025-11-02")


def test_pipedrive_export() -> None:
    data = (
        "Deal - ID;Deal - Title;Deal - Organization;Deal - Value;Deal - Currency of Value;"
        "Deal - Stage;Deal - Status;Deal - Won time\n"
        "5;Acme deal;Acme;1 200,50;EUR;Proposal;Won;31.12.2025\n"
    )
    (acme,) = read_deals(data.encode(), "pd.csv").deals
    assert (acme.id, acme.account, acme.amount, acme.currency, acme.outcome, acme.date) == (
        "5", "Acme", 1200.5, "EUR", "won", "2025-12-31",
    )  # fmt: skip


def test_currencies_are_not_mixed() -> None:
    deals = read_deals(b"account,amount\nA,$10\nB,$20\nC,EUR 900\nD,TBD\n", "d.csv")
    assert deals.currency == "USD"
    assert [deals.counted(deal) for deal in deals.deals] == [10, 20, 0, 0]
    assert any("sums are of USD only" in line for line in deals.warnings)
    assert any("row 5: 'TBD' is no amount" in line for line in deals.warnings)


def test_amounts_of_one_deal_that_differ_are_told_and_the_latest_counts() -> None:
    deals = read_deals(b"deal id,account,date,amount\n1,A,2026-02-01,20\n1,A,2026-01-01,10\n", "d.csv")
    assert [deal.amount for deal in deals.deals] == [20]
    assert "the latest row counts" in deals.warnings[0]


def test_columns_named_by_hand() -> None:
    data = b"Kunde,Wert,Aufnahme\nAcme,5,a.vtt\n"
    deals = read_deals(data, "d.csv", {"account": "kunde", "amount": "Wert", "file": "Aufnahme"})
    assert (deals.deals[0].account, deals.deals[0].amount, deals.deals[0].calls) == ("Acme", 5, ("a.vtt",))
    with pytest.raises(SettingsError, match="no column 'Nope'"):
        read_deals(data, "d.csv", {"account": "Nope"})
    with pytest.raises(SettingsError, match="no field 'konto'"):
        read_deals(data, "d.csv", {"konto": "Kunde"})


def test_sheet() -> None:
    import datetime

    book = openpyxl.Workbook()
    for row in (
        ["file", "account", "date", "amount_eur"],
        ["a.vtt", "Acme", datetime.date(2026, 1, 5), 1234.5],
    ):
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    (acme,) = read_deals(out.getvalue(), "d.xlsx").deals
    assert (acme.date, acme.amount, acme.currency) == ("2026-01-05", 1234.5, "EUR")


@pytest.mark.parametrize(
    "data", [b"", b"file,account\n", b"a,b\n1,2\n", b"\x00\x01\x02" * 9, b"PK\x03\x04x", b'a,"b\n1,2']
)
def test_bad_files_say_why(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as error:
        read_deals(data, "d.csv")
    assert error.value.file == "d.csv"
    assert error.value.remedy


def test_rows_with_little_in_them() -> None:
    deals = read_deals(b"file,account,amount\na.vtt,,5\nb.vtt,,5\n,,\nc.vtt\n,Acme,\n,Acme,\n", "d.csv")
    assert [deal.calls for deal in deals.deals] == [("a.vtt",), ("b.vtt",), ("c.vtt",), ()]
