"""A deals file whose columns are not known says so, with the lines that name them."""

import tomllib

import pytest

from checker.errors import UnreadableFile
from checker.sources.deals import read_deals

GERMAN = (
    "Datei,Kunde,Wert,Ergebnis\n"
    'a.vtt,Acme,"12.000 €",gewonnen\nb.vtt,Beta,900 €,verloren\nc.vtt,Zeta,700 €,verloren\n'
).encode()
NAMED = {"account": "Kunde", "amount": "Wert"}


def told(data: bytes, columns: dict[str, str] | None = None) -> str:
    (line,) = [line for line in read_deals(data, "d.csv", columns).warnings if "no column is known" in line]
    return line


def pasted(line: str) -> dict[str, str]:
    """What the lines of the message give as TOML."""
    lines = line.split("a line each: ")[1].split(" | ")
    read = tomllib.loads("\n".join(lines))
    return read["deals"]["columns"] if "deals" in read else read


def test_columns_named_in_part_tell_what_else_is_missing() -> None:
    line = told(GERMAN, NAMED)
    assert line.startswith("d.csv: no column is known for outcome, stage, segment, date; ")
    assert "not recognised: Datei, Ergebnis." in line
    assert "under [deals.columns] in checker.toml" in line  # a second table of the name would be an error
    assert pasted(line) == {"file": "Datei", "outcome": "Ergebnis"}
    assert not read_deals(GERMAN, "d.csv", NAMED | pasted(line)).warnings


def test_a_file_that_cannot_be_read_at_all_says_the_same() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_deals(GERMAN, "d.csv")
    assert "[deals.columns] | " in caught.value.remedy
    columns = pasted(caught.value.remedy)
    assert columns == NAMED | {"file": "Datei", "outcome": "Ergebnis"}
    assert read_deals(GERMAN, "d.csv", columns).deals[0].account == "Acme"


def test_other_candidates_stand_in_a_comment_and_names_are_escaped() -> None:
    line = told(b'deal id,No,"Sum ""net""",Am\n1,7,900,2026-01-04\n2,8,1200,2026-01-05\n')
    assert 'amount = "No" # or "Sum \\"net\\""' in line
    assert pasted(line) == {"amount": "No", "date": "Am"}


@pytest.mark.parametrize(
    "data",
    [
        b"file,account,amount,outcome,Owner\na.vtt,Acme,5,won,Jo\n",  # nothing that counts is missing
        b"Deal Name,Deal Stage,Amount,Owner\nAcme,Closed Won,5,Jo\n",  # the stage tells the outcome
        b"account,amount,Is Won,Owner\nAcme,5,true,Jo\n",
        b"file,account\na.vtt,Acme\n",  # there is nothing that could be named
        b"file,account,Empty\na.vtt,Acme,\n",
    ],
)
def test_no_nagging(data: bytes) -> None:
    assert not read_deals(data, "d.csv").warnings
