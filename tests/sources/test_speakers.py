"""Sides: each way of telling, their order, and what is left unknown."""

import pytest

from checker.model import Call, Deal, Side, Speaker
from checker.sources.calls.registry import read_call
from checker.sources.deals import Deals
from checker.sources.speakers import Company, side_warnings, tell_sides, unplaced_of

US = Company(
    name="BrightBadge, Inc.",
    product="BrightBadge",
    domains=("brightbadge.example",),
    people=("Renata Cole", "Priya Raman"),
)


def call(*speakers: str | Speaker, file: str = "calls/01.vtt", account: str | None = None) -> Call:
    people = tuple(s if isinstance(s, Speaker) else Speaker(s) for s in speakers)
    return Call(id=file, file=file, format="vtt", speakers=people, turns=(), account=account)


def sides(*speakers: str | Speaker, company: Company = US, deals: Deals | None = None) -> list[Side]:
    return [speaker.side for speaker in tell_sides([call(*speakers)], company, deals)[0].speakers]


@pytest.mark.parametrize(
    "label",
    [
        "Renata Cole",
        "RENATA COLE",
        "Renata",
        "Renata Cole (BrightBadge)",
        "Cole, Renata",
        "R. Cole",
        "Renata C.",
        "Renata | BrightBadge",
        "Dr. Renata M. Cole",
        "renata cole (she/her)",
        "Rénata Cole",
        "\u202aRenata Cole\u202c",
        "Somebody Else (BrightBadge)",
        "Ola @ Brightbadge",
        "BrightBadge Room 2",
        "Jo from BrightBadge",
    ],
)
def test_our_people_however_they_are_written(label: str) -> None:
    assert sides(label, "Gail Brunner", "Hector Ruiz") == ["ours", "buyer", "buyer"]


@pytest.mark.parametrize(
    "label",
    [
        "Cole Renata Smith",
        "Gail Cole",
        "Ren",
        "Bright Badger",
        "Bill Brightbadge",
        "Renata Brunner (Acme)",
        "Raman",
    ],
)
def test_likeness_is_not_enough(label: str) -> None:
    assert sides(label, "Priya Raman", "Speaker 2")[0] == "buyer"


def test_a_given_name_is_not_ours_when_its_bearer_is_there_by_full_name() -> None:
    assert sides("Renata", "Renata Cole", "Gail Brunner") == ["buyer", "ours", "buyer"]


def test_order_of_the_ways_of_telling() -> None:
    export = Speaker("Renata Cole", "buyer", "export: affiliation", "renata@brightbadge.example")
    mail = Speaker("Renata Cole", email="renata@acme.example")
    told = tell_sides([call(export, mail, "Renata Cole")], US)[0].speakers
    assert [(s.side, s.told_by) for s in told] == [
        ("buyer", "export: affiliation"),
        ("buyer", "e-mail domain acme.example"),
        ("ours", "company people"),
    ]
    company = Company(
        people=("Renata Cole",), sides={"01.vtt": {"renata  cole": "buyer"}, "*": {"Renata Cole": "unknown"}}
    )
    told = tell_sides([call("Renata Cole", "Gail B")], company)[0].speakers
    assert (told[0].side, told[0].told_by) == ("buyer", "checker.toml: sides")


def test_mail_domains() -> None:
    def side(address: str) -> Side:
        return sides(Speaker("A Person", email=address), "Speaker 1", "Speaker 2")[0]

    assert side("a@brightbadge.example") == side("A@eu.BrightBadge.example") == "ours"
    assert side("a@acme.example") == side("a@notbrightbadge.example") == "buyer"
    assert side("a@gmail.com") == "unknown"
    assert (
        sides(Speaker("X Y", email="x@acme.example"), "Speaker 1", "Speaker 2", company=Company())[0]
        == "unknown"
    )


