"""A batch in each of its formats: hostile text stays text, ids are unique, columns fit, bytes are equal."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from rich.cells import cell_len

from checker.errors import InputError
from checker.model import Skipped
from checker.model.batch import Batch, Draft, rank
from checker.model.following import Alignment, AlignmentScore
from checker.reports.batch_html import batch_to_html
from checker.reports.batch_text import batch_to_text
from checker.reports.batches import BATCH_FORMATS, render_batch
from checker.reports.safe import plain
from tests.reports import sample
from tests.reports.sample import COMMAND, ESCAPE, IMAGE, RUN, SCRIPT
from tests.reports.test_html import URL_ATTRIBUTES, Page


def draft(file: str, score: int | None, **changes: object) -> Draft:
    alignment = Alignment(AlignmentScore("", score, 3, 6))
    return Draft(file, replace(RUN, alignment=alignment, **changes))  # type: ignore[arg-type]


BATCH = Batch(
    "embedded",
    "pairs-1",
    rank(
        [
            draft(f"drafts/{SCRIPT}.md", 40),
            draft(f"drafts/{'very-long-' * 12}{ESCAPE}b.md", 90),
            draft("drafts/quiet.md", None, findings=()),
        ]
    ),
    failed=(Skipped(f"drafts/{IMAGE}.pdf", f"is protected {COMMAND}", "Remove the password."),),
    conflicts=(next(f for f in sample.FINDINGS if f.kind == "conflicting-copy"),),
    skipped=(Skipped("calls/x.vtt", "is empty"),),
    warnings=(f"calls/y.vtt: side of {SCRIPT} unknown",),
)


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(batch_to_html(BATCH))


def test_hostile_text_is_shown_as_text(page: Page) -> None:
    names = {name for name, _ in page.elements}
    assert not names & {"script", "iframe", "object", "embed", "img", "form", "base", "link"}
    assert plain(SCRIPT) in " ".join(page.words)
    assert plain(IMAGE) in " ".join(page.words)


def test_each_draft_has_a_section_and_every_link_its_target(page: Page) -> None:
    ids = Counter(str(a["id"]) for _, a in page.elements if a.get("id"))
    assert {"draft-1", "draft-2", "draft-3"} <= set(ids)
    assert [ident for ident, number in ids.items() if number > 1] == []
    urls = [str(v) for _, a in page.elements for k, v in a.items() if k in URL_ATTRIBUTES]
    assert urls
    assert [url for url in urls if not url.startswith("#") or url[1:] not in ids] == []


def test_findings_of_a_draft_stand_in_its_section() -> None:
    text = batch_to_html(BATCH)
    first, second, third = (text.index(f'id="draft-{n}"') for n in (1, 2, 3))
    assert first < text.index('id="draft-1-f-fast"') < second < text.index('id="draft-2-f-fast"') < third
    assert "draft-3-f-" not in text


def test_the_table_fits_and_its_columns_stand_under_each_other() -> None:
    lines = batch_to_text(BATCH).splitlines()
    assert max(cell_len(line) for line in lines) <= 80
    head = next(line for line in lines if line.startswith("#"))
    rows = lines[lines.index(head) + 1 :][:3]
    at = head.index("Score")
    assert [row[at:].split()[0] for row in rows] == ["90", "40", "–"]
    assert "b.md" in rows[0]
    assert "none" in rows[2]


def test_no_escape_and_no_command_of_a_build_server() -> None:
    text = batch_to_text(BATCH)
    assert "\x1b" not in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]


def test_json_holds_the_ranking_and_each_report() -> None:
    record = json.loads(render_batch(BATCH, "json"))
    assert [d["score"] for d in record["drafts"]] == [90, 40, None]
    assert [d["rank"] for d in record["drafts"]] == [1, 2, 3]
    first = record["drafts"][0]
    assert first["clashes"] == {"high": 2, "medium": 2, "low": 2}
    assert (first["needs_answered"], first["needs"]) == (1, 2)
    assert {f["id"] for f in first["report"]["findings"]} == {f.id for f in sample.FINDINGS}
    assert [item["reason"] for item in record["failed"]] == [f"is protected {COMMAND}"]
    assert record["needs"][0]["answered_by"] == []


def test_nothing_reviewed_is_said() -> None:
    none = Batch("embedded", "pairs-1", (), failed=BATCH.failed)
    for name in BATCH_FORMATS:
        assert "is protected" in render_batch(none, name)
    assert "None of 1 draft could be reviewed." in render_batch(none, "terminal")


def test_an_unknown_format_is_a_mistake_of_the_user() -> None:
    with pytest.raises(InputError, match="docx"):
        render_batch(BATCH, "docx")


def test_rank_is_by_score_then_clashes_then_needs_then_name() -> None:
    low = tuple(f for f in RUN.findings if f.severity == "low")
    drafts = [
        draft("f.md", None),
        draft("e.md", 50),
        draft("d.md", 50, findings=low, needs=()),
        draft("c.md", 50, findings=low),
        draft("b.md", 50, findings=()),
        draft("a.md", 50, findings=()),
        draft("z.md", 51),
    ]
    assert [d.file[0] for d in rank(drafts)] == ["z", "a", "b", "c", "d", "e", "f"]
