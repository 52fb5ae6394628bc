"""Each format against its golden file. `UPDATE_GOLDEN=1 pytest tests/reports` writes them anew."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from checker.errors import InputError
from checker.model import Run
from checker.reports import FORMATS, render
from tests.reports.sample import RUN

GOLDEN = Path(__file__).parent / "golden"
SUFFIXES = {"terminal": "txt", "markdown": "md"}


def test_formats_are_those_that_render() -> None:
    assert FORMATS == (
        "terminal", "markdown", "html", "json", "csv", "sarif", "github", "gitlab", "junit", "rdjson",
    )  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_report_is_as_agreed(name: str) -> None:
    path = GOLDEN / f"report.{SUFFIXES.get(name, name)}"
    got = render(RUN, name)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(got.encode("utf-8"))
    assert got == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_order_of_claims_needs_and_evidence_does_not_matter(name: str) -> None:
    shuffled = replace(
        RUN,
        findings=tuple(replace(f, evidence=f.evidence[::-1]) for f in RUN.findings),
        claims=RUN.claims[::-1],
        needs=RUN.needs[::-1],
        warnings=RUN.warnings[::-1],
    )
    assert render(shuffled, name) == render(RUN, name)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_run_renders(name: str) -> None:
    assert render(Run("embedded", "pairs-1"), name).strip()


@pytest.mark.parametrize("name", FORMATS)
def test_no_score_is_shown(name: str) -> None:
    assert "0.98" not in render(RUN, name)


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"'docx'.*terminal, markdown, html, json, csv"):
        render(RUN, "docx")
