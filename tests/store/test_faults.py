import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from checker.errors import SettingsError, StoreError, StoreLocked, StoreMismatch
from checker.store.index import Store
from tests.fakes import WordEmbedder
from tests.store.conftest import LINES, chroma_counts, reading


def refused(kind, *told, place, embedder, **kwargs):
    with pytest.raises(kind) as caught, Store.open(place, embedder, **kwargs) as store:
        store.search("buyer", embedder.embed(["x"]), 1)
        list(store.calls())
    assert caught.value.remedy
    for part in (*told, str(place)):
        assert part in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("write_", [True, False])
def test_a_file_where_the_folder_should_be(tmp_path, embedder, write_):
    place = tmp_path / "store"
    place.write_text("mine", encoding="utf-8")
    refused(StoreError, "there is a file", place=place, embedder=embedder, write=write_)
    assert place.read_text(encoding="utf-8") == "mine"


def test_reading_where_nothing_is_makes_nothing(tmp_path, embedder):
    refused(StoreError, "checker index", place=tmp_path / "none", embedder=embedder)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("victim", ["catalog.sqlite3", "vectors-1/chroma.sqlite3"])
@pytest.mark.parametrize("write_", [True, False])
def test_a_damaged_file(tmp_path, embedder, write, victim, write_):
    place = tmp_path / "store"
    write(place, a=LINES)
    (place / victim).write_bytes(b"this is not a database, whatever it says" * 200)
    refused(StoreError, "damaged", "checker index", place=place, embedder=embedder, write=write_)


@pytest.mark.parametrize(
    "other", [WordEmbedder("sentences"), WordEmbedder(version="2"), WordEmbedder(dimension=32)]
)
@pytest.mark.parametrize("write_", [True, False])
def test_another_embedder(tmp_path, write, other, write_):
    write(tmp_path / "store", a=LINES)
    refused(StoreMismatch, "words 1 (64", place=tmp_path / "store", embedder=other, write=write_)


