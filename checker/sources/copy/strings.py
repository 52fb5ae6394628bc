"""String files (JSON, YAML) to blocks: each value that readers see, at its key path.

A value counts as copy by its key (`title`, `cta`) or because it reads like prose; ids, URLs,
colours, dates, class names and single tokens do not.
"""

from __future__ import annotations

from collections.abc import Iterable

from checker.model import Asset, Block
from checker.sources.copy.json_scan import scan_json
from checker.sources.copy.keys import is_copy_key, is_prose, is_technical_key, is_text, kind_of_key
from checker.sources.copy.values import Entry, value_blocks
from checker.sources.copy.yaml_scan import scan_yaml
from checker.sources.text import SourceText


def read_json(text: str, file: str) -> Asset:
    """Read a JSON string file.

    Raises:
        UnreadableFile: It is not valid JSON.
    """
    source = SourceText(text)
    return _asset(source, scan_json(source, file), file, "json")


def read_yaml(text: str, file: str) -> Asset:
    """Read a YAML string file.

    Raises:
        UnreadableFile: It is not valid YAML.
    """
    source = SourceText(text)
    return _asset(source, scan_yaml(source, 0, len(text), file), file, "yaml")


def _asset(source: SourceText, entries: Iterable[Entry], file: str, name: str) -> Asset:
    blocks: list[Block] = []
    for entry in entries:
        if _is_copy(entry):
            blocks += value_blocks(source, entry, kind_of_key(entry.key, "string"), entry.path)
    title = next((b.text for b in blocks if b.kind == "title"), "")
    return Asset(file, name, tuple(blocks), title)


def _is_copy(entry: Entry) -> bool:
    if is_copy_key(entry.key):
        return is_text(entry.value.text)
    return not is_technical_key(entry.key) and is_prose(entry.value.text)
