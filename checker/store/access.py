"""How a Chroma server is entered: a token, further headers, and whose certificates are trusted.

What is secret comes from the environment alone, so that it stands in no settings file, no stored run and
no message.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from checker.errors import SettingsError

TOKEN = "CHECKER_STORE_TOKEN"
HEADERS = "CHECKER_STORE_HEADERS"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")  # RFC 9110, token
_VALUE = re.compile(r"[\t\x20-\x7e]*\Z")
_EXAMPLE = "Write it as https://host:8000."


@dataclass(frozen=True, slots=True)
class Access:
    """How a server is entered.

    Attributes:
        token: Sent as bearer token and as X-Chroma-Token; none if empty.
        headers: Further headers, name and value; they win over those of the token.
        ca_file: PEM file of the authorities that are trusted instead of the system's; none if empty.
    """

    token: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    ca_file: str = ""

    @classmethod
    def of_environment(cls, ca_file: str = "", environ: Mapping[str, str] | None = None) -> Access:
        """What CHECKER_STORE_TOKEN and CHECKER_STORE_HEADERS (`name=value,name=value`) say.

        Args:
            ca_file: Of the settings.
            environ: Environment to read; defaults to that of the process.

        Raises:
            SettingsError: They cannot be headers of HTTP. No value is repeated in the message.
        """
        environ = os.environ if environ is None else environ
        token = environ.get(TOKEN, "").strip()
        if not _VALUE.match(token):
            raise SettingsError(f"{TOKEN} holds characters that no header may have", "Set it again.")
        return cls(token, _headers(environ.get(HEADERS, "")), ca_file)

    def sent(self) -> dict[str, str]:
        """Headers of every request."""
        made = {"Authorization": f"Bearer {self.token}", "X-Chroma-Token": self.token} if self.token else {}
        given = {name.lower() for name, _ in self.headers}
        return {name: value for name, value in made.items() if name.lower() not in given} | dict(self.headers)

    def trusted(self) -> ssl.SSLContext | bool:
        """Whose certificates are good; True is the system's choice. They are always checked.

        Raises:
            SettingsError: The file of authorities is missing or holds none.
        """
        if not self.ca_file:
            return True
        remedy = "Give the PEM file of the authority that signed the server's certificate."
        if not Path(self.ca_file).is_file():
            raise SettingsError(f"[store] ca_file {self.ca_file}: no such file", remedy)
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except (ssl.SSLError, OSError) as error:
            raise SettingsError(f"[store] ca_file {self.ca_file}: holds no certificate", remedy) from error


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is: `host` as it stands in an address, with brackets if it is a number of IPv6."""

    host: str
    port: int
    tls: bool

    @classmethod
    def of(cls, url: str) -> Address:
        """The parts of a URL; the port defaults to 8000, with TLS to 443.

        Raises:
            SettingsError: It is no server's address.
        """
        parts = urlsplit(url)
        if "@" in parts.netloc:  # not repeated: it may be a password
            raise SettingsError(f"the store's address holds a name or password; put it into {TOKEN}")
        try:
            port = parts.port or (443 if parts.scheme == "https" else 8000)
        except ValueError as error:
            raise SettingsError(f"store {url}: {error}", _EXAMPLE) from error
        if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise SettingsError(f"store {url}: not a server's address", _EXAMPLE)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return cls(host, port, parts.scheme == "https")

    def __str__(self) -> str:
        """As a URL."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"


def _headers(text: str) -> tuple[tuple[str, str], ...]:
    out: list[tuple[str, str]] = []
    for number, part in enumerate(filter(str.strip, text.split(",")), start=1):
        name, equals, value = part.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not _NAME.match(name) or not _VALUE.match(value):
            raise SettingsError(
                f"{HEADERS}: part {number} is no header", "Write it as name=value,name=value."
            )
        out.append((name, value))
    return tuple(out)
