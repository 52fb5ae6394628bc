"""Who may use the web UI: where it listens, and passwords that are kept as scrypt hashes only.

A file of users has one line each, `name:scrypt$N$r$p$salt$hash`, salt and hash in hex.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from checker.errors import InputError

_N, _R, _P = 2**15, 8, 1
_MEMORY = 128 * 1024 * 1024
_MIN_LENGTH = 8


def hashed(password: str, salt: bytes | None = None) -> str:
    """A password as it is kept."""
    salt = salt or secrets.token_bytes(16)
    key = hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=_MEMORY)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${key.hex()}"


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one that was kept."""
    _, n, r, p, salt, key = kept.split("$")
    found = hashlib.scrypt(
        password.encode(), salt=bytes.fromhex(salt), n=int(n), r=int(r), p=int(p), maxmem=_MEMORY
    )
    return hmac.compare_digest(found, bytes.fromhex(key))


def read_users(path: Path) -> dict[str, str]:
    """Kept passwords by user.

    Raises:
        InputError: The file cannot be read, or a line is not what it should be.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--auth {path}: cannot be read", "Check the path.") from error
    users: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, kept = line.strip().partition(":")
        if not name or not _is_hash(kept):
            raise InputError(
                f"{path}:{number}: not a line of the form name:hash",
                f"Make it by `checker ui --auth {path} --add-user NAME`.",
            )
        users[name] = kept
    if not users:
        raise InputError(f"{path}: no user", f"Add one by `checker ui --auth {path} --add-user NAME`.")
    return users


def add_user(path: Path, name: str, password: str) -> None:
    """Adds a user to the file, or gives one a new password.

    Raises:
        InputError: The name or the password will not do.
    """
    if not name.strip() or ":" in name or "\n" in name:
        raise InputError(f"{name!r} is no user name", "Leave out colons.")
    if len(password) < _MIN_LENGTH:
        raise InputError("The password is too short", f"Take {_MIN_LENGTH} characters or more.")
    users = read_users(path) if path.exists() and path.read_text(encoding="utf-8").strip() else {}
    users[name.strip()] = hashed(password)
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{user}:{kept}\n" for user, kept in sorted(users.items()))
    new.replace(path)


def authenticator(path: Path) -> Callable[[str, str], bool]:
    """Tells whether a name and password belong together; takes as long for a name that is not there."""
    users = read_users(path)
    decoy = hashed(secrets.token_hex(8))

    def check(name: str, password: str) -> bool:
        return matches(password, users.get(name, decoy)) and name in users

    return check


def check_address(host: str, *, authenticated: bool, unprotected: bool) -> None:
    """Refuses to serve other machines without passwords, unless told to.

    Raises:
        InputError: The address is open to others.
    """
    if is_loopback(host) or authenticated or unprotected:
        return
    raise InputError(
        f"--host {host}: other machines could read your calls there without a password",
        "Add --auth FILE, or --unprotected if something else guards it.",
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_hash(kept: str) -> bool:
    parts = kept.split("$")
    if len(parts) != 6 or parts[0] != "scrypt" or not all(p.isdigit() for p in parts[1:4]):
        return False
    try:
        return bool(bytes.fromhex(parts[4])) and bool(bytes.fromhex(parts[5]))
    except ValueError:
        return False
