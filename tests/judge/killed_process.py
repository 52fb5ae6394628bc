"""Reviews a world in a process of its own, again and again; run as a program by test_kill.py.

Each line of standard input is a file for the report. It forks, so that a process is there at once, and says
the child's id and, when it is gone, how it ended.
"""

from __future__ import annotations

import os
import sys
import threading
from importlib import import_module
from pathlib import Path

import chromadb  # noqa: F401  what a review imports, so that no child pays for it again
import langchain_openai  # noqa: F401
import langsmith  # noqa: F401

import checker
from checker.evaluate.gold import read_world
from checker.pipeline import opening, review
from checker.reports import render
from checker.settings import JudgeSection
from tests.fakes import WordEmbedder


def main(world: str, store: str, url: str) -> None:
    opening.embedder_of = lambda _: WordEmbedder()  # type: ignore[assignment,return-value]
    read = read_world(Path(world), Path(store))
    judge = JudgeSection(use="llm", model="m", base_url=url)
    settings = read.settings.model_copy(update={"judge": judge})
    os.chdir(world)
    for package in ("judge", "pipeline", "findings", "store", "segments", "sources", "runs", "reports"):
        for path in sorted((Path(checker.__file__).parent / package).rglob("*.py")):
            name = path.relative_to(Path(checker.__file__).parents[1]).with_suffix("")
            import_module(".".join(name.parts).removesuffix(".__init__"))
    for line in sys.stdin:
        assert threading.active_count() == 1
        child = os.fork()
        if not child:
            os.environ["OPENAI_API_KEY"] = str(os.getpid())  # every request says which review it is of
            run = review([Path("campaign/landing.md")], settings, keep=False)
            Path(line.strip()).write_text(render(run, "json"), encoding="utf-8")
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
