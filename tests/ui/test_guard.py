"""Who gets in."""

from pathlib import Path

import pytest

from checker.errors import InputError
from checker.ui.guard import add_user, authenticator, check_address, hashed, matches, read_users


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]"])
def test_this_machine_needs_no_password(host: str) -> None:
    check_address(host, authenticated=False, unprotected=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "example.com", ""])
def test_other_machines_do(host: str) -> None:
    with pytest.raises(InputError, match="password"):
        check_address(host, authenticated=False, unprotected=False)
    check_address(host, authenticated=True, unprotected=False)
    check_address(host, authenticated=False, unprotected=True)


def test_passwords_are_kept_as_hashes(tmp_path: Path) -> None:
    path = tmp_path / "users"
    add_user(path, "Ann Moe", "correct horse")
    add_user(path, "Bo", "battery staple")
    assert "horse" not in path.read_text(encoding="utf-8") and path.stat().st_mode & 0o077 == 0
    check = authenticator(path)
    assert check("Ann Moe", "correct horse") and check("Bo", "battery staple")
    assert not check("Ann Moe", "battery staple") and not check("Cy", "correct horse") and not check("", "")
    add_user(path, "Bo", "a new password")
    assert authenticator(path)("Bo", "a new password") and not authenticator(path)("Bo", "battery staple")


def test_two_hashes_of_a_password_differ() -> None:
    assert hashed("a password") != hashed("a password") and matches("a password", hashed("a password"))


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "ann:plain\n", "ann:scrypt$1$2$3$zz$11\n", ":scrypt$1$1$1$00$00\n"]
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_users(path)


def test_missing_file_bad_name_short_password(tmp_path: Path) -> None:
    for call in (
        lambda: read_users(tmp_path / "none"),
        lambda: add_user(tmp_path / "u", "a:b", "long enough"),
        lambda: add_user(tmp_path / "u", "ann", "short"),
    ):
        with pytest.raises(InputError):
            call()
