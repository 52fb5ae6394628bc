"""The strings of a YAML file with the place of each character.

PyYAML's marks give where a scalar stands; its decoded text is followed through the source by the
rules of its style. Where the two differ, the whole scalar becomes the place of each character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from checker.errors import UnreadableFile
from checker.sources.copy.flow import Traced
from checker.sources.copy.values import Entry
from checker.sources.text import SourceText, whole

_STRING = "tag:yaml.org,2002:str"
_FOLD = re.compile(r"[ \t]*(?:\r\n?|\n)(?P<blank>(?:[ \t]*(?:\r\n?|\n))*)[ \t]*")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?:\r\n?|\n)[ \t]*|.)", re.S)
_ESCAPED = {**dict.fromkeys("nrNLP", "\n"), **dict.fromkeys("t_", " "), **dict.fromkeys("e0abvf", "")}
_SPACES = re.compile(r"[ \t]+")
_LONGEST_KEY, _LONGEST_PATH = 80, 400  # of a place that people shall find, and that each string carries
_LIST_ITEM = re.compile(r"[-*•]|\d+[.)]")


def scan_yaml(source: SourceText, start: int, end: int, file: str) -> Iterator[Entry]:
    """String values of the YAML in source[start:end], in order.

    Raises:
        UnreadableFile: It is not valid YAML or nested too deeply.
    """
    text = source.text[start:end]
    try:
        documents = [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if node]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = source.position(start + mark.index)[0] if mark else 1
        reason = f"not valid YAML (line {line}: {error.problem or error.context})"
        raise UnreadableFile(file, reason, "Correct that line.") from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        detail = error if isinstance(error, yaml.YAMLError) else "a number or an escape beyond all bounds"
        raise UnreadableFile(file, f"not valid YAML ({detail})", "Correct it.") from error
    except RecursionError as error:
        raise UnreadableFile(file, "the YAML is nested too deeply", "Split the file.") from error
    seen: set[int] = set()
    for i, document in enumerate(documents):
        prefix = f"[{i}]" if len(documents) > 1 else ""
        yield from _walk(source.text, start, document, prefix, seen)


def _walk(text: str, base: int, root: yaml.Node, prefix: str, seen: set[int]) -> Iterator[Entry]:
    """Strings below a node; a node that aliases repeat is given once."""
    waiting: list[tuple[yaml.Node, str, str]] = [(root, prefix, "")]
    while waiting:
        node, path, key = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            keys = [whole(k.value) if isinstance(k, yaml.ScalarNode) else "?" for k, _ in node.value]
            pairs = [(v, join_path(path, k), k) for k, (_, v) in zip(keys, node.value, strict=True)]
            waiting += reversed(pairs)
        elif isinstance(node, yaml.SequenceNode):
            items = [(v, f"{path}[{i}]", key) for i, v in enumerate(node.value)]
            waiting += reversed(items)
        elif isinstance(node, yaml.ScalarNode) and node.tag == _STRING:
            yield Entry(path, key, _trace(text, base, node))


def join_path(path: str, key: str) -> str:
    """The path of a key below another path; a key with odd characters is quoted, and what is long is cut."""
    key = key if len(key) <= _LONGEST_KEY else key[:_LONGEST_KEY] + "…"
    path = path if len(path) <= _LONGEST_PATH else "…" + path[-_LONGEST_PATH:]
    if not re.fullmatch(r"[\w$-]+", key):
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key


def _trace(text: str, base: int, node: yaml.ScalarNode) -> Traced:
    start, end = base + node.start_mark.index, base + node.end_mark.index
    if node.style in ("|", ">"):
        header = re.compile(r"[^\r\n]*(?:\r\n?|\n)?").match(text, start, end)
        traced = _followed(text, header.end() if header else start, end, node.style)
    elif node.style in ("'", '"'):
        traced = _followed(text, start + 1, end - 1, node.style)
    else:
        traced = _followed(text, start, end, "")
    value = whole(node.value)
    if "".join(traced.text.split()) == "".join(value.split()):
        return traced
    return Traced(value, (start,) * len(value), (end,) * len(value))


def _followed(text: str, start: int, end: int, style: str) -> Traced:
    shown: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = unfolded = start  # before `unfolded` no line ends: each of many spaces must not look for that anew
    while at < end:
        if text[at] in " \t" and at >= unfolded and not _FOLD.match(text, at, end):
            unfolded = found.end() if (found := _SPACES.match(text, at, end)) else at
        stop, decoded = (at + 1, text[at]) if at < unfolded else _next(text, at, end, style, shown)
        shown += decoded
        starts += [at] * len(decoded)
        ends += [stop] * len(decoded)
        at = stop
    return Traced("".join(shown), tuple(starts), tuple(ends))


def _next(text: str, at: int, end: int, style: str, before: list[str]) -> tuple[int, str]:
    """End of what stands at an offset, and the text that it stands for."""
    character = text[at]
    if character == "'" and style == "'":
        return at + 2, "'"
    if character == "\\" and style == '"' and (escape := _ESCAPE.match(text, at, end)):
        code = escape.group()[1:]
        if code[0] in "xuU":
            return escape.end(), chr(int(code[1:], 16))
        return escape.end(), "" if code[0] in "\r\n" else _ESCAPED.get(code, code)
    if character in " \t\r\n" and (fold := _FOLD.match(text, at, end)):
        meant = style == "|" and (_LIST_ITEM.match(text, fold.end()) or (before and before[-1] in ".!?:"))
        return fold.end(), "\n" if fold["blank"] or meant else " "
    return at + 1, character
