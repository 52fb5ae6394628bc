"""What comes from a browser lands where we say, within limits."""

from pathlib import Path

import pytest

from checker.errors import InputError
from checker.ui import drafts
from checker.ui.drafts import pasted_draft, safe_name, store_uploads, uploaded_draft
from tests.ui.hostile import PAYLOADS

SUFFIXES = frozenset({".md", ".txt"})


@pytest.mark.parametrize(
    "name", [*PAYLOADS, "../../etc/passwd", "..\\..\\x.md", "/etc/passwd", "", ".", "..", "~/.ssh/id"]
)
def test_names_are_plain_and_no_paths(tmp_path: Path, name: str) -> None:
    safe = safe_name(name)
    assert (tmp_path / safe).resolve().parent == tmp_path.resolve()
    assert not safe.startswith((".", "~", "-")) and safe == Path(safe).name


def test_pasted_text_is_kept_as_it_is(tmp_path: Path) -> None:
    draft = pasted_draft("# Live in ten days.\r\n", tmp_path)
    (file,) = draft.paths[0].iterdir()
    assert file.read_bytes() == b"# Live in ten days.\r\n" and file.suffix == ".md"
    (page,) = pasted_draft("<p>Live in ten days.</p>", tmp_path).paths[0].iterdir()
    assert page.suffix == ".html"


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (drafts.MAX_PASTED + 1)])
def test_too_little_or_too_much_text_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        pasted_draft(text, tmp_path)


def uploads(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    out = []
    for number, name in enumerate(names):
        (folder / str(number)).mkdir()
        out.append(folder / str(number) / name)
        out[-1].write_text(f"copy {number}", encoding="utf-8")
    return out


def test_uploads_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    received = tmp_path / "received"
    draft = uploaded_draft(uploads(received, "a.md", "a.md", "b.txt"), tmp_path, received, SUFFIXES)
    assert sorted(p.name for p in draft.paths[0].iterdir()) == ["a-2.md", "a.md", "b.txt"]
    assert draft.title == "3 uploaded files"


def test_what_is_no_upload_is_refused(tmp_path: Path) -> None:
    received = tmp_path / "received"
    outside = tmp_path / "secret.md"
    outside.write_text("x", encoding="utf-8")
    link = received / "link.md"
    received.mkdir()
    link.symlink_to(outside)
    (exe,) = uploads(received, "a.exe")
    for wrong in ([], [outside], [link], [exe], [received / "gone.md"], [received / ".." / "secret.md"]):
        with pytest.raises(InputError):
            uploaded_draft(wrong, tmp_path, received, SUFFIXES)


def test_limits_of_number_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    received = tmp_path / "received"
    many = uploads(received, *(f"{n}.md" for n in range(4)))
    monkeypatch.setattr(drafts, "MAX_FILES", 3)
    with pytest.raises(InputError, match="at once"):
        uploaded_draft(many, tmp_path, received, SUFFIXES)
    monkeypatch.setattr(drafts, "MAX_MB", 0)
    with pytest.raises(InputError, match="larger"):
        uploaded_draft(many[:1], tmp_path, received, SUFFIXES)


def test_same_upload_twice_is_one_file(tmp_path: Path) -> None:
    (file,) = uploads(tmp_path / "received", "a.md")
    assert store_uploads([file], tmp_path / "x") == store_uploads([file], tmp_path / "x")
