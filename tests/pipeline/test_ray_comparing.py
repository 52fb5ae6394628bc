"""Drafts reviewed by two workers of Ray: reports are those of one machine, whatever happens to a worker."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.errors import InputError, JudgeError, SettingsError, StoreError
from checker.evaluate.mixing import mix
from checker.judge.base import Ticker
from checker.model import Pair, Verdict
from checker.model.batch import Batch
from checker.pipeline import comparing_ray, index
from checker.pipeline.comparing import compare
from checker.pipeline.listing_needs import list_needs
from checker.pipeline.needs_by_hand import rename_need
from checker.pipeline.opening import open_store
from checker.pipeline.ray_reviewer import ATTEMPTS
from checker.reports.batches import BATCH_FORMATS, render_batch
from checker.settings import CompanySection, JudgeSection, Settings, StoreSection
from tests.pipeline.conftest import ScriptedJudge
from tests.pipeline.test_comparing import DRAFTS, FailingJudge
from tests.pipeline.test_ray import cluster
from tests.store.conftest import server

__all__ = ["cluster", "server"]  # fixtures

COMPANY = CompanySection(name="Paywell", people=("Rita Cole",))
HERE = [Path("drafts")]


@pytest.fixture
def shared(server, company):
    """Settings of a store with calls on a server, which is emptied afterwards; drafts are in `drafts`."""
    Path("drafts").mkdir()
    for name, text in DRAFTS.items():
        Path("drafts", name).write_text(text, encoding="utf-8")
    settings = Settings(company=COMPANY, store=StoreSection(url=server))
    index([Path("calls")], settings, deals=Path("calls.csv"))
    yield settings
    with open_store(settings, write=True) as store:
        client = store._parts.vectors.client
        for collection in client.list_collections():
            client.delete_collection(collection.name)


def by_ray(settings: Settings, judge: ScriptedJudge | None = None, **more: object) -> Batch:
    return compare(HERE, settings, judge=judge, engine="ray", **more)  # type: ignore[arg-type]


def rendered(batch: Batch) -> dict[str, str]:
    return {name: render_batch(batch, name) for name in BATCH_FORMATS}


def forget_all() -> None:
    """Nothing found or judged before helps the next run."""
    for path in (*Path(".checker/batch").glob("*.json"), *Path(".checker").glob("verdicts.sqlite3*")):
        path.unlink()


class NotingJudge(ScriptedJudge):
    """Notes in which process it judges which claims."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._log = folder / "judged.txt"  # workers have another working directory
        self._log.unlink(missing_ok=True)

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        with self._log.open("a", encoding="utf-8") as file:
            file.writelines(f"{os.getpid()} {claim}\n" for claim in sorted({pair.claim for pair in pairs}))
        time.sleep(0.3)
        return super().judge(pairs, tick)

    def noted(self) -> list[tuple[str, str]]:
        lines = self._log.read_text(encoding="utf-8").splitlines()
        return [(pid, claim) for pid, claim in (line.split(" ", 1) for line in lines)]


class DeadlyJudge(ScriptedJudge):
    """Kills its process, as a lack of memory does, the first times that it is asked about single sign-on."""

    def __init__(self, folder: Path, times: int) -> None:
        super().__init__()
        self._log, self._times = folder / "deaths.txt", times

    @property
    def deaths(self) -> int:
        return len(self._log.read_text(encoding="utf-8")) if self._log.exists() else 0

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        if any("single sign-on" in pair.claim for pair in pairs) and self.deaths < self._times:
            with self._log.open("a", encoding="utf-8") as file:
                file.write("x")
            os.kill(os.getpid(), signal.SIGKILL)
        return super().judge(pairs, tick)


def test_two_workers_report_what_one_machine_does(cluster, shared, tmp_path):
    Path("drafts/empty.md").write_text("", encoding="utf-8")
    alone = compare(HERE, shared)
    forget_all()
    both = by_ray(shared)
    assert both.resumed == 0 and len(both.failed) == 1
    assert rendered(both) == rendered(alone)
    assert both == alone
    folder = Settings(company=COMPANY, store=StoreSection(path=str(tmp_path / "store")))
    index([Path("calls")], folder, deals=Path("calls.csv"))
    assert rendered(compare(HERE, folder)) == rendered(both)


def test_both_workers_take_part_and_nobody_else_judges(cluster, shared, tmp_path):
    judge = NotingJudge(tmp_path)
    by_ray(shared, judge)
    pids = {pid for pid, _ in judge.noted()}
    assert len(pids) == 2 and str(os.getpid()) not in pids


