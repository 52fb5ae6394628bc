"""How the shipped models run: onnxruntime on the CPU, with equal answers on every machine and batch size."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def session(path: Path, threads: int) -> Any:
    """An onnxruntime session of a shipped model, with the options that its form needs.

    Args:
        path: Of ``model.onnx``.
        threads: Within one run; 0 lets onnxruntime choose.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Spinning threads take the machine from whatever else runs, for a percent or two of speed.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Or the stored weights would be unpacked anew in each run: constants of this kind are not folded.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    if not _adds_in_32_bits():
        options.add_session_config_entry("session.x64quantprecision", "1")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # the node it makes is slower than those it joins
    )


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _adds_in_32_bits(told: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether this CPU is known to add products of integers without loss.

    x86 without VNNI adds two of them in 16 bits, which overflow; onnxruntime has a slower way that gives the
    same numbers, and takes it for every x86 CPU if asked. Elsewhere it changes nothing.
    """
    try:
        return "vnni" in told.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
