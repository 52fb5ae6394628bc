"""Where words stand and what terms buyers use, told from what is kept of all statements."""

from checker.findings.heard import Heard, heard_arrays
from tests.findings.test_wording_gap import call, statements

CALLS = [
    call("one", "R: The gross pay run is late.", "B: Our check-offs. A check-off, and payroll runs."),
    call("two", "B: The check-off, the payroll run.", "B: Late again, gross."),
]


def test_a_phrase_stands_within_one_statement_in_singular_words() -> None:
    heard = Heard.of(statements(CALLS))
    assert heard.rows_with("check off") == [1, 2]
    assert heard.rows_with("payroll run") == [1, 2]
    assert heard.rows_with("gross pay run") == [0]
    assert heard.rows_with("again gross") == [3] and heard.rows_with("run late") == []
    assert heard.rows_with("gross the") == heard.rows_with("nobody") == heard.rows_with("") == []
    assert (heard.count("late", "ours"), heard.count("late", "buyer")) == (1, 1)


def test_a_term_of_two_calls_has_its_calls_forms_and_places() -> None:
    usage = Heard.of(statements(CALLS)).usage(("check-off",))
    assert usage is not None and usage.calls == {"one", "two"} and usage.places == [1, 2]
    assert list(usage.forms.items()) == [("check-offs", 1), ("check-off", 2)]


def test_what_one_call_or_only_our_side_says_is_no_term() -> None:
    heard = Heard.of(statements(CALLS))
    assert heard.usage(("gross",)) is None and heard.usage(("late",)) is None
    assert ("check-off",) in heard.terms() and ("gross", "pay") not in heard.terms()


def test_statements_are_read_only_when_they_are_asked_for() -> None:
    said, asked = statements(CALLS), []
    heard = Heard(heard_arrays(said), lambda rows: asked.append(rows) or [said[r] for r in rows])
    heard.rows_with("check off")
    heard.usage(("check-off",))
    assert asked == []
    assert heard.said([2, 1, 2]) == [said[2], said[1], said[2]] and heard.said([1]) == [said[1]]
    assert asked == [[2, 1]]


def test_nothing_was_heard() -> None:
    heard = Heard.of([])
    assert len(heard) == 0 and heard.terms() == [] and heard.rows_with("anything") == []
