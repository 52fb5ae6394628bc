"""Options that several commands share, and the settings that they make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from checker.pipeline.indexing import Engine as EngineName
    from checker.settings import Settings

Config = Annotated[
    Path | None,
    typer.Option("--config", help="Settings file; default: checker.toml of the working directory."),
]
Store = Annotated[
    str | None,
    typer.Option("--store", help="Index: a directory, or the URL of a Chroma server.", metavar="DIR|URL"),
]
Judge = Annotated[
    str | None,
    typer.Option(
        "--judge",
        help="Who judges: embedded (no key, no network), llm, or auto.",
        metavar="embedded|llm|auto",
    ),
]
Deals = Annotated[
    Path | None, typer.Option("--deals", help="CSV or XLSX of deals: account, stage, amount, outcome, date.")
]
Engine = Annotated[
    str,
    typer.Option(
        "--engine",
        help=r"Who does the work: local, or ray, a cluster: needs a server and the extra \[ray].",
        metavar="local|ray",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no warnings.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="More detail; tracebacks of unexpected errors.")
]


def engine_of(name: str) -> EngineName:
    """The engine of that name.

    Raises:
        InputError: There is none.
    """
    from checker.errors import InputError
    from checker.pipeline.indexing import ENGINES

    for engine in ENGINES:
        if engine == name:
            return engine
    raise InputError(f"--engine {name}: unknown engine", f"Take one of {', '.join(ENGINES)}.")


def settings_of(
    config: Path | None,
    store: str | None = None,
    judge: str | None = None,
    fail_on: str | None = None,
) -> Settings:
    """Settings of this command: the file and the environment, overridden by flags."""
    from checker.settings import load_settings

    flags: dict[str, dict[str, Any]] = {"judge": {"use": judge}, "report": {"fail_on": fail_on}}
    if store is not None:
        remote = store.startswith(("http://", "https://"))
        # An empty URL takes back one from the file: the flag decides where the store lies.
        flags["store"] = {"url": store} if remote else {"path": store, "url": ""}
    return load_settings(config, flags)
