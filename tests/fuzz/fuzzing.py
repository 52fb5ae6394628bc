"""Feeds broken files to every reader: `python -m tests.fuzz.fuzzing --inputs 100000 --seed 1`.

A reader may refuse a file, with reason and remedy; nothing else may escape, no file may take longer than
its time, and all of it stays under the limit on memory. What fails is written to --keep and told by its
number, which with the seed makes it again.
"""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from checker.errors import UnreadableFile
from tests.fuzz.mutating import mutants

SECONDS = 10.0  # of this process's own time, so that a busy machine makes no file slow
MEMORY = 1_500_000_000


class Hangs(BaseException):
    """The time of a file is over."""


def read_call(data: bytes, name: str) -> None:
    """As a transcript, through to statements and the places of their words."""
    from checker.segments.statements import statements
    from checker.sources.calls.registry import read_calls
    from checker.store.codec import decode_call, decode_head, encode_call

    for call in read_calls(data, name):
        for turn in call.turns[:200]:
            turn.source.span(0, len(turn.text))
            turn.text.encode()
        for told in (call.title, call.id, call.account or "", *(speaker.name for speaker in call.speakers)):
            told.encode()
        statements(call)
        record = encode_call(call)
        assert decode_call(record) == call and decode_head(record).speakers == call.speakers


def read_asset(data: bytes, name: str) -> None:
    """As copy, through to claims."""
    from checker.segments.claims import claims
    from checker.sources.copy.registry import read_copy

    asset = read_copy(data, name)
    asset.title.encode()
    for claim in claims(asset):
        f"{claim.quote}{claim.context}{claim.span.locator}".encode()


def read_deals(data: bytes, name: str) -> None:
    """As a deals file."""
    from checker.sources.deals import read_deals as read

    read(data, name)


READERS: tuple[Callable[[bytes, str], None], ...] = (read_call, read_asset, read_deals)


def fuzz(seed: int, count: int, keep: Path | None = None, only: int | None = None) -> list[str]:
    """Runs `count` files through all readers; a line for each failure."""
    failures: list[str] = []
    slowest = (0.0, "")
    signal.signal(signal.SIGPROF, _too_long)
    for number, (name, data) in enumerate(mutants(seed, count)):
        if only is not None and number != only:
            continue
        for reader in READERS:
            start = time.process_time()
            problem = _problem(reader, data, name)
            took = time.process_time() - start
            slowest = max(slowest, (took, f"{number} {name} {reader.__name__} ({len(data)} bytes)"))
            if problem:
                failures.append(f"{number} {name} {reader.__name__}: {problem}")
                print(failures[-1], flush=True)
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{number}-{name}").write_bytes(data)
        if number % 1000 == 999:
            print(f"{number + 1} files, {len(failures)} failures", file=sys.stderr, flush=True)
    print(f"slowest: {slowest[0]:.2f} s: {slowest[1]}", flush=True)
    return failures


def _problem(reader: Callable[[bytes, str], None], data: bytes, name: str) -> str:
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        reader(data, name)
    except UnreadableFile as refused:
        if not refused.reason or "\n" in str(refused) or refused.file != name:
            return f"refused without a clear reason: {refused!r}"
    except Hangs:
        return f"takes longer than {SECONDS:g} s"
    except MemoryError:
        return "takes too much memory"
    except Exception as error:  # noqa: BLE001 - what a fuzzer is for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:200]} ({Path(last.filename).name}:{last.lineno})"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return ""


def _too_long(number: int, frame: FrameType | None) -> None:
    raise Hangs


def main() -> int:
    """The script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for files that fail")
    parser.add_argument("--only", type=int, help="number of one file")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    failures = fuzz(asked.seed, asked.inputs, asked.keep, asked.only)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{asked.inputs} files, {len(failures)} failures, peak {peak:.0f} MB")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
