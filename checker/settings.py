"""Settings: defaults < checker.toml < environment < flags.

Few fields, in sections. An unknown section or key is an error that names the nearest known one, so
that a typing mistake never silently changes what is judged. The environment is read as
`CHECKER_<SECTION>_<KEY>`, such as `CHECKER_JUDGE_MODEL` or `CHECKER_STORE_PATH`.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.errors import SettingsError

JudgeChoice = Literal["embedded", "llm", "auto"]
Gate = Literal["embedded", "decisions"]
Bar = Literal["high", "medium", "low", "note", "never"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class CompanySection(_Section):
    """Who we are: tells our side from the buyers'."""

    name: str = ""
    product: str = ""
    domains: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


class StoreSection(_Section):
    """Where the index lies: a directory, or the URL of a Chroma server."""

    path: str = ".checker/store"
    url: str = ""
    ca_file: str = ""
    max_file_mb: float = Field(default=50.0, gt=0)


class JudgeSection(_Section):
    """Who judges. Without a model the embedded judge does."""

    use: JudgeChoice = "auto"
    model: str = ""
    base_url: str = ""
    embeddings: str = ""
    context_tokens: int = Field(default=100_000, gt=0)
    max_cost: float | None = Field(default=None, ge=0)
    max_tokens: int | None = Field(default=None, ge=0)
    prompts: str = ""
    gate: Gate = "embedded"


class ReportSection(_Section):
    """What a report shows and when it fails a build."""

    fail_on: Bar | None = None
    minimum_calls: int = Field(default=1, ge=1)


class PrivacySection(_Section):
    """What may leave the machine."""

    mask: bool = True


class DealsSection(_Section):
    """Column names of the deals file: our name = its name."""

    columns: dict[str, str] = Field(default_factory=dict)


class Settings(_Section):
    """All settings of a run; stored with it."""

    company: CompanySection = CompanySection()
    store: StoreSection = StoreSection()
    judge: JudgeSection = JudgeSection()
    report: ReportSection = ReportSection()
    privacy: PrivacySection = PrivacySection()
    deals: DealsSection = DealsSection()
    sides: dict[str, dict[str, Literal["ours", "buyer", "unknown"]]] = Field(default_factory=dict)

    @property
    def location(self) -> str:
        """Directory or URL of the store."""
        return self.store.url or self.store.path


def load_settings(
    path: Path | None = None,
    flags: Mapping[str, Mapping[str, Any]] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Settings of this run.

    Args:
        path: A checker.toml; None takes `checker.toml` of the working directory if there is one.
        flags: Values from the command line, section -> key -> value; None values are left out.
        environ: Environment to read; defaults to that of the process.

    Raises:
        SettingsError: The file is missing, is not TOML, or has an unknown key or a wrong value.
    """
    if path is None:
        default = Path("checker.toml")
        data = _read(default) if default.is_file() else {}
    else:
        data = _read(path)
    _merge(data, _from_environment(os.environ if environ is None else environ))
    for section, values in (flags or {}).items():
        _merge(data, {section: {k: v for k, v in values.items() if v is not None}})
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError(*_explain(error, str(path or "checker.toml"))) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(
            f"{path}: no such file", "Give the path of a checker.toml to --config."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}", "Correct that line.") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}", "Check the path.") from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, section in Settings.model_fields.items():
        kind = section.annotation
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            continue
        for key, info in kind.model_fields.items():
            value = environ.get(f"CHECKER_{name}_{key}".upper())
            if value:
                listed = "tuple" in str(info.annotation)
                found.setdefault(name, {})[key] = [v.strip() for v in value.split(",")] if listed else value
    return found


def _merge(into: dict[str, Any], other: Mapping[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        elif not (isinstance(value, Mapping) and not value):
            into[key] = dict(value) if isinstance(value, Mapping) else value


def _explain(error: ValidationError, file: str) -> tuple[str, str]:
    """Message and remedy of the first problem."""
    first = error.errors()[0]
    place = ".".join(str(p) for p in first["loc"])
    if first["type"] != "extra_forbidden":
        return f"{file}: {place}: {first['msg']}", "See docs/settings.md for what it takes."
    known = _known(first["loc"][:-1])
    near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1, cutoff=0.0)
    what = "section" if len(first["loc"]) == 1 else "key"
    return f"{file}: unknown {what} `{place}`", f"Did you mean `{near[0]}`?" if near else ""


def _known(path: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for part in path:
        info = model.model_fields.get(str(part))
        model = info.annotation if info else None
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return []
    return list(model.model_fields)
