"""The studio's side of the decoding process: one for all runs, one job at a time."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.fork_server import ForkServer


@dataclass(frozen=True)
class Decoded:
    """`facts` are a MediaFacts' fields, or None: then `error` is "bad" for bytes that are not what
    they are said to be, or "limit" for too much of it, and `text` says more. `pixels` were
    decoded, or begun."""

    pixels: int
    facts: dict[str, Any] | None = None
    error: str = ""
    text: str = ""


class Decoder:
    """Has files decoded by a process under limits."""

    def __init__(self) -> None:
        self.server = ForkServer("sandbox.decoding.child", "that decodes what programs make")

    def decode(
        self,
        path: Path,
        kind: str,
        form: str,
        *,
        max_pixels: int,
        pixels_left: int,
        memory_mb: int,
        seconds: int,
    ) -> Decoded:
        """Decode one file of `kind` ("image", "audio", "table") and format. Blocks: not for the
        event loop. EngineError when the process can't be started or used."""
        job = {
            "path": str(path),
            "kind": kind,
            "form": form,
            "max_pixels": max_pixels,
            "pixels_left": pixels_left,
            "memory_mb": memory_mb,
            "seconds": seconds,
        }
        return Decoded(**self.server.ask(job, seconds))


DECODER = Decoder()
"""The one of this process."""
