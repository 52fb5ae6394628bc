"""What the readers of JSON exports share: lenient models, and places of the words.

An export is parsed by a pydantic model that names only the fields that are read; whatever else the
vendor adds is ignored, `null` counts as absent, and a time that is no number is no time. A missing
part that matters is told with its path.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Protocol, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from checker.errors import UnreadableFile
from checker.sources.calls.assemble import Cue, Draft
from checker.sources.json_places import JsonDocument, Path, locator

T = TypeVar("T")
ModelT = TypeVar("ModelT", bound=BaseModel)


class Outside(BaseModel):
    """Base of models of a vendor's JSON."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


def _number(value: object) -> object:
    if isinstance(value, bool):
        return None
    try:
        return float(value) if isinstance(value, int | float | str) else None
    except (ValueError, OverflowError):
        return None


def _word(value: object) -> object:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


Number = Annotated[float | None, BeforeValidator(_number)]
"""A number, also as a string; None for anything else."""

Word = Annotated[str | None, BeforeValidator(_word)]
"""A string, also from a number; None for anything else."""

Rows = Annotated[list[T], BeforeValidator(lambda value: [] if value is None else value)]
"""A list; null is an empty one."""


class Export(Protocol):
    """A vendor's format: a module with these two functions."""

    @staticmethod
    def matches(value: object) -> bool:
        """True if a JSON value is an export of this format."""

    @staticmethod
    def read(document: JsonDocument, value: object, path: Path) -> list[Draft]:
        """The calls of an export that stands at `path`."""


def parse(model: type[ModelT], value: object, document: JsonDocument, path: Path, vendor: str) -> ModelT:
    """The export as its model.

    Raises:
        UnreadableFile: A part is not what the vendor documents; the reason names its path.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = locator((*path, *first["loc"])) or "the top"
        raise UnreadableFile(
            document.file,
            f"looks like an export of {vendor}, but {place}: {first['msg']}",
            "Export it again, or convert it to the simple JSON of the documentation.",
        ) from error


def cue(document: JsonDocument, speaker: str, path: Path, time: float | None) -> Cue:
    """A cue whose words are the string at `path`; without lines if there is none."""
    return Cue(speaker, (document.stretches(path),), time, locator(path))


def first_of(value: object, key: str) -> Mapping[str, object]:
    """The first item of the list under a key, if it is an object; else an empty one."""
    items = value.get(key) if isinstance(value, Mapping) else None
    return first_item(items)


def first_item(items: object) -> Mapping[str, object]:
    """The first item of a list, if it is an object; else an empty one."""
    head = items[0] if isinstance(items, list) and items else None
    return head if isinstance(head, dict) else {}


def day_of(stamp: str | None) -> str | None:
    """ISO date of an ISO 8601 time stamp, in the zone it is written in."""
    from checker.sources.calls.clock import iso_moment

    moment = iso_moment(stamp) if stamp else None
    return moment.date().isoformat() if moment else None
