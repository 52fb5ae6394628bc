import numpy as np
import pytest

from checker.model import Claim, Position, Span
from checker.retrieve.candidates import Limits, Retriever
from checker.retrieve.lexical import LexicalIndex, words
from tests.fakes import WordEmbedder, call_of


class Index:
    """A store of statements in memory, searched exactly; counts the queries."""

    def __init__(self, *calls):
        self.embedder = WordEmbedder(dimension=256)
        self.all = [s for _, statements in calls for s in statements]
        self.queries = 0

    def statements(self, side):
        return [s for s in self.all if s.side == side]

    def search(self, side, vectors, n):
        self.queries += 1
        rows = self.statements(side)
        cosines = vectors @ self.embedder.embed([s.text for s in rows]).T
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :n]
        return [[(rows[i], float(c[i])) for i in best] for c, best in zip(cosines, order, strict=True)]


def claim(quote: str) -> Claim:
    return Claim(f"claim {quote}", "landing.md", quote, Span(Position(1, 1), Position(1, 9)), "heading")


def find(index, *quotes, side="buyer", limits=None):
    claims = [claim(quote) for quote in quotes]
    return Retriever(index, side, limits).candidates(claims, index.embedder.embed(quotes))


ROLLOUT = call_of(
    "a.vtt",
    ("ours", "We go live in two weeks."),
    ("buyer", "Going live took eleven weeks with you."),
    ("buyer", "Lunch was good."),
    ("buyer", "Ticket AX-4711 is open since March."),
)
PRICE = call_of("b.vtt", ("buyer", "The 1,250 dollars a month were news to me."), ("buyer", "Fine."))


def test_candidates_carry_claim_statement_and_ranks():
    [found] = find(Index(ROLLOUT, PRICE), "Go live in two weeks")
    assert found[0].statement.text == "Going live took eleven weeks with you."
    assert found[0].claim == "claim Go live in two weeks"
    assert (found[0].dense_rank, found[0].lexical_rank) == (0, 0)
    assert {c.statement.side for c in found} == {"buyer"}
    scores = [c.score for c in found]
    assert scores == sorted(scores, reverse=True)


def test_candidates_know_what_their_claim_is_worth():
    index = Index(ROLLOUT, PRICE)
    claims, beside = [claim("Go live in two weeks"), claim("Fine print")], ["Ask us"]
    vectors, others = (index.embedder.embed(q) for q in ([c.quote for c in claims], beside))
    rows = Retriever(index).candidates(claims, vectors, others, worth=(0.9, 0.2, 0.4))
    assert [{c.worth for c in row} for row in rows] == [{0.9}, {0.2}]
    assert {c.worth for row in find(index, "Go live") for c in row} == {1.0}


def test_all_claims_take_one_query_and_keep_their_order():
    index = Index(ROLLOUT, PRICE)
    rows = find(index, "Go live", "$1,250 a month", "AX-4711", limits=Limits(n=1))
    assert [row[0].statement.text.split()[0] for row in rows] == ["Going", "The", "Ticket"]
    assert index.queries == 1


def test_the_side_asked_for_is_searched():
    [found] = find(Index(ROLLOUT), "two weeks", side="ours")
    assert [c.statement.text for c in found] == ["We go live in two weeks."]


def test_the_same_call_in_two_files_counts_once():
    copy = call_of("copy.vtt", *[("buyer", "Going live took eleven weeks.")], ident="call-x")
    other = call_of("x.vtt", *[("buyer", "Going live took eleven weeks.")], ident="call-x")
    [found] = find(Index(copy, other), "Go live in two weeks")
    assert [c.statement.file for c in found] == ["copy.vtt"]


def test_one_call_does_not_drown_the_rest():
    chatty = call_of("chatty.vtt", *[("buyer", f"eleven weeks to go live {'so ' * i}") for i in range(300)])
    quiet = [call_of(f"q{i}.vtt", ("buyer", f"it was weeks, said number {i}")) for i in range(20)]
    [found] = find(Index(chatty, *quiet), "Go live in weeks", limits=Limits(n=40, per_call=5))
    files = [c.statement.file for c in found]
    assert files.count("chatty.vtt") == 10
    assert len(set(files)) == 21


def test_nothing_to_search_and_nothing_to_ask():
    assert find(Index(), "Go live") == [[]]
    assert find(Index(ROLLOUT)) == []
    with pytest.raises(ValueError, match="1 claims with 2 vectors"):
        Retriever(Index(ROLLOUT)).candidates([claim("x")], np.zeros((2, 256), dtype=np.float32))


def test_words_are_stemmed_numbers_kept_and_stop_words_dropped():
    assert words("The integrations weren’t working: $1,250.50 for 11 seats, not two") == [
        "integr", "work", "1250.50", "11", "seat", "not", "two",
    ]  # fmt: skip
    assert words("") == words("the of and") == []


def test_bm25_prefers_the_rare_word_and_breaks_ties_by_row():
    index = LexicalIndex(["price of seats", "price of Kubernetes", "price of seats", "weather"])
    assert [row for row, _ in index.top("Kubernetes price", 9)] == [1, 0, 2]
    assert [row for row, _ in index.top("price", 2)] == [0, 1]
    assert index.top("nowhere", 5) == index.top("", 5) == index.top("the", 5) == []
    assert LexicalIndex([]).top("price", 5) == LexicalIndex(["", "the"]).top("price", 5) == []


def test_claims_beside_compete_and_too_many_of_them_rule_a_statement_out():
    index = Index(ROLLOUT, PRICE)
    [alone] = find(index, "Fine print on rollout in weeks")
    others = index.embedder.embed(["Going live took eleven weeks with you.", "Going live took eleven weeks"])
    asked = [claim("Fine print on rollout in weeks")]
    vectors = index.embedder.embed([asked[0].quote])
    [beside] = Retriever(index).candidates(asked, vectors, others)
    text = "Going live took eleven weeks with you."
    assert [c.rivals for c in alone if c.statement.text == text] == [0]
    assert [c.rivals for c in beside if c.statement.text == text] == [2]
    [strict] = Retriever(index, limits=Limits(rivals=1)).candidates(asked, vectors, others)
    assert text not in [c.statement.text for c in strict]
