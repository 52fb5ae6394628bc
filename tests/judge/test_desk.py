"""What a desk lets out of a text: no order, no name, and no half of either."""

from __future__ import annotations

import pytest

from checker.judge.chain import ChainJudge
from checker.judge.desk import Desk
from checker.judge.masking import Masker
from checker.model import Pair
from tests.judge.llm_server import Reply, Server
from tests.judge.test_llm_client import model

MASKED = Desk.load("Acme", masking=Masker(people=["Annabelle Schwarzenegger"]))
SECRETS = "Annabelle Schwarzenegger", "annabelle.s@harrow.example", "(415) 555-0132"


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("end", ["first", "last"])
def test_a_cut_through_a_name_lets_nothing_of_it_out(secret: str, end: str) -> None:
    text = f"Please write to {secret} about the invoices that are typed by hand"
    pieces = {secret[i : i + 5] for i in range(len(secret) - 4)} if secret else set()
    for size in range(1, len(text) + 1):
        shown = MASKED.line(text, **{end: size})
        assert not [piece for piece in pieces if piece in shown], (size, shown)


def test_a_cut_leaves_whole_words_where_there_are_some() -> None:
    plain = Desk.load("Acme")
    assert plain.line("invoices typed by hand", last=9) == "by hand"
    assert plain.line("invoices typed by hand", last=7) == "by hand"
    assert plain.line("invoices typed by hand", first=12) == "invoices"
    assert plain.line("invoices typed by hand", first=14) == "invoices typed"
    assert plain.line("発票を手で入力しています", last=4) == "しています"[-4:]
    assert plain.line("invoices", last=50) == plain.line("invoices", first=50) == "invoices"


def test_contexts_of_pairs_are_masked_before_they_are_cut() -> None:
    """The judge of pairs reads the end of a context only."""
    for size in range(560, 640):
        before = f"Annabelle Schwarzenegger: {'w' * 9} {'x' * (size - 10)}"
        with Server(lambda _: Reply({"answers": []})) as server:
            ChainJudge(model(server), MASKED).judge([Pair("buyer", "Live in a day.", "No.", before)])
            body = server.bodies[0].decode()
        assert "egger" not in body and "warzen" not in body
