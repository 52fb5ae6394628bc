"""Fences around text from outside that the text cannot close, and signs that it tried."""

from __future__ import annotations


def fenced(kind: str, ident: str, text: str) -> str:
    """`<kind id="ident">` newline neutralised text newline `</kind>`. Text cannot hold < or >.

    Order: `fenced(kind, ident, masker.mask(neutralised(text)))`. Fences do not nest: join them.

    Raises:
        ValueError: `kind` is not a lower-case word (a bug of the caller).
    """
    raise NotImplementedError


def neutralised(text: str) -> str:
    """Text without invisible and bidi characters, with < > as ‹ › and role markers defused.

    Idempotent. A model quotes from this: to locate a quote compare it with `neutralised(source)`.
    """
    raise NotImplementedError


def one_line(text: str) -> str:
    """Neutralised text on one line, for lists with a label before each item (`[t12] …`)."""
    raise NotImplementedError


def suspicious(text: str) -> tuple[str, ...]:
    """Names of the injection patterns found in raw (not neutralised) text, sorted; () for ordinary talk."""
    raise NotImplementedError
