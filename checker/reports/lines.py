"""Lines on a console: wrapped by display width, indented, with a bar before quotes.

Everything printed goes through `for_log` first, and rich gets it as `Text`, in which nothing is markup.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from checker.reports.safe import for_log

_BAR = "│ "


class Lines:
    """Prints paragraphs, labels and quotes on a console.

    Args:
        console: Where to print; its width is kept to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def text(self, text: str, *, indent: int = 0, hang: int = 0, style: str = "") -> None:
        """A paragraph; lines after the first are indented by `hang` more. Empty text prints nothing."""
        self._wrapped(text, " " * indent, " " * (indent + hang), style)

    def row(self, text: str, *, style: str = "") -> None:
        """A line of a table, its columns kept; the caller has made it fit and safe to show."""
        self._put(Text(text, style=style))

    def heading(self, text: str) -> None:
        """A section heading with a rule up to the margin."""
        self.gap()
        title = f"━━ {text} "
        rule = "━" * (min(self._console.width, 100) - cell_len(title))
        self._wrapped(title + rule, "", "", "bold")

    def label(self, text: str) -> None:
        """The name of one side, above its quotes."""
        self.text(text, indent=2, style="dim")

    def quote(self, text: str, source: str = "", *, bold: bool = False) -> None:
        """Words from copy or a call, with where they stand under them."""
        self._wrapped(f"“{for_log(text)}”", f"  {_BAR}", f"  {_BAR}", "bold" if bold else "")
        self._wrapped(source, f"  {_BAR}— ", f"  {_BAR}  ", "dim")

    def gap(self) -> None:
        """An empty line."""
        self._put(Text(""))

    def _wrapped(self, text: str, first: str, rest: str, style: str) -> None:
        room = max(10, self._console.width - max(cell_len(first), cell_len(rest)))
        for number, line in enumerate(Text(for_log(text)).wrap(self._console, room) if text else ()):
            line.rstrip()
            prefix = Text(rest if number else first)
            self._put(prefix.append(line.plain, style=style or None))

    def _put(self, text: Text) -> None:
        self._console.print(text, highlight=False, markup=False, emoji=False, soft_wrap=True)