def test_generic_labels_stay_unknown_except_opposite_a_known_one() -> None:
    assert sides("Renata Cole", "Speaker 2", "SPEAKER_01", "Unknown Speaker", "Gail Brunner") == [
        "ours", "unknown", "unknown", "unknown", "buyer",
    ]  # fmt: skip
    assert sides("Renata Cole", "Speaker 2") == ["ours", "buyer"]
    assert sides("Speaker 1", Speaker("G B", "buyer", "export: side")) == ["ours", "buyer"]
    assert (
        sides("Speaker 1", "Speaker 2") == sides("Ann Lee", "Bo Chen", "Cy Dow")[:2] == ["unknown", "unknown"]
    )


def test_deals_file_names_accounts_and_contacts() -> None:
    deals = Deals((Deal("1", "Tri-County Stamping, LLC", contacts=("Brunner, Gail",)),))
    labels = ("Gail Brunner", "Hector (Tri-County Stamping)", "Lou | Tri-County", "Ann Lee")
    assert sides(*labels, deals=deals) == [
        "buyer", "buyer", "buyer", "unknown",
    ]  # fmt: skip


def test_a_name_on_calls_with_several_accounts_is_ours() -> None:
    calls = [
        call("Ann Lee", "Bo Chen", "Cy Dow", file="a.txt", account="Acme"),
        call("Ann Lee", "Di Eis", "Speaker 1", file="b.txt", account="Beta GmbH"),
        call("Bo Chen", "Sam", file="c.txt", account="acme inc."),
        call("Sam", "Speaker 1", file="d.txt", account="Delta"),
    ]
    told = tell_sides(calls, Company())
    assert [(s.side, s.told_by) for s in told[0].speakers] == [
        ("ours", "on calls with several accounts (2)"), ("unknown", ""), ("unknown", ""),
    ]  # fmt: skip
    assert {s.side for c in told[2:] for s in c.speakers} == {"unknown"}


def test_telling_twice_changes_nothing() -> None:
    calls = [call("Renata Cole", "Gail Brunner", "Speaker 3")]
    once = tell_sides(calls, US)
    assert tell_sides(once, US) == once
    assert [s.side for s in tell_sides(once, Company())[0].speakers] == ["unknown"] * 3


def test_warnings_say_how_to_fix_it() -> None:
    told = tell_sides(
        [
            call("Renata Cole", "Gail Brunner"),
            call("Ann Lee", "Bo Chen", "Cy Dow", file="b.txt"),
            call("Renata Cole", "Priya Raman", file="c.txt"),
        ],
        US,
    )
    lines = side_warnings(told)
    assert len(lines) == 2
    assert lines[0].startswith('b.txt: side of "Ann Lee", "Bo Chen", "Cy Dow" unknown')
    assert '[sides] "b.txt" = {"Ann Lee" = "buyer"}' in lines[0]
    assert lines[1].startswith("c.txt: nobody on the call is a buyer")


def test_what_could_not_be_used_is_summed_up() -> None:
    names = [("Ann Lee", "Bo Chen", "Cy Dow")] * 5
    told = tell_sides([call(*who, file=f"{n}.txt") for n, who in enumerate(names)], US)
    found = unplaced_of(told, 1)
    assert found.statements == 1
    assert found.warnings[0].startswith("1 statement on 5 calls was not used: nobody could tell whose side")
    assert found.warnings[1:4] == side_warnings(told)[:3]
    assert found.warnings[4].startswith("On 2 more calls a side is in question")
    assert unplaced_of(tell_sides([call("Renata Cole", "Gail Brunner")], US), 0).warnings == ()


def test_an_export_that_knows_its_sides_needs_no_settings() -> None:
    data = b'{"turns": [{"speaker": "A B", "text": "x"}, {"speaker": "C D", "text": "y"}],'
    data += b' "speakers": [{"name": "A B", "side": "ours"}]}'
    assert [s.side for s in tell_sides([read_call(data, "x.json")], Company())[0].speakers] == [
        "ours",
        "buyer",
    ]
