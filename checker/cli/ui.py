"""`checker ui`: the web UI on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from checker.cli import options


def command(
    campaign: Annotated[
        Path | None, typer.Argument(help="Folder of copy to offer; default: campaign/ where there is one.")
    ] = None,
    config: options.Config = None,
    store: options.Store = None,
    judge: options.Judge = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on. Others than this machine's need --auth.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option("--port", help="Port; default: the first free from 7860.")
    ] = None,
    auth: Annotated[Path | None, typer.Option("--auth", help="File of users with hashed passwords.")] = None,
    add_user: Annotated[
        str | None, typer.Option("--add-user", help="Add a user to the --auth file and stop.", metavar="NAME")
    ] = None,
    unprotected: Annotated[
        bool, typer.Option("--unprotected", help="Listen to other machines without passwords.")
    ] = False,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open it in a browser.")] = False,
) -> None:
    """Open the web UI."""
    from checker.errors import InputError
    from checker.ui.guard import add_user as write_user
    from checker.ui.guard import check_address

    if add_user is not None:
        if auth is None:
            raise InputError("--add-user: no file to add to", "Give --auth FILE too.")
        password = typer.prompt(f"Password of {add_user}", hide_input=True, confirmation_prompt=True)
        write_user(auth, add_user, password)
        typer.echo(f"{add_user} can log in with {auth}.")
        return
    check_address(host, authenticated=auth is not None, unprotected=unprotected)
    auth = auth.resolve() if auth else None
    _enter_sample(campaign, config, store)
    from checker.ui.app import Door, build, serve

    settings = options.settings_of(config, store, judge)
    serve(build(settings, campaign), Door(host, port, auth, unprotected, browser))


def _enter_sample(campaign: Path | None, config: Path | None, store: str | None) -> None:
    """Opens on the sample company where the working directory holds nothing of the checker's."""
    sample = Path(__file__).parents[2] / "corpus"
    chosen = campaign or config or store or Path("checker.toml").exists() or Path(".checker").exists()
    if not chosen and not Path("campaign").is_dir() and (sample / "checker.toml").is_file():
        typer.echo(f"No checker.toml here: opening the sample company in {sample}.", err=True)
        os.chdir(sample)
