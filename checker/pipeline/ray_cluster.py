"""A cluster of Ray, and its workers' answers to rows of work: what indexing and reviewing over Ray share."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from checker.errors import InputError, StoreError

FILES: Final = 32
"""Rows that a worker gets at a time, where it does not matter which stand together."""

Row = Mapping[str, Any]
_INSTALL = "Install it: pip install 'messaging-checker[ray]'."


def run_workers(
    ray: Any, rows: Sequence[Row], work: Any, options: Mapping[str, Any], *, size: int, remedy: str
) -> Iterator[Row]:
    """What workers make of rows, in any order.

    Args:
        ray: The library, with a cluster.
        rows: At least one.
        work: Makes a table of a table: a function, or a class of which each worker keeps one.
        options: Further arguments of `map_batches`; those of a class.
        size: Rows that a worker gets at a time.
        remedy: What to do where Ray gives up.

    Raises:
        StoreError: Ray cannot do it.
    """
    cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
    blocks = max(min(len(rows), 2 * cores), -(-len(rows) // size))
    if options:  # one worker a core, which keeps its model and its connection
        options = {**options, "compute": ray.data.ActorPoolStrategy(size=min(cores, blocks))}
    data = ray.data.from_items(list(rows), override_num_blocks=blocks).map_batches(
        work, batch_size=size, batch_format="pyarrow", num_cpus=1, **options
    )
    try:
        yield from data.iter_rows()
    except ray.exceptions.RayError as error:
        told = " ".join(str(error).split())[-300:]
        raise StoreError(f"Ray gave up ({type(error).__name__}: {told})", remedy) from error


@contextmanager
def cluster() -> Iterator[Any]:
    """Ray: the cluster that RAY_ADDRESS names, or that of this machine; quiet, and telling nobody.

    Raises:
        InputError: Ray is not installed.
        StoreError: The cluster does not answer.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise InputError("--engine ray: Ray is not installed", _INSTALL) from error
    ours = not ray.is_initialized()
    if ours:
        try:
            ray.init(log_to_driver=False, include_dashboard=False, logging_level="ERROR")
        except Exception as error:  # Ray raises bare ones
            told = " ".join(str(error).split())[:300]
            raise StoreError(
                f"--engine ray: no cluster of Ray ({told})", "Start one, or unset RAY_ADDRESS."
            ) from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    try:
        yield ray
    finally:
        if ours:
            ray.shutdown()
