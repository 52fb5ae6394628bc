"""What leaves the machine: 200 raw bodies of a whole review hold no name, address, number or account."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from checker.pipeline import index, review
from checker.settings import CompanySection, JudgeSection, Settings, StoreSection
from tests.fakes import WordEmbedder
from tests.judge.llm_server import Reply, Request, Server

BUYERS = [
    "Gail Brunner", "José García López", "Jean-Luc van der Berg", "Priya Raghunathan", "Tomasz Wiśniewski",
    "Renata Kowalczyk", "Dmitri Sokolov", "Aoife O'Connell", "Bjørn Håkonsen", "Fatima Al-Sayed",
]  # fmt: skip
REPS = ["Oleander Finch", "Wilhelmina Stroud"]
ACCOUNTS = [
    "Tri-County Stamping, Inc.", "Vantor Foods", "Salt & Cedar", "Great Basin Beverage", "City of Ashby",
    "Nørrebro Logistik ApS", "Quarrington Dairy", "Hexley & Sons", "Pemberwick Freight", "Ostrava Glass",
]  # fmt: skip
PHONES = [
    "(415) 555-0132", "+44 20 7946 0958", "415.555.0178", "+49 30 901820", "1-800-555-0199",
    "+1 212 555 0147", "020 7946 0321", "555-0163", "+48 22 555 01 44", "(0)30 90 18 21",
]  # fmt: skip
CALLS = 40
LINES = 60
_LINE = re.compile(r"^\[([a-z]+[\d.]*)\] (?:buyer, |ours, )?(?:[^:\n]*: )?(.*)$", re.MULTILINE)


def mail(name: str, n: int) -> str:
    first, last = name.split()[0].lower(), name.split()[-1].lower()
    plain = re.sub(r"[^a-z.]", "", f"{first}.{last}")
    return f"{plain}{n}@{'harrow-foods' if n % 2 else 'mail.quarr'}.example"


def write(folder: Path) -> list[str]:
    """Calls, deals and copy full of people; returns what must not leave."""
    (folder / "calls").mkdir()
    rows = ["call,account,stage,amount"]
    secrets: list[str] = []
    for n in range(CALLS):
        who, rep = BUYERS[n % 10], REPS[n % 2]
        account, phone, address = ACCOUNTS[n % 10], PHONES[n % 10], mail(who, n)
        first, last = who.split()[0], who.split()[-1]
        other = BUYERS[(n + 3) % 10]
        turns = [
            (rep, f"Hi {first}, this is {rep} from Paywell. How is {account} doing?"),
            (who, f"At {account} we waited {n + 9} weeks. Mail me at {address} or ring {phone}."),
            (rep, f"Thanks, {who}. I will write to {address.upper()}."),
            (who, f"As {other} said, {first.upper()} {last} still types invoice {n} by hand at {account}."),
            (rep, f"Set-up is {n} hundred dollars, {first}; ask {REPS[(n + 1) % 2].split()[0]}."),
        ]
        speakers = [
            {"name": who, "email": address, "side": "buyer"},
            {"name": rep, "email": mail(rep, n), "side": "ours"},
        ]
        call = {"id": f"c{n}", "date": "2026-02-03", "account": account, "speakers": speakers}
        call["turns"] = [{"speaker": s, "text": t} for s, t in turns]
        (folder / "calls" / f"c{n:02}.json").write_text(json.dumps(call), encoding="utf-8")
        rows.append(f'calls/c{n:02}.json,"{account}",Negotiation,{n + 1}000')
        secrets += [address, mail(rep, n)]
    (folder / "deals.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    copy = [
        f"Live in {n + 2} business days, as {BUYERS[n % 10]} of {ACCOUNTS[n % 10]} says."
        for n in range(LINES)
    ]
    tail = f"Call {PHONES[0]} or write to {mail(BUYERS[0], 0)} and set-up is free."
    (folder / "copy").mkdir()
    (folder / "copy" / "ad.md").write_text("\n\n".join([*copy[::2], tail]), encoding="utf-8")
    (folder / "copy" / "page.md").write_text("\n\n".join(copy[1::2]), encoding="utf-8")
    names = [
        part
        for name in (*BUYERS, *REPS)
        for part in (name, *(w for w in name.split() if w not in ("van", "der")))
    ]
    return [
        *secrets,
        *names,
        *ACCOUNTS,
        *(a.split()[0] for a in ACCOUNTS if a.split()[0] not in ("Salt", "City", "Great")),
    ]


def parrot(request: Request) -> Reply:
    """Says back all it reads, and suspects everything, so that every prompt is asked for."""
    lines = [(i, text) for i, text in _LINE.findall(request.user) if text] or [("", "")]
    claims, points = ([i for i, _ in lines if i.startswith(k)] for k in ("k", "p"))
    said = [i for i, _ in lines if i.startswith("s")]
    quotes = [{"turn": i, "words": text} for i, text in lines if i.startswith(("t", "x"))]
    sides = dict(re.findall(r"^\[([a-z]+[\d.]*)\] (buyer|ours)", request.user, re.MULTILINE))
    point = {"about": "us", "kind": "experience"}
    answer = {
        "points": [
            {**point, "who": sides.get(q["turn"], "buyer"), "text": q["words"], "quotes": [q]} for q in quotes
        ],
        "suspicions": [
            {"claim": c, "points": points[n : n + 4], "relation": "contradicts"} for n, c in enumerate(claims)
        ],
        "entries": [{"relation": "contradicts", "quotes": [q], "reason": q["words"]} for q in quotes],
        "conflicts": [{"one": c, "other": claims[-1], "reason": "so"} for c in claims[:3]],
        "needs": [{"need": "", "title": lines[0][1], "points": points[:9], "answered_by": []}],
        "gaps": [{"claim": claims[0], "ours": "business days", "theirs": "weeks", "statements": said[:9]}]
        if claims
        else [],
        "title": lines[0][1],
        "statements": said,
        "answered_by": [],
        "text": f"Live in 9 weeks, says {lines[-1][1]}",
        "rests_on": said[:1],
        "answers": [{"pair": "q1", "relation": "unrelated", "words": "", "reason": ""}],
    }
    fields = request.body["response_format"]["json_schema"]["schema"]["properties"]
    return Reply({key: value for key, value in answer.items() if key in fields})


def found_in(body: str, secrets: list[str]) -> list[str]:
    """Secrets that stand in a body as words, whatever their case; phone numbers by their digits."""
    folded = body.casefold()
    found = [s for s in secrets if re.search(rf"(?<!\w){re.escape(s.casefold())}(?!\w)", folded)]
    runs = [re.sub(r"\D", "", run) for run in re.findall(r"[+(\d][\d\s().-]{5,}\d", body)]
    return found + [p for p in PHONES if any(re.sub(r"\D", "", p) in run for run in runs)]


def test_two_hundred_bodies_hold_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())
    monkeypatch.chdir(tmp_path)
    secrets = write(tmp_path)
    company = CompanySection(name="Paywell", people=tuple(REPS))
    settings = Settings(company=company, store=StoreSection(path="store"))
    index([Path("calls")], settings, deals=Path("deals.csv"))
    with Server(parrot) as server:
        judge = JudgeSection(use="llm", model="m", base_url=server.url)
        run = review([Path("copy")], settings.model_copy(update={"judge": judge}), keep=False)
    bodies = [json.dumps(json.loads(raw), ensure_ascii=False) for raw in server.bodies]
    assert len(bodies) >= 200
    assert {request.schema for request in server.requests} >= {
        "PointsForm", "SuspicionsForm", "EntriesForm", "ConflictsForm", "NeedsForm", "TitleForm",
        "GapsForm", "RewriteForm",
    }  # fmt: skip
    assert not {secret for body in bodies for secret in found_in(body, secrets)}
    assert found_in(f"Ask Gail Brunner, ring {PHONES[0]}", secrets), "the check finds what is there"
    # What the user sees has the names again.
    shown = {e.quote for f in run.findings for e in f.evidence}
    assert any("Vantor Foods" in quote for quote in shown) and not any("[PERSON_" in q for q in shown)
