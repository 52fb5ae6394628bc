"""What the tests of copy readers share: listing blocks, and finding a span's text in its file."""

from checker.model import Asset, Span
from checker.sources.text import SourceText


def listing(asset: Asset) -> str:
    """One line a block: kind, place, label, text."""
    lines = [f"{asset.format}\t{asset.title}\t{'; '.join(asset.notes)}"]
    for block in asset.blocks:
        span = block.source.span(0, len(block.text))
        place = f"{span.start.line}:{span.start.column}-{span.end.line}:{span.end.column}"
        where = f"{place} {span.locator}" if span.locator else place
        lines.append(f"{block.kind}\t{where}\t{block.label}\t{block.text}")
    return "\n".join(lines) + "\n"


def standing_at(text: str, span: Span) -> str:
    """The text of a file from the start of a span to its end."""
    source = SourceText(text)
    start = source.offset(span.start.line, span.start.column)
    return text[start : source.offset(span.end.line, span.end.column)]
