"""The network in the parts that run one after another, kept beside its weights as they were
optimised: to part and to optimise it anew takes a second of processor at each start."""

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnxruntime

from tools.engines import onnx
from tools.engines.kokoro.network.convolutions import as_products
from tools.engines.kokoro.network.graph import Graph
from tools.engines.onnx import session

Part = tuple[Sequence[str], Sequence[str]]  # the tensors that it is given, and those that it gives


def sessions(
    graph: Path, parts: dict[str, Part], threads: int
) -> dict[str, onnxruntime.InferenceSession]:
    """Name -> part of the network in the file `graph`. They are kept in a folder beside it where
    there is room for them and the right to write."""
    kept = graph.parent / f"parts-{_digest(graph, parts)}"
    with contextlib.suppress(FileNotFoundError):
        read = {name: (kept / f"{name}.onnx").read_bytes() for name in parts}
        return {name: session(part, threads, optimised=True) for name, part in read.items()}
    network = as_products(Graph.read(graph.read_bytes()))
    cut = {name: network.between(list(given), list(out)) for name, (given, out) in parts.items()}
    if (made := _new_folder(graph)) is None:
        return {name: session(part, threads) for name, part in cut.items()}
    try:
        found = {
            name: session(part, threads, keep=made / f"{name}.onnx") for name, part in cut.items()
        }
        for older in set(graph.parent.glob("parts-*")) - {kept}:
            shutil.rmtree(older, ignore_errors=True)
        with contextlib.suppress(OSError):  # another process was faster
            made.replace(kept)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return found


def _new_folder(graph: Path) -> Path | None:
    """Beside the file; None where what is as large as it cannot be written."""
    if shutil.disk_usage(graph.parent).free < 2 * graph.stat().st_size:
        return None
    try:
        return Path(tempfile.mkdtemp(prefix="making-", dir=graph.parent))
    except OSError:
        return None


def _digest(graph: Path, parts: dict[str, Part]) -> str:
    """Twelve hex digits over all that what is kept was made of, and what it was made for: without
    VNNI onnxruntime writes other products of 8-bit numbers (tools/engines/onnx.py)."""
    about = graph.stat()
    told = Path("/proc/cpuinfo")
    processor = told.is_file() and b"vnni" in told.read_bytes()
    made_of = (onnxruntime.__version__, about.st_size, about.st_mtime_ns, parts, processor)
    digest = hashlib.sha256(repr(made_of).encode())
    for source in [*sorted(Path(__file__).parent.glob("*.py")), Path(onnx.__file__)]:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]
