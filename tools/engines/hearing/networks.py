"""ONNX networks, loaded once, with threads that do not spin."""

from functools import cache
from pathlib import Path

import onnxruntime


@cache
def network(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """The network at `path`, for the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait for work by spinning starve whatever else runs here.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
