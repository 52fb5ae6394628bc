"""Help texts as they are shown: what looks like markup to rich must not vanish."""

from collections.abc import Iterator

import pytest
import typer
from rich.markup import render

from checker.cli.main import app


def texts(command: object, path: str = "checker") -> Iterator[tuple[str, str]]:
    """Where each help text belongs, and the text."""
    yield path, getattr(command, "help", None) or ""
    for parameter in getattr(command, "params", ()):
        yield f"{path} {parameter.name}", getattr(parameter, "help", None) or ""
    for name, inner in getattr(command, "commands", {}).items():
        yield from texts(inner, f"{path} {name}")


TEXTS = dict(texts(typer.main.get_command(app)))


@pytest.mark.parametrize("where", TEXTS)
def test_brackets_are_shown(where: str) -> None:
    assert render(TEXTS[where]).plain == TEXTS[where].replace("\\[", "[")


@pytest.mark.parametrize(
    ("where", "extra"),
    [("train", "[train]"), ("index engine", "[ray]"), ("review engine", "[ray]")],
)
def test_extras_are_named(where: str, extra: str) -> None:
    assert extra in render(TEXTS[f"checker {where}"]).plain
