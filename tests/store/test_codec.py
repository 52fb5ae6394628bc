import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.model import Call, Claim, Deal, Piece, Position, SourceMap, Span, Speaker, Statement, Turn
from checker.store import codec, schema

# Any text, lone surrogates and NUL among it: exports hold both.
texts = st.text(st.characters(exclude_categories=()), max_size=20)
maybe = st.none() | texts
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
counts = st.integers(0, 2**40)
sides = st.sampled_from(["ours", "buyer", "unknown"])
pieces = st.builds(Piece, counts, counts, counts, counts, counts)
maps = st.builds(
    SourceMap,
    st.lists(pieces, max_size=5).map(tuple),
    counts,
    maybe,
    st.lists(counts, max_size=4).map(tuple),
)
speakers = st.builds(Speaker, texts, sides, texts, maybe)
turns = st.builds(Turn, counts, counts, texts, maps, numbers)
calls = st.builds(
    Call,
    id=texts,
    file=texts,
    format=texts,
    speakers=st.lists(speakers, max_size=3).map(tuple),
    turns=st.lists(turns, max_size=4).map(tuple),
    title=texts,
    date=maybe,
    account=maybe,
    notes=st.lists(texts, max_size=2).map(tuple),
)
statements = st.builds(
    Statement, texts, texts, texts, counts, counts, counts, texts, texts, texts, sides, numbers, maybe
)
deals = st.builds(
    Deal,
    texts,
    texts,
    texts,
    texts,
    numbers,
    texts,
    texts,
    maybe,
    st.lists(texts, max_size=3).map(tuple),
    st.lists(texts, max_size=3).map(tuple),
    st.lists(texts, max_size=3).map(tuple),
)
spans = st.builds(Span, st.builds(Position, counts, counts), st.builds(Position, counts, counts), maybe)
claims = st.builds(Claim, texts, texts, texts, spans, st.just("bullet"), texts, texts)


@settings(max_examples=150, deadline=None)
@given(calls)
def test_a_call_comes_back_as_it_was(call):
    assert codec.decode_call(codec.encode_call(call)) == call


@settings(max_examples=60, deadline=None)
@given(deals, claims)
def test_deals_and_claims_come_back_as_they_were(deal, claim):
    assert codec.decode_deal(codec.encode_deal(deal)) == deal
    assert codec.decode_claim(codec.encode_claim(claim)) == claim


def test_a_deal_written_before_deals_had_contacts_is_read():
    old = codec.pack(["1", "Acme", "", "", None, "", "won", None, ["a.vtt"]])
    assert codec.decode_deal(old) == Deal("1", "Acme", outcome="won", calls=("a.vtt",))


@settings(max_examples=60, deadline=None)
@given(statement=statements)
def test_a_statement_comes_back_from_the_catalog(statement):
    import sqlite3

    db = sqlite3.connect(":memory:")
    db.executescript(schema.TABLES)
    row = schema.statement_row("v", statement)
    db.execute(f"INSERT INTO statements(vector, {schema.STATEMENT}) VALUES ({'?' + ', ?' * 12})", row)
    assert (
        schema.statement_of(db.execute(f"SELECT {schema.STATEMENT} FROM statements").fetchone()) == statement
    )
    db.close()


@pytest.mark.parametrize("data", [b"", b"x", codec.pack([1]), codec.pack([2, [], [], []]), codec.pack({})])
def test_damaged_bytes_are_told(data):
    with pytest.raises(codec.CodecError):
        codec.decode_call(data)


def test_a_source_map_packs_small():
    turns = tuple(
        Turn(
            i,
            0,
            "word " * 30,
            SourceMap(tuple(Piece(j, i + j, 9, i + j, 20) for j in range(0, 150, 11)), 150),
        )
        for i in range(200)
    )
    assert len(codec.encode_call(Call("c", "f", "vtt", (Speaker("A"),), turns))) < 20_000