def test_a_worker_on_another_machine_is_told_of_edits_by_hand(cluster, shared, tmp_path, monkeypatch):
    mix(Path(__file__).parents[2] / "corpus", tmp_path, 12, 1)
    index([Path("calls")], shared)
    listed = list_needs(HERE, shared, judge=ScriptedJudge())
    assert listed.needs, "the mixed calls have none, take others"
    need = listed.needs[0].need.id
    rename_need(shared, need, "By hand")
    alone = compare(HERE, shared, judge=ScriptedJudge())
    forget_all()
    monkeypatch.setattr(comparing_ray, "home_of", lambda _: tmp_path / "elsewhere")
    both = by_ray(shared, ScriptedJudge())
    assert [n.title for d in both.drafts for n in d.run.needs if n.id == need] == ["By hand"] * 3
    assert rendered(both) == rendered(alone)
    assert list((tmp_path / "elsewhere").glob("remote-*/catalog.sqlite3"))
    assert not list((tmp_path / "elsewhere").glob("needs*"))


def test_a_worker_that_dies_is_replaced(cluster, shared, tmp_path):
    judge = DeadlyJudge(tmp_path, times=ATTEMPTS - 1)
    both = by_ray(shared, judge)
    assert judge.deaths == ATTEMPTS - 1
    forget_all()
    assert rendered(both) == rendered(compare(HERE, shared, judge=ScriptedJudge()))


def test_a_draft_that_kills_workers_is_reported_and_stops_no_other(cluster, shared, tmp_path):
    judge = DeadlyJudge(tmp_path, times=100)
    batch = by_ray(shared, judge)
    assert judge.deaths == ATTEMPTS
    assert [(s.file, s.reason) for s in batch.failed] == [
        ("drafts/c-quiet.md", "3 workers of Ray died over it")
    ]
    assert [Path(d.file).name for d in batch.drafts] == ["b-good.md", "a-late.md"]
    assert by_ray(shared, ScriptedJudge()).resumed == 2


def test_what_is_wrong_with_one_draft_is_told_as_on_one_machine(cluster, shared):
    for error in (JudgeError("the judge has gone", "Call it back."), RuntimeError("Bo Lind said it")):
        forget_all()
        alone = compare(HERE, shared, judge=FailingJudge("single sign-on", error))
        forget_all()
        both = by_ray(shared, FailingJudge("single sign-on", error))
        assert both.failed == alone.failed != ()
        assert rendered(both) == rendered(alone)


def test_what_concerns_all_of_them_stops_the_batch(cluster, shared):
    with pytest.raises(SettingsError, match=r"no key\. Get one"):
        by_ray(shared, FailingJudge("ten business days", SettingsError("no key", "Get one.")))


def test_interrupted_either_engine_goes_on(cluster, shared, tmp_path):
    whole = rendered(compare(HERE, shared, judge=ScriptedJudge()))
    for engine in ("ray", "local"):
        forget_all()

        def stop(progress):
            if progress.stage == "Reviewing drafts" and progress.done == 1:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            by_ray(shared, ScriptedJudge(), progress=stop)
        judge = NotingJudge(tmp_path)
        again = compare(HERE, shared, judge=judge, engine=engine)
        assert again.resumed == 1
        assert rendered(again) == whole
        assert len({claim for _, claim in judge.noted()}) < 4, "claims of what was done"
    assert by_ray(shared, ScriptedJudge()).resumed == 3


def test_workers_with_other_calls_are_refused(cluster, shared, monkeypatch):
    monkeypatch.setattr(comparing_ray, "decided_by", lambda *_: "of another version")
    with pytest.raises(StoreError, match="other calls or another version"):
        by_ray(shared)
    assert not list(Path(".checker/batch").glob("*.json"))


def test_a_server_that_refuses_workers_is_told(cluster, shared, monkeypatch):
    from checker.store.access import Access

    monkeypatch.setattr(comparing_ray, "access_of", lambda _: Access(ca_file="none.pem"))
    with pytest.raises(SettingsError, match="no such file"):
        by_ray(shared)


def test_what_many_machines_cannot_do_is_told_before_anything_is_done(company):
    Path("drafts").mkdir()
    url = StoreSection(url="http://127.0.0.1:1")
    for settings, jobs, told in (
        (Settings(), 1, "cannot read a folder.*Give a server"),
        (Settings(store=url, judge=JudgeSection(model="gpt-5-mini")), 1, "language model.*--jobs 8"),
        (Settings(store=url), 2, "--jobs 2"),
    ):
        with pytest.raises(InputError, match=told):
            compare(HERE, settings, jobs=jobs, engine="ray")


def test_the_install_command_is_told_where_ray_is_not(shared, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(InputError, match=r"messaging-checker\[ray\]"):
        by_ray(shared)
