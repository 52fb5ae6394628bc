import pytest

from checker.model import Claim, Position, Span, digest


@pytest.fixture
def claim_of():
    def make(quote: str) -> Claim:
        return Claim(
            digest(quote),
            "campaign/a.md",
            quote,
            Span(Position(1, 1), Position(1, len(quote) + 1)),
            "paragraph",
        )

    return make
