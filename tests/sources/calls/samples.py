"""What the tests of call readers share: samples on disk, and how a call is written down for comparison."""

from pathlib import Path

from checker.model import Call, SourceMap

DATA = Path(__file__).parent / "data"
SAMPLES = sorted(path for path in DATA.iterdir() if path.suffix != ".yaml")


def described(call: Call) -> dict[str, object]:
    """A call as plain data: breaks shown as ‖, the place of the first character of each turn."""
    out: dict[str, object] = {"format": call.format}
    for name in ("title", "date", "account"):
        if getattr(call, name):
            out[name] = getattr(call, name)
    if call.notes:
        out["notes"] = list(call.notes)
    out["speakers"] = [
        [s.name, *([s.side, s.told_by, s.email] if s.told_by or s.email else [])] for s in call.speakers
    ]
    out["turns"] = [
        [turn.speaker, turn.time, shown(turn.text, turn.source), *place(turn.source)] for turn in call.turns
    ]
    return out


def shown(text: str, source: SourceMap) -> str:
    """The text with its breaks marked."""
    for at in reversed(source.breaks):
        text = f"{text[:at]}‖ {text[at:]}"
    return text


def place(source: SourceMap) -> list[object]:
    """Line, column and locator of the first character."""
    span = source.span(0, 1)
    return [span.start.line, span.start.column, *([span.locator] if span.locator else [])]


def raw(text: str, source: SourceMap, start: int, end: int) -> str:
    """What stands in the file at the place of a stretch."""
    from checker.sources.text import SourceText

    span, file = source.span(start, end), SourceText(text)
    return text[file.offset(span.start.line, span.start.column) : file.offset(span.end.line, span.end.column)]
