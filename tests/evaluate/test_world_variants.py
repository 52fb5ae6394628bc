"""Worlds with their variants, scored from end to end with a judge whose answers are known."""

from collections.abc import Sequence
from pathlib import Path

import yaml

from checker.evaluate.worlds import evaluate_variants
from checker.model import Pair, Verdict

CALL = """Rita Cole: How did the start go?
Bo Lind: It took us eleven weeks at the old site, honestly.
Rita Cole: I am sorry.
Bo Lind: Well.
"""
QUOTE = "Live in one business day."


class Weeks:
    """Says that eleven weeks contradict a claim about a day, and speak against nothing else."""

    name, model = "embedded", "scripted 3"

    def judge(self, pairs: Sequence[Pair], tick: object = None) -> list[Verdict]:
        clash = [p.kind == "buyer" and "eleven weeks" in p.statement and "day" in p.claim for p in pairs]
        return [Verdict("contradicts" if c else "unrelated", self.name) for c in clash]


def world(folder: Path) -> Path:
    (folder / "calls").mkdir(parents=True)
    (folder / "campaign").mkdir()
    (folder / "campaign/landing.md").write_text(f"# {QUOTE}\n\nOur office has a coffee machine.\n")
    (folder / "calls/one.txt").write_text(CALL)
    (folder / "calls.csv").write_text(
        "file,account,date,stage,segment,deal_amount_usd,outcome\ncalls/one.txt,Lind,2026-01-04,demo,food,9,open\n"
    )
    about = {
        "company": "Paywell",
        "product": "Pay",
        "our_people": ["Rita Cole"],
        "our_email_domain": "paywell.example",
    }
    (folder / "world.yaml").write_text(yaml.safe_dump(about))
    evidence = [{"file": "calls/one.txt", "quote": "It took us eleven weeks at the old site, honestly."}]
    finding = {
        "kind": "contradicted-claim",
        "claim": {"file": "campaign/landing.md", "quote": QUOTE},
        "evidence": evidence,
    }
    gold = {"findings": [finding], "supported": [], "unheard": []}
    (folder / "gold.yaml").write_text(yaml.safe_dump(gold))
    return folder


def test_each_variant_is_scored_and_a_clean_world_has_no_alarm(tmp_path: Path) -> None:
    mine = world(tmp_path / "mine")
    for name in ("other", "third"):
        world(tmp_path / name)
    found = evaluate_variants([mine], judge=Weeks())
    whole = found["as they are"]["strict"]["contradicted-claim"]
    assert (whole["tp"], whole["fp"], whole["fn"]) == (1, 0, 0)
    assert found["clean"]["strict"]["all"]["fp"] == 0
    assert found["false alarms on clean"] == {"mine-clean": 0}
    assert found["half"]["strict"]["contradicted-claim"]["tp"] == 1
    assert found["mixed"]["worlds"] == 1 and found["mixed"]["strict"]["contradicted-claim"]["fn"] == 0
