"""What a picture and a second of animation cost, by part.

Drives the Blender worker over its protocol and prints a table: build, sync, sampling (with and
without denoising, each a render of its own), encoding. CPU seconds are the honest figure on a busy
machine; on two idle cores the wall time is about half of them.

    python -m benchmarks.render [--size 512] [--seconds 1]
"""

import argparse
import os
import subprocess
import tempfile
import time
from typing import Any

import yaml

from benchmarks.options import parsed
from studio.nouns.sheet import CharacterSheet
from studio.settings import ROOT
from tools.engines.worker.serve import frame, read_frame

PARTS = ("build", "sync", "sample", "encode", "cpu")


class Worker:
    """A Blender worker and a blocking way to ask it; its temporary files go to `scratch`."""

    def __init__(self, scratch: str) -> None:
        python = ROOT / ".venvs" / "blender" / "bin" / "python"
        self._process = subprocess.Popen(
            [str(python), "-m", "tools.engines.blender.worker"],
            cwd=ROOT,
            env=dict(os.environ, PYTHONPATH=str(ROOT), TMPDIR=scratch),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        read_frame(self._process.stdout)

    def ask(self, method: str, **params: Any) -> tuple[dict[str, Any], float]:
        """The result of a method and the wall seconds it took."""
        start = time.perf_counter()
        self._process.stdin.write(frame({"id": 1, "method": method, "params": params}))
        self._process.stdin.flush()
        while (message := read_frame(self._process.stdout)) is not None:
            if "result" in message:
                return message["result"], time.perf_counter() - start
            if "error" in message:
                raise SystemExit(f"{method}: {message['error']}")
        raise SystemExit("the worker died")

    def close(self) -> None:
        """End the worker."""
        self._process.stdin.close()
        self._process.wait(30)


def row(name: str, wall: float, timings: dict[str, float], note: str = "") -> None:
    """Print one line of the table."""
    parts = "".join(f"{timings[part]:9.2f}" for part in PARTS)
    print(f"{name:34s}{wall:9.2f}{parts}  {note}", flush=True)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=512, help="width and height of the stills")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of the shots")
    parser.add_argument("--width", type=int, default=512, help="of the shots, in 16:9")
    framings, moves = ("close_up", "full"), ("static", "push_in", "orbit")
    parser.add_argument("--framings", nargs="+", choices=framings, default=framings)
    parser.add_argument("--moves", nargs="+", choices=moves, default=moves)
    few = {"framings": framings[:1], "moves": moves[1:2]}
    options = parsed(parser, size=64, seconds=0.1, width=128, **few)
    text = (ROOT / "configs" / "characters" / "luca.yaml").read_text()
    sheet = CharacterSheet(**yaml.safe_load(text)).model_dump()
    with tempfile.TemporaryDirectory() as out:
        still = {
            "cast": [{"sheet": sheet, "action": "wave", "expression": "happy", "strength": 1.0}],
            "set": "seaside_town",
            "camera": {"framing": "medium", "view": "front"},
            "width": options.size,
            "height": options.size,
            "out_dir": out,
        }
        role = {
            "sheet": sheet,
            "action": "talk",
            "visemes": [
                {"t": 0.08 * k, "viseme": ("aa", "PP", "E", "oh")[k % 4], "weight": 1.0}
                for k in range(int(options.seconds / 0.08))
            ],
        }
        shot = {
            "cast": [role],
            "set": "seaside_town",
            "duration": options.seconds,
            "width": options.width,
            "height": options.width * 9 // 16,
            "out_dir": out,
        }
        print(f"{'':34s}{'wall':>9s}" + "".join(f"{part:>9s}" for part in PARTS))
        start = time.perf_counter()
        worker = Worker(out)
        result, _ = worker.ask("render_still", **still)
        row("still, cold (start of worker too)", time.perf_counter() - start, result["timings"])
        result, wall = worker.ask("render_still", **still)
        row("still, warm", wall, result["timings"])
        result, wall = worker.ask("render_still", **still, denoise=False)
        row("still, warm, not denoised", wall, result["timings"])
        result, wall = worker.ask("render_still", **(still | {"quality": "draft"}))
        row("still, warm, draft", wall, result["timings"])
        for framing in options.framings:
            for move in options.moves:
                result, wall = worker.ask(
                    "render_shot",
                    **shot,
                    camera={"framing": framing, "view": "front", "move": move},
                )
                each = result["timings"]["cpu"] / options.seconds
                row(
                    f"shot {options.seconds:g} s, {framing}, {move}",
                    wall,
                    result["timings"],
                    f"{result['unique']} poses, {each:.1f} CPU-s a second",
                )
        worker.close()


if __name__ == "__main__":
    main()
