"""Every benchmark still runs: each once on little, in a process of its own as in `make bench`."""

import os
import re
import subprocess
import sys

import pytest

from studio.settings import ROOT

BENCH = re.search(r"for name in ([\w ]+); do .*benchmarks", (ROOT / "Makefile").read_text())
NAMES = BENCH.group(1).split() if BENCH else []
SECONDS = 600  # far beyond what any takes: a limit against one that hangs


def smoke(name: str, **environment: str) -> str:
    """What a benchmark prints with --smoke."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--smoke"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_make_bench_names_every_benchmark():
    folder = ROOT / "benchmarks"
    files = {path.stem for path in folder.glob("*.py") if "= parsed(parser" in path.read_text()}
    folders = {path.parent.name for path in folder.glob("*/__main__.py")}
    assert set(NAMES) == files | folders


# That of the sandboxes needs a Docker engine: tests/sandbox/test_benchmark.py; that of the graphics
# card PyTorch: tests/diffusion/test_benchmark.py. What that of films makes is looked at by
# tests/end_to_end/test_films.py; that of the brains runs beside their tests, in tests/llm/brain.
ELSEWHERE = ("sandbox", "gpu", "film", "brains")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ELSEWHERE])
def test_it_runs(name, tmp_path):
    out = smoke(name, STUDIO_PATHS__DATA=str(tmp_path / "data"))
    assert re.search(r"\d", out), out
