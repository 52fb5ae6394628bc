"""The deals file: amounts, dates, columns of CRMs, each deal once, and which call is whose."""

import io
from dataclasses import replace

import openpyxl
import pytest

from checker.errors import SettingsError, UnreadableFile
from checker.findings.reach import reach
from checker.model import Call
from checker.sources.amounts import NoAmountError, read_amount
from checker.sources.deal_dates import read_dates
from checker.sources.deals import deal_warnings, read_deals
from tests.triage.sample import said


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
    assert deals.sums == ("USD", True)


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
        assert deals.deal_of(call(file)) == replace(acme, date="2025-11-04"), file
    assert deals.deal_of(call("other/01-acme.vtt")) is None
    undated = replace(beta, date=None)  # the date in its row is another call's
    assert deals.deal_of(call("x.json", account="BETA GmbH")) == undated
    assert deals.deal_of(call("x.json", title="Beta <> BrightBadge, order form")) == undated
    assert deals.deal_of(call("x.json", title="Alphabeta")) is None
    assert deals.account_of(call("x.json", account="Gamma")) == "Gamma"
    lines = deal_warnings(deals, [call("calls/01-acme.vtt"), call("calls/09.vtt")])
    assert lines == (
        "1 call (calls/09.vtt) in no row of the deals file: no account, no amount",
        "2 calls (calls/02-acme.vtt, calls/03-beta.vtt) of the deals file not among the calls read",
    )


def days(text: str, *files: str) -> list[str | None]:
    deals = read_deals(text.encode(), "calls.csv")
    found = [deals.deal_of(call(file)) for file in files]
    return [deal.date if deal else "no deal" for deal in found]


def test_each_call_has_the_date_of_its_own_row() -> None:
    head = "file,account,date,deal_amount_usd\n"
    two = head + "a.srt,Harbor,2026-01-14,48000\nb.txt,Harbor,2026-02-06,48000\n"
    assert days(two, "a.srt", "calls/b.txt") == ["2026-01-14", "2026-02-06"]
    assert days(two.replace("02-06", "01-14"), "a.srt", "b.txt") == ["2026-01-14"] * 2
    assert days(two.replace("2026-02-06", ""), "a.srt", "b.txt") == ["2026-01-14", None]


def test_a_call_in_rows_of_several_dates_has_none() -> None:
    head = "file,account,date,deal_amount_usd\n"
    rows = "a.srt,Harbor,2026-01-14,48000\na.srt,Harbor,2026-02-06,48000\nb.srt,Harbor,2026-03-01,48000\n"
    assert days(head + rows, "a.srt", "b.srt") == [None, "2026-03-01"]


def test_the_day_that_a_deal_closes_is_not_given_to_its_calls() -> None:
    rows = "a.srt,Harbor,2026-01-14,48000\nb.txt,Harbor,2026-01-14,48000\n"
    assert days("file,account,Close Date,amount\n" + rows, "a.srt", "b.txt") == [None, None]


def test_a_deal_without_a_call_loses_what_its_row_told_of_it() -> None:
    acme = read_deals(BENCH, "calls.csv").deals[0].without_calls({"calls/01-acme.vtt"})
    assert (acme.calls, acme.days) == (("calls/02-acme.vtt",), ("2025-12-04",))


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
    assert deals.sums == ("USD", False)
    assert [deals.sums.amount(deal) for deal in deals.deals] == [10, 20, None, None]
    assert deal_warnings(deals, []) == (
        "1 of 3 deals with an amount left out of sums of money (1 in EUR); sums are of USD only",
    )
    assert any("row 5: 'TBD' is no amount" in line for line in deals.warnings)


@pytest.mark.parametrize(
    ("header", "amounts", "currencies", "told"),
    [
        # One currency named, by sign, column or header: the rest is in it, and there is nothing to tell.
        ("amount", ["£100", "£200", "300"], ["GBP", "GBP", "GBP"], ""),
        ("amount", ["100", "$200", "300"], ["USD", "USD", "USD"], ""),
        ("amount_eur", ["100", "1.2M", "300"], ["EUR", "EUR", "EUR"], ""),
        ("amount,currency", ["100,EUR", "200,", "300,"], ["EUR", "EUR", "EUR"], ""),
        ("amount,currency", ["100,", "200,", ",CHF"], ["CHF", "CHF", ""], ""),
        # Several: what names none is in none of them.
        (
            "amount",
            ["€100", "1.2M", "€300", "$4"],
            ["EUR", "", "EUR", "USD"],
            "2 of 4 deals with an amount left out of sums of money (1 in USD, 1 without a currency where the "
            "file has several); sums are of EUR only",
        ),
        (
            "amount",
            ["1", "2", "3", "€4", "$5"],
            ["", "", "", "EUR", "USD"],
            "4 of 5 deals with an amount left out of sums of money (1 in USD, 3 without a currency where the "
            "file has several); sums are of EUR only",
        ),
        # None: dollars are assumed, and it is said.
        ("amount", ["1", "2"], ["", ""], "no amount in the deals file names a currency: shown as USD"),
    ],
)
def test_an_amount_without_a_currency(
    header: str, amounts: list[str], currencies: list[str], told: str
) -> None:
    rows = [f"A{n},won,{amount}" for n, amount in enumerate(amounts)]
    deals = read_deals("\n".join([f"account,outcome,{header}", *rows]).encode(), "d.csv")
    assert [deal.currency for deal in deals.deals] == currencies
    lines = deal_warnings(deals, [])
    assert lines[0].startswith(told) if told else lines == ()


def test_warning_and_sum_leave_out_the_same_money() -> None:
    data = "file,account,amount,outcome\na,A,€1,won\nb,B,20,won\nc,C,€300,won\nd,D,$4000,won\n"
    deals = read_deals(data.encode(), "d.csv")
    calls = [call(name) for name in "abcd"]
    summed = reach([said(name, name) for name in "abcd"], deals.by_call(calls))
    assert (summed.won_amount, summed.currency) == (301, "EUR")
    assert deal_warnings(deals, calls)[0].startswith("2 of 4 deals")


def test_an_outcome_word_that_is_not_known_is_open_and_told() -> None:
    deals = read_deals(b"account,outcome\nA,nurture\nB,customer\nC,at risk\n", "d.csv")
    assert deal_warnings(deals, []) == (
        "1 deal with an unknown outcome ('nurture'): counted as open, not as won or lost",
    )


def test_a_forecast_category_gives_way_to_the_stage() -> None:
    data = b"account,stage,forecast category\nA,Closed Won,Closed\nB,Closed Lost,Omitted\nC,Proposal,Commit\n"
    assert [deal.outcome for deal in read_deals(data, "d.csv").deals] == ["won", "lost", "commit"]


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