def test_another_embedder_is_also_told_by_the_vectors(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        store._writer().note("embedder", "words 2 (64 numbers)")
    other = WordEmbedder(version="2")
    refused(StoreMismatch, "words 1 (64 numbers)", place=tmp_path / "store", embedder=other)


def test_another_schema(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        store._catalog.rows("PRAGMA user_version = 99")
    refused(StoreMismatch, "99", place=tmp_path / "store", embedder=embedder)


def test_a_second_writer_is_told_who_writes(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    with Store.open(tmp_path / "store", embedder, write=True):
        told = refused(
            StoreLocked,
            f"process {os.getpid()}",
            place=tmp_path / "store",
            embedder=embedder,
            write=True,
            wait=0.2,
        )
        assert "for 0 s" in told or "for 1 s" in told
        with Store.open(tmp_path / "store", embedder) as reader:
            assert reader.stats().buyer == 3
    with Store.open(tmp_path / "store", embedder, write=True, wait=0.2):
        pass


def test_a_second_writer_waits_for_the_first(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    first = Store.open(tmp_path / "store", embedder, write=True)
    done = threading.Event()

    def end():
        done.set()
        first.close()

    ending = threading.Timer(0.5, end)
    ending.start()
    with Store.open(tmp_path / "store", embedder, write=True, wait=60) as second:
        assert done.is_set()
        second.put(reading(tmp_path, "b"))
        assert second.stats().files == 2
    ending.join()


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    script = f"""
        import os
        from pathlib import Path
        from checker.store.lock import WriterLock
        WriterLock(Path({str(tmp_path / "store")!r}), "here").acquire()
        os._exit(9)
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False).returncode == 9
    assert (tmp_path / "store" / "writer.json").exists()
    with Store.open(tmp_path / "store", embedder, write=True, wait=0.2) as store:
        assert store._parts.lock.owner().startswith(f"process {os.getpid()} ")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://127.0.0.1:99999", "http://127.0.0.1:8000/api", "https://"]
)
def test_a_server_that_is_not_there(tmp_path, embedder, url, monkeypatch):
    monkeypatch.setattr("checker.store.chroma_client._WAITS", (0.01,))
    kind = StoreError if url.endswith(":1") else SettingsError
    refused(kind, place=url, embedder=embedder, home=tmp_path)


def test_a_strangers_env_file_changes_nothing(tmp_path):
    (tmp_path / ".env").write_bytes(
        b"IS_PERSISTENT=perhaps\nALLOW_RESET=true\nPERSIST_DIRECTORY=/nowhere\n\xff\xfe"
    )
    root = Path(__file__).parents[2]
    script = f"""
        import sys
        sys.path.insert(0, {str(root)!r})
        from checker.store.index import Store
        from tests.fakes import WordEmbedder
        Store.open("store", WordEmbedder(), write=True).close()
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=tmp_path, check=True)
    assert (tmp_path / "store" / "vectors-1" / "chroma.sqlite3").exists()


def test_an_environment_that_chroma_refuses_is_named(tmp_path):
    script = """
        from checker.errors import StoreError
        from checker.store.chroma_client import _chromadb
        try:
            _chromadb()
        except StoreError as error:
            assert "IS_PERSISTENT" in str(error), error
        else:
            raise SystemExit("not refused")
    """
    env = {**os.environ, "IS_PERSISTENT": "perhaps"}
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], env=env, check=True)


def test_a_full_disk_loses_nothing(tmp_path, embedder, write):
    import sqlite3

    write(tmp_path / "store", a=LINES)
    with Store.open(tmp_path / "store", embedder, write=True) as store:
        store._catalog.rows("PRAGMA max_page_count = 1")
        lines = [("buyer", f"{i} " * 500) for i in range(200)]
        with pytest.raises(StoreError, match="disk is full"):
            store.put(reading(tmp_path, "big", lines))
    assert write(tmp_path / "store", b=LINES).buyer == 6
    assert sqlite3.connect(tmp_path / "store" / "catalog.sqlite3").execute(
        "PRAGMA integrity_check"
    ).fetchone() == ("ok",)


FULL = """
    import resource, signal, sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from checker.errors import StoreError
    from checker.store.index import Store
    from tests.fakes import WordEmbedder
    from tests.store.conftest import chroma_counts, reading
    folder = Path({folder!r})
    lines = [("buyer", f"{{i}} and more") for i in range(1500)]
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with Store.open(folder / "store", WordEmbedder(), write=True) as store:
        largest = max(p.stat().st_size for p in (folder / "store/vectors-1").rglob("*") if p.is_file())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 30_000, resource.RLIM_INFINITY))
        try:
            store.put(reading(folder, "big", lines))
        except StoreError as error:
            print(error)
            assert error.remedy
        else:
            raise SystemExit("nothing was full")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_disk_that_fills_up_under_the_vectors_loses_nothing(tmp_path, embedder, write):
    write(tmp_path / "store", a=LINES)
    script = textwrap.dedent(FULL.format(root=str(Path(__file__).parents[2]), folder=str(tmp_path)))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "disk" in done.stdout and "Free some space" in done.stdout, done.stdout
    with Store.open(tmp_path / "store", embedder) as store:
        assert store.stats().files == 1 and len(store.statements()) == len(LINES)
    write(tmp_path / "store", big=[("buyer", f"{i} and more") for i in range(1500)])
    with Store.open(tmp_path / "store", embedder) as store:
        assert chroma_counts(store) == {"buyer": 1503, "ours": 2, "claims": 0}
        assert store.search("buyer", embedder.embed(["eleven weeks"]), 1)[0]


def _as_nobody(action):
    """Runs `action` in a child that is not root, for whom permissions count; True if it ended well."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            action()
            code = 0
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  (the child must end here)
            print("child:", type(error).__name__, error, file=sys.stderr, flush=True)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_cannot_be_written(tmp_path, embedder, write):
    place = tmp_path / "store"
    write(place, a=LINES)
    for folder in (place, *place.parents):
        if folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o755)
    for path in place.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    place.chmod(0o555)
    try:
        assert _as_nobody(
            lambda: refused(StoreError, "writable", place=place, embedder=embedder, write=True, wait=0.2)
        )
        # Chroma writes even when it only reads.
        assert _as_nobody(lambda: refused(StoreError, "writable", place=place, embedder=embedder))
    finally:
        place.chmod(0o755)
