"""Variants of worlds, so that nothing can be tuned to how many findings a world has.

- clean: every claim of a clash is cut from the copy: none of them may be reported any more.
- half: six calls are kept; a finding is expected only as far as its evidence is still there.
- mixed: the calls of two other companies are added as other accounts' calls; nothing else is expected.
"""

from __future__ import annotations

import csv
import html
import random
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from checker.errors import InputError

VARIANTS = ("clean", "half", "mixed")
_CUT = frozenset({"contradicted-claim", "dismissed-claim", "conflicting-copy", "rep-drift", "wording-gap"})
_KEPT = 6
_DONORS = 2
_LONG = 12
"""Letters from which a stretch of a quote is its own and not a part of other copy."""


def make_variants(folder: Path, out: Path) -> dict[str, Path]:
    """Writes the variants of a world; those beside it give the calls of `mixed`.

    Args:
        folder: Of the world.
        out: Where to write; each variant gets a folder of its own.

    Returns:
        Folder of each variant. `mixed` is left out where fewer than two worlds lie beside this one.

    Raises:
        InputError: It is no world.
    """
    folder = folder.resolve()
    if not (folder / "gold.yaml").is_file():
        raise InputError(f"{folder}: no world here: gold.yaml is missing", "Give a world's folder.")
    donors = [w for w in sorted(folder.parent.iterdir()) if w != folder and (w / "world.yaml").is_file()]
    made = {"clean": _copied(folder, out, "clean", _clean), "half": _copied(folder, out, "half", _half)}
    if len(donors) >= _DONORS:
        made["mixed"] = _copied(folder, out, "mixed", lambda d: _mixed(d, donors[:_DONORS]))
    return made


def _copied(folder: Path, out: Path, variant: str, change: Callable[[Path], None]) -> Path:
    target = out / f"{folder.name}-{variant}"
    shutil.copytree(folder, target)
    change(target)
    return target


def _clean(folder: Path) -> None:
    gold = _read(folder / "gold.yaml")
    for finding in gold["findings"]:
        if finding["kind"] in _CUT:
            for ref in filter(None, (finding.get("claim"), finding.get("other"))):
                _cut(folder / ref["file"], ref["quote"])
    raw = {f"campaign/{p.name}": p.read_text(encoding="utf-8") for p in (folder / "campaign").iterdir()}

    def there(ref: dict[str, str]) -> bool:
        text = raw[ref["file"]]
        return ref["quote"] in text or ref["quote"] in html.unescape(re.sub(r"<[^>]+>|\*\*|__|`", "", text))

    gold["findings"] = [f for f in gold["findings"] if f["kind"] not in _CUT]
    gold["supported"] = [s for s in gold["supported"] if there(s["claim"])]
    gold["unheard"] = [u for u in gold["unheard"] if there(u)]
    _write(folder / "gold.yaml", gold)


def _cut(path: Path, quote: str) -> None:
    """Takes a quote out of a file; of one that markup breaks up, its longest stretch."""
    text = path.read_text(encoding="utf-8")
    longest = max(re.split(r"[^\w ,.%$'’-]+", quote), key=len)
    forms = [quote, html.escape(quote, quote=False), *([longest] if len(longest) > _LONG else ())]
    found = next((form for form in forms if form in text), "")
    if found:
        path.write_text(text.replace(found, ""), encoding="utf-8")


def _half(folder: Path) -> None:
    names = sorted(path.name for path in (folder / "calls").iterdir())
    # The world's own name is the seed: the same half each time, another one for each world.
    rng = random.Random(folder.name.removesuffix("-half"))
    kept = set(rng.sample(names, min(_KEPT, len(names))))
    for name in names:
        if name not in kept:
            (folder / "calls" / name).unlink()
    rows = [row for row in _rows(folder) if Path(row["file"]).name in kept]
    _write_rows(folder, rows)
    gold = _read(folder / "gold.yaml")
    left = ({**f, "evidence": _still(f, kept)} for f in gold["findings"])
    gold["findings"] = [f for f in left if _holds(f)]
    proofs = ({**s, "evidence": _still(s, kept)} for s in gold["supported"])
    gold["supported"] = [s for s in proofs if s["evidence"]]
    _write(folder / "gold.yaml", gold)


def _still(entry: dict[str, Any], kept: set[str]) -> list[dict[str, str]]:
    return [ref for ref in entry.get("evidence") or () if Path(ref["file"]).name in kept]


def _holds(finding: dict[str, Any]) -> bool:
    """Whether a finding's evidence is enough still."""
    calls = len({ref["file"] for ref in finding["evidence"]})
    least = {"conflicting-copy": 0, "unmet-need": 3, "wording-gap": 2}.get(finding["kind"], 1)
    return calls >= least


def _mixed(folder: Path, donors: Sequence[Path]) -> None:
    rows, about = _rows(folder), _read(folder / "world.yaml")
    for donor in donors:
        for path in sorted((donor / "calls").iterdir()):
            shutil.copy(path, folder / "calls" / f"{donor.name}-{path.name}")
        rows += [{**r, "file": f"calls/{donor.name}-{Path(r['file']).name}"} for r in _rows(donor)]
        about["our_people"] += _read(donor / "world.yaml")["our_people"]
    _write_rows(folder, rows)
    _write(folder / "world.yaml", about)


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "calls.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_rows(folder: Path, rows: Sequence[dict[str, str]]) -> None:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with (folder / "calls.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _read(path: Path) -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _write(path: Path, record: dict[str, Any]) -> None:
    import yaml

    path.write_text(yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=1000), encoding="utf-8")
