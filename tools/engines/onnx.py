"""ONNX networks on the CPU. For the processes of engines, whose environments have onnxruntime."""

from pathlib import Path

import onnxruntime


def session(
    graph: Path | bytes, threads: int, *, keep: Path | None = None, optimised: bool = False
) -> onnxruntime.InferenceSession:
    """The network of a file, or of its bytes, on `threads` threads that do not spin. What
    onnxruntime makes of it on any processor is written to the file `keep`; such a file is
    `optimised`."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait for work by spinning starve whatever else runs here.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Products of 8-bit numbers overflow on processors without VNNI unless both are unsigned there.
    options.add_session_config_entry("session.x64quantprecision", "1")
    options.log_severity_level = 3
    level = onnxruntime.GraphOptimizationLevel
    if optimised:
        options.graph_optimization_level = level.ORT_DISABLE_ALL
    if keep is not None:
        options.optimized_model_filepath = str(keep)
        options.graph_optimization_level = level.ORT_ENABLE_EXTENDED
    given = graph if isinstance(graph, bytes) else str(graph)
    return onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
