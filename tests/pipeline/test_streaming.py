"""Indexing in a stream: bounded, in order, and a run killed anywhere is completed by the next."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from checker.evaluate.mixing import mix
from checker.model import Skipped
from checker.pipeline import index
from checker.pipeline.opening import open_store
from checker.pipeline.reading_pool import read_transcripts
from checker.pipeline.reading_workers import Workers
from checker.settings import CompanySection, Settings, StoreSection
from checker.sources.files import find_files
from tests.fakes import WordEmbedder

CORPUS = Path(__file__).parents[2] / "corpus"


def settings_in(folder: Path) -> Settings:
    return Settings(company=CompanySection(name="Paywell"), store=StoreSection(path=str(folder / "store")))


@pytest.fixture(autouse=True)
def words(monkeypatch):
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())


def test_mixing_is_the_same_for_the_same_seed(tmp_path):
    for name in "ab":
        assert mix(CORPUS, tmp_path / name, 3, 2, seed=5).turns >= 90
    files = [p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file()]
    assert len(files) == 7
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)


def test_processes_read_the_same_in_the_same_order(tmp_path):
    mix(CORPUS, tmp_path, 12, 1)
    (tmp_path / "calls/000003.txt").write_text("no speaker in here\n")
    files, _ = find_files([tmp_path / "calls"], 10**9)
    here, there = (list(read_transcripts(files[:8], "r", jobs=jobs)) for jobs in (0, 2))
    assert [type(a).__name__ for a in here] == ["Transcript"] * 3 + ["Skipped"] + ["Transcript"] * 4
    assert [a if isinstance(a, Skipped) else a.records for a in here] == [
        b if isinstance(b, Skipped) else b.records for b in there
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_a_file_that_hangs_eats_memory_or_kills_is_skipped_and_the_rest_is_read(tmp_path):
    mix(CORPUS, tmp_path, 3, 1)
    with (tmp_path / "calls/000001.txt").open("wb") as file:
        file.truncate(6_000_000_000)  # holes: takes no disk
    files, _ = find_files([tmp_path / "calls"], 10**11)
    (tmp_path / "calls/000000.txt").unlink()
    os.mkfifo(tmp_path / "calls/000000.txt")  # nobody writes into it
    slow, big, good = read_transcripts(files, "r", jobs=1, seconds=5)
    assert isinstance(slow, Skipped) and "longer than 5 s" in slow.reason
    assert isinstance(big, Skipped) and ("memory" in big.reason or "longer" in big.reason), big
    assert len(good.records) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_a_process_that_is_killed_is_replaced(tmp_path):
    mix(CORPUS, tmp_path, 1, 1)
    os.mkfifo(tmp_path / "pipe")
    workers = Workers(1, 60)

    def kill():
        while not workers._all:
            time.sleep(0.05)
        next(iter(workers._all)).kill()

    killer = threading.Thread(target=kill)
    killer.start()
    assert "ended its process" in workers.ask("call", str(tmp_path / "pipe"), "pipe", "")[1]
    killer.join()
    assert workers.ask("call", str(tmp_path / "calls/000000.txt"), "x.txt", "")[0] == "read"
    workers.stop()


def one_call_indexed(tmp_path):
    """A call whose sides nothing tells yet: the next call of the same rep will."""
    settings = settings_in(tmp_path)
    folder = tmp_path / "calls"
    folder.mkdir()
    deals = tmp_path / "calls.csv"
    deals.write_text("file,account\na.txt,Lind Foods\nb.txt,Moe Mills\n")
    (folder / "a.txt").write_text(
        "Una Dahl: How did it go with the new start?\nBo Lind: It took six months in all.\n"
    )
    index([folder], settings, deals=deals)
    return settings, folder, deals


def test_sides_told_by_later_calls_reach_earlier_ones_and_removal_takes_them_back(tmp_path):
    settings, folder, deals = one_call_indexed(tmp_path)
    assert sides(settings) == {"unknown"}
    (folder / "b.txt").write_text(
        "Una Dahl: What do you need from all of us?\nAnn Moe: A real date in writing.\n"
    )
    done = index([folder], settings, deals=deals)
    assert (done.added, done.unchanged) == (1, 1)
    assert sides(settings) == {"ours", "buyer"}
    (folder / "b.txt").unlink()
    assert index([folder], settings, deals=deals).removed == 1
    assert sides(settings) == {"unknown"}


def test_killed_after_new_files_but_before_moved_ones_cannot_be(tmp_path, monkeypatch):
    """Moved sides are stored first: a kill between leaves new files to be read again."""
    settings, folder, deals = one_call_indexed(tmp_path)
    (folder / "b.txt").write_text(
        "Una Dahl: What do you need from all of us?\nAnn Moe: A real date in writing.\n"
    )
    monkeypatch.setattr("checker.pipeline.indexing._PUT_FILES", 1)
    puts = []

    def stop(event):
        if event.stage == "Indexing calls" and event.done == 1:
            puts.append(event)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index([folder], settings, deals=deals, progress=stop)
    index([folder], settings, deals=deals)
    assert puts and sides(settings) == {"ours", "buyer"}


def sides(settings):
    with open_store(settings, write=False) as store:
        return {s.side for s in store.statements()}


def test_heads_are_calls_without_turns(tmp_path):
    settings = settings_in(tmp_path)
    mix(CORPUS, tmp_path, 3, 1)
    many = "".join(f"Person Number{i:05}: I say something of my own here, number {i}.\n" for i in range(3000))
    (tmp_path / "calls/many.txt").write_text(many)
    index([tmp_path / "calls"], settings)
    with open_store(settings, write=False) as store:
        whole, heads = list(store.calls()), list(store.heads())
    assert len(whole[-1].speakers) == 3000, "its head is longer than one piece"
    assert [(c.file, c.id, c.speakers, c.date, c.title) for c in whole] == [
        (c.file, c.id, c.speakers, c.date, c.title) for c in heads
    ]
    assert not any(c.turns for c in heads)


RUN = """
    import sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    import checker.pipeline.indexing as indexing
    import checker.pipeline.opening as opening
    from tests.fakes import WordEmbedder
    from tests.pipeline.test_streaming import settings_in
    opening.embedder_of = lambda _: WordEmbedder()
    indexing._PUT_FILES = 5
    print("go", flush=True)
    indexing.index([Path({folder!r}) / "calls"], settings_in(Path({folder!r})))
    print("done", flush=True)
