"""Prompts: one Markdown file each, checked when they are loaded, filled in one pass.

A file begins with front matter between two lines `---`, one `key: value` a line: `name`, `version` and
`variables`, a list in brackets or separated by commas. Two headings follow, `# system` and `# user`, each
with its text. `{{name}}` stands for a variable. Values are put in once and never looked at again, so a
transcript that holds `{{claims}}` stays as it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from checker.errors import PromptError
from checker.model import digest

_VARIABLE = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_-]*\Z")
_HEADING = re.compile(r"^# (system|user)[ \t]*$", re.MULTILINE)
_KEYS = ("name", "version", "variables")
_HOW = "See prompts/README.md for how a prompt file is written."


@dataclass(frozen=True, slots=True)
class Rendered:
    """The two messages of a prompt with its variables filled in."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `digest` changes with anything in it and is part of the cache key."""

    name: str
    version: str
    variables: frozenset[str]
    system: str
    user: str
    digest: str

    def render(self, **values: str) -> Rendered:
        """Fill in the variables, all in one pass.

        Raises:
            PromptError: A variable has no value, or a value no variable.
        """
        if problem := _difference(self.variables, values.keys()):
            raise PromptError(f"prompt {self.name}: {problem}", _HOW)

        def fill(text: str) -> str:
            return _VARIABLE.sub(lambda match: values[match.group(1)], text)

        return Rendered(fill(self.system), fill(self.user))


def load_prompts(needed: Mapping[str, Collection[str]], folder: str | Path = "") -> dict[str, Prompt]:
    """All prompts that the code uses, from the user's folder where it has them, else ours.

    Args:
        needed: Name of each prompt -> variables that the code gives it.
        folder: `[judge] prompts`; may hold some of them; empty for none.

    Raises:
        PromptError: A file is missing, malformed, has a variable that the code doesn't give or lacks one
            that it does; the folder is none, or holds a file that replaces no prompt.
    """
    own = _own_files(Path(folder), needed) if str(folder) else {}
    ours = shipped_folder()
    return {
        name: load_prompt(own.get(name, ours / f"{name}.md"), name, variables)
        for name, variables in needed.items()
    }


def load_prompt(path: Path, name: str, variables: Collection[str]) -> Prompt:
    """One prompt from its file.

    Raises:
        PromptError: It cannot be read, is malformed, or its variables are not these.
    """
    prompt = parse_prompt(_read(path), str(path))
    if prompt.name != name:
        raise PromptError(f"{path}: its name is `{prompt.name}`, not `{name}`", "Correct the front matter.")
    if problem := _difference(frozenset(variables), prompt.variables):
        raise PromptError(f"{path}: {problem}", _HOW)
    return prompt


def parse_prompt(text: str, place: str) -> Prompt:
    """A prompt from the text of its file; `place` is named in errors.

    Raises:
        PromptError: It is malformed, or declares other variables than it uses.
    """
    text = "\n".join(text.removeprefix("\ufeff").splitlines())
    head, body = _split(text, place)
    fields = _front_matter(head, place)
    system, user = _sections(body, place)
    declared = _variables(fields["variables"], place)
    used = frozenset(_VARIABLE.findall(system + user))
    if "{{" in _VARIABLE.sub("", system + user):
        raise PromptError(f"{place}: `{{{{` that is no variable", "Write a variable as {{lower_case}}.")
    if problem := _difference(declared, used):
        raise PromptError(f"{place}: {problem}", "List under `variables` exactly those the text uses.")
    for key in ("name", "version"):
        if not fields[key]:
            raise PromptError(f"{place}: `{key}` is empty", _HOW)
    key = digest(fields["name"], fields["version"], ",".join(sorted(declared)), system, user)
    return Prompt(fields["name"], fields["version"], declared, system, user, key)


def shipped_folder() -> Path:
    """`prompts/` beside the package in a checkout, inside of it in an installed wheel."""
    package = Path(__file__).parent.parent
    inside = package / "prompts"
    return inside if inside.is_dir() else package.parent / "prompts"


def _own_files(folder: Path, needed: Mapping[str, Collection[str]]) -> dict[str, Path]:
    if not folder.is_dir():
        raise PromptError(f"{folder}: no such folder", "Correct `[judge] prompts`.")
    files = {path.stem: path for path in sorted(folder.glob("*.md")) if path.stem.lower() != "readme"}
    for name, path in files.items():
        if name not in needed:
            near = difflib.get_close_matches(name, list(needed), n=1, cutoff=0.0)
            remedy = f"Did you mean `{near[0]}.md`?" if near else ""
            raise PromptError(f"{path}: replaces no prompt", remedy)
    return files


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PromptError(f"{path}: no such prompt", "Install the checker again.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: cannot be read: {error}", "Save it as UTF-8 text.") from error


def _split(text: str, place: str) -> tuple[str, str]:
    match = re.match(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if not match:
        raise PromptError(f"{place}:1: no front matter between two lines `---`", _HOW)
    return match.group(1), text[match.end() :]


def _front_matter(head: str, place: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, line in enumerate(head.splitlines(), start=2):
        if not line.strip() or line.startswith("#"):
            continue
        key, colon, value = line.partition(":")
        key, value = key.strip(), value.strip()
        if not colon or line[0].isspace():
            raise PromptError(f"{place}:{number}: not `key: value`", _HOW)
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.0)[0]
            raise PromptError(f"{place}:{number}: unknown key `{key}`", f"Did you mean `{near}`?")
        if key in fields:
            raise PromptError(f"{place}:{number}: `{key}` stands twice", "Delete one.")
        fields[key] = value[1:-1] if value[:1] in "\"'" and value[-1:] == value[:1] != "" else value
    if missing := [key for key in _KEYS if key not in fields]:
        raise PromptError(f"{place}: front matter without `{missing[0]}`", _HOW)
    return fields


def _variables(value: str, place: str) -> frozenset[str]:
    names = [name.strip(" \"'") for name in value.removeprefix("[").removesuffix("]").split(",")]
    names = [name for name in names if name]
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or names.count(name) > 1:
            raise PromptError(f"{place}: variable `{name}` is not a name in lower case, or twice", _HOW)
    return frozenset(names)


def _sections(body: str, place: str) -> tuple[str, str]:
    parts = _HEADING.split(body)
    if parts[1::2] != ["system", "user"] or parts[0].strip():
        raise PromptError(f"{place}: needs `# system`, then `# user`, and nothing before them", _HOW)
    system, user = parts[2].strip(), parts[4].strip()
    if not system or not user:
        raise PromptError(f"{place}: a section is empty", _HOW)
    return system, user


def _difference(wanted: Collection[str], given: Collection[str]) -> str:
    missing, unknown = sorted(set(wanted) - set(given)), sorted(set(given) - set(wanted))
    if missing:
        return f"variable `{missing[0]}` is missing"
    return f"unknown variable `{unknown[0]}`" if unknown else ""
