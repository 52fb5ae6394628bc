"""Copy and deals are read within the limits that calls are: time, memory, what an archive may unpack to."""

import io
import os
import time

import openpyxl
import pytest

from checker.ci.copytree import CopyTree
from checker.errors import InputError, SettingsError, UnreadableFile
from checker.model import Asset, Skipped
from checker.pipeline.progress import silent
from checker.pipeline.reading import read_assets
from checker.pipeline.reading_pool import ReadingDesk, read_copies, read_deals_file
from checker.sources.files import find_files
from tests.fuzz.hostile import KINDS


def test_a_bomb_among_copy_is_skipped_and_the_rest_is_read_in_order(company, settings):
    (company / "campaign/bomb.xlsx").write_bytes(KINDS["xlsx bomb"].make())
    (company / "campaign/zebra.md").write_text("# Close by Friday, every month.\n")
    assets, skipped = read_assets([company / "campaign"], settings, silent)
    assert [asset.file for asset in assets] == ["campaign/landing.md", "campaign/zebra.md"]
    assert [s.file for s in skipped] == ["campaign/bomb.xlsx"]
    assert "unpacks to" in skipped[0].reason and skipped[0].remedy


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_copy_that_hangs_or_eats_memory_is_skipped(company):
    (company / "campaign/aaa.txt").write_text("Close by Friday, every month.\n")
    with (company / "campaign/big.txt").open("wb") as file:
        file.truncate(6_000_000_000)  # holes: takes no disk
    files, _ = find_files([company / "campaign"], 10**11)
    (company / "campaign/aaa.txt").unlink()
    os.mkfifo(company / "campaign/aaa.txt")  # nobody writes into it
    slow, big, good = read_copies(files, False, jobs=1, seconds=5)
    assert isinstance(slow, Skipped) and "longer than 5 s" in slow.reason
    assert isinstance(big, Skipped) and ("memory" in big.reason or "longer" in big.reason), big
    assert isinstance(good, Asset) and good.file == "campaign/landing.md"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_a_pipe_in_a_folder_is_never_opened(company, settings):
    os.mkfifo(company / "campaign/pipe.md")
    assets, skipped = read_assets([company / "campaign"], settings, silent)
    assert [asset.file for asset in assets] == ["campaign/landing.md"]
    assert [(s.file, s.reason) for s in skipped] == [("campaign/pipe.md", "a pipe or a device, no file")]


def test_a_check_of_a_change_reads_within_the_limits_too():
    text = b"# Close by Friday, every month.\n"
    tree = CopyTree({"bomb.docx": KINDS["docx bomb"].make, "cell.csv": lambda: CELL, "page.md": lambda: text})
    tree._desk = ReadingDesk(seconds=60)
    assert [claim.quote for claim in tree.all_claims()] == ["Close by Friday, every month."]
    assert [s.file for s in tree.skipped] == ["bomb.docx", "cell.csv"]
    assert "unpacks to" in tree.skipped[0].reason
    assert "memory" in tree.skipped[1].reason or "longer" in tree.skipped[1].reason


CELL = b'Headline\n"' + b"Live in ten days. " * 2_777_777 + b'"\n'


def sheet(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_deals_file_is_read_apart_with_its_columns(tmp_path):
    path = tmp_path / "deals.xlsx"
    path.write_bytes(sheet(["Kunde", "Amount"], ["Lind Foods", 5]))
    deals = read_deals_file(path, "deals.xlsx", {"account": "Kunde"})
    assert [(d.account, d.amount) for d in deals.deals] == [("Lind Foods", 5.0)]
    with pytest.raises(SettingsError, match="Nope"):
        read_deals_file(path, "deals.xlsx", {"account": "Nope"})
    path.write_bytes(KINDS["xlsx bomb"].make())
    with pytest.raises(UnreadableFile, match="unpacks to"):
        read_deals_file(path, "deals.xlsx", {})
    with pytest.raises(InputError, match="cannot be opened"):
        read_deals_file(tmp_path / "none.csv", "none.csv", {})


def test_the_process_of_a_desk_ends_with_it():
    desk = ReadingDesk()
    desk.copy(KINDS["pdf cut off"].make().replace(b"%PDF", b"%pdf"), "a.txt")
    assert not desk._workers._all, "small and plain: no process"
    with pytest.raises(UnreadableFile):
        desk.copy(KINDS["pdf cut off"].make(), "a.pdf")
    (process,) = desk._workers._all
    del desk
    for _ in range(100):
        if process.poll() is not None:
            return
        time.sleep(0.05)
    raise AssertionError("it lives on")
