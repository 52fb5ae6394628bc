"""Indexing on a local cluster of Ray of two workers: the store is that of one machine, whatever happens."""

import json
import os
from pathlib import Path

import pytest

from checker.errors import InputError, StoreError
from checker.evaluate.mixing import mix
from checker.pipeline import index
from checker.pipeline.opening import embedder_of, open_store
from checker.pipeline.ray_cluster import run_workers
from checker.settings import CompanySection, Settings, StoreSection
from checker.store.access import Access
from checker.store.server_records import ServerRecords
from tests.store.conftest import server  # noqa: F401 - a fixture

CORPUS = Path(__file__).parents[2] / "corpus"
CALLS = 12


def settings_at(**store):
    company = CompanySection(name="Paywell", people=("Rita Cole",))
    return Settings(company=company, store=StoreSection(**store))


def test_a_folder_takes_one_writer(tmp_path):
    mix(CORPUS, tmp_path, 1, 1)
    with pytest.raises(InputError, match="cannot write to a folder"):
        index([tmp_path / "calls"], settings_at(path=str(tmp_path / "store")), engine="ray")


def test_the_install_command_is_told_where_ray_is_not(tmp_path, server, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    mix(CORPUS, tmp_path, 1, 1)
    with pytest.raises(InputError, match=r"messaging-checker\[ray\]"):
        index([tmp_path / "calls"], settings_at(url=server), engine="ray")


@pytest.fixture(scope="module")
def cluster():
    """A cluster of two workers on this machine, or the one that RAY_ADDRESS names."""
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'messaging-checker[ray]'")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")])
    )
    own = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": 2, "address": "local"}
    ray.init(log_to_driver=False, include_dashboard=False, logging_level="ERROR", **own)
    yield ray
    ray.shutdown()


@pytest.fixture
def shared(server, tmp_path, monkeypatch):  # noqa: F811
    """Settings of a store on the server, which is emptied afterwards; a folder with calls to work in."""
    monkeypatch.chdir(tmp_path)
    mix(CORPUS, tmp_path, CALLS, 1)
    settings = settings_at(url=server)
    yield settings
    with open_store(settings, write=True) as store:
        client = store._parts.vectors.client
        for collection in client.list_collections():
            client.delete_collection(collection.name)


def facts(settings) -> str:
    """All that a store says, in order, with what a search finds."""
    with open_store(settings, write=False) as store:
        statements = store.statements()
        counts = {name: store._parts.vectors.count(name) for name in ("buyer", "ours")}
        assert counts == {side: sum(s.side == side for s in statements) for side in counts}
        asked = embedder_of(settings).embed(["How long does it take to go live?", "What is the price?"])
        near = [[(s.id, round(score, 5)) for s, score in row] for row in store.search("buyer", asked, 5)]
        said = [(s.file, s.id, s.side, s.text, s.context, s.account) for s in statements]
        calls = [(c.file, c.id, [(p.name, p.side) for p in c.speakers], len(c.turns)) for c in store.calls()]
        files = [(f.file, f.size, f.sha256, f.recipe) for f in store.files().values()]
        deals = [d.id for d in store.deals()]
        vectors = [
            round(float(x), 5) for x in store.vectors([s.id for s in statements if s.side == "buyer"]).sum(0)
        ]
        return json.dumps([calls, said, near, files, deals, vectors], indent=0)


def test_two_workers_write_what_one_machine_does(cluster, shared, tmp_path):
    calls, deals, local = [Path("calls")], Path("calls.csv"), settings_at(path=str(tmp_path / "store"))
    (tmp_path / "calls/000003.txt").write_text("no speaker in here\n")
    told = [index(calls, local, deals=deals), index(calls, shared, deals=deals, engine="ray")]
    assert told[0] == told[1] and told[0].added == CALLS - 1 and len(told[0].skipped) == 1
    assert facts(shared) == facts(local)

    # Changed, removed and new files; the new call shows a name to recur, which moves sides of old ones.
    (tmp_path / "calls/000000.txt").unlink()
    words = (tmp_path / "calls/000001.txt").read_text()
    (tmp_path / "calls/000001.txt").write_text(words.replace("Item", "Thing"))
    (tmp_path / "calls/new.txt").write_text(
        "Rita Cole: Hello there, all of you.\nBo Lind: It took six weeks.\n"
    )
    told = [index(calls, local, deals=deals), index(calls, shared, deals=deals, engine="ray")]
    assert told[0] == told[1]
    assert (told[0].added, told[0].changed, told[0].removed) == (1, 1, 1)
    assert facts(shared) == facts(local)
    with open_store(shared, write=True) as store:
        assert store._catalog.count("garbage") == 0
    assert index(calls, shared, deals=deals, engine="ray").unchanged == CALLS - 1


def test_both_workers_take_part(cluster):
    rows = [{"file": str(i), "work": b""} for i in range(CALLS)]
    found = list(run_workers(cluster, rows, _Where, {"fn_constructor_args": ()}, size=2, remedy=""))
    assert sorted(row["file"] for row in found) == sorted(row["file"] for row in rows)
    assert len({row["answer"] for row in found}) == 2, "processes"


class _Where:
    def __call__(self, batch):
        import time

        import pyarrow

        time.sleep(0.3)
        files = batch.column("file").to_pylist()
        return pyarrow.table({"file": files, "answer": [str(os.getpid())] * len(files)})


def test_a_run_that_stops_between_workers_and_catalog_is_completed(cluster, shared, tmp_path, monkeypatch):
    calls, local = [Path("calls")], settings_at(path=str(tmp_path / "store"))
    index(calls, local)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(ServerRecords, "pull", _stop(ServerRecords.pull, at=2))
        index(calls, shared, engine="ray")
    (tmp_path / "calls/000002.txt").unlink()  # what was written of it must go
    index(calls, local)
    index(calls, shared, engine="ray")
    assert facts(shared) == facts(local)


def _stop(original, at):
    """Ends in a kill at the given call."""
    count = iter(range(1, 1000))

    def pull(self, catalog):
        if next(count) == at:
            raise KeyboardInterrupt
        return original(self, catalog)

    return pull


def test_a_server_that_refuses_workers_is_told(cluster, shared, monkeypatch):
    access = Access(ca_file="none.pem")
    monkeypatch.setattr("checker.pipeline.indexing_ray.access_of", lambda _: access)
    with pytest.raises(StoreError, match="no such file"):
        index([Path("calls")], shared, engine="ray")