"""


def run_index(folder: Path) -> subprocess.Popen:
    code = textwrap.dedent(RUN.format(root=str(Path(__file__).parents[2]), folder=str(folder)))
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True, cwd=folder
    )
    assert process.stdout.readline() == b"go\n"
    return process


def facts(folder: Path) -> str:
    """Everything that a store says, in order; checks that vectors and statements are in step."""
    with open_store(settings_in(folder), write=True) as store:
        statements = store.statements()
        keys = [(s.file, s.id) for s in statements]
        assert len(set(keys)) == len(keys), "doubled"
        counts = {name: store._parts.vectors.count(name) for name in ("buyer", "ours")}
        assert counts == {side: sum(s.side == side for s in statements) for side in counts}
        assert store._catalog.count("garbage") == 0
        calls = [(c.file.rpartition("/")[2], c.id, len(c.turns)) for c in store.calls()]
        said = [(s.file.rpartition("/")[2], s.turn, s.start, s.text, s.side) for s in statements]
        return json.dumps([calls, said])


def kill_and_go_on(tmp_path: Path, kills: int, calls: int, seed: int) -> None:
    dice = random.Random(seed)
    folder = tmp_path / "killed"
    mix(CORPUS, folder, calls, 1, seed=1)
    mix(CORPUS, tmp_path / "spare", calls, 1, seed=2)
    start = time.monotonic()
    first = run_index(folder)
    assert first.stdout.readline() == b"done\n"
    took = time.monotonic() - start
    for _ in range(kills):
        for number in dice.sample(range(calls), calls // 3):
            path = folder / f"calls/{number:06}.txt"
            if path.exists() and dice.random() < 0.3:
                path.unlink()
            else:
                words = (tmp_path / f"spare/calls/{number:06}.txt").read_text()
                path.write_text(words.replace("Item", f"Item {dice.randrange(10**6)}"))
        process = run_index(folder)
        time.sleep(dice.uniform(0, took))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        facts(folder)
    last = run_index(folder)
    assert last.stdout.readline() == b"done\n"
    clean = tmp_path / "clean"
    clean.mkdir()
    (clean / "calls").symlink_to(folder / "calls")
    assert run_index(clean).stdout.readline() == b"done\n"
    assert facts(folder) == facts(clean), "nothing lost, nothing doubled"


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_killed_at_random_points(tmp_path):
    kill_and_go_on(tmp_path, kills=3, calls=20, seed=int(os.environ.get("CHECKER_SEED", "11")))


@pytest.mark.slow
@pytest.mark.skipif("CHECKER_SLOW" not in os.environ, reason="set CHECKER_SLOW=1; takes half an hour")
def test_killed_fifty_times(tmp_path):
    kill_and_go_on(tmp_path, kills=50, calls=60, seed=50)
