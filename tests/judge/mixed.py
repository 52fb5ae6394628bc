"""A world of corpus/worlds with the calls of many other companies mixed in, as other accounts' calls.

The others are the calls of the worlds beside it and of `corpus/excerpts`. Their names begin like those of the
world's own calls, so that in order of names, which is the order of prompts, they lie between them.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.judge.worlds import WORLDS

EXCERPTS = WORLDS.parent / "excerpts"
_OWN = 11  # calls of a world, about: others are dealt out between them


def mixed_world(name: str, place: Path, others: int) -> Path:
    """The folder of a copy of a world with so many calls of others beside its own."""
    folder = place / name
    shutil.copytree(WORLDS / name, folder)
    about = yaml.safe_load((folder / "world.yaml").read_text(encoding="utf-8"))
    rows: list[dict[str, str]] = []
    for count, (source, text, people) in enumerate(_others(name)):
        if count == others:
            break
        file = f"calls/{count % _OWN + 1:02d}-{source}"
        (folder / file).write_bytes(text)
        rows.append({"file": file, "account": f"Account {count + 1}", "date": "2026-03-02", "stage": "demo"})
        about["our_people"] += [p for p in people if p not in about["our_people"]]
    assert len(rows) == others, "not enough calls of others"
    with (folder / "calls.csv").open("a", encoding="utf-8", newline="") as file_:
        columns = (WORLDS / name / "calls.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        csv.DictWriter(file_, columns, restval="").writerows(rows)
    (folder / "world.yaml").write_text(yaml.safe_dump(about, allow_unicode=True), encoding="utf-8")
    return folder


def _others(name: str) -> Iterator[tuple[str, bytes, list[str]]]:
    """File name, content and our people of each call that is another company's."""
    for world in sorted(p for p in WORLDS.iterdir() if p.is_dir() and p.name != name):
        people = yaml.safe_load((world / "world.yaml").read_text(encoding="utf-8"))["our_people"]
        for path in sorted((world / "calls").iterdir()):
            yield f"{world.name}-{path.name}", path.read_bytes(), people
    for path in sorted(EXCERPTS.glob("*.yaml")):
        for number, call in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["calls"], 1):
            speakers = {"rep": "Robin Repton", "buyer": f"Bailey {path.stem.capitalize()}"}
            lines = [f"{speakers[turn['who']]}: {turn['text']}" for turn in call["turns"]]
            yield f"{path.stem}-{number}.txt", "\n".join(lines).encode(), ["Robin Repton"]
