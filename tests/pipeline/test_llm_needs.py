"""Needs grouped by a language model keep their ids and what was done to them by hand."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from checker.model import Claim, Evidence, Need, Position, Reach, Span, Statement
from checker.needs.stable import NeedsBook
from checker.pipeline.llm_needs import StatementIds, settled_needs

AT = Span(Position(1, 1), Position(1, 2))
CLAIM = Claim("c", "a.md", "Ready on day one.", AT, "paragraph")


def said(call: str, text: str) -> Statement:
    return Statement(f"id {call} {text}", call, f"{call}.txt", 0, 0, len(text), text, "", "Bo", "buyer")


TEMPS = [said(c, f"The temps in {c}.") for c in ("one", "two", "three")]
PAY = [said(c, f"The pay in {c}.") for c in ("one", "two")]
STORE = cast(Any, SimpleNamespace(statements=lambda side: [*TEMPS, *PAY]))


def need(title: str, statements: list[Statement], answered: tuple[Claim, ...] = ()) -> Need:
    quotes = tuple(
        Evidence(s.file, s.text, AT, "unrelated", call=s.call, turn=s.turn, account=s.call)
        for s in statements
    )
    return Need("x", title, quotes, Reach(), answered)


def settle(path: Path, *needs: Need) -> list[Need]:
    return settled_needs(needs, STORE, {}, path)


def test_another_title_and_more_calls_leave_the_id(tmp_path: Path) -> None:
    path = tmp_path / "needs.json"
    temps, pay = settle(path, need("Train temps", TEMPS[:2]), need("Pay", PAY, (CLAIM,)))
    again, pay_again = settle(path, need("Agency staff", TEMPS), need("Skill pay", PAY))
    assert (again.id, pay_again.id) == (temps.id, pay.id) and temps.id != pay.id
    assert again.title == "Agency staff" and again.reach.calls == 3
    assert pay.answered_by == (CLAIM,)


def test_what_was_done_by_hand_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "needs.json"
    temps, pay = settle(path, need("Train temps", TEMPS), need("Pay", PAY, (CLAIM,)))
    book = NeedsBook.read(path)
    book.rename(temps.id, "Temps and their pay")
    book.merge(temps.id, pay.id)
    fresh = book.divide(temps.id, [TEMPS[2].id])
    book.write(path)
    merged, divided = settle(path, need("Train temps", TEMPS), need("Pay", PAY, (CLAIM,)))
    assert (merged.id, merged.title) == (temps.id, "Temps and their pay")
    assert [e.quote for e in merged.statements] == [s.text for s in (*TEMPS[:2], *PAY)]
    assert merged.answered_by == (CLAIM,) and merged.reach.calls == 2
    assert divided.id == fresh and [e.quote for e in divided.statements] == [TEMPS[2].text]


def test_a_quote_that_crosses_statements_has_an_id_of_its_own() -> None:
    ids = StatementIds(TEMPS)
    (inside,) = need("x", TEMPS[:1]).statements
    across = Evidence("one.txt", "The temps in one. And more.", AT, "unrelated", call="one")
    assert ids.of(inside) == TEMPS[0].id
    assert ids.of(across) not in {s.id for s in TEMPS}
