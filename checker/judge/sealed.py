"""Answers kept so that only who has the question can read them.

An answer quotes the call it was made from. What is kept on disk and handed to others is sealed with a key
that is made of the whole question, transcript included: whoever has the same calls and copy asks the same
question and opens it, nobody else does. The question's key is never stored, only a digest of it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

_FORMAT = "s1"
_NONCE = 12


def seal(secret: str, text: str) -> str:
    """A text that only the secret opens; the same for the same text and secret."""
    data = text.encode("utf-8", "surrogatepass")
    nonce = hashlib.sha256(secret.encode() + b"\0" + data).digest()[:_NONCE]
    mixed = base64.b64encode(nonce + _mixed(secret, nonce, data)).decode()
    return f"{_FORMAT}:{mixed}"


def unseal(secret: str, sealed: str) -> str | None:
    """Inverse of `seal`; None if it was not sealed with this secret."""
    form, _, body = sealed.partition(":")
    try:
        raw = base64.b64decode(body, validate=True)
    except (ValueError, binascii.Error):
        return None
    nonce, data = raw[:_NONCE], _mixed(secret, raw[:_NONCE], raw[_NONCE:])
    if form != _FORMAT or hashlib.sha256(secret.encode() + b"\0" + data).digest()[:_NONCE] != nonce:
        return None
    return data.decode("utf-8", "surrogatepass")


def is_sealed(text: str) -> bool:
    """True for what `seal` gave."""
    return text.startswith(f"{_FORMAT}:")


def _mixed(secret: str, nonce: bytes, data: bytes) -> bytes:
    stream = hashlib.shake_256(b"checker\0" + secret.encode() + b"\0" + nonce).digest(len(data))
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")
