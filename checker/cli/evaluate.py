"""`checker eval …`: measures the judge, the retriever and the whole."""

from __future__ import annotations

import typer

app = typer.Typer(help="Measure the judge, the retriever and the whole.", no_args_is_help=True)
