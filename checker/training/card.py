"""What is known of a model, written beside it: meta.json for the program, card.md for people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Card:
    """Everything that is told of a model.

    ``runtime`` are the fields that the program reads (labels, calibration, thresholds, dimension and so on);
    ``results`` maps the name of a measurement, with its split, to numbers.
    """

    name: str
    version: str
    purpose: str
    base: str
    licence: str
    runtime: Mapping[str, Any]
    settings: Mapping[str, Any]
    data: Mapping[str, str]
    public_data: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, Any] = field(default_factory=dict)
    limits: tuple[str, ...] = ()


def write(card: Card, folder: Path) -> None:
    """Writes meta.json and card.md for ``folder/model.onnx``; each file appears whole or not at all."""
    model = folder / "model.onnx"
    meta = {
        "name": card.name,
        "version": card.version,
        "sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
        "bytes": model.stat().st_size,
        **card.runtime,
        "base": card.base,
        "licence": card.licence,
        "settings": dict(card.settings),
        "data": dict(card.data),
        "results": dict(card.results),
    }
    _replace(folder / "meta.json", json.dumps(meta, indent=1, ensure_ascii=False) + "\n")
    _replace(folder / "card.md", render(card, str(meta["sha256"]), int(str(meta["bytes"]))))


def render(card: Card, sha256: str, size: int) -> str:
    """The card as Markdown."""
    lines = [
        f"# {card.name} {card.version}",
        "",
        card.purpose,
        "",
        f"- file: model.onnx, {size / 1e6:.1f} MB, SHA-256 `{sha256}`",
        f"- made from: {card.base}",
        f"- licence: {card.licence}",
        "- made by `checker train`; the settings below and the hashes of the data make it repeatable",
        "",
        "## Results",
        "",
        *_results(card.results),
        "",
    ]
    if card.limits:
        lines += ["## Limits", "", *(f"- {limit}" for limit in card.limits), ""]
    lines += ["## Settings", "", *(f"- {name}: {value}" for name, value in card.settings.items()), ""]
    if card.public_data:
        lines += ["## Public data in the warm-up", ""]
        lines += [*(f"- {name}: {licence}" for name, licence in card.public_data.items()), ""]
    lines += ["## Data", "", *(f"- {name}: `{digest}`" for name, digest in card.data.items())]
    return "\n".join(lines) + "\n"


def _results(results: Mapping[str, Any]) -> list[str]:
    if not results:
        return ["Not measured yet."]
    lines = []
    for name, numbers in results.items():
        lines.append(f"- {name}: {_flat(numbers)}")
    return lines


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        parts = ((name, _flat(inner), isinstance(inner, Mapping)) for name, inner in value.items())
        return ", ".join(f"{name} ({text})" if nested else f"{name} {text}" for name, text, nested in parts)
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
